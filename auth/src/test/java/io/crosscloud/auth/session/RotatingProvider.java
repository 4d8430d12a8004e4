package io.crosscloud.auth.session;

import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A strict rotating server without a wire: a refresh token is good once, showing a spent one kills the family. Thread-safe.
 */
final class RotatingProvider implements TokenProvider {
    static final URI HOST = URI.create("https://acme.my.salesforce.com");
    static final Duration LIFE = Duration.ofMinutes(20);
    static final Identity MARTA = Identity.of("00D000000000001EAA", "005000000000001AAA");

    private final InstantSource clock;
    private final AuthorizationServer server = SalesforceOrg.myDomain("acme");
    private final AtomicInteger issued = new AtomicInteger();
    private final Queue<Supplier<RuntimeException>> before = new ConcurrentLinkedQueue<>();
    private final Queue<Supplier<RuntimeException>> after = new ConcurrentLinkedQueue<>();
    private final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> spent = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> gates = new ArrayDeque<>();
    private final Queue<Runnable> gatesAfter = new ArrayDeque<>();
    private final Queue<Supplier<RuntimeException>> unrevoked = new ConcurrentLinkedQueue<>();
    private final Semaphore revocations = new Semaphore(0);
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private final AtomicInteger spentPresented = new AtomicInteger();
    private volatile @Nullable String living = "rt-CANARY-0";
    private volatile Identity identity = MARTA;
    private volatile boolean rotating = true;
    private volatile boolean gracious;
    private @Nullable TokenGrant lastAnswer;

    RotatingProvider(InstantSource clock) {
        this.clock = clock;
    }

    /** What a login brings: the first refresh token of a new family. */
    TokenGrant login() {
        living = "rt-CANARY-" + issued.incrementAndGet();
        return grant().with(RefreshToken.of(living));
    }

    /** The next request fails before it has any effect. */
    void failBefore(Supplier<RuntimeException> failure) {
        before.add(failure);
    }

    /** The next request rotates, and its answer is lost. */
    void failAfter(Supplier<RuntimeException> failure) {
        after.add(failure);
    }

    /** The next request runs this before anything else. */
    void gate(Runnable gate) {
        gates.add(gate);
    }

    /** The next request runs this when it has had its effect, before its answer arrives. */
    void gateAfter(Runnable gate) {
        gatesAfter.add(gate);
    }

    /** The next revocation fails. */
    void failToRevoke(Supplier<RuntimeException> failure) {
        unrevoked.add(failure);
    }

    /** Waits for so many more revocations. */
    void awaitRevocations(int count) {
        revocations.acquireUninterruptibly(count);
    }

    /** The tokens that were revoked, in order. */
    List<String> revoked() {
        return revoked;
    }

    @Override
    public Revocation revoke(RefreshToken token) {
        return revoke(token.exposeSecret());
    }

    @Override
    public Revocation revoke(AccessToken token) {
        return revoke(token.exposeSecret());
    }

    private synchronized Revocation revoke(String token) {
        Supplier<RuntimeException> failure = unrevoked.poll();
        if (failure != null) {
            throw failure.get();
        }
        revoked.add(token);
        living = token.equals(living) ? null : living;
        revocations.release();
        return Revocation.REVOKED;
    }

    void nextIdentity(Identity identity) {
        this.identity = identity;
    }

    void rotating(boolean rotating) {
        this.rotating = rotating;
    }

    /** From now on the last spent refresh token is answered once more with what it brought. */
    void gracious() {
        gracious = true;
    }

    List<TokenRequest> requests() {
        return requests;
    }

    int spentPresented() {
        return spentPresented.get();
    }

    @Nullable
    String living() {
        return living;
    }

    @Override
    public ProviderInfo info() {
        return ProviderInfo.of(GrantType.REFRESH_TOKEN, server, ClientId.of("client"));
    }

    @Override
    public TokenGrant token(TokenRequest request) {
        Runnable gate = gates.poll();
        if (gate != null) {
            gate.run();
        }
        requests.add(request);
        Supplier<RuntimeException> failure = before.poll();
        if (failure != null) {
            throw failure.get();
        }
        TokenGrant grant = exchange(request.refreshToken().orElseThrow().exposeSecret());
        Runnable gateAfter = gatesAfter.poll();
        if (gateAfter != null) {
            gateAfter.run();
        }
        Supplier<RuntimeException> lost = after.poll();
        if (lost != null) {
            throw lost.get();
        }
        return grant;
    }

    private synchronized TokenGrant exchange(String shown) {
        if (gracious && lastAnswer != null && shown.equals(spent.get(spent.size() - 1))) {
            return lastAnswer;
        }
        if (!shown.equals(living)) {
            if (spent.contains(shown)) {
                spentPresented.incrementAndGet();
                living = null;
            }
            throw AuthFailure.of(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED)
                    .answer(400, "invalid_grant", "expired access/refresh token")
                    .toException();
        }
        if (!rotating) {
            return grant();
        }
        spent.add(shown);
        String next = "rt-CANARY-" + issued.incrementAndGet();
        living = next;
        lastAnswer = grant().with(RefreshToken.of(next));
        return lastAnswer;
    }

    private TokenGrant grant() {
        AccessToken token = AccessToken.of(
                        "at-CANARY-" + issued.incrementAndGet(),
                        ApiEndpoints.of(HOST),
                        Scopes.unspecified(),
                        clock.instant())
                .expiringAt(clock.instant().plus(LIFE));
        return TokenGrant.of(token).with(identity);
    }
}
