package io.crosscloud.auth.session;

import io.crosscloud.auth.internal.refresh.Timed;
import io.crosscloud.auth.internal.state.HeldToken;
import io.crosscloud.auth.internal.state.SessionState;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One want on its way to a token: what asking a provider for it takes, whichever way it goes. Each request is counted, each token
 * is given its two instants, and whoever listens is told.
 */
final class Acquisition {
    private static final int MORE_TRIES = 2;

    private final Want want;
    private final Connection connection;
    private final SessionRuntime runtime;
    private final LoginBudget budget;
    private final LoginBudget.Limit limit;

    Acquisition(Want want, Connection connection, LoginBudget budget, LoginBudget.Limit limit) {
        this.want = want;
        this.connection = connection;
        this.runtime = connection.runtime();
        this.budget = budget;
        this.limit = limit;
    }

    Want want() {
        return want;
    }

    Connection connection() {
        return connection;
    }

    SessionRuntime runtime() {
        return runtime;
    }

    /** The token that the record holds for it, if it is still good and another than those that are known already. */
    Optional<Timed<AccessToken>> adopted(Ledger.Entry entry) {
        HeldToken held = entry.state().tokens().get(want.variant());
        Instant now = runtime.now();
        if (held == null || !want.newTo(held, now)) {
            return Optional.empty();
        }
        tellMoved(held.token());
        runtime.events().tell(new AuthEvent.TokenAdopted(want.key()));
        return Optional.of(connection.lifetimes().timed(held.token(), held.expiresAt(), now));
    }

    /** A request of the connection's own provider, ready to be sent. */
    PreparedRequest prepare(SessionState state) {
        return prepare(connection.provider(), want.request(state));
    }

    private PreparedRequest prepare(TokenProvider provider, TokenRequest request) {
        return connection.hostCalls().call("secret or signature", () -> provider.prepare(request));
    }

    /** Sends a request that carries a refresh token, before this time or not at all. */
    TokenGrant sendOnce(PreparedRequest request, Deadline sendBy) {
        count();
        return connection.hostCalls().exchange("token request", runtime.lease(), () -> request.send(sendBy));
    }

    /** Sends a request that consumes nothing, as often as {@link #ask(TokenProvider, PreparedRequest)} says. */
    TokenGrant ask(PreparedRequest prepared) {
        return ask(connection.provider(), prepared);
    }

    /**
     * Sends a request that consumes nothing. Where a caller waits without a token, a failure of the server's own is followed by
     * {@value #MORE_TRIES} more tries, unless the connection's last request failed so too.
     */
    private TokenGrant ask(TokenProvider provider, PreparedRequest prepared) {
        int most = want.isWaitedFor(runtime.now()) && !connection.isServerFailing() ? 1 + MORE_TRIES : 1;
        PreparedRequest request = prepared;
        for (int tries = 1; ; tries++) {
            try {
                TokenGrant grant = askOnce(request);
                connection.serverFailing(false);
                return grant;
            } catch (TryLaterException e) {
                connection.serverFailing(e.repeatableAtOnce());
                if (!e.repeatableAtOnce() || tries >= most) {
                    throw e;
                }
            }
            runtime.pause(BackOff.beforeRepetition(tries));
            request = prepare(
                    provider, want.request(SessionState.of(want.key().user().name())));
        }
    }

    private TokenGrant askOnce(PreparedRequest request) {
        count();
        return connection.hostCalls().request("token request", runtime.lease(), () -> request.send(Deadline.none()));
    }

    private void count() {
        if (budget.spend(limit, runtime.now())) {
            runtime.events().tell(new AuthEvent.LoginBudgetLow(want.key(), limit.warnAt(), limit.window()));
        }
    }

    /**
     * What the first fallback grants that needs no login itself.
     *
     * @param known who the user is, as far as it is known; null if it is not
     * @throws AuthException the refusal, if none does or none is to be asked
     */
    Timed<AccessToken> byFallback(@Nullable Identity known, AuthException refusal) {
        if (want.sparing() || refusal.problem() == SessionProblem.LOGGED_OUT) {
            throw refusal;
        }
        for (TokenProvider fallback : connection.fallbacks()) {
            try {
                TokenGrant grant = ask(fallback, prepare(fallback, TokenRequest.of(want.key())));
                requireSameUser(known, grant);
                return dated(fallback, timed(grant.accessToken()));
            } catch (LoginRequiredException e) {
                refusal.addSuppressed(e);
            }
        }
        throw refusal;
    }

    /** A token for another user is never published. */
    void requireSameUser(@Nullable Identity known, TokenGrant grant) {
        Identity named = grant.identity().orElse(null);
        if (known != null && named != null && !known.sameUserAs(named)) {
            throw about(AuthFailure.of(SessionProblem.IDENTITY_CHANGED).detail(named + " (expected: " + known + ")"));
        }
    }

    /** A token that has just been granted, with its two instants as far as they can be told without asking. */
    Timed<AccessToken> timed(AccessToken token) {
        Instant now = runtime.now();
        Instant expiresAt = connection.lifetimes().expiresAt(token, want.current(), now);
        return connection.lifetimes().timed(token, expiresAt, now);
    }

    /** The token, with the end that its server states when asked. Whatever came with the token is committed by then. */
    Timed<AccessToken> dated(TokenProvider provider, Timed<AccessToken> timed) {
        AccessToken token = timed.value();
        if (token.expiresAt().isPresent()) {
            return timed;
        }
        try {
            return connection
                    .hostCalls()
                    .call("expiry of a token", () -> provider.expiry(token))
                    .map(end -> timed(token.expiringAt(end)))
                    .orElse(timed);
        } catch (RuntimeException e) {
            Problem problem = e instanceof AuthException known ? known.problem() : ServerProblem.OUTCOME_UNKNOWN;
            runtime.events().tell(new AuthEvent.ExpiryUnknown(want.key(), problem));
            return timed;
        }
    }

    /** Tells that a provider has granted a token, once it is committed. */
    void tellGot(AccessToken token) {
        tellMoved(token);
        Timed<AccessToken> outlived = want.lastGood();
        if (outlived != null) {
            connection.outlived(outlived.value());
        }
        boolean early = outlived != null && runtime.now().isBefore(outlived.expiresAt());
        runtime.events().tell(early ? new AuthEvent.TokenRefreshed(want.key()) : new AuthEvent.TokenIssued(want.key()));
    }

    private void tellMoved(AccessToken token) {
        Timed<AccessToken> current = want.current();
        if (current != null && !current.value().endpoints().equals(token.endpoints())) {
            runtime.events()
                    .tell(new AuthEvent.InstanceChanged(
                            want.key(),
                            current.value().endpoints().rest(),
                            token.endpoints().rest()));
        }
    }

    /** A failure, named after whose it is. */
    AuthException about(AuthFailure failure) {
        return connection.about(want.key(), failure);
    }
}
