package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.SalesforceSwitch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What of an org can change while it runs. Thread-safe. */
public final class Switches {
    private final Set<SalesforceSwitch> on = ConcurrentHashMap.newKeySet();
    private volatile Rotation rotation;

    public Switches(Set<SalesforceSwitch> on, Rotation rotation) {
        this.on.addAll(on);
        this.rotation = rotation;
    }

    public boolean has(SalesforceSwitch which) {
        return on.contains(which);
    }

    public void set(SalesforceSwitch which, boolean value) {
        if (value) {
            on.add(which);
        } else {
            on.remove(which);
        }
    }

    public Rotation rotation() {
        return rotation;
    }

    public void rotation(Rotation changed) {
        rotation = changed;
    }
}
