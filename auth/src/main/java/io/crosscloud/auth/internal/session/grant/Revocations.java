package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Clockwork;
import io.crosscloud.auth.internal.session.engine.Pauses;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.host.Events;
import io.crosscloud.auth.internal.session.host.HostCalls;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.RefreshToken;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh tokens of one connection that the server has still to revoke. What it cannot be told at once it is told again,
 * about ten times within five minutes, as long as the manager is open. Each failure is an event. After that the last token of
 * each user is kept, for the next logout to tell.
 */
public final class Revocations {
    private static final Logger LOG = LoggerFactory.getLogger(Events.LOGGER);
    private static final int TRIES = 10;

    private record Unrevoked(SessionKey owner, RefreshToken token) {}

    private final TokenProvider provider;
    private final HostCalls calls;
    private final Environment environment;
    /** Each with whether it is still tried in the background. */
    private final Map<Unrevoked, Boolean> unrevoked = new ConcurrentHashMap<>();

    /** @param calls of revocations alone: a slow one keeps no request for a token waiting */
    Revocations(TokenProvider provider, HostCalls calls, Environment environment) {
        this.provider = provider;
        this.calls = calls;
        this.environment = environment;
    }

    /**
     * Revokes a refresh token. Blocking.
     *
     * @throws TryLaterException if the server could not be told now; it is told again later
     * @throws AuthException if the server refuses, which no repetition changes; the next logout tells it again
     */
    Revocation revoke(SessionKey owner, RefreshToken token) {
        Unrevoked each = new Unrevoked(owner, token);
        try {
            return attempt(each, 1);
        } catch (RuntimeException e) {
            if (isFinal(e)) {
                giveUp(each);
            } else {
                retry(each);
            }
            throw e;
        }
    }

    /**
     * Revokes a refresh token that shall not become a session, such as that of a login by somebody else than was expected.
     * Blocking; never fails: what the cloud cannot be told is an event, and it is told again in the background.
     */
    public void discard(SessionKey owner, RefreshToken token) {
        Unrevoked each = new Unrevoked(owner, token);
        if (!isOver(each, 1)) {
            retry(each);
        }
    }

    /** Tells again now what is left of this user; {@link Revocation#FORGOTTEN} if nothing is. */
    Revocation repeat(SessionKey owner) {
        List<Unrevoked> left = unrevoked.keySet().stream()
                .filter(each -> each.owner().equals(owner))
                .toList();
        RuntimeException failure = null;
        for (Unrevoked each : left) {
            try {
                Revocation unused = attempt(each, TRIES);
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return left.isEmpty() ? Revocation.FORGOTTEN : Revocation.REVOKED;
    }

    /** Logs what is left when the manager closes. */
    public void close() {
        unrevoked
                .keySet()
                .forEach(each -> LOG.warn(
                        "{}: closed with a refresh token that the cloud was not told to revoke", each.owner()));
    }

    private Revocation attempt(Unrevoked each, int attempts) {
        try {
            Revocation revocation =
                    calls.request("revocation", environment.lease(), () -> provider.revoke(each.token()));
            unrevoked.remove(each);
            return revocation;
        } catch (RuntimeException e) {
            unrevoked.putIfAbsent(each, true);
            Problem problem = e instanceof AuthException known ? known.problem() : ServerProblem.OUTCOME_UNKNOWN;
            environment.events().tell(new AuthEvent.RevocationFailed(each.owner(), problem, attempts));
            throw e;
        }
    }

    /** Tries once; whether no further try is of use. */
    private boolean isOver(Unrevoked each, int attempts) {
        try {
            Revocation unused = attempt(each, attempts);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("a refresh token of {} is not revoked yet", each.owner(), e);
            if (!isFinal(e) && attempts < TRIES) {
                return false;
            }
            giveUp(each);
            return true;
        }
    }

    private void retry(Unrevoked each) {
        Clockwork clockwork = environment.clockwork();
        clockwork.retry(
                clockwork.revoking(),
                Pauses::exponential,
                attempts -> !unrevoked.containsKey(each) || isOver(each, attempts));
    }

    /** Whether the server refuses, so that no repetition helps. */
    static boolean isFinal(RuntimeException e) {
        return e instanceof AuthException && !(e instanceof TryLaterException);
    }

    /** Keeps it for the next logout to tell, and none of its user's that was kept before. */
    private void giveUp(Unrevoked last) {
        unrevoked.computeIfPresent(last, (each, unused) -> false);
        unrevoked
                .entrySet()
                .removeIf(each -> !each.getValue()
                        && !each.getKey().equals(last)
                        && each.getKey().owner().equals(last.owner()));
    }
}
