package io.crosscloud.auth.internal.api;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.token.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Sends a request with a token, and once more with a new one if the answer says that the token has expired. */
public final class AuthorizedCall {
    /** Hears what answers say of the token and of the allowance. */
    public interface Observer {
        /** Whether another token may help, if an API has refused this one as expired. */
        boolean mayReplace(AccessToken token);

        /** A token was refused, and another one may help. */
        void refused(AccessToken token);

        /** The token that was got in place of a refused one was refused too. */
        void again(AccessToken token);

        /** How many calls an org has used of those that it may make, as an answer to this token says. */
        void used(AccessToken token, long used, long allowed);

        /** A call with this token was refused for a limit. Told after the figures of the same answer, so that this stands. */
        void limited(AccessToken token, HttpHeaders answer);
    }

    /**
     * What an error answer says.
     *
     * @param expired whether the token has expired, and another one may help
     * @param replay whether the request is sent again
     * @param limit whether a limit is reached
     */
    private record Reading(boolean expired, boolean replay, boolean limit) {}

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Null until the first request, if it is the library's own: many a host sends its requests itself. */
    private volatile @Nullable HttpClient client;

    private AuthorizedCall(@Nullable HttpClient client) {
        this.client = client;
    }

    /** Sends by a client of the library's. */
    public static AuthorizedCall byDefault() {
        return new AuthorizedCall(null);
    }

    /** Sends by the host's client. */
    public static AuthorizedCall by(HttpClient client) {
        return new AuthorizedCall(checked(client));
    }

    /** Refuses a client that follows redirects: the JDK takes the {@code Authorization} header along to the new host. */
    public static HttpClient checked(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw AuthFailure.of(SettingProblem.HTTP_CLIENT_UNSAFE)
                    .detail("followRedirects: " + client.followRedirects() + " (expected: NEVER)")
                    .toException();
        }
        return client;
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
            client = known;
        }
        return known;
    }

    /** Refuses a URI that is not on one of the token's hosts. */
    public static void requireHost(URI uri, AccessToken token) {
        if (!token.endpoints().serve(uri)) {
            throw AuthFailure.of(SettingProblem.REQUEST_HOST)
                    .detail("a request to " + uri.getScheme() + "://" + uri.getHost() + " (expected: "
                            + token.endpoints().rest() + ")")
                    .toException();
        }
    }

    /** The request with the token in its {@code Authorization} header; a second token that lives elsewhere moves it there. */
    public static Function<AccessToken, HttpRequest> bearer(HttpRequest request) {
        return new Function<>() {
            private @Nullable AccessToken first;

            @Override
            public HttpRequest apply(AccessToken token) {
                URI uri = first == null ? request.uri() : moved(request.uri(), first, token);
                first = first == null ? token : first;
                return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("Authorization"))
                        .uri(uri)
                        .setHeader("Authorization", token.exposeAuthorizationHeader())
                        .build();
            }
        };
    }

    /**
     * Sends, and replays once.
     *
     * @param tokens gives a valid token
     * @param observer hears of refusals and of limits
     * @param request makes the request for a token
     */
    public <T> HttpResponse<T> send(
            Supplier<AccessToken> tokens,
            Observer observer,
            Function<AccessToken, HttpRequest> request,
            BodyHandler<T> handler)
            throws IOException, InterruptedException {
        AccessToken token = tokens.get();
        HttpRequest first = checked(request.apply(token), token);
        HttpResponse<HeldBackBody.Outcome<T, Reading>> answer =
                exchange(first, token, observer, handler, (info, body) -> {
                    boolean expired =
                            ExpirySignals.expired(info.statusCode(), body, token) && observer.mayReplace(token);
                    return new Reading(
                            expired, expired && isRepeatable(first), LimitSignals.reached(info.statusCode(), body));
                });
        if (isExpired(answer)) {
            observer.refused(token);
        }
        if (!answer.body().kept()) {
            return new Unwrapped<>(answer);
        }
        AccessToken fresh = tokens.get();
        HttpRequest again = checked(request.apply(fresh), fresh);
        HttpResponse<HeldBackBody.Outcome<T, Reading>> last =
                exchange(again, fresh, observer, handler, (info, body) -> {
                    boolean expired = ExpirySignals.expired(info.statusCode(), body, fresh);
                    return new Reading(expired, false, LimitSignals.reached(info.statusCode(), body));
                });
        if (isExpired(last)) {
            observer.again(fresh);
        }
        return new Unwrapped<>(last);
    }

    private <T> HttpResponse<HeldBackBody.Outcome<T, Reading>> exchange(
            HttpRequest request,
            AccessToken token,
            Observer observer,
            BodyHandler<T> handler,
            BiFunction<HttpResponse.ResponseInfo, String, Reading> read)
            throws IOException, InterruptedException {
        HttpResponse<HeldBackBody.Outcome<T, Reading>> answer =
                client().send(request, HeldBackBody.around(handler, read, Reading::replay, request.timeout()));
        LimitSignals.usage(answer.headers()).ifPresent(usage -> observer.used(token, usage.used(), usage.allowed()));
        Reading reading = answer.body().reading();
        if (reading != null && reading.limit()) {
            observer.limited(token, answer.headers());
        }
        return answer;
    }

    private static boolean isExpired(HttpResponse<? extends HeldBackBody.Outcome<?, Reading>> answer) {
        Reading reading = answer.body().reading();
        return reading != null && reading.expired();
    }

    private static boolean isRepeatable(HttpRequest request) {
        return request.bodyPublisher()
                .map(publisher -> publisher.contentLength() >= 0)
                .orElse(true);
    }

    private static HttpRequest checked(HttpRequest request, AccessToken token) {
        requireHost(request.uri(), token);
        return request;
    }

    private static URI moved(URI uri, AccessToken from, AccessToken to) {
        if (from.endpoints().equals(to.endpoints())) {
            return uri;
        }
        boolean soap = !from.endpoints().rest().getAuthority().equalsIgnoreCase(uri.getAuthority());
        URI origin = soap ? to.endpoints().soap() : to.endpoints().rest();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(origin + uri.getRawPath() + query);
    }

    private record Unwrapped<T>(HttpResponse<HeldBackBody.Outcome<T, Reading>> answer) implements HttpResponse<T> {
        @Override
        public int statusCode() {
            return answer.statusCode();
        }

        @Override
        public HttpRequest request() {
            return answer.request();
        }

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return answer.headers();
        }

        @Override
        @SuppressWarnings("NullAway") // a handler such as discarding() gives null, and the JDK's own answer hands it on
        public T body() {
            return answer.body().body();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return answer.sslSession();
        }

        @Override
        public URI uri() {
            return answer.uri();
        }

        @Override
        public HttpClient.Version version() {
            return answer.version();
        }
    }
}
