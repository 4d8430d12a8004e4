package io.crosscloud.session;

import java.util.Objects;

/**
 * The host's own name for a person, or the integration itself. For JWT bearer it is the {@code sub} unless the provider
 * maps it. Immutable.
 */
public final class User {
    private static final int MAX_LENGTH = 255;
    private static final User INTEGRATION = new User("");

    private final String name;

    private User(String name) {
        this.name = name;
    }

    /**
     * A person, or a cloud's own user, by the host's name for it.
     *
     * @throws IllegalArgumentException if the name is blank, is longer than 255 characters, or holds a control character,
     *     a line separator or half a surrogate pair
     */
    public static User of(String name) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank() || name.length() > MAX_LENGTH || name.codePoints().anyMatch(User::forbidden)) {
            throw new IllegalArgumentException("user: a name of " + name.length() + " characters (expected: 1 to "
                    + MAX_LENGTH + ", not blank, no control characters, line separators or halves of characters)");
        }
        return new User(name);
    }

    /** Half a surrogate pair has no form of its own in UTF-8: two users would become one. */
    private static boolean forbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
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
