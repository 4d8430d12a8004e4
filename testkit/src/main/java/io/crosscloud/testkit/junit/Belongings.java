package io.crosscloud.testkit.junit;

import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What one test, or one class, has. JUnit closes it with the context that it belongs to. Its own context's thread alone
 * changes it, before the threads of the contexts below read it.
 */
final class Belongings implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(Belongings.class);

    private final Map<Kind, Object> things = new EnumMap<>(Kind.class);
    private final Deque<FakeCloud> clouds = new ArrayDeque<>();
    private final Deque<Runnable> ending = new ArrayDeque<>();

    private Belongings() {}

    /** What {@link Fake} can stand at. */
    enum Kind {
        CLOCK(TestClock.class),
        SALESFORCE(FakeSalesforce.class),
        ENGAGEMENT(FakeEngagement.class);

        private final Class<?> type;

        Kind(Class<?> type) {
            this.type = type;
        }

        static Kind of(AnnotatedElement element, Class<?> type) {
            for (Kind kind : values()) {
                if (kind.type == type) {
                    return kind;
                }
            }
            throw new ExtensionConfigurationException(
                    "@Fake " + element + " (expected: of type FakeSalesforce, FakeEngagement or TestClock)");
        }
    }

    /** Those of this very context. */
    static Belongings of(ExtensionContext context) {
        Belongings existing = existing(context, context);
        if (existing != null) {
            return existing;
        }
        Belongings created = new Belongings();
        context.getStore(NAMESPACE).put(context.getUniqueId(), created);
        return created;
    }

    /** What this context or the nearest one around it has of a kind; else a new one of this context. */
    static Object find(ExtensionContext context, Kind kind) {
        for (ExtensionContext each = context;
                each != null;
                each = each.getParent().orElse(null)) {
            Belongings belongings = existing(context, each);
            Object thing = belongings == null ? null : belongings.things.get(kind);
            if (thing != null) {
                return thing;
            }
        }
        return of(context).adopt(kind, create(context, kind));
    }

    private static @Nullable Belongings existing(ExtensionContext from, ExtensionContext owner) {
        return from.getStore(NAMESPACE).get(owner.getUniqueId(), Belongings.class);
    }

    private static Object create(ExtensionContext context, Kind kind) {
        return switch (kind) {
            case CLOCK -> TestClock.create();
            case SALESFORCE -> FakeSalesforce.builder().clock(clock(context)).start();
            case ENGAGEMENT ->
                FakeEngagement.builder().jwtBearer().clock(clock(context)).start();
        };
    }

    private static TestClock clock(ExtensionContext context) {
        return (TestClock) find(context, Kind.CLOCK);
    }

    /** Answers for this thing from now on. */
    Object adopt(Kind kind, Object thing) {
        things.put(kind, thing);
        if (thing instanceof FakeCloud cloud) {
            clouds.push(cloud);
        }
        return thing;
    }

    /** Runs this when everything is closed. */
    void atTheEnd(Runnable code) {
        ending.push(code);
    }

    /**
     * Sees to it that everything that was scripted has struck, and that no hook has failed.
     *
     * @throws AssertionError if not, with the time line
     */
    void check() {
        List<AssertionError> complaints = clouds.stream()
                .map(Belongings::complaint)
                .flatMap(Optional::stream)
                .toList();
        if (!complaints.isEmpty()) {
            AssertionError first = complaints.get(0);
            complaints.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static Optional<AssertionError> complaint(FakeCloud cloud) {
        List<String> unconsumed = cloud.faults().unconsumed();
        List<Throwable> failures = cloud.faults().hookFailures();
        if (unconsumed.isEmpty() && failures.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(cloud.toString());
        unconsumed.forEach(one -> text.append("\n  has not struck: ").append(one));
        failures.forEach(one -> text.append("\n  hook failed: ").append(one));
        AssertionError error = new AssertionError(
                text.append("\n  time line:\n").append(cloud.journal().timeline()));
        failures.forEach(error::addSuppressed);
        return Optional.of(error);
    }

    @Override
    public void close() {
        clouds.forEach(FakeCloud::close);
        ending.forEach(Runnable::run);
    }
}
