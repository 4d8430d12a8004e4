package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.api.AuthorizedCall;
import io.crosscloud.auth.internal.session.grant.GrantContext;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.host.Settings;
import io.crosscloud.auth.internal.session.manage.KeepAlive;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.internal.session.manage.SessionCache;
import io.crosscloud.auth.internal.session.manage.Shutdown;
import io.crosscloud.auth.internal.session.record.PendingWrites;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenStore;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out sessions: always a valid token, one refresh however many callers and hosts, nothing lost. Thread-safe; a host
 * needs one.
 *
 * <p>How many sessions it keeps in memory is bounded; one that was evicted is read from the store again, and one that is
 * still held stays what it is. What is secret is sealed before the store sees it.
 */
public final class SessionManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);

    private final Environment environment;
    private final PendingWrites pendingWrites = new PendingWrites();
    private final SessionCache<Session> sessions;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final AuthorizedCall call;
    private final Duration closeTimeout;
    private final KeepAlive keepAlive;
    private final AtomicBoolean warned = new AtomicBoolean();

    private SessionManager(Builder builder) {
        Settings settings = builder.settings;
        TokenStore store = settings.store != null ? settings.store : InMemoryTokenStore.create();
        this.environment = new Environment(settings, store, !(store instanceof InMemoryTokenStore));
        this.sessions = new SessionCache<>(settings);
        this.call = settings.httpClient == null ? AuthorizedCall.byDefault() : AuthorizedCall.by(settings.httpClient);
        this.closeTimeout = settings.closeTimeout;
        builder.routes.forEach(this::add);
        this.keepAlive = new KeepAlive(environment, name -> {
            Connection connection = connections.get(name);
            return connection == null ? null : connection.managed();
        });
        keepAlive.start();
    }

    /** A builder with an in-memory store. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The session of a user over a connection. Asks nobody; the first call that needs a token does.
     *
     * @throws io.crosscloud.error.ConfigurationException if no connection has this name, or it takes no such user
     */
    public Session session(String connection, User user) {
        return session(SessionKey.of(connection, user));
    }

    /**
     * The session of this key: for another business unit than the connection's own, or for narrower scopes. Asks nobody.
     *
     * @throws io.crosscloud.error.ConfigurationException if no connection has this name, or it takes no such user
     */
    public Session session(SessionKey key) {
        Session session = sessions.peek(key);
        return session != null ? session : find(key);
    }

    private Session find(SessionKey key) {
        while (true) {
            environment.requireOpen();
            Connection connection = connection(key.connection());
            connection.managed().require(key.user());
            Session session = sessions.use(key, environment.clock().millis());
            if (session == null) { // a new one asks the host's mapping of users, which no lock may wait for
                session = sessions.computeIfAbsent(key, new Session(key, connection));
            }
            if (session.isOver(connections.get(key.connection()))) {
                return session;
            }
            drop(key, session);
        }
    }

    private void drop(SessionKey key, Session session) {
        sessions.remove(key, session);
        session.managed().close();
    }

    private void forget(SessionKey key) {
        Session session = sessions.find(key);
        if (session != null) {
            session.managed().forget();
        }
    }

    AuthorizedCall call() {
        return call;
    }

    /**
     * A connection by its name.
     *
     * @throws io.crosscloud.error.ConfigurationException if there is none; the message lists those that there are
     */
    public Connection connection(String name) {
        Connection connection = connections.get(name);
        if (connection == null) {
            throw AuthFailure.of(SettingProblem.CONNECTION_UNKNOWN)
                    .detail("\"" + name + "\" (expected: one of " + new TreeSet<>(connections.keySet()) + ")")
                    .toException();
        }
        return connection;
    }

    /**
     * Adds a connection while the manager runs.
     *
     * @param fallbacks asked in this order when the provider says that a login is required
     * @throws IllegalArgumentException if the name is taken or has a wrong form
     */
    public void addConnection(String name, TokenProvider provider, TokenProvider... fallbacks) {
        environment.requireOpen();
        add(name, new GrantContext.Route(provider, List.of(fallbacks)));
    }

    /**
     * Removes a connection and closes its sessions. What is stored stays stored. Does nothing if there is none of this name.
     */
    public void removeConnection(String name) {
        Connection removed = connections.remove(name);
        if (removed == null) {
            return;
        }
        sessions.all().filter(session -> session.isOver(removed)).forEach(session -> drop(session.key(), session));
    }

    /** How the sessions stand that are in memory. */
    public List<SessionStatus> list() {
        return sessions.all().map(Session::status).toList();
    }

    /**
     * Ends every session here, and waits for requests in flight, for rotated refresh tokens and logouts that are not stored
     * yet, and for the listener. Revokes nothing. Calls afterwards fail with {@link IllegalStateException}; closing twice does
     * nothing.
     *
     * @throws io.crosscloud.error.StoreException if after the close timeout the store has still not taken a rotated refresh
     *     token or a logout, or a refresh is still in flight; it names the sessions, which may need a new login or are not
     *     logged out
     */
    @Override
    public void close() {
        if (environment.clockwork().beginClose()) {
            sessions.all().forEach(session -> session.managed().close());
            sessions.clear();
            connections
                    .values()
                    .forEach(connection ->
                            connection.managed().context().revocations().close());
            new Shutdown(environment, pendingWrites).await(closeTimeout);
        }
    }

    PendingWrites pendingWrites() {
        return pendingWrites;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    private void add(String name, GrantContext.Route route) {
        GrantContext context = new GrantContext(name, route, environment, pendingWrites, this::forget);
        putNew(connections, name, new Connection(this, new ManagedConnection(context, sessions)));
        boolean forgets = route.provider().info().grant() == GrantType.REFRESH_TOKEN && !environment.isPersistent();
        if (forgets && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "connection {} relies on logins, and its sessions are kept in memory only: after a restart everybody must log in again",
                    name);
        }
    }

    /** @throws IllegalArgumentException if the name has a wrong form or is taken */
    private static <V> void putNew(Map<String, V> byName, String name, V value) {
        SessionKey.requireConnectionName(name);
        if (byName.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("connection name: \"" + name + "\" is taken (expected: another)");
        }
    }

    /** Builds a {@link SessionManager}. Not thread-safe. */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofDays(36_500);

        /** Package-private: tests set what no host may. */
        final Settings settings = new Settings();

        private final Map<String, GrantContext.Route> routes = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a connection.
         *
         * @param fallbacks asked in this order when the provider says that a login is required
         */
        public Builder connection(String name, TokenProvider provider, TokenProvider... fallbacks) {
            putNew(routes, name, new GrantContext.Route(provider, List.of(fallbacks)));
            return this;
        }

        /** Where sessions are kept, and the key that they are sealed with. In memory by default. */
        public Builder store(TokenStore store, TokenCipher cipher) {
            settings.store = Objects.requireNonNull(store, "store");
            settings.cipher = Objects.requireNonNull(cipher, "cipher");
            return this;
        }

        /**
         * Receives what happens, on a thread of the manager's own; also from those providers and stores of this library that
         * were given no listener themselves, such as {@link io.crosscloud.spi.AuthEvent.ClockSkew}, {@link
         * io.crosscloud.spi.AuthEvent.CredentialFallback} and {@link io.crosscloud.spi.AuthEvent.BeaconOff}. Nobody by default.
         */
        public Builder listener(AuthListener listener) {
            settings.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * The clock; also that of the providers and the in-memory store that were given none themselves. The system's by
         * default.
         */
        public Builder clock(InstantSource clock) {
            settings.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * What measures how long this host has held a claim: nanoseconds that nobody sets back, as {@link System#nanoTime},
         * which is the default.
         */
        public Builder ticker(LongSupplier ticker) {
            settings.ticker = Objects.requireNonNull(ticker, "ticker");
            return this;
        }

        /** What waits between two tries; it stays the host's to shut down. A daemon thread by default. */
        public Builder scheduler(ScheduledExecutorService scheduler) {
            settings.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * The client that {@link Session#send} uses, for its proxy and TLS settings; also that of the providers that were given
         * none themselves. One of the library's by default. Providers take no client that keeps cookies or has an authenticator:
         * where {@code send} needs one, give them their own.
         *
         * @throws io.crosscloud.error.ConfigurationException if it follows redirects; and from {@link #build} or {@link
         *     SessionManager#addConnection}, if a provider is to use it and cannot
         */
        public Builder httpClient(HttpClient httpClient) {
            settings.httpClient = AuthorizedCall.checked(httpClient);
            return this;
        }

        /**
         * How long a token lives if its server does not say: the org's session timeout, in Setup under Session Settings or
         * in the connected app's policies. By default 2 hours, which is Salesforce's own default, until an API refuses a token
         * earlier; from then on the age at which it did.
         */
        public Builder assumedLifetime(Duration assumedLifetime) {
            settings.assumedLifetime = positive("assumedLifetime", assumedLifetime);
            return this;
        }

        /**
         * How long a caller waits for a token. 30 seconds by default. A secret supplier, a signer or a mapping of users may take
         * as long, and 10 seconds at most; then it is interrupted, and nothing is sent.
         */
        public Builder acquireTimeout(Duration acquireTimeout) {
            settings.acquireTimeout = positive("acquireTimeout", acquireTimeout);
            return this;
        }

        /**
         * How long {@link SessionManager#close} waits. 20 seconds by default, which covers an exchange of the providers' default
         * timeout and the write after it. A store that hangs can take ten seconds more.
         */
        public Builder closeTimeout(Duration closeTimeout) {
            settings.closeTimeout = positive("closeTimeout", closeTimeout);
            return this;
        }

        /**
         * How long one host may take to refresh before another may try. Three quarters of it must cover the provider's timeout
         * and the store's slowest write together. 20 seconds by default.
         */
        public Builder lease(Duration lease) {
            settings.lease = positive("lease", lease);
            return this;
        }

        /** How many sessions stay in memory, and for how long after their last use. 10,000 and 12 hours by default. */
        public Builder keep(long maximumSessions, Duration idleTime) {
            if (maximumSessions < 1) {
                throw new IllegalArgumentException("maximumSessions: " + maximumSessions + " (expected: at least 1)");
            }
            settings.maximumSessions = maximumSessions;
            settings.idleTime = positive("idleTime", idleTime);
            return this;
        }

        /**
         * Keeps the sessions of these connections alive though nobody uses them: each refresh token is used again within this
         * time of its last use, spread out, by whichever host of the store finds it due. Salesforce lets partner apps'
         * refresh tokens idle for 30 days at most; Engagement's live 30 days. Nothing is kept alive by default.
         *
         * @param within less than the time for which a refresh token may idle; 25 days are right for 30
         */
        public Builder keepAlive(Duration within, String... connections) {
            settings.keepAliveWithin = positive("within", within);
            settings.keptAlive.addAll(List.of(connections));
            return this;
        }

        /** How many requests for tokens of one connection may run at once, those that wait for another host among them; 32 by default. */
        public Builder concurrency(int concurrency) {
            if (concurrency < 1) {
                throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: at least 1)");
            }
            settings.concurrency = concurrency;
            return this;
        }

        /** Builds the manager. */
        public SessionManager build() {
            return new SessionManager(this);
        }

        private static Duration positive(String name, Duration duration) {
            if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        name + ": " + duration + " (expected: > 0, at most " + LONGEST.toDays() + " days)");
            }
            return duration;
        }
    }
}
