package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.oauth.HttpSettings;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What every old way can do: log in once. */
abstract non-sealed class LegacyWay implements LegacyLogin {
    /** What an old way's login is refused for that another credential would cure. */
    static final Set<Problem> CREDENTIAL_REFUSED = Set.of(
            UpgradeProblem.LEGACY_PASSWORD,
            ServerProblem.ENGAGEMENT_CLIENT,
            ServerProblem.SALESFORCE_AUTHENTICATION_FAILURE,
            UpgradeProblem.LEGACY_PASSWORD_EXPIRED,
            CredentialProblem.SECRET_UNAVAILABLE);

    private final Cloud cloud;
    private final String description;

    LegacyWay(Cloud cloud, String description) {
        this.cloud = cloud;
        this.description = description;
    }

    /**
     * Logs in. Blocking.
     *
     * @throws io.crosscloud.error.AuthException if that is refused or cannot be tried
     */
    abstract OldAccess logIn(HttpSettings wiring);

    /** The tenant that it logs in to; null for Salesforce, where the login itself shows the org. */
    @Nullable
    EngagementTenant tenant() {
        return null;
    }

    @Override
    public final Cloud cloud() {
        return cloud;
    }

    @Override
    public final String description() {
        return description;
    }

    /** Asks the host. What its supplier says when it fails may hold the credential, so it is neither shown nor chained. */
    static <T> T read(Supplier<T> credential) {
        try {
            return Objects.requireNonNull(credential.get());
        } catch (RuntimeException e) {
            throw AuthFailure.of(CredentialProblem.SECRET_UNAVAILABLE)
                    .detail("the old credential: " + e.getClass().getSimpleName())
                    .toException();
        }
    }

    @Override
    public final String toString() {
        return description;
    }
}
