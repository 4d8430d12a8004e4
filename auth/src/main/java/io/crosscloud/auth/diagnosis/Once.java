package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is asked for when it is first needed, and once: an answer, or why there is none. Not thread-safe. */
final class Once<T> {
    private final Supplier<T> question;
    private boolean asked;
    private @Nullable T answer;
    private @Nullable AuthException failure;

    Once(Supplier<T> question) {
        this.question = question;
    }

    /** The answer, if there is one. */
    Optional<T> answer() {
        ask();
        return Optional.ofNullable(answer);
    }

    /** Why there is none. */
    Optional<AuthException> failure() {
        ask();
        return Optional.ofNullable(failure);
    }

    /** The answer; what stands in its way is thrown. */
    T get() {
        return answer().orElseThrow(() -> failure().orElseThrow());
    }

    private void ask() {
        if (asked) {
            return;
        }
        asked = true;
        try {
            answer = question.get();
        } catch (AuthException e) {
            failure = e;
        }
    }
}
