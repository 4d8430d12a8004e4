package io.crosscloud.testkit.internal.engagement;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refresh token, living or spent. Used under the lock of the {@link Vault} only. */
final class Refresh {
    private final Rights rights;
    private final Family family;
    private final Instant expiresAt;
    private @Nullable Instant spentAt;
    private Vault.@Nullable Pair successor;

    Refresh(Rights rights, Family family, Instant expiresAt) {
        this.rights = rights;
        this.family = family;
        this.expiresAt = expiresAt;
    }

    /** What the login was granted. */
    Rights rights() {
        return rights;
    }

    Family family() {
        return family;
    }

    void spend(Instant now, Vault.Pair newPair) {
        spentAt = now;
        successor = newPair;
    }

    Optional<Instant> spentAt() {
        return Optional.ofNullable(spentAt);
    }

    /** What it was turned into. */
    Optional<Vault.Pair> successor() {
        return Optional.ofNullable(successor);
    }

    boolean isLive(Instant now) {
        return spentAt == null && !family.isRevoked() && expiresAt.isAfter(now);
    }
}
