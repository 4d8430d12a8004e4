package io.crosscloud.auth.session;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.token.RefreshToken;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh tokens that servers are still to be told of: nobody shall use them any more. What a server cannot be told at
 * once it is told again, about ten times within five minutes, as long as the manager is open. Each failure is an event. After
 * that the last one of each user is kept, for the next logout to tell.
 */
final class Revocations {
    private static final Logger LOG = LoggerFactory.getLogger(SessionManager.class);
    private static final int TRIES = 10;

    private record Owed(Connection connection, SessionKey owner, RefreshToken token) {
        boolean isOf(Connection connection, SessionKey owner) {
            return this.connection == connection && this.owner.equals(owner);
        }
    }

    private final SessionRuntime runtime;
    /** Each with whether it is still tried in the background. */
    private final Map<Owed, Boolean> owed = new ConcurrentHashMap<>();

    Revocations(SessionRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * @throws TryLaterException if the server could not be told now; it is told again later
     * @throws AuthException if the server refuses, which no repetition changes; the next logout tells it again
     */
    Revocation revoke(Connection connection, SessionKey owner, RefreshToken token) {
        Owed debt = new Owed(connection, owner, token);
        try {
            return attempt(debt, 1);
        } catch (RuntimeException e) {
            if (isFinal(e)) {
                boolean unused = givenUp(debt);
            } else {
                again(debt);
            }
            throw e;
        }
    }

    /** The same, for whoever has something better to throw. */
    void discard(Connection connection, SessionKey owner, RefreshToken token) {
        Owed debt = new Owed(connection, owner, token);
        if (!told(debt, 1)) {
            again(debt);
        }
    }

    /** Tells again now what is owed of this user; {@link Revocation#FORGOTTEN} if nothing is. */
    Revocation settle(Connection connection, SessionKey owner) {
        List<Owed> debts = owed.keySet().stream()
                .filter(debt -> debt.isOf(connection, owner))
                .toList();
        RuntimeException failure = null;
        for (Owed debt : debts) {
            try {
                Revocation unused = attempt(debt, TRIES);
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return debts.isEmpty() ? Revocation.FORGOTTEN : Revocation.REVOKED;
    }

    /** Says what stays untold when the manager closes. */
    void close() {
        owed.keySet()
                .forEach(debt -> LOG.warn(
                        "{}: closed with a refresh token that the cloud was not told to revoke", debt.owner()));
    }

    private Revocation attempt(Owed debt, int attempts) {
        try {
            Connection connection = debt.connection();
            Revocation revocation = connection
                    .revocationCalls()
                    .request(
                            "revocation",
                            runtime.lease(),
                            () -> connection.provider().revoke(debt.token()));
            owed.remove(debt);
            return revocation;
        } catch (RuntimeException e) {
            owed.putIfAbsent(debt, true);
            Problem problem = e instanceof AuthException known ? known.problem() : ServerProblem.OUTCOME_UNKNOWN;
            runtime.events().tell(new AuthEvent.RevocationFailed(debt.owner(), problem, attempts));
            throw e;
        }
    }

    private boolean told(Owed debt, int attempts) {
        try {
            Revocation unused = attempt(debt, attempts);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("a refresh token of {} is not revoked yet", debt.owner(), e);
            return isFinal(e) && givenUp(debt);
        }
    }

    private void again(Owed debt) {
        runtime.clockwork()
                .retry(
                        runtime.clockwork().revoking(),
                        BackOff::exponential,
                        attempts -> !owed.containsKey(debt)
                                || told(debt, attempts)
                                || (attempts == TRIES && givenUp(debt)));
    }

    /** Whether the server refuses, so that no repetition helps. */
    static boolean isFinal(RuntimeException e) {
        return e instanceof AuthException && !(e instanceof TryLaterException);
    }

    /** Kept for the next logout to tell, alone of its user's. */
    private boolean givenUp(Owed last) {
        owed.computeIfPresent(last, (debt, unused) -> false);
        owed.entrySet()
                .removeIf(each -> !each.getValue()
                        && !each.getKey().equals(last)
                        && each.getKey().isOf(last.connection(), last.owner()));
        return true;
    }
}
