package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.EngagementSwitch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is switched on. Thread-safe. */
public final class Switches {
    private final Set<EngagementSwitch> on = ConcurrentHashMap.newKeySet();

    Switches(Set<EngagementSwitch> on) {
        this.on.addAll(on);
    }

    boolean has(EngagementSwitch which) {
        return on.contains(which);
    }

    public void set(EngagementSwitch which, boolean value) {
        if (value) {
            on.add(which);
        } else {
            on.remove(which);
        }
    }
}
