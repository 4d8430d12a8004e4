package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.AccessToken;
import org.junit.jupiter.api.Test;

/** Another grant stands in for a login that is over. */
class FallbackTest extends TwoHosts {
    @Test
    void aDeadFamily_fallsBackToAnotherGrant() {
        AccessToken standIn = token("fallback");
        SessionManager withFallback = host(server, request -> TokenGrant.of(standIn));
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        Session session = withFallback.session(KEY);

        assertThat(session.accessToken()).isEqualTo(standIn);
        assertThat(session.accessToken()).isEqualTo(standIn);
        assertThat(server.requests()).hasSize(1);
        assertThat(events).noneMatch(AuthEvent.LoginRequired.class::isInstance);
    }

    @Test
    void aFallbackThatNeedsALoginItself_isFollowedByTheNext() {
        AccessToken standIn = token("fallback");
        TokenProvider needsLogin = request -> {
            throw failure(SessionProblem.LOGIN_MISSING).get();
        };
        SessionManager withFallbacks = host(server, needsLogin, request -> TokenGrant.of(standIn));
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThat(withFallbacks.session(KEY).accessToken()).isEqualTo(standIn);
    }

    @Test
    void aFallbackThatFailsToo_tellsThatALoginIsRequired() {
        SessionManager withFallback = host(server, request -> {
            throw failure(ServerProblem.NETWORK).get();
        });
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThatExceptionOfType(TryLaterException.class).isThrownBy(withFallback.session(KEY)::accessToken);

        assertThat(events).contains(new AuthEvent.LoginRequired(KEY, ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));
    }

    @Test
    void aFallbackThatSpeaksForSomebodyElse_isRefused() {
        AccessToken standIn = token("fallback");
        TokenGrant stranger = TokenGrant.of(standIn).with(Identity.of("00D000000000001EAA", "005000000000009AAA"));
        SessionManager withFallback = host(server, request -> stranger);
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(withFallback.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.IDENTITY_CHANGED);
    }
}
