package io.crosscloud.auth.diagnosis;

import java.util.Collection;
import java.util.Comparator;

/** The verdict of a check, and of a diagnosis. */
public enum Verdict {
    /** The check does not apply to this connection, or cannot tell from outside. */
    NOT_CHECKABLE,
    /** Everything is in order. */
    PASS,
    /** The connection works, but not for long, or not everywhere. */
    WARN,
    /** The connection does not work. */
    FAIL;

    /** Returns the worst of these verdicts; {@link #PASS} if there is none, or none is checkable. */
    static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict != NOT_CHECKABLE)
                .max(Comparator.naturalOrder())
                .orElse(PASS);
    }
}
