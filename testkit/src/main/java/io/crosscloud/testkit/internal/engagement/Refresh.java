package io.crosscloud.testkit.internal.engagement;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A refresh token, living or spent. Used under the lock of the {@link Vault} only. */
final class Refresh {
    private Rights rights;
    private final Family family;
    private final Instant expiresAt;
    private @Nullable Instant spentAt;
    private Vault.@Nullable Pair successor;

    Refresh(Rights rights, Family family, Instant expiresAt) {
        this.rights = rights;
        this.family = family;
        this.expiresAt = expiresAt;
    }

    /** The scopes that were granted last, in the business unit of the login. */
    Rights rights() {
        return rights;
    }

    /** Fewer scopes from now on. */
    void narrow(Set<String> scopes) {
        rights = rights.within(rights.unit(), scopes);
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
