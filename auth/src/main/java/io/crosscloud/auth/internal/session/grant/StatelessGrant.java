package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.record.HeldToken;
import io.crosscloud.auth.internal.session.record.RecordEntry;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.auth.internal.session.record.StoredSession;
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

/** Gets a token by a grant without a refresh token. The store only saves requests: if it fails, the token is got without it. */
final class StatelessGrant {
    private static final Duration POLL = Duration.ofMillis(100);

    private final StoredSession record;
    private final TokenAcquirer acquirer;
    private final TokenDemand demand;
    private final Environment environment;

    StatelessGrant(StoredSession record, TokenAcquirer acquirer) {
        this.record = record;
        this.acquirer = acquirer;
        this.demand = acquirer.demand();
        this.environment = acquirer.environment();
    }

    /** A token, its own or one that another host has shared. */
    Timed<AccessToken> obtain() {
        try {
            return shared();
        } catch (StoreException e) {
            environment.events().tell(new AuthEvent.RefreshFailed(demand.key(), e.problem(), Duration.ZERO));
            SessionState nothing = SessionState.of(demand.key().user().name());
            return acquirer.timed(acquirer.ask(acquirer.prepare(nothing)).accessToken());
        }
    }

    private Timed<AccessToken> shared() {
        Instant giveUpAt = environment.now().plus(environment.acquireTimeout());
        while (true) {
            environment.requireOpen();
            RecordEntry entry = record.read();
            Optional<Timed<AccessToken>> adopted = acquirer.adopted(entry);
            if (adopted.isPresent()) {
                return adopted.get();
            }
            boolean alone = entry.ending() != null || !environment.now().isBefore(giveUpAt);
            if (alone || entry.isFree()) {
                PreparedRequest request = acquirer.prepare(entry.state());
                boolean claimed = entry.ending() == null && record.claim(entry) instanceof Claim.Granted;
                if (claimed || alone) {
                    return request(entry, claimed, request);
                }
            }
            environment.pause(POLL);
        }
    }

    private Timed<AccessToken> request(RecordEntry entry, boolean claimed, PreparedRequest request) {
        try {
            TokenGrant grant = acquirer.ask(request);
            Instant now = environment.now();
            Timed<AccessToken> timed = acquirer.timed(grant.accessToken());
            SessionState next =
                    entry.state().with(demand.variant(), new HeldToken(timed.value(), timed.expiresAt()), now);
            record.commitQuietly(entry, grant.identity().map(next::with).orElse(next));
            acquirer.tellGot(grant.accessToken());
            return timed;
        } catch (RuntimeException | Error e) {
            if (claimed) {
                record.release(entry, Release.nothingSpent());
            }
            throw e;
        }
    }
}
