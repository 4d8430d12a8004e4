package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has become of an installed package. Secrets die 180 days after they were made; a staged one is good beside the
 * active one until it is activated, which ends the old one at once. Immutable.
 */
record PackageState(
        InstalledPackage seed,
        @Nullable Credential active,
        @Nullable Credential staged,
        boolean enabled,
        ScopeChange scopes) {
    static final Duration SECRET_LIFE = Duration.ofDays(180);

    /** A client secret. */
    record Credential(Secret secret, Instant madeAt, Instant goodFrom) {
        boolean accepts(Secret presented, Instant now) {
            return !now.isBefore(goodFrom) && now.isBefore(madeAt.plus(SECRET_LIFE)) && secret.equals(presented);
        }
    }

    /** The scopes, and what they were until the change was seen. */
    record ScopeChange(Scopes before, Scopes after, Instant from) {
        Scopes at(Instant now) {
            return now.isBefore(from) ? before : after;
        }
    }

    static PackageState of(InstalledPackage seed, Instant now) {
        Credential active = seed.clientSecret()
                .map(secret -> new Credential(secret, now, now))
                .orElse(null);
        return new PackageState(seed, active, null, true, new ScopeChange(seed.scopes(), seed.scopes(), now));
    }

    boolean accepts(Secret presented, Instant now) {
        return (active != null && active.accepts(presented, now)) || (staged != null && staged.accepts(presented, now));
    }

    PackageState withStaged(Credential credential) {
        return new PackageState(seed, active, credential, enabled, scopes);
    }

    PackageState withStagedActivated() {
        return staged == null ? this : new PackageState(seed, staged, null, enabled, scopes);
    }

    PackageState withEnabled(boolean isEnabled) {
        return new PackageState(seed, active, staged, isEnabled, scopes);
    }

    PackageState withScopes(Scopes changed, Instant now, Instant from) {
        return new PackageState(seed, active, staged, enabled, new ScopeChange(scopes.at(now), changed, from));
    }
}
