package io.crosscloud.token;

import io.crosscloud.internal.Shown;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A set of scopes (RFC 6749 section 3.3), case-sensitive and without order. Immutable. {@link #unspecified()} asks for
 * nothing in particular, and the server gives what it gives by default; an empty {@code scope} parameter, which
 * Engagement answers with a token that may do nothing, is never sent.
 */
public final class Scopes {
    private static final Scopes UNSPECIFIED = new Scopes(Collections.emptySortedSet());

    private final SortedSet<String> values;

    private Scopes(SortedSet<String> values) {
        this.values = values;
    }

    /** Nothing in particular. */
    public static Scopes unspecified() {
        return UNSPECIFIED;
    }

    /**
     * These scopes.
     *
     * @throws IllegalArgumentException if one is empty or holds a character that RFC 6749 does not allow
     */
    public static Scopes of(String... scopes) {
        return of(Arrays.asList(scopes));
    }

    /** These scopes. */
    public static Scopes of(Collection<String> scopes) {
        scopes.forEach(Scopes::check);
        return scopes.isEmpty() ? UNSPECIFIED : new Scopes(Collections.unmodifiableSortedSet(new TreeSet<>(scopes)));
    }

    /** Scopes in their form on the wire, separated by spaces. */
    public static Scopes parse(String text) {
        return of(Arrays.stream(text.split(" ", -1))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toSet()));
    }

    /** The scopes, sorted. */
    public Set<String> values() {
        return values;
    }

    /** Whether nothing in particular is asked for. */
    public boolean isUnspecified() {
        return values.isEmpty();
    }

    /** Whether every one of those scopes is among these. */
    public boolean includes(Scopes those) {
        return values.containsAll(those.values);
    }

    private static void check(String scope) {
        boolean allowed = !scope.isEmpty() && scope.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
        if (!allowed) {
            throw new IllegalArgumentException(
                    "scope: " + Shown.quoted(scope) + " (expected: visible ASCII without quotes and backslashes)");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scopes that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The form on the wire. */
    @Override
    public String toString() {
        return String.join(" ", values);
    }
}
