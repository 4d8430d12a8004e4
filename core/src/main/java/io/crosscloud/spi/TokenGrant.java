package io.crosscloud.spi;

import io.crosscloud.session.Identity;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server granted: an access token, with a refresh token if it issued or rotated one. Immutable; prints no secret. */
public final class TokenGrant {
    private final AccessToken accessToken;
    private final @Nullable RefreshToken refreshToken;
    private final @Nullable Identity identity;
    private final @Nullable Secret idToken;

    private TokenGrant(
            AccessToken accessToken,
            @Nullable RefreshToken refreshToken,
            @Nullable Identity identity,
            @Nullable Secret idToken) {
        this.accessToken = Objects.requireNonNull(accessToken, "accessToken");
        this.refreshToken = refreshToken;
        this.identity = identity;
        this.idToken = idToken;
    }

    /** An access token alone. */
    public static TokenGrant of(AccessToken accessToken) {
        return new TokenGrant(accessToken, null, null, null);
    }

    /** The same, with the refresh token that the answer carried. */
    public TokenGrant with(RefreshToken refreshToken) {
        return new TokenGrant(accessToken, Objects.requireNonNull(refreshToken, "refreshToken"), identity, idToken);
    }

    /** The same, with the user that the answer named. */
    public TokenGrant with(Identity identity) {
        return new TokenGrant(accessToken, refreshToken, Objects.requireNonNull(identity, "identity"), idToken);
    }

    /** The same, with the {@code id_token} that the answer carried. */
    public TokenGrant withIdToken(Secret idToken) {
        return new TokenGrant(accessToken, refreshToken, identity, Objects.requireNonNull(idToken, "idToken"));
    }

    /** The access token. */
    public AccessToken accessToken() {
        return accessToken;
    }

    /** The refresh token, if the answer carried one; after a refresh it replaces the one that was sent. */
    public Optional<RefreshToken> refreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    /** The user that the answer named, if it did. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /** The {@code id_token} (OpenID Connect Core section 2), if the answer to a login carried one; nothing of it is checked. */
    public Optional<Secret> idToken() {
        return Optional.ofNullable(idToken);
    }

    @Override
    public String toString() {
        return "TokenGrant[" + accessToken + ", " + refreshToken + ", " + identity + "]";
    }
}
