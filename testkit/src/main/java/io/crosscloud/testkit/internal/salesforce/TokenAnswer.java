package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.ConnectedApp;
import org.jspecify.annotations.Nullable;

/**
 * What a token request got.
 *
 * @param session the session of the access token
 * @param member who it speaks for
 * @param app by way of which app
 * @param refreshToken the refresh token that goes with it, if any
 * @param claims what the answer says beside that
 */
record TokenAnswer(
        ApiSession session,
        Directory.Member member,
        ConnectedApp app,
        @Nullable String refreshToken,
        Claims claims) {

    /**
     * What differs by flow.
     *
     * @param scope whether the scope is named
     * @param idToken whether there is an id token if the scope has {@code openid}
     * @param nonce for the id token
     */
    record Claims(boolean scope, boolean idToken, @Nullable String nonce) {
        static final Claims SCOPE = new Claims(true, false, null);
        static final Claims NONE = new Claims(false, false, null);
        static final Claims IDENTITY = new Claims(true, true, null);
    }

    static TokenAnswer of(ApiSession session, Directory.Member member, ConnectedApp app) {
        return new TokenAnswer(session, member, app, null, Claims.SCOPE);
    }

    TokenAnswer with(Claims other) {
        return new TokenAnswer(session, member, app, refreshToken, other);
    }

    TokenAnswer withRefreshToken(@Nullable String token) {
        return new TokenAnswer(session, member, app, token, claims);
    }
}
