package io.crosscloud.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that a fake received, and what it answered. Secrets are kept as fingerprints only: equal secrets have equal
 * fingerprints, see {@link #carried}. Immutable.
 */
public final class RecordedRequest {
    /** The tag of a request that presented a refresh token which rotation had already killed. */
    public static final String SPENT_REFRESH_TOKEN = "spent refresh token";

    private final long number;
    private final Instant at;
    private final Route route;
    private final MaskedRequest request;
    private final Outcome outcome;

    /** What became of it; the status is 0 if no answer was even computed. */
    record Outcome(
            int status,
            @Nullable String error,
            Set<String> tags,
            @Nullable Fault fault) {
        static final Outcome PENDING = new Outcome(0, null, Set.of(), null);
    }

    RecordedRequest(long number, Instant at, Route route, MaskedRequest request, Outcome outcome) {
        this.number = number;
        this.at = at;
        this.route = route;
        this.request = request;
        this.outcome = outcome;
    }

    RecordedRequest with(Outcome result) {
        return new RecordedRequest(number, at, route, request, result);
    }

    /** The place in the order of receipt, from 1. */
    public long number() {
        return number;
    }

    /** When it was received, by the fake's clock. */
    public Instant at() {
        return at;
    }

    public Route route() {
        return route;
    }

    public String method() {
        return request.method();
    }

    /** The path as received, without the query. */
    public String path() {
        return request.path();
    }

    /** Query, form and the scalars of a JSON body, in the order received; secrets as fingerprints. */
    public Map<String, List<String>> parameters() {
        return request.parameters();
    }

    /** The first value of this parameter; a secret as its fingerprint. */
    public Optional<String> parameter(String name) {
        return request.parameters().getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The {@code grant_type}, if this is a token request that has one. */
    public Optional<String> grantType() {
        return route == Route.TOKEN ? parameter("grant_type") : Optional.empty();
    }

    /** The first header of this name, upper and lower case alike; a secret, or what follows a scheme, as its fingerprint. */
    public Optional<String> header(String name) {
        return request.header(name);
    }

    /** The {@code Authorization} header: its scheme, and the fingerprint of the rest. */
    public Optional<String> authorization() {
        return request.header("Authorization");
    }

    /** Whether this secret stood in a parameter or in a header, such as the credentials of {@code Authorization}. */
    public boolean carried(String secret) {
        return request.carried(secret);
    }

    /**
     * The status of the answer, whether or not a fault kept it from arriving; empty while the request is being worked on
     * and if a fault kept it from being carried out.
     */
    public OptionalInt status() {
        return outcome.status() == 0 ? OptionalInt.empty() : OptionalInt.of(outcome.status());
    }

    /** The error code that was answered, such as {@code invalid_grant}. */
    public Optional<String> error() {
        return Optional.ofNullable(outcome.error());
    }

    /** What the fake noticed about the request, for instance {@link #SPENT_REFRESH_TOKEN}. */
    public Set<String> tags() {
        return outcome.tags();
    }

    /** The fault that struck it. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(outcome.fault());
    }

    /** One line of a time line. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder()
                .append('#')
                .append(number)
                .append(' ')
                .append(at)
                .append(' ')
                .append(method())
                .append(' ')
                .append(path());
        grantType().ifPresent(grant -> line.append(" (").append(grant).append(')'));
        parameter("refresh_token")
                .ifPresent(token -> line.append(" refresh_token ").append(token));
        line.append(" -> ").append(outcome.status() == 0 ? "no answer" : outcome.status());
        error().ifPresent(error -> line.append(' ').append(error));
        tags().forEach(tag -> line.append(" {").append(tag).append('}'));
        fault().ifPresent(fault -> line.append(" !! ").append(fault));
        return line.toString();
    }
}
