package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.HeldToken;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.error.StoreException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One want, met by a grant without a refresh token. The store only saves requests: if it fails, the token is got without it. */
final class PlainGrant {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Ledger ledger;
    private final Acquisition acquisition;
    private final Want want;
    private final SessionRuntime runtime;

    PlainGrant(Ledger ledger, Acquisition acquisition) {
        this.ledger = ledger;
        this.acquisition = acquisition;
        this.want = acquisition.want();
        this.runtime = acquisition.runtime();
    }

    /** A token, its own or one that another host has shared. */
    Timed<AccessToken> obtain() {
        try {
            return shared();
        } catch (StoreException e) {
            runtime.events().tell(new AuthEvent.RefreshFailed(want.key(), e.problem(), Duration.ZERO));
            SessionState nothing = SessionState.of(want.key().user().name());
            return acquisition.timed(
                    acquisition.ask(acquisition.prepare(nothing)).accessToken());
        }
    }

    private Timed<AccessToken> shared() {
        Instant giveUpAt = runtime.now().plus(runtime.patience());
        while (true) {
            runtime.requireOpen();
            Ledger.Entry entry = ledger.read();
            Optional<Timed<AccessToken>> adopted = acquisition.adopted(entry);
            if (adopted.isPresent()) {
                return adopted.get();
            }
            boolean alone = entry.ending() != null || !runtime.now().isBefore(giveUpAt);
            if (alone || entry.isFree()) {
                PreparedRequest request = acquisition.prepare(entry.state());
                boolean claimed = entry.ending() == null && ledger.claim(entry) instanceof Claim.Granted;
                if (claimed || alone) {
                    return request(entry, claimed, request);
                }
            }
            runtime.pause(POLL);
        }
    }

    private Timed<AccessToken> request(Ledger.Entry entry, boolean claimed, PreparedRequest request) {
        try {
            TokenGrant grant = acquisition.ask(request);
            Instant now = runtime.now();
            Timed<AccessToken> timed = acquisition.timed(grant.accessToken());
            SessionState next =
                    entry.state().with(want.variant(), new HeldToken(timed.value(), timed.expiresAt()), now);
            ledger.commitQuietly(entry, grant.identity().map(next::with).orElse(next));
            acquisition.tellGot(grant.accessToken());
            return timed;
        } catch (RuntimeException | Error e) {
            if (claimed) {
                ledger.release(entry, Release.nothingSpent());
            }
            throw e;
        }
    }
}
