package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.door.Defaults;
import io.crosscloud.auth.internal.session.engine.Lane;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.host.HostCalls;
import io.crosscloud.auth.internal.session.record.PendingWrites;
import io.crosscloud.auth.internal.session.record.SessionRecords;
import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What it takes to get tokens over one connection: its providers, its records, and what was learned of its server. */
public final class GrantContext {
    /** A provider with those that stand in for it. */
    public record Route(TokenProvider provider, List<TokenProvider> fallbacks) {
        public Route {
            Objects.requireNonNull(provider, "provider");
            fallbacks = List.copyOf(fallbacks);
        }

        private Route with(Defaults defaults) {
            return new Route(
                    defaults.handedTo(provider),
                    fallbacks.stream().map(defaults::handedTo).toList());
        }
    }

    private final String name;
    private final Route route;
    private final Environment environment;
    private final Consumer<SessionKey> forget;
    private final Lane lane;
    private final HostCalls hostCalls;
    private final Revocations revocations;
    private final SessionRecords records;
    private final AtomicReference<Lifetimes> lifetimes;
    private volatile boolean serverFailing;

    /** @param forget has the session of a key forget its token, if it is in memory */
    public GrantContext(
            String name,
            Route route,
            Environment environment,
            PendingWrites pendingWrites,
            Consumer<SessionKey> forget) {
        this.name = name;
        this.route = route.with(environment.defaults());
        TokenProvider provider = this.route.provider();
        this.environment = environment;
        this.forget = forget;
        this.lane = environment.newLane();
        this.hostCalls = environment.newHostCalls(name);
        this.revocations = new Revocations(provider, environment.newHostCalls(name), environment);
        this.records = new SessionRecords(
                name, environment, pendingWrites, host -> trusted(provider, host), revocations::discard);
        this.lifetimes = new AtomicReference<>(
                new Lifetimes(environment.assumedLifetime().orElse(Lifetimes.DEFAULT_ASSUMED)));
    }

    private static URI trusted(TokenProvider provider, URI host) {
        Optional<AuthorizationServer> server = provider.info().server();
        return server.isPresent() ? server.get().trusted(host.toString()) : host;
    }

    public String name() {
        return name;
    }

    public TokenProvider provider() {
        return route.provider();
    }

    public List<TokenProvider> fallbacks() {
        return route.fallbacks();
    }

    public Environment environment() {
        return environment;
    }

    public SessionRecords records() {
        return records;
    }

    public Revocations revocations() {
        return revocations;
    }

    /** Where requests for tokens of this connection run. */
    Lane lane() {
        return lane;
    }

    HostCalls hostCalls() {
        return hostCalls;
    }

    void forget(SessionKey key) {
        forget.accept(key);
    }

    Lifetimes lifetimes() {
        return lifetimes.get();
    }

    /** An API has refused a token that was thought to live. */
    public void refused(AccessToken token) {
        if (environment.assumedLifetime().isEmpty() && token.expiresAt().isEmpty()) {
            lifetimes.updateAndGet(assumed -> assumed.after(token, environment.now()));
        }
    }

    /** A token has lived as long as was assumed: what was learned from an early end may have been an exception. */
    void outlived(AccessToken token) {
        if (environment.assumedLifetime().isEmpty() && token.expiresAt().isEmpty()) {
            lifetimes.updateAndGet(Lifetimes::longer);
        }
    }

    /** Whether the server's last answer to a request that consumes nothing was a failure of its own. */
    boolean isServerFailing() {
        return serverFailing;
    }

    void serverFailing(boolean failing) {
        serverFailing = failing;
    }

    /** Under which key a session is stored. Asks the host's mapping of users on the calling thread, which is the host's. */
    public String storeKey(SessionKey key) {
        return StoreKeys.storeKey(key, provider());
    }

    /** The same for threads of the manager's, which do not wait for a mapping that hangs. */
    public String storeKeyInTime(SessionKey key) {
        return hostCalls.call("mapping of users", () -> storeKey(key));
    }

    /**
     * How often one user may ask for a token.
     *
     * @param sessions how many sessions, of different business units or scopes, need one each
     */
    LoginBudget.Limit loginLimit(int sessions) {
        return isSalesforce() ? LoginBudget.SALESFORCE : LoginBudget.ENGAGEMENT.times(sessions);
    }

    /** Why a login is required whose refresh token was revoked. */
    Problem revoked() {
        return isSalesforce() ? ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED : ServerProblem.ENGAGEMENT_REFRESH_TOKEN;
    }

    /** Why a login is required whose refresh token has expired. */
    Problem expired() {
        return isSalesforce() ? ServerProblem.SALESFORCE_REFRESH_TOKEN_EXPIRED : ServerProblem.ENGAGEMENT_REFRESH_TOKEN;
    }

    private boolean isSalesforce() {
        return provider().info().cloud().orElse(Cloud.SALESFORCE) == Cloud.SALESFORCE;
    }

    /** A failure, named after whose it is and which cloud's. */
    AuthException about(SessionKey key, AuthFailure failure) {
        AuthFailure named = failure.session(key);
        return provider().info().cloud().map(named::cloud).orElse(named).toException();
    }

    @Override
    public String toString() {
        return name + " (" + provider().info() + ")";
    }
}
