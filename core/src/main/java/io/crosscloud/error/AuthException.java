package io.crosscloud.error;

import io.crosscloud.Cloud;
import io.crosscloud.session.SessionKey;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A token could not be had. Unchecked, and sealed by what the caller does next. It says which {@link Problem} it was, which
 * setting to change, and what the server said; never a secret, a token or an assertion. Serialized, it keeps message,
 * cause and problem, and nothing else.
 */
public abstract sealed class AuthException extends RuntimeException
        permits ConfigurationException, LoginRequiredException, TryLaterException, StoreException, ProtocolException {
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final transient @Nullable AuthFailure failure;

    AuthException(AuthFailure failure) {
        super(failure.message(), failure.cause());
        this.problem = failure.problem();
        this.failure = failure;
    }

    /** What went wrong. */
    public final Problem problem() {
        return problem;
    }

    /** What to do, in one sentence that names the setting. */
    public final String remedy() {
        return problem.remedy();
    }

    /** The cloud that it concerns, if one. */
    public final Optional<Cloud> cloud() {
        return Optional.ofNullable(failure().cloud());
    }

    /** The {@code error} of the server's answer (RFC 6749 section 5.2), if there was one. */
    public final Optional<String> error() {
        return Optional.ofNullable(failure().error());
    }

    /** The {@code error_description} of the server's answer, cut and cleaned of control characters, if there was one. */
    public final Optional<String> errorDescription() {
        return Optional.ofNullable(failure().errorDescription());
    }

    /** The HTTP status of the server's answer, if there was one. */
    public final OptionalInt status() {
        return failure().status() == 0
                ? OptionalInt.empty()
                : OptionalInt.of(failure().status());
    }

    /** The session that it concerns, if one. */
    public final Optional<SessionKey> session() {
        return Optional.ofNullable(failure().session());
    }

    /** Everything that this exception says, to say it again about a session. */
    public final AuthFailure failure() {
        return failure == null ? AuthFailure.of(problem) : failure;
    }
}
