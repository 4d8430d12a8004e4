package io.crosscloud.auth.internal.session.manage;

import io.crosscloud.auth.internal.session.engine.Refresher;
import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.grant.Access;
import io.crosscloud.auth.internal.session.grant.BackOff;
import io.crosscloud.auth.internal.session.grant.TokenDemand;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What is behind a public session: its token, kept fresh. It extends the refresher to be one object. */
public final class ManagedSession extends Refresher<AccessToken> {
    private final SessionKey key;
    private final ManagedConnection connection;
    private final Access access;
    /** The failure that was told last; null once there is a token again. */
    private volatile @Nullable Problem told;

    /** When the cache is next to hear that the session is used. A race costs nothing but telling it twice. */
    private long noteUseAt = Long.MIN_VALUE;

    /** Asks the host's mapping of users on the calling thread. */
    public ManagedSession(SessionKey key, ManagedConnection connection) {
        super(connection.clock());
        this.key = key;
        this.connection = connection;
        this.access = connection.accesses().of(key);
    }

    public SessionKey key() {
        return key;
    }

    public ManagedConnection connection() {
        return connection;
    }

    public Access access() {
        return access;
    }

    private Environment environment() {
        return connection.environment();
    }

    /** A valid token: the one at hand, or what the request in flight brings. Blocks at most for the acquire timeout. */
    public AccessToken accessToken() {
        AccessToken token = inUse();
        return token != null ? token : await(future());
    }

    /** The same without blocking; the stages that depend on it never run on a thread of the manager's. */
    public CompletableFuture<AccessToken> accessTokenAsync() {
        AccessToken token = inUse();
        if (token != null) {
            return CompletableFuture.completedFuture(token);
        }
        return future().handleAsync((fresh, failure) -> {
            if (failure == null) {
                return fresh;
            }
            throw about(causeOf(failure));
        });
    }

    /** The token at hand; the session is in use. */
    private @Nullable AccessToken inUse() {
        long now = millis();
        if (now >= noteUseAt) {
            noteUseAt = connection.noteUse(key, now);
        }
        return current(now);
    }

    /** What a future brings, within the acquire timeout; a failure becomes this caller's own. */
    AccessToken await(CompletableFuture<AccessToken> future) {
        Duration atMost = environment().acquireTimeout();
        try {
            return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw about(AuthFailure.of(SessionProblem.REFRESH_IN_PROGRESS)
                    .detail("no token within " + atMost)
                    .toException());
        } catch (ExecutionException e) {
            throw about(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw about(AuthFailure.of(SessionProblem.REFRESH_IN_PROGRESS)
                    .detail("interrupted; the request goes on for others")
                    .toException());
        }
    }

    /** The token at hand, if it lives. */
    public Optional<AccessToken> living() {
        return held().filter(held -> environment().now().isBefore(held.expiresAt()))
                .map(Timed::value);
    }

    /** An API has refused the token: the next caller gets another. */
    public void invalidate(AccessToken token) {
        if (reject(token)) {
            connection.context().refused(token);
        }
    }

    /** Takes what a login brought. */
    public void adopt(TokenGrant grant) {
        access.adopt(key, grant, this::offer);
        environment().events().tell(new AuthEvent.TokenIssued(key));
    }

    /** Ends the access itself, for all sessions of the user over the connection. */
    public Revocation revoke() {
        environment().requireOpen();
        try {
            return access.revoke(key);
        } catch (AuthException e) {
            throw about(e);
        }
    }

    /** Revokes the token at hand, and nothing else. */
    public Revocation revokeAccessToken() {
        environment().requireOpen();
        AccessToken token = held().map(Timed::value).orElse(null);
        if (token == null) {
            return Revocation.FORGOTTEN;
        }
        Revocation revocation;
        try {
            revocation = connection.context().provider().revoke(token);
        } catch (AuthException e) {
            throw about(e);
        }
        boolean unused = reject(token);
        return revocation;
    }

    public Optional<Identity> identity() {
        return access.identity();
    }

    /** What the last try to get a token failed with; or that only a new login brings one. */
    public Optional<Problem> problem() {
        Optional<Problem> failed = failure().map(failure -> problemOf(failure.cause()));
        return failed.isPresent() || held().isPresent() || !access.loggedOut()
                ? failed
                : Optional.of(SessionProblem.LOGGED_OUT);
    }

    @Override
    protected CompletionStage<Timed<AccessToken>> load(
            @Nullable Timed<AccessToken> current, Set<AccessToken> rejected) {
        return access.obtain(new TokenDemand(key, current, rejected));
    }

    @Override
    protected void renewed() {
        if (told != null) {
            told = null;
            environment().events().recovered(key);
        }
    }

    @Override
    protected Duration pauseAfter(Throwable failure, int failures) {
        return BackOff.pauseAfter(failure, failures);
    }

    @Override
    protected void failed(Failure failure) {
        Duration retryIn = Duration.between(environment().now(), failure.retryAt());
        Problem problem = problemOf(failure.cause());
        AuthEvent event = new AuthEvent.RefreshFailed(key, problem, retryIn);
        if (problem == told) {
            environment().events().tellAgain(event);
        } else {
            environment().events().tell(event);
        }
        told = problem;
    }

    private static Problem problemOf(Throwable failure) {
        if (failure instanceof AuthException e) {
            return e.problem();
        }
        return failure instanceof SameValueException ? SessionProblem.SAME_TOKEN_AGAIN : ServerProblem.OUTCOME_UNKNOWN;
    }

    /** A failure that all waiters share, as an exception of this caller's own. */
    public RuntimeException about(Throwable failure) {
        if (failure instanceof AuthException e) {
            return e.failure().session(key).cause(e).toException();
        }
        if (failure instanceof SameValueException) {
            return AuthFailure.of(SessionProblem.SAME_TOKEN_AGAIN).session(key).toException();
        }
        return new IllegalStateException(key + ": " + failure.getMessage(), failure);
    }

    @Override
    public String toString() {
        return "Session[" + key + "]";
    }
}
