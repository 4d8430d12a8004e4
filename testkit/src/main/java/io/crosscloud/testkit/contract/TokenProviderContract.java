package io.crosscloud.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.RecordedRequest;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.SecretLeakDetector;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenProvider} does: asks once for each call, sends nothing late, hands on what it is granted,
 * tells the rest by the type of the exception, and gives no secret away. Extend it, say how yours is made, and run it
 * with JUnit Jupiter:
 *
 * <pre>{@code
 * class MyTokenProviderTest extends TokenProviderContract {
 *     @Fake FakeSalesforce salesforce;
 *
 *     protected FakeCloud cloud() { return salesforce; }
 *     protected TokenProvider provider() { return new MyTokenProvider(salesforce.org(), salesforce.clientId(), ...); }
 *     protected TokenRequest request() { return TokenRequest.of(salesforce.user()); }
 *     protected List<Secret> secrets() { return List.of(salesforce.clientSecret()); }
 * }
 * }</pre>
 *
 * <p>For a provider that exchanges refresh tokens, extend {@link RefreshTokenProviderContract}.
 */
public abstract class TokenProviderContract {
    /** For subclasses. */
    protected TokenProviderContract() {}

    private static final int THREADS = 4;
    private static final int HUGE = 4 * 1024 * 1024;

    /** The fake that the provider asks; another one, without any history, for each test. */
    protected abstract FakeCloud cloud();

    /** The provider under test, set up so that the fake grants what it asks for, with the fake's clock. */
    protected abstract TokenProvider provider();

    /** What the fake grants; each time one that was not used yet, if it can be used once only. */
    protected abstract TokenRequest request();

    /** What the provider knows and nobody must see, such as a client secret or the text of a private key. */
    protected abstract List<Secret> secrets();

    /** What any access token that is granted may read, with GET. A fake of another make has to be given one. */
    protected URI resource() {
        if (cloud() instanceof FakeSalesforce) {
            return URI.create(cloud().uri() + "/services/data/v64.0/limits");
        } else if (cloud() instanceof FakeEngagement) {
            return URI.create(cloud().uri() + "/platform/v1/tokenContext");
        }
        throw new IllegalStateException("no resource of " + cloud() + " is known (expected: one, by overriding this)");
    }

    @Test
    void grantedToken_opensTheApi() throws IOException {
        AccessToken token = provider().token(request()).accessToken();
        HttpURLConnection connection = (HttpURLConnection) resource().toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestProperty("Authorization", token.exposeAuthorizationHeader());
        assertEquals(2, connection.getResponseCode() / 100);
        connection.disconnect();
    }

    @Test
    void eachCall_isOneRequest() {
        for (int i = 0; i < 2; i++) {
            TokenRequest request = request();
            int before = received();
            provider().token(request);
            assertReceived(before + 1);
        }
    }

    @Test
    void simultaneousCalls_areOneRequestEach() {
        TokenProvider provider = provider();
        List<TokenRequest> requests = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            requests.add(request());
        }
        int before = received();
        Together.call(THREADS, thread -> provider.token(requests.get(thread)));
        assertReceived(before + THREADS);
    }

    @Test
    void preparing_sendsNothing() {
        TokenRequest request = request();
        int before = received();
        PreparedRequest prepared = provider().prepare(request);
        assertReceived(before);
        prepared.send(Deadline.after(Duration.ofDays(1), System::nanoTime));
        assertReceived(before + 1);
    }

    @Test
    void deadlineThatIsOver_sendsNothing() {
        TokenRequest request = request();
        int before = received();
        PreparedRequest prepared = provider().prepare(request);
        TryLaterException late = assertThrows(
                TryLaterException.class, () -> prepared.send(Deadline.after(Duration.ZERO, System::nanoTime)));
        assertEquals(ServerProblem.NOT_SENT_IN_TIME, late.problem());
        assertReceived(before);
        assertDiscreet(late, request);
    }

    @Test
    void whatIsGranted_printsNoSecret() {
        TokenRequest request = request();
        TokenGrant grant = provider().token(request);
        assertDiscreet(
                List.of(provider(), provider().info(), request, grant).stream()
                        .map(Object::toString)
                        .collect(Collectors.joining("\n")),
                request,
                Optional.of(grant));
    }

    @Test
    void refusedClient_isAConfigurationToFix() {
        AuthException failure =
                failure(ConfigurationException.class, refusal(401, "invalid_client", "Client authentication failed."));
        assertEquals(401, failure.status().orElse(0));
        assertEquals("invalid_client", failure.error().orElse(""));
    }

    @Test
    void serverThatRepeatsSecrets_isNotQuoted() {
        TokenRequest first = request();
        provider().token(first);
        RecordedRequest sent = lastTokenRequest();
        TokenRequest second = request();
        String quoted = Stream.concat(
                        secrets().stream().map(Secret::exposeSecret).filter(sent::carried),
                        second.refreshToken().map(RefreshToken::exposeSecret).stream())
                .collect(Collectors.joining(" "));
        AuthException failure = failure(AuthException.class, second, refusal(400, "invalid_request", quoted));
        assertEquals(400, failure.status().orElse(0));
        assertEquals("invalid_request", failure.error().orElse(""));
    }

    @Test
    void throttling_isForLater() {
        TryLaterException failure =
                failure(TryLaterException.class, Fault.status(429).header("Retry-After", "7"));
        assertEquals(429, failure.status().orElse(0));
        assertEquals(Optional.of(Duration.ofSeconds(7)), failure.retryAfter());
    }

    @Test
    void serverThatIsDown_isForLater() {
        assertEquals(
                503,
                failure(TryLaterException.class, Fault.status(503)).status().orElse(0));
    }

    @Test
    void refusedConnection_isForLaterAndSendsNothing() {
        TokenRequest request = request();
        int before = received();
        cloud().refuseConnections();
        try {
            assertDiscreet(
                    assertThrows(TryLaterException.class, () -> provider().token(request)), request);
        } finally {
            cloud().acceptConnections();
        }
        assertReceived(before);
    }

    @Test
    void connectionThatEndsBeforeTheAnswer_isForLater() {
        failure(TryLaterException.class, Fault.drop());
    }

    @Test
    void connectionThatIsReset_isForLater() {
        failure(TryLaterException.class, Fault.reset());
    }

    @Test
    void answerThatIsLost_isForLater() {
        failure(TryLaterException.class, Fault.lostAnswer());
    }

    @Test
    void answerThatIsCutOff_isNoGrant() {
        failure(AuthException.class, Fault.truncatedBody());
    }

    @Test
    void page_isNoGrant() {
        failure(
                ProtocolException.class,
                Fault.status(200).body("text/html", "<html><body>Be right back</body></html>"));
    }

    @Test
    void answerWithoutToken_isNoGrant() {
        failure(ProtocolException.class, Fault.status(200).body("application/json", "{\"token_type\":\"Bearer\"}"));
    }

    @Test
    void garbage_isNoGrant() {
        failure(AuthException.class, Fault.garbage());
    }

    @Test
    void hugeAnswer_isNotRead() {
        failure(ProtocolException.class, Fault.oversizedBody(HUGE));
    }

    @Test
    void redirect_isNotFollowed() {
        failure(ProtocolException.class, Fault.redirect(307, cloud().uri() + "/elsewhere"));
    }

    private static Fault refusal(int status, String error, String description) {
        String body = "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(error, description);
        return Fault.status(status).body("application/json;charset=UTF-8", body);
    }

    /** Asks with a new request, as {@link #failure(Class, TokenRequest, Fault)} does. */
    <E extends AuthException> E failure(Class<E> type, Fault fault) {
        return failure(type, request(), fault);
    }

    /** Asks once, sees the fault, and fails with this type, after one request, without giving a secret away. */
    <E extends AuthException> E failure(Class<E> type, TokenRequest request, Fault fault) {
        int before = received();
        cloud().faults().next(Route.TOKEN).fail(fault);
        E failure = assertThrows(type, () -> provider().token(request));
        assertReceived(before + 1);
        assertDiscreet(failure, request);
        return failure;
    }

    private RecordedRequest lastTokenRequest() {
        List<RecordedRequest> all = cloud().journal().tokenRequests();
        return all.get(all.size() - 1);
    }

    int received() {
        return cloud().journal().requests().size();
    }

    void assertReceived(int count) {
        assertEquals(count, received(), () -> "requests:\n" + cloud().journal().timeline());
    }

    private void assertDiscreet(AuthException failure, TokenRequest request) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        text.append(failure.remedy()).append(failure.toString());
        failure.errorDescription().ifPresent(text::append);
        assertDiscreet(text.toString(), request, Optional.empty());
    }

    private void assertDiscreet(String text, TokenRequest request, Optional<TokenGrant> grant) {
        List<String> hidden = new ArrayList<>(secretsOf(request));
        grant.map(TokenGrant::accessToken).map(AccessToken::exposeSecret).ifPresent(hidden::add);
        grant.flatMap(TokenGrant::refreshToken).ifPresent(token -> hidden.add(token.exposeSecret()));
        for (String secret : hidden) {
            assertFalse(text.contains(secret), "a secret of " + secret.length() + " characters is printed");
        }
        assertFalse(SecretLeakDetector.find(text).isPresent(), "a signed assertion or token is printed");
    }

    private List<String> secretsOf(TokenRequest request) {
        List<String> texts =
                secrets().stream().map(Secret::exposeSecret).collect(Collectors.toCollection(ArrayList::new));
        request.refreshToken().ifPresent(token -> texts.add(token.exposeSecret()));
        return texts;
    }
}
