package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A login stands: its refresh token rotates, hosts and sessions share it, and it is over for all of them at once. */
class LoginAccessTest extends TwoHosts {
    @Test
    void afterALogin_nothingIsAsked() {
        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).isEmpty();
        assertThat(session().status().identity()).contains(RotatingProvider.MARTA);
    }

    @Test
    void expired_theNewestRefreshTokenIsSentOnceEachTime() {
        for (int i = 1; i <= 5; i++) {
            expire();
            String living = server.living();
            session().accessToken();
            assertThat(server.requests()).hasSize(i);
            assertThat(server.requests().get(i - 1).refreshToken().orElseThrow().exposeSecret())
                    .isEqualTo(living);
        }
        assertThat(server.spentPresented()).isZero();
    }

    @Tag("B21")
    @Test
    void anAnswerWithoutRefreshToken_keepsTheOldOne() {
        server.rotating(false);
        expire();
        session().accessToken();
        expire();
        session().accessToken();

        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void twoLoginsAtOnce_theOneThatTheStoreHoldsIsUsed() {
        TokenGrant earlier = server.login();
        TokenGrant later = server.login();
        store.after(
                FaultyStore.Verb.COMMIT,
                () -> host.connection("salesforce").adopt(MARTA, later)); // before the earlier one is offered

        host.connection("salesforce").adopt(MARTA, earlier);

        assertThat(session().accessToken()).isEqualTo(later.accessToken());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anotherHostOnTheSameStore_adoptsTheTokenAndAsksNobody() {
        expire();
        AccessToken token = session().accessToken();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
        assertThat(events).hasAtLeastOneElementOfType(AuthEvent.TokenAdopted.class);
    }

    @Test
    void twoHostsAtOnce_sendOneRequest() throws Exception {
        expire();
        Gate gate = new Gate();
        server.gate(gate::pass);
        var first = session().accessTokenAsync();
        gate.awaitSomebody();
        var second = otherHost.session(KEY).accessTokenAsync();
        gate.open();

        assertThat(second.get()).isEqualTo(first.get());
        assertThat(server.requests()).hasSize(1);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void twoBusinessUnitsOfOneUser_takeTurnsOnOneRefreshToken() {
        Session parent = host.session(KEY.in(BusinessUnit.of(1)));
        Session child = host.session(KEY.in(BusinessUnit.of(2)));
        Session scoped = host.session(KEY.scopedTo(Scopes.of("api")));

        var tokens = List.of(parent.accessTokenAsync(), child.accessTokenAsync(), scoped.accessTokenAsync());

        assertThat(tokens.stream().map(token -> token.join().exposeSecret()).distinct())
                .hasSize(3);
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests().stream().map(TokenRequest::businessUnit).distinct())
                .hasSize(3);
        assertThat(server.spentPresented()).isZero();
        assertThat(otherHost.session(child.key()).accessToken()).isEqualTo(child.accessToken());
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aNewLogin_reachesEverySessionOfTheUser() {
        Session child = host.session(KEY.in(BusinessUnit.of(2)));
        AccessToken before = child.accessToken();

        host.connection("salesforce").adopt(MARTA, server.login());

        assertThat(child.accessToken()).isNotEqualTo(before);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void nobodyHasLoggedIn_isSaidWithoutAskingTheServer() {
        Session nobody = host.session("salesforce", User.of("nobody"));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(nobody::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOGIN_MISSING)
                .matches(e -> e.session().orElseThrow().equals(nobody.key()));
        assertThat(server.requests()).isEmpty();
        assertThat(nobody.status().state()).isEqualTo(SessionStatus.State.LOGIN_REQUIRED);
    }

    @Test
    void revoked_isRememberedForAllHosts() {
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);
        clock.advance(Duration.ofHours(1));
        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);
        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED);

        assertThat(server.requests()).hasSize(1);
        assertThat(events.stream().filter(AuthEvent.LoginRequired.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aNewLogin_bringsTheSessionBackAtOnce() {
        expire();
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));
        assertThatExceptionOfType(LoginRequiredException.class).isThrownBy(session()::accessToken);

        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);

        assertThat(session().accessToken()).isEqualTo(login.accessToken());
    }

    @Tag("H6")
    @Test
    void refusedWhileAnotherHostHasRotated_isAdoptedAndNotDeath() {
        Session other = otherHost.session(KEY);
        expire();
        server.gate(() -> otherHost.connection("salesforce").adopt(MARTA, server.login()));

        AccessToken token = session().accessToken();

        assertThat(token).isEqualTo(other.accessToken());
        assertThat(events).noneMatch(AuthEvent.LoginRequired.class::isInstance);
    }

    @Test
    void whatHangsOnAFuture_mayWaitForASessionOfTheSameUser() throws Exception {
        expire();
        Gate gate = new Gate();
        server.gate(gate::pass);
        Session sibling = host.session(KEY.in(BusinessUnit.of(7)));

        var siblingsToken = session().accessTokenAsync().thenApply(token -> sibling.accessToken());
        gate.open();

        assertThat(siblingsToken.get()).isNotNull();
    }

    @Tag("N17")
    @Test
    void theCallerIsInterrupted_theRotationGoesOn() throws Exception {
        expire();
        Gate gate = new Gate();
        server.gate(gate::pass);
        LinkedBlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        Thread caller = new Thread(() -> {
            try {
                session().accessToken();
            } catch (TryLaterException e) {
                thrown.add(e);
            }
        });
        caller.start();
        gate.awaitSomebody();
        caller.interrupt();
        assertThat(thrown.take()).hasMessageContaining("interrupted");
        gate.open();

        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C2")
    void afterClose_callsFailClearly() {
        Session session = session();
        host.close();
        host.close();

        assertThatIllegalStateException().isThrownBy(session::accessToken);
        assertThatIllegalStateException().isThrownBy(() -> host.session("salesforce", User.of("someone")));
    }
}
