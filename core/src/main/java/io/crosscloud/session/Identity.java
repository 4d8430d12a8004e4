package io.crosscloud.session;

import io.crosscloud.internal.Shown;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the cloud said it was. Immutable. Salesforce says it by the identity URL of a token response, Engagement by
 * {@code /v2/userinfo}.
 */
public final class Identity {
    private final String organizationId;
    private final String userId;
    private final @Nullable String username;

    private Identity(String organizationId, String userId, @Nullable String username) {
        this.organizationId = Objects.requireNonNull(organizationId, "organizationId");
        this.userId = Objects.requireNonNull(userId, "userId");
        this.username = username;
    }

    /** A user of an org or an enterprise, by the cloud's own ids. */
    public static Identity of(String organizationId, String userId) {
        return new Identity(organizationId, userId, null);
    }

    /** The same, with the name that the user logs in by. */
    public Identity withUsername(String username) {
        return new Identity(organizationId, userId, Objects.requireNonNull(username, "username"));
    }

    /** Salesforce: the org's 18-character id. Engagement: the enterprise's MID. */
    public String organizationId() {
        return organizationId;
    }

    /** The user's id in that cloud. */
    public String userId() {
        return userId;
    }

    /** The name that the user logs in by, if the cloud said it. */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /** Whether both name the same user of the same organization. */
    public boolean sameUserAs(Identity other) {
        return organizationId.equals(other.organizationId) && userId.equals(other.userId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that && sameUserAs(that) && Objects.equals(username, that.username);
    }

    @Override
    public int hashCode() {
        return Objects.hash(organizationId, userId);
    }

    /** For a person to read: cut to 255 characters, those that cannot be seen escaped. */
    @Override
    public String toString() {
        return Shown.onOneLine(username == null ? userId + " of " + organizationId : username, User.MAX_LENGTH);
    }
}
