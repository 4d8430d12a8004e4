package io.crosscloud.spi;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** For whom a token is wanted, and with what. Immutable; prints no secret. */
public final class TokenRequest {
    private final User user;
    private final @Nullable BusinessUnit businessUnit;
    private final Scopes scopes;
    private final @Nullable RefreshToken refreshToken;
    private final Limits limits;

    private record Limits(int tries, Deadline sendBy) {
        static final Limits NONE = new Limits(Integer.MAX_VALUE, Deadline.none());
    }

    private TokenRequest(
            User user,
            @Nullable BusinessUnit businessUnit,
            Scopes scopes,
            @Nullable RefreshToken refreshToken,
            Limits limits) {
        this.user = Objects.requireNonNull(user, "user");
        this.businessUnit = businessUnit;
        this.scopes = Objects.requireNonNull(scopes, "scopes");
        this.refreshToken = refreshToken;
        this.limits = limits;
    }

    /** A token for this user, with the provider's own business unit and scopes. */
    public static TokenRequest of(User user) {
        return new TokenRequest(user, null, Scopes.unspecified(), null, Limits.NONE);
    }

    /** A token for this session. */
    public static TokenRequest of(SessionKey key) {
        return new TokenRequest(key.user(), key.businessUnit().orElse(null), key.scopes(), null, Limits.NONE);
    }

    /** The same, in this business unit. */
    public TokenRequest in(BusinessUnit businessUnit) {
        return new TokenRequest(
                user, Objects.requireNonNull(businessUnit, "businessUnit"), scopes, refreshToken, limits);
    }

    /** The same, with these scopes. */
    public TokenRequest scopedTo(Scopes scopes) {
        return new TokenRequest(user, businessUnit, scopes, refreshToken, limits);
    }

    /** The same, with the refresh token that stands for the user's login. */
    public TokenRequest with(RefreshToken refreshToken) {
        return new TokenRequest(
                user, businessUnit, scopes, Objects.requireNonNull(refreshToken, "refreshToken"), limits);
    }

    /**
     * The same, for which a provider that has several secrets or keys to try sends no more requests than this.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TokenRequest atMost(int tries) {
        if (tries < 1) {
            throw new IllegalArgumentException("tries: " + tries + " (expected: at least 1)");
        }
        return new TokenRequest(user, businessUnit, scopes, refreshToken, new Limits(tries, limits.sendBy()));
    }

    /** The same, to be sent before this deadline or not at all. */
    public TokenRequest sendBy(Deadline sendBy) {
        Objects.requireNonNull(sendBy, "sendBy");
        return new TokenRequest(user, businessUnit, scopes, refreshToken, new Limits(limits.tries(), sendBy));
    }

    /** Whose token. */
    public User user() {
        return user;
    }

    /** The business unit, if another than the provider's own. */
    public Optional<BusinessUnit> businessUnit() {
        return Optional.ofNullable(businessUnit);
    }

    /** The scopes; unspecified for the provider's own. */
    public Scopes scopes() {
        return scopes;
    }

    /** The current refresh token, if there is one. */
    public Optional<RefreshToken> refreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    /** How many requests may be sent for it. */
    public int tries() {
        return limits.tries();
    }

    /** By when it must have been sent; {@link Deadline#none()} unless said. */
    public Deadline sendBy() {
        return limits.sendBy();
    }

    @Override
    public String toString() {
        return "TokenRequest[" + user + ", " + businessUnit + ", " + scopes + ", " + refreshToken + "]";
    }
}
