package io.crosscloud.auth.connectedapp;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.internal.Shown;
import io.crosscloud.session.Identity;
import io.crosscloud.session.User;
import io.crosscloud.spi.CodeExchange;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one time that a person is sent to a browser: authorization code with PKCE (RFC 6749 section 4.1, RFC 7636). Immutable
 * and thread-safe; blocks.
 *
 * <p>Nothing is kept on the host in between. {@link #begin} answers with a sealed value that the host puts into an
 * {@code HttpOnly} cookie; any host with the same cipher can finish. It is bound to the connection and the user and good for
 * ten minutes. A code is sent again only with the next client secret or key, if the server refuses the client; if what became
 * of it is unknown, the login begins again.
 *
 * <p>Two mistakes never come back, because the cloud shows an error page of its own: a redirect URI that is not registered,
 * character for character, and an app that is not installed.
 *
 * <p>Salesforce documents the flow on its help page "OAuth 2.0 Web Server Flow", with PKCE by S256; Engagement on its
 * developer page "Authorization Code", without PKCE, which is therefore off for it unless switched on.
 */
public final class ConnectedAppLogin {
    private static final Duration TIME_TO_COMPLETE = Duration.ofMinutes(10);
    private static final String PURPOSE = "login";
    private static final int MAX_SHOWN = 1000;

    private final Connection connection;
    private final ManagedConnection managed;
    private final CodeExchange codeExchange;
    private final AuthorizationServer server;
    private final ClientId clientId;
    private final URI redirectUri;
    private final Scopes scopes;
    private final boolean pkce;
    private final @Nullable String prompt;
    private final @Nullable Function<User, String> loginHint;
    private final @Nullable BiPredicate<User, Identity> expected;

    private ConnectedAppLogin(
            Builder builder, CodeExchange codeExchange, AuthorizationServer server, ClientId clientId) {
        this.connection = builder.connection;
        this.managed = ManagedConnection.behind(builder.connection);
        this.codeExchange = codeExchange;
        this.server = server;
        this.clientId = clientId;
        this.redirectUri = builder.redirectUri;
        boolean salesforce = server.cloud() == Cloud.SALESFORCE;
        Scopes byDefault = salesforce ? Scopes.of("api", "refresh_token") : Scopes.unspecified();
        this.scopes = builder.scopes == null ? byDefault : builder.scopes;
        this.pkce = builder.pkce == null ? salesforce : builder.pkce;
        this.prompt = builder.prompt;
        this.loginHint = builder.loginHint;
        this.expected = builder.expected;
    }

    /**
     * A login over a connection whose provider is a {@link ConnectedAppTokenRefresher}, or a {@link
     * io.crosscloud.spi.ForwardingTokenProvider} around one.
     *
     * @param redirectUri where the cloud sends the browser back to, as it is registered with the app
     * @throws io.crosscloud.error.ConfigurationException if there is no such connection
     */
    public static Builder builder(SessionManager sessions, String connection, URI redirectUri) {
        return new Builder(sessions.connection(connection), redirectUri);
    }

    /**
     * Begins a login. Asks no server, and the store once: a login that could not be kept is refused before the person is sent
     * away.
     *
     * @throws StoreException if the user's record cannot be read, so that {@link #complete} would not replace it
     */
    public LoginRequest begin(User user) {
        managed.requireReplaceable(user);
        PendingLogin login = PendingLogin.begin(user, managed.clock().instant().plus(TIME_TO_COMPLETE));
        return new LoginRequest(authorizationUri(login), managed.seal(login.toText(), PURPOSE), login);
    }

    /**
     * Finishes a login of this user, and of nobody else: for a host that knows who is at the browser, which a cookie alone
     * does not prove. Otherwise {@link #complete(String, URI)}.
     *
     * @throws AuthException if the login was begun for another user; no code is sent then
     */
    public Session complete(User user, @Nullable String sealed, @Nullable URI callbackUri) {
        Objects.requireNonNull(user, "user");
        Callback callback = Callback.of(callbackUri);
        PendingLogin login = open(sealed);
        if (!login.user().equals(user)) {
            throw failure(LoginProblem.LOGIN_STATE, "a login of " + login.user() + " (expected: one of " + user + ")");
        }
        return complete(login, callback);
    }

    /**
     * Finishes a login: checks that the callback belongs to it, exchanges the code, checks who came back, and stores the
     * refresh token. It replaces whatever session the user had over this connection. What is refused after the exchange is
     * revoked at the cloud, as far as that has a revocation; a login that may have been stored is not.
     *
     * @param sealed what {@link #begin} gave; null or empty if the browser did not bring its cookie back, which is told as
     *     {@link LoginProblem#LOGIN_COOKIE_MISSING}
     * @param callbackUri the URI that the browser was sent to, with its query
     * @throws AuthException if there is no session now; what to do is in its type and its remedy
     */
    public Session complete(@Nullable String sealed, @Nullable URI callbackUri) {
        Callback callback = Callback.of(callbackUri);
        return complete(open(sealed), callback);
    }

    private Session complete(PendingLogin login, Callback callback) {
        if (managed.clock().instant().isAfter(login.expiresAt())) {
            throw failure(LoginProblem.LOGIN_TOO_LATE, "more than " + TIME_TO_COMPLETE.toMinutes() + " minutes");
        }
        if (!login.hasState(callback.get("state").orElse(""))) {
            throw failure(LoginProblem.LOGIN_STATE, callback.get("state").isEmpty() ? "no state" : "another state");
        }
        new CallbackCheck(server).check(callback);
        String code = callback.get("code").orElseThrow(() -> Callback.strange("neither code nor error"));
        TokenGrant exchanged = exchange(login, code);
        try {
            return settle(login, exchanged);
        } catch (RuntimeException e) {
            boolean maybeStored = e instanceof StoreException unconfirmed
                    && unconfirmed.problem() == SessionProblem.STORE_UNCONFIRMED;
            if (!maybeStored) {
                exchanged.refreshToken().ifPresent(token -> managed.discard(login.user(), token));
            }
            throw e;
        }
    }

    private Session settle(PendingLogin login, TokenGrant exchanged) {
        if (exchanged.refreshToken().isEmpty()) {
            throw failure(
                    LoginProblem.REFRESH_TOKEN_NOT_GRANTED,
                    "scopes: "
                            + Shown.onOneLine(exchanged.accessToken().scopes().toString(), MAX_SHOWN));
        }
        TokenGrant grant = codeExchange
                .identity(exchanged, asksForIdToken() ? login.nonce() : null)
                .map(exchanged::with)
                .orElse(exchanged);
        requireExpected(login.user(), grant);
        return connection.adopt(login.user(), grant);
    }

    private URI authorizationUri(PendingLogin login) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId.value());
        query.put("redirect_uri", redirectUri.toString());
        query.put("state", login.state());
        if (!scopes.isUnspecified()) {
            query.put("scope", scopes.toString());
        }
        if (pkce) {
            query.put("code_challenge", login.challenge());
            query.put("code_challenge_method", "S256");
        }
        if (asksForIdToken()) {
            query.put("nonce", login.nonce());
        }
        if (prompt != null) {
            query.put("prompt", prompt);
        }
        if (loginHint != null) {
            query.put("login_hint", loginHint.apply(login.user()));
        }
        return URI.create(server.authorizationEndpoint() + "?"
                + query.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&")));
    }

    private PendingLogin open(@Nullable String sealed) {
        if (sealed == null || sealed.isBlank()) {
            throw failure(LoginProblem.LOGIN_COOKIE_MISSING, "no sealed value");
        }
        Optional<PendingLogin> login;
        try {
            login = PendingLogin.of(managed.open(sealed, PURPOSE));
        } catch (StoreException e) {
            throw failure(LoginProblem.LOGIN_STATE, "a sealed value that does not open here");
        }
        return login.orElseThrow(() -> failure(LoginProblem.LOGIN_STATE, "a sealed value of another version"));
    }

    private TokenGrant exchange(PendingLogin login, String code) {
        if (!UsedStates.use(login.state())) {
            throw failure(LoginProblem.LOGIN_USED, "the second callback");
        }
        try {
            return codeExchange.exchange(Secret.of(code), pkce ? Secret.of(login.verifier()) : null, redirectUri);
        } catch (AuthException e) {
            if (e instanceof ProtocolException unusable) {
                unusable.rotated().ifPresent(token -> managed.discard(login.user(), token));
            }
            if (e.problem() == ServerProblem.NETWORK) {
                UsedStates.unuse(login.state());
            }
            if (e.problem() == ServerProblem.OUTCOME_UNKNOWN) {
                throw unknown(e);
            }
            throw e;
        }
    }

    private AuthException unknown(AuthException e) {
        AuthFailure failure = AuthFailure.of(ServerProblem.LOGIN_SERVER_ERROR)
                .cloud(server.cloud())
                .detail("what became of the code is unknown")
                .answer(
                        e.status().orElse(0),
                        e.error().orElse(null),
                        e.errorDescription().orElse(null))
                .cause(e);
        return e instanceof TryLaterException later
                ? later.retryAfter().map(failure::retryAfter).orElse(failure).toException()
                : failure.toException();
    }

    private void requireExpected(User user, TokenGrant grant) {
        if (expected == null) {
            return;
        }
        Identity identity = grant.identity()
                .orElseThrow(() -> failure(ServerProblem.LOGIN_SERVER_ERROR, "it did not say who logged in"));
        if (!expected.test(user, identity)) {
            throw failure(LoginProblem.LOGIN_OTHER_USER, identity + " (expected: an identity for " + user + ")");
        }
    }

    private boolean asksForIdToken() {
        return scopes.values().contains("openid") && server.cloud() == Cloud.SALESFORCE;
    }

    private AuthException failure(Problem problem, String detail) {
        return AuthFailure.of(problem).cloud(server.cloud()).detail(detail).toException();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "ConnectedAppLogin[" + connection.name() + ", " + redirectUri + "]";
    }

    /** What a login may be told beyond the necessary. Not thread-safe. */
    public static final class Builder {
        private final Connection connection;
        private final URI redirectUri;
        private @Nullable Scopes scopes;
        private @Nullable Boolean pkce;
        private @Nullable String prompt;
        private @Nullable Function<User, String> loginHint;
        private @Nullable BiPredicate<User, Identity> expected;

        private Builder(Connection connection, URI redirectUri) {
            this.connection = connection;
            this.redirectUri = Objects.requireNonNull(redirectUri, "redirectUri");
        }

        /**
         * The scopes to ask for. {@code api refresh_token} by default on Salesforce; nothing in particular on Engagement,
         * which means all of the package's, {@code offline} among them if it is ticked there.
         */
        public Builder scopes(Scopes scopes) {
            this.scopes = Objects.requireNonNull(scopes, "scopes");
            return this;
        }

        /** Whether to use PKCE with S256: by default on Salesforce, and not on Engagement, which does not document it. */
        public Builder pkce(boolean pkce) {
            this.pkce = pkce;
            return this;
        }

        /** Salesforce's {@code prompt}: {@code login}, {@code consent}, {@code select_account}, or several of them. */
        public Builder prompt(String prompt) {
            this.prompt = Objects.requireNonNull(prompt, "prompt");
            return this;
        }

        /** Salesforce's {@code login_hint}: the username that the login page shows for a user. */
        public Builder loginHint(Function<User, String> loginHint) {
            this.loginHint = Objects.requireNonNull(loginHint, "loginHint");
            return this;
        }

        /**
         * Who may come back for a user. A login attaches to whatever session is open in the browser, so a host that knows
         * the cloud's ids of its people should check them; anybody by default.
         */
        public Builder expecting(BiPredicate<User, Identity> expected) {
            this.expected = Objects.requireNonNull(expected, "expected");
            return this;
        }

        /**
         * The login.
         *
         * @throws io.crosscloud.error.ConfigurationException if the connection has no login, or the redirect URI is not an
         *     absolute {@code https} URL ({@code http} only on loopback) without a fragment
         */
        public ConnectedAppLogin build() {
            TokenProvider provider = connection.provider();
            CodeExchange exchange = provider.codeExchange().orElseThrow(this::unsupported);
            AuthorizationServer server = provider.info().server().orElseThrow(this::unsupported);
            ClientId clientId = provider.info().clientId().orElseThrow(this::unsupported);
            RedirectUris.check(redirectUri);
            return new ConnectedAppLogin(this, exchange, server, clientId);
        }

        private AuthException unsupported() {
            return AuthFailure.of(LoginProblem.LOGIN_UNSUPPORTED)
                    .detail("connection " + connection
                            + " (expected: one whose provider is a ConnectedAppTokenRefresher, or extends"
                            + " ForwardingTokenProvider around one)")
                    .toException();
        }
    }
}
