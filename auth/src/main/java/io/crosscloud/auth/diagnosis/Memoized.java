package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is obtained on first use, once; or the failure that prevented it. Not thread-safe. */
final class Memoized<T> {
    private final Supplier<T> source;
    private boolean obtained;
    private @Nullable T answer;
    private @Nullable AuthException failure;

    Memoized(Supplier<T> source) {
        this.source = source;
    }

    /** The value, unless obtaining it failed. */
    Optional<T> answer() {
        obtain();
        return Optional.ofNullable(answer);
    }

    /** The failure, if obtaining the value failed. */
    Optional<AuthException> failure() {
        obtain();
        return Optional.ofNullable(failure);
    }

    /** The value; throws the failure if obtaining it failed. */
    T get() {
        return answer().orElseThrow(() -> failure().orElseThrow());
    }

    private void obtain() {
        if (obtained) {
            return;
        }
        obtained = true;
        try {
            answer = source.get();
        } catch (AuthException e) {
            failure = e;
        }
    }
}
