package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.internal.engagement.PackageState.Credential;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The installed packages, and what an administrator does to them. Thread-safe. */
public final class Packages {
    private final Map<ClientId, PackageState> states = new ConcurrentHashMap<>();
    private final Map<ClientId, Set<BusinessUnit>> added = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration propagationDelay;

    Packages(Collection<InstalledPackage> seeds, InstantSource clock, Duration propagationDelay) {
        this.clock = clock;
        this.propagationDelay = propagationDelay;
        seeds.forEach(seed -> states.put(seed.clientId(), PackageState.of(seed, clock.instant())));
    }

    Optional<PackageState> find(String clientId) {
        return isPossible(clientId) ? Optional.ofNullable(states.get(ClientId.of(clientId))) : Optional.empty();
    }

    static boolean isPossible(String clientId) {
        return !clientId.isEmpty() && clientId.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** What the package may ask for at this moment. */
    Scopes scopes(PackageState state) {
        return state.scopes().at(clock.instant());
    }

    boolean accepts(PackageState state, Secret secret) {
        return state.accepts(secret, clock.instant());
    }

    /** A second secret, good beside the active one as soon as the change has been propagated. */
    public void stageSecret(ClientId clientId, Secret secret) {
        Instant now = clock.instant();
        change(clientId, state -> state.withStaged(new Credential(secret, now, now.plus(propagationDelay))));
    }

    /** The staged secret becomes the active one; the old one is dead at once. */
    public void activateStagedSecret(ClientId clientId) {
        change(clientId, PackageState::withStagedActivated);
    }

    public void enable(ClientId clientId, boolean enabled) {
        change(clientId, state -> state.withEnabled(enabled));
    }

    /** Other scopes, as soon as the change has been propagated. */
    public void changeScopes(ClientId clientId, Scopes scopes) {
        Instant now = clock.instant();
        change(clientId, state -> state.withScopes(scopes, now, now.plus(propagationDelay)));
    }

    /** Enables a package for one more business unit, at once. */
    public void enable(ClientId clientId, BusinessUnit unit) {
        added.computeIfAbsent(clientId, unused -> ConcurrentHashMap.newKeySet()).add(unit);
    }

    /** Whether a package is enabled for a business unit. */
    public boolean covers(InstalledPackage client, BusinessUnit unit) {
        return client.covers(unit)
                || added.getOrDefault(client.clientId(), Set.of()).contains(unit);
    }

    private void change(ClientId clientId, UnaryOperator<PackageState> how) {
        if (states.computeIfPresent(clientId, (id, state) -> how.apply(state)) == null) {
            throw new IllegalArgumentException(
                    "no installed package " + clientId + " (known: " + states.keySet() + ")");
        }
    }
}
