package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.internal.session.grant.TokenDemand;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.spi.TokenGrant;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store has gone back to what it held earlier, or to nothing. */
class StoreLossesTest extends TwoHosts {
    @Test
    @Tag("S9")
    @Tag("S10")
    @Tag("S11")
    void aStoreThatLostTheLastCommits_isRepairedFromMemory() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        rotateThrice();
        store.failOverTo(replica);
        expire();

        session().accessToken();

        assertThat(server.spentPresented()).isZero();
        expire();
        assertThat(otherHost.session(KEY).accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S9")
    void aStoreThatWentBackSeveralGenerations_isRepairedInOneCommit() {
        InMemoryTokenStore replica = replicaOfNow();
        rotateThrice();
        store.failOverTo(replica);
        expire();

        session().accessToken();

        assertThat(replica.find(row()).orElseThrow().generation()).isEqualTo(3); // the repair's, then the rotation's
        expire();
        otherHost.session(KEY).accessToken();
        assertThat(server.requests()).hasSize(5);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S10")
    void aStoreThatGoesBackDuringTheExchange_isGivenWhatTheServerGranted() {
        InMemoryTokenStore replica = replicaOfNow();
        expire();
        session().accessToken();
        expire();
        server.gate(() -> store.failOverTo(replica));

        session().accessToken();

        server.gate(() -> {});
        expire();
        otherHost.session(KEY).accessToken();
        assertThat(server.requests()).hasSize(3);
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S11")
    void aStoreThatBringsBackAReplacedLogin_isGivenTheNewerOne() {
        InMemoryTokenStore replica = replicaOfNow();
        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);
        store.failOverTo(replica);
        expire();

        session().accessToken();

        assertThat(server.requests().get(0).refreshToken()).isEqualTo(login.refreshToken());
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void aNewLoginInAStoreThatLostEverything_isNotOverwrittenFromMemory() {
        rotateThrice();
        store.failOverTo(InMemoryTokenStore.create(clock));
        TokenGrant login = server.login();
        otherHost.connection("salesforce").adopt(MARTA, login);
        expire();

        session().accessToken();

        assertThat(server.requests().get(3).refreshToken()).isEqualTo(login.refreshToken());
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    @Tag("S11")
    void aRecordThatVanished_isNoSession_whereNobodyRemembersIt() {
        store.failOverTo(InMemoryTokenStore.create(clock));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == SessionProblem.LOGIN_MISSING);
    }

    @Test
    @Tag("S11")
    void aStoreThatCameToTheSameGenerationAnotherWay_isReadAgain() {
        expire();
        store.before(FaultyStore.Verb.CLAIM, () -> {
            otherHost.session(KEY).accessToken();
            store.failOverTo(InMemoryTokenStore.create(clock));
            readAndRepair(otherHost);
        });

        assertThat(session().accessToken()).isEqualTo(otherHost.session(KEY).accessToken());
        assertThat(stored().generation()).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.spentPresented()).isZero();
    }

    private static void readAndRepair(SessionManager host) {
        host.session(KEY)
                .managed()
                .access()
                .obtain(new TokenDemand(KEY, null, Set.of()))
                .toCompletableFuture()
                .join();
    }

    private void rotateThrice() {
        for (int i = 0; i < 3; i++) {
            expire();
            session().accessToken();
        }
    }

    /** A store that has the session as it is now, for the first time. */
    private InMemoryTokenStore replicaOfNow() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        replica.commit(row(), 0, stored().session());
        return replica;
    }
}
