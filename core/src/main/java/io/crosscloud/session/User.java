package io.crosscloud.session;

import io.crosscloud.internal.Invisible;
import java.util.Objects;

/**
 * The host's own name for a person, or the integration itself. For JWT bearer it is the {@code sub} unless the provider
 * maps it. Immutable.
 */
public final class User {
    static final int MAX_LENGTH = 255;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final User INTEGRATION = new User("");

    private final String name;

    private User(String name) {
        this.name = name;
    }

    /**
     * A person, or a cloud's own user, by the host's name for it.
     *
     * @throws IllegalArgumentException if the name is blank, is longer than 255 characters, or holds a character that cannot be
     *     seen: a control or format character other than the zero-width joiners, a byte order mark, a line separator, half a surrogate pair. Two names
     *     that look alike would be two users.
     */
    public static User of(String name) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank() || name.length() > MAX_LENGTH || name.codePoints().anyMatch(User::isRefused)) {
            throw new IllegalArgumentException("user: a name of " + name.length() + " characters" + invisible(name)
                    + " (expected: 1 to " + MAX_LENGTH + ", not blank, none of them invisible)");
        }
        return new User(name);
    }

    /** Zero-width joiners are part of how Persian, Hindi and other scripts are written. */
    private static boolean isRefused(int codePoint) {
        return Invisible.is(codePoint) && codePoint != ZERO_WIDTH_NON_JOINER && codePoint != ZERO_WIDTH_JOINER;
    }

    /** The first one that cannot be seen, by its number: the name itself may be anything. */
    private static String invisible(String name) {
        return name.codePoints()
                .filter(User::isRefused)
                .mapToObj(codePoint -> String.format(" with U+%04X among them", codePoint))
                .findFirst()
                .orElse("");
    }

    /** The integration itself, where no person is involved. */
    public static User integration() {
        return INTEGRATION;
    }

    /** The name; empty for the integration. */
    public String name() {
        return name;
    }

    /** Whether this is the integration itself. */
    public boolean isIntegration() {
        return name.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof User that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return isIntegration() ? "(integration)" : name;
    }
}
