package io.crosscloud.auth.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.api.AuthorizedCall;
import io.crosscloud.auth.internal.state.ConnectionStore;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One configured way from one cloud into the other: a name, a provider, and providers to fall back to. Belongs to one
 * {@link SessionManager}. Thread-safe.
 */
public final class Connection {
    static {
        ConnectionStore.open(Connection.class, Connection::store);
    }

    private final String name;
    private final TokenProvider provider;
    private final List<TokenProvider> fallbacks;
    private final SessionManager manager;
    private final SessionRuntime runtime;
    /** Of logins, whose record all business units and scopes of the user share. */
    private final Cache<String, StandingAccess> accesses =
            Caffeine.newBuilder().weakValues().build();

    private final AtomicReference<Lifetimes> lifetimes;
    private final Lane lane;
    private final TokenStore store;
    private final HostCalls hostCalls;
    private final HostCalls revocationCalls;
    private volatile boolean serverFailing;
    /** One for each org or tenant; there are few, and each is worth a few bytes. */
    private final Map<URI, ApiMeter> meters = new ConcurrentHashMap<>();

    Connection(String name, Route route, SessionManager manager, SessionRuntime runtime) {
        this.name = name;
        this.provider = route.provider();
        this.fallbacks = route.fallbacks();
        this.manager = manager;
        this.runtime = runtime;
        this.lifetimes =
                new AtomicReference<>(new Lifetimes(runtime.assumedLifetime().orElse(Lifetimes.DEFAULT_ASSUMED)));
        this.lane = runtime.newLane();
        this.store = runtime.storeOf(name);
        this.hostCalls = runtime.newHostCalls(name);
        this.revocationCalls = runtime.newHostCalls(name);
    }

    /** A provider with those that stand in for it. */
    record Route(TokenProvider provider, List<TokenProvider> fallbacks) {
        Route {
            Objects.requireNonNull(provider, "provider");
            fallbacks = List.copyOf(fallbacks);
        }
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** Where its tokens come from. */
    public TokenProvider provider() {
        return provider;
    }

    /** The clock of the manager. */
    public InstantSource clock() {
        return runtime.clock();
    }

    /**
     * Begins a user's session with what a login brought, or with a refresh token that was kept elsewhere until now. It
     * replaces whatever session the user had over this connection. Blocking: writes to the store, and asks the server when the
     * token ends if the provider was told to.
     *
     * @throws io.crosscloud.error.ConfigurationException if the connection's grant needs no login
     * @throws io.crosscloud.error.StoreException if it could not be stored; nothing has begun then
     */
    public Session adopt(User user, TokenGrant grant) {
        Session session = manager.session(SessionKey.of(name, user));
        session.adopt(grant);
        return session;
    }

    /**
     * Looks whether {@link #adopt} could replace what the store holds of the user, before anybody is sent to a login in vain.
     * Blocking: reads the store once.
     *
     * @throws io.crosscloud.error.StoreException if the record was written by a newer version, sealed with a key that is not
     *     known here, or damaged; or if the store cannot be asked
     */
    public void requireReplaceable(User user) {
        standingAccess(SessionKey.of(name, user)).requireReplaceable();
    }

    /**
     * Revokes a refresh token that shall not become a session, such as that of a login by somebody else than was expected.
     * Blocking; never fails: what the cloud cannot be told is an event, and it is told again in the background.
     */
    public void discard(User user, RefreshToken token) {
        runtime.revocations().discard(this, SessionKey.of(name, user), token);
    }

    /**
     * Seals a short text with the manager's cipher, so that it can make a round trip through a browser.
     *
     * @param purpose what it is for; only the same purpose opens it
     */
    public String seal(String text, String purpose) {
        return runtime.cipher().seal(text, name + "\n" + purpose);
    }

    /**
     * Opens what {@link #seal} sealed, on this host or another with the same key.
     *
     * @throws io.crosscloud.error.StoreException if it is not of this connection, this purpose and a known key
     */
    public String open(String sealed, String purpose) {
        return runtime.cipher().open(sealed, name + "\n" + purpose);
    }

    /** What this API host says of its allowance. */
    ApiMeter meter(URI host) {
        return meters.computeIfAbsent(host, unused -> new ApiMeter());
    }

    Lifetimes lifetimes() {
        return lifetimes.get();
    }

    /** An API has refused a token that was thought to live. */
    void refused(AccessToken token) {
        if (runtime.assumedLifetime().isEmpty() && token.expiresAt().isEmpty()) {
            lifetimes.updateAndGet(assumed -> assumed.after(token, runtime.now()));
        }
    }

    /** A token has lived as long as was assumed: what was learned from an early end may have been an exception. */
    void outlived(AccessToken token) {
        if (runtime.assumedLifetime().isEmpty() && token.expiresAt().isEmpty()) {
            lifetimes.updateAndGet(Lifetimes::longer);
        }
    }

    List<TokenProvider> fallbacks() {
        return fallbacks;
    }

    /** A session of this key is in use; says when to say so again. */
    long used(SessionKey key, long now) {
        return manager.used(key, now);
    }

    /** What sends requests with a token. */
    AuthorizedCall call() {
        return manager.call();
    }

    /** The session of this key, if it is in memory. */
    Optional<Session> inMemory(SessionKey key) {
        return manager.inMemory(key);
    }

    /** How a session of this key is to come by its tokens. */
    Access access(SessionKey key) {
        if (provider.info().grant() != GrantType.REFRESH_TOKEN) {
            return new PlainAccess(this);
        }
        StandingAccess access = standingAccess(key);
        access.derive(key);
        return access;
    }

    /** Where requests for tokens of this connection run. */
    Lane lane() {
        return lane;
    }

    TokenStore store() {
        return store;
    }

    /** Calls what the host has given for this connection. */
    HostCalls hostCalls() {
        return hostCalls;
    }

    /** Calls what the host has given, for revocations alone: a slow one keeps no request for a token waiting. */
    HostCalls revocationCalls() {
        return revocationCalls;
    }

    /** Whether the server's last answer to a request that consumes nothing was a failure of its own. */
    boolean isServerFailing() {
        return serverFailing;
    }

    void serverFailing(boolean failing) {
        serverFailing = failing;
    }

    /** Under which key a session is stored. Asks the host's mapping of users on the calling thread, which is the host's. */
    String storeKey(SessionKey key) {
        return StoreKeys.storeKey(key, provider);
    }

    /** The same for threads of the manager's, which do not wait for a mapping that hangs. */
    String storeKeyInTime(SessionKey key) {
        return hostCalls.call("mapping of users", () -> storeKey(key));
    }

    /** What the user's login has left. */
    StandingAccess standingAccess(SessionKey key) {
        return standingAccess(key, storeKey(key));
    }

    StandingAccess standingAccess(SessionKey key, String storeKey) {
        return accesses.get(
                storeKey, unused -> new StandingAccess(storeKey, SessionKey.of(name, key.user()), this, runtime));
    }

    SessionRuntime runtime() {
        return runtime;
    }

    /**
     * How often one user may ask for a token.
     *
     * @param sessions how many sessions, of different business units or scopes, need one each
     */
    LoginBudget.Limit loginLimit(int sessions) {
        return salesforce() ? LoginBudget.SALESFORCE : LoginBudget.ENGAGEMENT.times(sessions);
    }

    /** An API host that a stored record names, checked as if the server had named it. */
    URI trusted(URI host) {
        Optional<AuthorizationServer> server = provider.info().server();
        return server.isPresent() ? server.get().trusted(host.toString()) : host;
    }

    Problem revoked() {
        return salesforce() ? ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED : ServerProblem.ENGAGEMENT_REFRESH_TOKEN;
    }

    Problem expired() {
        return salesforce() ? ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED : ServerProblem.ENGAGEMENT_REFRESH_TOKEN;
    }

    /** A failure, named after whose it is and which cloud's. */
    AuthException about(SessionKey key, AuthFailure failure) {
        AuthFailure named = failure.session(key);
        return provider.info().cloud().map(named::cloud).orElse(named).toException();
    }

    void check(User user) {
        if (provider.info().grant() == GrantType.CLIENT_CREDENTIALS && !user.isIntegration()) {
            throw AuthFailure.of(SettingProblem.USER_UNSUPPORTED)
                    .detail("connection " + name + ", user " + user + " (expected: User.integration())")
                    .toException();
        }
    }

    private boolean salesforce() {
        return provider.info().cloud().orElse(Cloud.SALESFORCE) == Cloud.SALESFORCE;
    }

    @Override
    public String toString() {
        return name + " (" + provider.info() + ")";
    }
}
