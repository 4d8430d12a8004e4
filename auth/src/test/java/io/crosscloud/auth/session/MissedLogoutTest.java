package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.error.StoreException;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Revocation;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A logout that the store has missed, or has lost again. */
class MissedLogoutTest extends TwoHosts {
    @Test
    void storeDown_nothingHasHappenedAndItIsSaid() {
        AccessToken token = session().accessToken();
        store.fail(FaultyStore.Verb.FIND);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(session()::revoke)
                .matches(e -> e.session().orElseThrow().equals(KEY));

        assertThat(server.revoked()).isEmpty();
        assertThat(session().accessToken()).isEqualTo(token);
        assertThat(events).noneMatch(AuthEvent.LoggedOut.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(names = {"END", "END_UNCONFIRMED"})
    void storeDownInBetween_theServerIsToldAndTheEndIsStoredLater(FaultyStore.Verb verb) {
        session().accessToken();
        store.fail(1, verb);

        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::revoke);

        assertThat(server.revoked()).containsOnly("rt-CANARY-1"); // also by the later end, which may come at once
        assertLoggedOut(session());
        assertLoggedOut(otherHost.session(KEY));
        assertThat(session().revoke()).isEqualTo(Revocation.FORGOTTEN);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void storeThatMissedTheEnd_takesItWithoutBeingAskedForTheSession() {
        store.fail(1, FaultyStore.Verb.END);

        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::revoke);

        awaitEnd(row());
        assertLoggedOut(otherHost.session(KEY));
    }

    @Test
    void aStoreThatLosesTheEnd_isToldAgain() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        replica.commit(row(), 0, rows.find(row()).orElseThrow().session());
        session().revoke();
        store.failOverTo(replica);

        assertLoggedOut(session());

        assertThat(replica.find(row()).orElseThrow().session()).isNull();
    }

    @Test
    void aStoreThatLosesLogoutAndLogin_isGivenTheLogin() {
        InMemoryTokenStore replica = InMemoryTokenStore.create(clock);
        replica.commit(row(), 0, rows.find(row()).orElseThrow().session());
        session().revoke();
        TokenGrant login = server.login();
        host.connection("salesforce").adopt(MARTA, login);

        store.failOverTo(replica);
        expire();
        session().accessToken();

        assertThat(server.requests().get(server.requests().size() - 1).refreshToken())
                .isEqualTo(login.refreshToken());
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(session().accessToken());
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void aLogoutThatTheStoreMissed_isStoredWhenTheManagerCloses() {
        SessionManager brief = tryingNothingAgain();
        store.fail(1, FaultyStore.Verb.END);
        assertThatExceptionOfType(StoreException.class).isThrownBy(brief.session(KEY)::revoke);

        brief.close();

        assertThat(rows.find(row()).orElseThrow().session()).isNull();
    }

    @Test
    void aLogoutThatTheStoreNeverTakes_isNamedWhenTheManagerCloses() {
        SessionManager brief = tryingNothingAgain();
        store.fail(FaultyStore.Verb.END);
        assertThatExceptionOfType(StoreException.class).isThrownBy(brief.session(KEY)::revoke);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(brief::close)
                .withMessageContaining("salesforce/marta");
    }

    /** One whose scheduler takes nothing, so that only closing it is left. */
    private SessionManager tryingNothingAgain() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        scheduler.shutdown();
        return builder(server)
                .scheduler(scheduler)
                .closeTimeout(Duration.ofMillis(1))
                .build();
    }
}
