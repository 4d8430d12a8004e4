package io.crosscloud.auth.internal.door;

import io.crosscloud.spi.ForwardingTokenProvider;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The way from a public object of this library to what is behind it, for code of the library that needs more of it than its
 * users do. A public class opens itself in its static initializer; for everybody outside the library it stays closed.
 */
public final class Door {
    private static final Map<Class<?>, Function<Object, Object>> OPENED = new ConcurrentHashMap<>();

    private Door() {}

    /** Says what is behind the objects of a class. */
    public static <F> void open(Class<F> type, Function<F, Object> way) {
        OPENED.put(type, object -> way.apply(type.cast(object)));
    }

    /** What is behind an object, if that is of this type; of a decorated provider, what is behind the one within. */
    public static <I> Optional<I> find(Object object, Class<I> type) {
        if (object instanceof ForwardingTokenProvider decorator) {
            return find(decorator.delegate(), type);
        }
        Function<Object, Object> way = OPENED.get(object.getClass());
        return way == null
                ? Optional.empty()
                : Optional.of(way.apply(object)).filter(type::isInstance).map(type::cast);
    }

    /**
     * What is behind an object.
     *
     * @throws IllegalArgumentException if that is not of this type
     */
    public static <I> I behind(Object object, Class<I> type) {
        return find(object, type)
                .orElseThrow(() -> new IllegalArgumentException(
                        object.getClass() + " (expected: one with " + type.getSimpleName() + ")"));
    }
}
