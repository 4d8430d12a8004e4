package io.crosscloud.auth.diagnosis;

import java.util.Collection;
import java.util.Comparator;

/** What a check came to. */
public enum Verdict {
    /** Nothing can be said about it from outside, or it does not apply to this connection. */
    NOT_CHECKABLE,
    /** As it should be. */
    PASS,
    /** It works, and will not for long, or not everywhere. */
    WARN,
    /** It does not work. */
    FAIL;

    /** The worst of these; {@link #PASS} if there is none, or nothing can be said about any. */
    static Verdict worst(Collection<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict != NOT_CHECKABLE)
                .max(Comparator.naturalOrder())
                .orElse(PASS);
    }
}
