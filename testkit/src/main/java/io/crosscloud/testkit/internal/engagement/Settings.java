package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.Rotation;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What a tenant is like when it starts. Immutable. */
public record Settings(
        Account account, List<InstalledPackage> packages, List<EngagementUser> users, Policy policy, Urls urls) {

    public Settings {
        packages = List.copyOf(packages);
        users = List.copyOf(users);
    }

    /**
     * Who it is.
     *
     * @param units names by business unit; the first is the top one, the parent of all others
     */
    public record Account(String subdomain, Map<BusinessUnit, String> units, String triggeredSendKey) {
        public Account {
            units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
        }

        public BusinessUnit enterprise() {
            return units.keySet().iterator().next();
        }
    }

    /**
     * How it deals with clients.
     *
     * @param switches what is on at first
     * @param rotation what becomes of refresh tokens at first
     * @param propagationDelay how long a change of a package takes to be seen
     * @param assertionClock the time by which assertions are judged
     */
    public record Policy(
            Set<EngagementSwitch> switches,
            Rotation rotation,
            Lives lives,
            Duration propagationDelay,
            InstantSource assertionClock) {
        public Policy {
            switches = Set.copyOf(switches);
        }
    }

    /**
     * How long its tokens live.
     *
     * @param statedAccess what {@code expires_in} says
     */
    public record Lives(Duration access, Duration statedAccess, Duration refresh) {}

    /** How the hosts in its answers are written, given the URI of the fake. */
    public record Urls(Function<URI, String> rest, Function<URI, String> soap) {}
}
