package io.crosscloud.testkit;

import io.crosscloud.testkit.FaultTarget.Choice;
import io.crosscloud.testkit.FaultTarget.Deed;
import io.crosscloud.testkit.FaultTarget.Filter;
import io.crosscloud.testkit.FaultTarget.Hook;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The script of what goes wrong with coming requests. Each request suffers at most one fault, and one hook in each
 * phase; what is scripted first goes first. Thread-safe.
 */
public final class Faults {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Script> scripts = new CopyOnWriteArrayList<>();
    private final Queue<Throwable> hookFailures = new ConcurrentLinkedQueue<>();

    Faults() {}

    /** The next request, whatever it is. */
    public FaultTarget next() {
        return new FaultTarget(this, new Filter(null, null, null), 0, 1);
    }

    /** The next request to this interface. */
    public FaultTarget next(Route route) {
        return new FaultTarget(this, new Filter(route, null, null), 0, 1);
    }

    /** What was scripted and has not struck, or not often enough: a sentence each. An immutable list. */
    public List<String> unconsumed() {
        lock.lock();
        try {
            return scripts.stream()
                    .filter(Script::isUnconsumed)
                    .map(Script::toString)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What hooks, choices and changes of bodies threw; an immutable list. */
    public List<Throwable> hookFailures() {
        return List.copyOf(hookFailures);
    }

    /** Forgets everything scripted. */
    public void clear() {
        lock.lock();
        try {
            scripts.clear();
        } finally {
            lock.unlock();
        }
    }

    void script(Script script) {
        lock.lock();
        try {
            scripts.add(script);
        } finally {
            lock.unlock();
        }
    }

    void hookFailed(Throwable failure) {
        hookFailures.add(failure);
    }

    /** Takes from the script what is meant for this request. */
    Strike strike(RecordedRequest request) {
        if (scripts.isEmpty()) {
            return Strike.NONE;
        }
        lock.lock();
        try {
            return take(request);
        } finally {
            lock.unlock();
        }
    }

    private Strike take(RecordedRequest request) {
        Choice choice = null;
        Map<Phase, Hook> hooks = new EnumMap<>(Phase.class);
        List<Script> spent = new ArrayList<>();
        for (Script script : scripts) {
            if (!script.filter.matches(request) || !script.isItsTurn()) {
                continue;
            }
            if (script.deed instanceof Choice scripted && choice == null) {
                choice = scripted;
            } else if (!(script.deed instanceof Hook hook) || hooks.putIfAbsent(hook.phase(), hook) != null) {
                continue;
            }
            if (script.use()) {
                spent.add(script);
            }
        }
        scripts.removeAll(spent);
        return new Strike(choice == null ? null : chosen(choice, request), hooks);
    }

    private @Nullable Fault chosen(Choice choice, RecordedRequest request) {
        try {
            return choice.code().apply(request).orElse(null);
        } catch (RuntimeException | AssertionError failure) {
            hookFailed(failure);
            return null;
        }
    }

    /** What happens to one request. */
    record Strike(@Nullable Fault fault, Map<Phase, Hook> hooks) {
        static final Strike NONE = new Strike(null, Map.of());
    }

    /** One scripted fault or hook, and how often it is still to strike. */
    static final class Script {
        private final Filter filter;
        private final Deed deed;
        private int skip;
        private int remaining;
        private boolean used;

        Script(Filter filter, Deed deed, int skip, int count) {
            this.filter = filter;
            this.deed = deed;
            this.skip = skip;
            this.remaining = count;
        }

        private boolean isItsTurn() {
            return skip == 0 || skip-- < 0;
        }

        /** Counts one strike and says whether it was the last. */
        private boolean use() {
            used = true;
            return remaining != FaultTarget.ALWAYS && --remaining == 0;
        }

        private boolean isUnconsumed() {
            return remaining != FaultTarget.ALWAYS || !used;
        }

        @Override
        public String toString() {
            String often = remaining == FaultTarget.ALWAYS ? "" : ", still " + remaining + " time(s)";
            return deed + " was to strike: " + filter + (skip > 0 ? " after " + skip + " more" : "") + often;
        }
    }
}
