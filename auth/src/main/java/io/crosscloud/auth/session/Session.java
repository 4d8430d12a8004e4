package io.crosscloud.auth.session;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.api.AuthorizedCall;
import io.crosscloud.auth.internal.door.Door;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.manage.ManagedSession;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.token.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One user's standing access over one connection. There is one instance for each key as long as anybody holds it, so you may
 * keep it or look it up each time. It outlives its tokens. Thread-safe.
 *
 * <p>Methods that need a token block only while there is no valid one. They throw an {@link AuthException} that says what to
 * do, and {@link IllegalStateException} once the manager is closed. No lock is held while they wait, so virtual threads may
 * call them.
 */
public final class Session {
    private static final Duration UNCONVINCED = Duration.ofMinutes(1);
    private static final String SALESFORCE_SOAP = "/services/Soap/u/64.0";
    private static final String ENGAGEMENT_SOAP = "/Service.asmx";

    static {
        Door.open(Session.class, session -> session.managed);
    }

    private final ManagedSession managed;
    private final Connection connection;
    private volatile @Nullable Unconvincing unconvincing;

    Session(SessionKey key, Connection connection) {
        this.managed = new ManagedSession(key, connection.managed());
        this.connection = connection;
    }

    /** Which session this is. */
    public SessionKey key() {
        return managed.key();
    }

    /**
     * A valid access token. Normally a cache hit, without lock or allocation; else it waits for the one request in flight,
     * at most for the manager's acquire timeout.
     */
    public AccessToken accessToken() {
        return managed.accessToken();
    }

    /**
     * The same without blocking. Cancelling the future disturbs nobody else, and its dependent stages never run on a thread of
     * the manager's.
     */
    public CompletableFuture<AccessToken> accessTokenAsync() {
        return managed.accessTokenAsync();
    }

    /**
     * Declares a token expired, after an answer that says so. Does nothing if the session has another one already, so a
     * hundred failing requests cause one refresh.
     */
    public void invalidate(AccessToken token) {
        managed.invalidate(token);
    }

    /**
     * Adds the {@code Authorization} header.
     *
     * @param request with its URI set
     * @return the same builder
     * @throws io.crosscloud.error.ConfigurationException if the URI is not on a host of this session
     */
    public HttpRequest.Builder authorize(HttpRequest.Builder request) {
        AccessToken token = accessToken();
        AuthorizedCall.requireHost(request.copy().build().uri(), token);
        return request.setHeader("Authorization", token.exposeAuthorizationHeader());
    }

    /**
     * Sends a request with the {@code Authorization} header. If the answer says that the token has expired, it is refreshed
     * once and the request sent once more, to the new host if the org has moved; a body whose length is not known beforehand
     * is not sent twice. Error answers of up to 64 KiB are held back until they are understood, then given to the handler.
     * What an answer says of the API allowance stands in {@link #status()} afterwards; a limit is never taken for an expiry.
     *
     * @throws io.crosscloud.error.ConfigurationException if the URI is not on a host of this session
     * @throws IOException if the network fails; the request is not repeated then
     */
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return connection.call().send(this::accessToken, new Observer(), AuthorizedCall.bearer(request), handler);
    }

    /** The same for APIs that want the token elsewhere, such as in the body of a SOAP request. */
    public <T> HttpResponse<T> send(Function<AccessToken, HttpRequest> request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return connection.call().send(this::accessToken, new Observer(), request, handler);
    }

    /**
     * A URI on the session's REST host.
     *
     * @param path begins with a slash; may have a query
     */
    public URI resolve(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: \"" + path + "\" (expected: beginning with /)");
        }
        return URI.create(accessToken().endpoints().rest() + path);
    }

    /** The URI of the SOAP API: Engagement's {@code /Service.asmx}, Salesforce's partner API in version 64.0. */
    public URI soapEndpoint() {
        return URI.create(
                accessToken().endpoints().soap() + (cloud() == Cloud.ENGAGEMENT ? ENGAGEMENT_SOAP : SALESFORCE_SOAP));
    }

    private Cloud cloud() {
        return connection.provider().info().cloud().orElse(Cloud.SALESFORCE);
    }

    /**
     * Asks Salesforce's {@code /limits} how much of the org's daily API allowance is used; that is a call which counts itself.
     * Blocking.
     *
     * @throws io.crosscloud.error.ConfigurationException if the session is not one of Salesforce, or its user may not see it
     */
    public ApiUsage.Counted limits() throws IOException, InterruptedException {
        if (cloud() == Cloud.ENGAGEMENT) {
            throw managed.about(AuthFailure.of(SettingProblem.SETTING_INVALID)
                    .detail("cloud: Engagement, which publishes no limits (expected: a session of Salesforce)")
                    .toException());
        }
        ApiUsage.Counted usage = LimitsResource.ask(this, now());
        new Observer().used(accessToken(), usage);
        return usage;
    }

    /** How the session stands. Asks nobody. */
    public SessionStatus status() {
        Timed<AccessToken> held = managed.held().orElse(null);
        Problem problem = managed.problem().orElse(null);
        boolean valid = held != null && now().isBefore(held.expiresAt());
        SessionStatus.State state = valid ? SessionStatus.State.VALID : SessionStatus.State.without(problem);
        SessionStatus.Token token = held == null
                ? null
                : new SessionStatus.Token(
                        held.value().fingerprint(), held.value().issuedAt(), held.refreshAt(), held.expiresAt());
        ApiUsage usage = held == null
                ? null
                : connection.meter(held.value().endpoints().rest()).last().orElse(null);
        return new SessionStatus(key(), state, managed.identity().orElse(null), token, problem, usage);
    }

    /**
     * Logs out: ends the standing access itself, for every session of the user over this connection, on every host that
     * shares the store. Blocking. A refresh in flight loses: what it brings is revoked.
     *
     * <p>After a login, the record is erased, only a new login brings the session back, and no fallback takes its place. The
     * refresh token is revoked at the cloud, and with it every access token that came from it. Where the cloud has no
     * revocation, as Engagement, it is only forgotten: access tokens that other hosts hold in memory live until they end.
     *
     * <p>Of any other grant the token is forgotten, here and in the store, and the next caller gets one anew. It is not
     * revoked, since Salesforce gives the same one to all processes that log in as the same user of the same app, and they
     * would lose it too; {@link #revokeAccessToken} is for that.
     *
     * @return what became of the refresh token at the cloud
     * @throws io.crosscloud.error.StoreException if the store did not take it. If it could not be read, nothing has
     *     happened; else the session is over here and at the cloud, and the end is stored as soon as the store is back
     * @throws io.crosscloud.error.ConfigurationException if the session is over here and in the store, and the cloud refused to
     *     revoke for a reason that its words name, or {@link io.crosscloud.error.ProtocolException} if it answered as no such
     *     server does; it is told again by calling this again
     * @throws io.crosscloud.error.TryLaterException with {@link SessionProblem#NOT_REVOKED} if the session is over here and in the
     *     store, and the cloud could not be told; it is told again in the background, and by calling this again
     */
    public Revocation revoke() {
        return managed.revoke();
    }

    /**
     * Revokes the access token that this session holds, and nothing else: the next caller gets another. Whoever shares the
     * token loses it too and refreshes; of JWT bearer and client credentials those are, as a rule, all processes that log in
     * to Salesforce as the same user of the same app. Blocking.
     *
     * @return {@link Revocation#FORGOTTEN} if this session holds none, or the cloud has no revocation
     * @throws AuthException if the cloud could not be asked; the session has the token still
     */
    public Revocation revokeAccessToken() {
        return managed.revokeAccessToken();
    }

    /** Whether this is the connection that the session is over. */
    boolean isOver(@Nullable Connection connection) {
        return this.connection == connection;
    }

    ManagedSession managed() {
        return managed;
    }

    private Instant now() {
        return connection.managed().clock().instant();
    }

    /**
     * A resource that refuses whatever token it is shown must not cost a token for each call: if a token that has just been
     * got is refused again, it is not replaced for a minute.
     */
    private record Unconvincing(AccessToken token, Instant until) {}

    /** What answers of APIs say. */
    private final class Observer implements AuthorizedCall.Observer {
        @Override
        public boolean mayReplace(AccessToken token) {
            Unconvincing last = unconvincing;
            return last == null || !last.token().equals(token) || !now().isBefore(last.until());
        }

        @Override
        public void refused(AccessToken token) {
            invalidate(token);
        }

        @Override
        public void again(AccessToken token) {
            unconvincing = new Unconvincing(token, now().plus(UNCONVINCED));
        }

        @Override
        public void used(AccessToken token, long used, long allowed) {
            used(token, new ApiUsage.Counted(used, allowed, now()));
        }

        void used(AccessToken token, ApiUsage.Counted usage) {
            connection
                    .meter(token.endpoints().rest())
                    .counted(usage)
                    .ifPresent(percent -> connection
                            .managed()
                            .environment()
                            .events()
                            .tell(new AuthEvent.AllowanceLow(key(), percent, usage.used(), usage.allowed())));
        }

        @Override
        public void limited(AccessToken token, HttpHeaders answer) {
            Instant now = now();
            Instant retryAt = ServerClock.retryAfter(answer, now).map(now::plus).orElse(null);
            connection.meter(token.endpoints().rest()).reached(new ApiUsage.LimitReached(now, retryAt));
        }
    }

    @Override
    public String toString() {
        return managed.toString();
    }
}
