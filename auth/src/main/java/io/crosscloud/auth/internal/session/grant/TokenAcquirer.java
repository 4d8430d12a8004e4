package io.crosscloud.auth.internal.session.grant;

import io.crosscloud.auth.internal.session.engine.Timed;
import io.crosscloud.auth.internal.session.host.Environment;
import io.crosscloud.auth.internal.session.record.HeldToken;
import io.crosscloud.auth.internal.session.record.RecordEntry;
import io.crosscloud.auth.internal.session.record.SessionState;
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
 * The steps that every token request shares, whatever the grant: counting the request, calling the provider, setting the
 * token's refresh and expiry times, and telling the listener.
 */
final class TokenAcquirer {
    private static final int MORE_TRIES = 2;

    private final TokenDemand demand;
    private final GrantContext context;
    private final Environment environment;
    private final LoginBudget budget;
    private final LoginBudget.Limit limit;

    TokenAcquirer(TokenDemand demand, GrantContext context, LoginBudget budget, LoginBudget.Limit limit) {
        this.demand = demand;
        this.context = context;
        this.environment = context.environment();
        this.budget = budget;
        this.limit = limit;
    }

    TokenDemand demand() {
        return demand;
    }

    GrantContext context() {
        return context;
    }

    Environment environment() {
        return environment;
    }

    /** The token that the record holds for it, if it is still good and another than those that are known already. */
    Optional<Timed<AccessToken>> adopted(RecordEntry entry) {
        HeldToken held = entry.state().tokens().get(demand.variant());
        Instant now = environment.now();
        if (held == null || !demand.newTo(held, now)) {
            return Optional.empty();
        }
        tellMoved(held.token());
        environment.events().tell(new AuthEvent.TokenAdopted(demand.key()));
        return Optional.of(context.lifetimes().timed(held.token(), held.expiresAt(), now));
    }

    /** A request of the connection's own provider, ready to be sent. */
    PreparedRequest prepare(SessionState state) {
        return prepare(context.provider(), demand.request(state));
    }

    private PreparedRequest prepare(TokenProvider provider, TokenRequest request) {
        return context.hostCalls().call("secret or signature", () -> provider.prepare(request));
    }

    /** Sends a request that carries a refresh token, before this time or not at all. */
    TokenGrant sendOnce(PreparedRequest request, Deadline sendBy) {
        count();
        return context.hostCalls().exchange("token request", environment.lease(), () -> request.send(sendBy));
    }

    /** Sends a request that consumes nothing, as often as {@link #ask(TokenProvider, PreparedRequest)} says. */
    TokenGrant ask(PreparedRequest prepared) {
        return ask(context.provider(), prepared);
    }

    /**
     * Sends a request that consumes nothing. Where a caller waits without a token, a failure of the server's own is followed by
     * {@value #MORE_TRIES} more tries, unless the connection's last request failed so too.
     */
    private TokenGrant ask(TokenProvider provider, PreparedRequest prepared) {
        int most = demand.isWaitedFor(environment.now()) && !context.isServerFailing() ? 1 + MORE_TRIES : 1;
        PreparedRequest request = prepared;
        for (int tries = 1; ; tries++) {
            try {
                TokenGrant grant = askOnce(request);
                context.serverFailing(false);
                return grant;
            } catch (TryLaterException e) {
                context.serverFailing(e.repeatableAtOnce());
                if (!e.repeatableAtOnce() || tries >= most) {
                    throw e;
                }
            }
            environment.pause(BackOff.beforeRepetition(tries));
            request = prepare(
                    provider, demand.request(SessionState.of(demand.key().user().name())));
        }
    }

    private TokenGrant askOnce(PreparedRequest request) {
        count();
        return context.hostCalls().request("token request", environment.lease(), () -> request.send(Deadline.none()));
    }

    private void count() {
        if (budget.spend(limit, environment.now())) {
            environment.events().tell(new AuthEvent.LoginBudgetLow(demand.key(), limit.warnAt(), limit.window()));
        }
    }

    /**
     * What the first fallback grants that needs no login itself.
     *
     * @param known who the user is, as far as it is known; null if it is not
     * @throws AuthException the refusal, if none does or none is to be asked
     */
    Timed<AccessToken> byFallback(@Nullable Identity known, AuthException refusal) {
        if (demand.sparing() || refusal.problem() == SessionProblem.LOGGED_OUT) {
            throw refusal;
        }
        for (TokenProvider fallback : context.fallbacks()) {
            try {
                TokenGrant grant = ask(fallback, prepare(fallback, TokenRequest.of(demand.key())));
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
        Instant now = environment.now();
        Instant expiresAt = context.lifetimes().expiresAt(token, demand.current(), now);
        return context.lifetimes().timed(token, expiresAt, now);
    }

    /** The token, with the end that its server states when asked. Whatever came with the token is committed by then. */
    Timed<AccessToken> dated(TokenProvider provider, Timed<AccessToken> timed) {
        AccessToken token = timed.value();
        if (token.expiresAt().isPresent()) {
            return timed;
        }
        try {
            return context.hostCalls()
                    .call("expiry of a token", () -> provider.expiry(token))
                    .map(end -> timed(token.expiringAt(end)))
                    .orElse(timed);
        } catch (RuntimeException e) {
            Problem problem = e instanceof AuthException known ? known.problem() : ServerProblem.OUTCOME_UNKNOWN;
            environment.events().tell(new AuthEvent.ExpiryUnknown(demand.key(), problem));
            return timed;
        }
    }

    /** Tells that a provider has granted a token, once it is committed. */
    void tellGot(AccessToken token) {
        tellMoved(token);
        Timed<AccessToken> outlived = demand.lastGood();
        if (outlived != null) {
            context.outlived(outlived.value());
        }
        boolean early = outlived != null && environment.now().isBefore(outlived.expiresAt());
        environment
                .events()
                .tell(early ? new AuthEvent.TokenRefreshed(demand.key()) : new AuthEvent.TokenIssued(demand.key()));
    }

    private void tellMoved(AccessToken token) {
        Timed<AccessToken> current = demand.current();
        if (current != null && !current.value().endpoints().equals(token.endpoints())) {
            environment
                    .events()
                    .tell(new AuthEvent.InstanceChanged(
                            demand.key(),
                            current.value().endpoints().rest(),
                            token.endpoints().rest()));
        }
    }

    /** A failure, named after whose it is. */
    AuthException about(AuthFailure failure) {
        return context.about(demand.key(), failure);
    }
}
