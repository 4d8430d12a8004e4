package io.crosscloud.error;

import io.crosscloud.Cloud;
import io.crosscloud.internal.Shown;
import io.crosscloud.session.SessionKey;
import io.crosscloud.token.RefreshToken;
import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AuthException} says, before it is thrown. Immutable; each method returns a changed copy. What came over
 * the wire as an answer is cleaned here, cut to 256 characters of printable ASCII; a detail is brought onto one line of 16,000
 * characters at most.
 */
public final class AuthFailure {
    private static final int MAX_TEXT = 256;
    private static final int MAX_DETAIL = 16_000;

    private final Problem problem;
    private @Nullable String detail;
    private @Nullable Cloud cloud;
    private @Nullable String error;
    private @Nullable String errorDescription;
    private int status;
    private @Nullable SessionKey session;
    private @Nullable Duration retryAfter;
    private @Nullable RefreshToken rotated;
    private @Nullable Throwable cause;

    private AuthFailure(Problem problem) {
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    private AuthFailure(AuthFailure other) {
        this.problem = other.problem;
        this.detail = other.detail;
        this.cloud = other.cloud;
        this.error = other.error;
        this.errorDescription = other.errorDescription;
        this.status = other.status;
        this.session = other.session;
        this.retryAfter = other.retryAfter;
        this.rotated = other.rotated;
        this.cause = other.cause;
    }

    /** A failure of this kind. */
    public static AuthFailure of(Problem problem) {
        return new AuthFailure(problem);
    }

    /** What was seen: the value and what was expected. Must hold no secret. */
    public AuthFailure detail(String detail) {
        AuthFailure copy = new AuthFailure(this);
        copy.detail = Shown.onOneLine(detail, MAX_DETAIL);
        return copy;
    }

    /** The cloud that it concerns. */
    public AuthFailure cloud(Cloud cloud) {
        AuthFailure copy = new AuthFailure(this);
        copy.cloud = cloud;
        return copy;
    }

    /** The server's answer: status (0 for a callback, which has none), {@code error} and {@code error_description}. */
    public AuthFailure answer(int status, @Nullable String error, @Nullable String errorDescription) {
        AuthFailure copy = new AuthFailure(this);
        copy.status = status;
        copy.error = error == null ? null : clean(error);
        copy.errorDescription = errorDescription == null ? null : clean(errorDescription);
        return copy;
    }

    /** The session that it concerns. */
    public AuthFailure session(SessionKey session) {
        AuthFailure copy = new AuthFailure(this);
        copy.session = session;
        return copy;
    }

    /** How long to wait; kept by {@link TryLaterException} only. */
    public AuthFailure retryAfter(Duration retryAfter) {
        AuthFailure copy = new AuthFailure(this);
        copy.retryAfter = retryAfter;
        return copy;
    }

    /** The refresh token of an unusable answer; kept by {@link ProtocolException} only. */
    public AuthFailure rotated(RefreshToken rotated) {
        AuthFailure copy = new AuthFailure(this);
        copy.rotated = rotated;
        return copy;
    }

    /** What caused it. Must hold no secret in any message. */
    public AuthFailure cause(Throwable cause) {
        AuthFailure copy = new AuthFailure(this);
        copy.cause = cause;
        return copy;
    }

    /** The exception of the kind that the problem's next step calls for. */
    public AuthException toException() {
        return switch (problem.nextStep()) {
            case FIX_CONFIGURATION -> new ConfigurationException(this);
            case LOG_IN -> new LoginRequiredException(this);
            case TRY_LATER -> new TryLaterException(this);
            case CHECK_STORE -> new StoreException(this);
            case CHECK_SERVER -> new ProtocolException(this);
        };
    }

    Problem problem() {
        return problem;
    }

    @Nullable
    Cloud cloud() {
        return cloud;
    }

    @Nullable
    String error() {
        return error;
    }

    @Nullable
    String errorDescription() {
        return errorDescription;
    }

    int status() {
        return status;
    }

    @Nullable
    SessionKey session() {
        return session;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    @Nullable
    RefreshToken rotated() {
        return rotated;
    }

    @Nullable
    Throwable cause() {
        return cause;
    }

    String message() {
        StringBuilder text = new StringBuilder();
        if (session != null) {
            text.append(session).append(": ");
        }
        text.append(problem.summary());
        if (cloud != null && session == null) {
            text.append(" (").append(cloud.displayName()).append(')');
        }
        if (detail != null) {
            text.append(": ").append(detail);
        }
        String answer = answer();
        if (!answer.isEmpty()) {
            text.append(" [").append(answer).append(']');
        }
        return text.append(". ").append(problem.remedy()).toString();
    }

    private String answer() {
        StringJoiner answer = new StringJoiner(", ");
        if (status != 0) {
            answer.add("HTTP " + status);
        }
        if (error != null && errorDescription != null) {
            answer.add(error + ": " + errorDescription);
        } else if (error != null || errorDescription != null) {
            answer.add(error != null ? error : errorDescription);
        }
        return answer.toString();
    }

    private static String clean(String text) {
        String cut = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        StringBuilder clean = new StringBuilder(cut.length());
        cut.chars().forEach(c -> clean.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return clean.toString();
    }

    @Override
    public String toString() {
        return message();
    }
}
