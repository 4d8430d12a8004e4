package io.crosscloud.testkit;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which coming requests a fault or a hook is for: {@code fake.faults().next(Route.TOKEN).ofGrant("refresh_token")
 * .nth(2).fail(Fault.lostAnswer())}. Immutable; nothing is scripted before {@link #fail} or {@link #run}.
 */
public final class FaultTarget {
    private final Faults faults;
    private final Filter filter;
    private final int skip;
    private final int count;

    static final int ALWAYS = Integer.MAX_VALUE;

    /** What a request must be like; null stands for any. */
    record Filter(
            @Nullable Route route,
            @Nullable String grantType,
            @Nullable String path) {
        boolean matches(RecordedRequest request) {
            return (route == null || route == request.route())
                    && (grantType == null
                            || request.grantType().filter(grantType::equals).isPresent())
                    && (path == null || request.path().contains(path));
        }

        @Override
        public String toString() {
            return (route == null ? "any request" : route + " request")
                    + (grantType == null ? "" : " of grant " + grantType)
                    + (path == null ? "" : " to a path with " + path);
        }
    }

    FaultTarget(Faults faults, Filter filter, int skip, int count) {
        this.faults = faults;
        this.filter = filter;
        this.skip = skip;
        this.count = count;
    }

    /** Only token requests with this {@code grant_type}. */
    public FaultTarget ofGrant(String grantType) {
        return new FaultTarget(faults, new Filter(filter.route, grantType, filter.path), skip, count);
    }

    /** Only requests whose path contains this text. */
    public FaultTarget onPath(String part) {
        return new FaultTarget(faults, new Filter(filter.route, filter.grantType, part), skip, count);
    }

    /**
     * Not the first matching request from now on, but this one, counted from 1.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public FaultTarget nth(int position) {
        return new FaultTarget(faults, filter, atLeastOne("nth", position) - 1, count);
    }

    /**
     * So many matching requests in a row instead of one.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public FaultTarget times(int requests) {
        return new FaultTarget(faults, filter, skip, atLeastOne("times", requests));
    }

    /** All matching requests until {@link Faults#clear()}. */
    public FaultTarget always() {
        return new FaultTarget(faults, filter, skip, ALWAYS);
    }

    /** Scripts this fault. Each request suffers one at the most, in the order in which they were scripted. */
    public void fail(Fault fault) {
        faults.script(
                new Faults.Script(filter, new Choice(fault.toString(), request -> Optional.of(fault)), skip, count));
    }

    /**
     * Scripts a choice: for each matching request the code, which must be quick, says which fault it suffers, or none. The
     * request that it is given has no status yet. A choice that throws is no fault, and is kept in
     * {@link Faults#hookFailures()}.
     */
    public void decide(Function<RecordedRequest, Optional<? extends Fault>> code) {
        faults.script(new Faults.Script(filter, new Choice("a chosen fault", code), skip, count));
    }

    /**
     * Scripts a hook: the code runs in this phase, on the fake's thread, which waits for it. Before the answer the
     * request that it is given has no status yet. A hook that throws is kept in {@link Faults#hookFailures()}.
     */
    public void run(Phase phase, Consumer<RecordedRequest> code) {
        faults.script(new Faults.Script(filter, new Hook(phase, code), skip, count));
    }

    /** What is scripted. */
    sealed interface Deed {}

    record Choice(String name, Function<RecordedRequest, Optional<? extends Fault>> code) implements Deed {
        @Override
        public String toString() {
            return name;
        }
    }

    record Hook(Phase phase, Consumer<RecordedRequest> code) implements Deed {
        @Override
        public String toString() {
            return "hook " + phase;
        }
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: at least 1)");
        }
        return value;
    }
}
