package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.record.HeldToken;
import io.crosscloud.auth.internal.session.record.SessionState;
import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that a session wants.
 *
 * @param current the session's last token with its instants; null if it had none
 * @param rejected the tokens that an API has refused, of those that have not ended
 * @param sparing whether nothing is asked again and no fallback is asked
 */
public record TokenDemand(
        SessionKey key, @Nullable Timed<AccessToken> current, Set<AccessToken> rejected, boolean sparing) {
    private static final int SPARING_TRIES = 2;

    /** A token for a session that wants it as soon as may be. */
    public TokenDemand(SessionKey key, @Nullable Timed<AccessToken> current, Set<AccessToken> rejected) {
        this(key, current, rejected, false);
    }

    /** A token for somebody who would rather have none than cause more than two requests. */
    public static TokenDemand sparing(SessionKey key, @Nullable AccessToken rejected) {
        return new TokenDemand(key, null, rejected == null ? Set.of() : Set.of(rejected), true);
    }

    /** Which of the record's access tokens it is. */
    String variant() {
        return StoreKeys.variant(key);
    }

    /** Whether a token found in the store is another one than those that this session knows already. */
    boolean newTo(HeldToken held, Instant now) {
        return now.isBefore(held.expiresAt())
                && !refused(held)
                && (current == null || !held.token().equals(current.value()));
    }

    /** The session's last token, unless an API has refused it. */
    @Nullable
    Timed<AccessToken> lastGood() {
        return current == null || rejected.contains(current.value()) ? null : current;
    }

    /** Whether somebody waits for it, since there is no token that is still good. */
    boolean isWaitedFor(Instant now) {
        Timed<AccessToken> good = lastGood();
        return !sparing && (good == null || !now.isBefore(good.expiresAt()));
    }

    /** Whether an API has refused this token. */
    boolean refused(HeldToken held) {
        return rejected.contains(held.token());
    }

    /** The request for it, with the refresh token if there is one. */
    TokenRequest request(SessionState state) {
        TokenRequest request = sparing ? TokenRequest.of(key).atMost(SPARING_TRIES) : TokenRequest.of(key);
        return state.refreshToken() == null ? request : request.with(state.refreshToken());
    }
}
