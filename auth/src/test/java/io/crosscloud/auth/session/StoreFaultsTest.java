package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Ending;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The store fails in the middle of a rotation: what it has not taken is stored later. */
class StoreFaultsTest extends TwoHosts {
    @Test
    @Tag("S1")
    void storeDownBeforeSending_sendsNothingAndServesTheLivingToken() throws Exception {
        AccessToken old = session().accessToken();
        enterWindow();
        store.fail(FaultyStore.Verb.CLAIM);

        assertThat(session().accessToken()).isEqualTo(old);
        await(AuthEvent.RefreshFailed.class);
        assertThat(server.requests()).isEmpty();

        expire();
        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::accessToken);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @Tag("S2")
    void storeDownAfterRotating_servesTheNewTokenAndStoresItLater() throws Exception {
        expire();
        store.fail(2, FaultyStore.Verb.COMMIT);

        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void storeReadOnlyAfterRotating_servesTheNewTokenAndStoresItLater() throws Exception {
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT_READ_ONLY);

        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("S3")
    void aCommitWhoseConfirmationWasLost_isFoundAndNotRepeated() throws Exception {
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT_UNCONFIRMED);
        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        expire();
        otherHost.session(KEY).accessToken();
        assertThat(server.spentPresented()).isZero();
    }

    @Test
    void refusedWhileTheStoreCannotBeRead_isNoDeathYet() {
        expire();
        server.gate(() -> store.fail(FaultyStore.Verb.FIND));
        server.failBefore(failure(ServerProblem.SALESFORCE_REFRESH_TOKEN_REVOKED));

        assertThatExceptionOfType(StoreException.class).isThrownBy(session()::accessToken);
        assertThat(events).noneMatch(AuthEvent.LoginRequired.class::isInstance);
        store.heal();
        TokenGrant login = server.login();
        otherHost.connection("salesforce").adopt(MARTA, login);
        clock.advance(Duration.ofMinutes(2));

        assertThat(session().accessToken()).isEqualTo(login.accessToken());
    }

    @Test
    void aSharedTokenThatTheStoreDoesNotTake_keepsNoOtherHostWaiting() {
        List<TokenRequest> asked = new CopyOnWriteArrayList<>();
        TokenProvider custom = newTokens(asked);
        Session elsewhere = host(custom).session(KEY);
        store.fail(1, FaultyStore.Verb.COMMIT);
        host(custom).session(KEY).accessToken();
        Instant before = clock.instant();

        elsewhere.accessToken();

        assertThat(clock.instant()).isEqualTo(before);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsOwedToTheStore_isStoredWhileAllThreadsWait() throws Exception {
        Gate gate = new Gate();
        CountDownLatch stored = new CountDownLatch(1);
        User anna = User.of("anna");
        try (SessionManager busy = patient().concurrency(1).build()) {
            expire();
            store.fail(1, FaultyStore.Verb.COMMIT);
            busy.session(KEY).accessToken();
            Session annas = busy.connection("salesforce").adopt(anna, server.login());
            annas.invalidate(annas.accessToken());
            server.gate(gate::pass);
            CompletableFuture<AccessToken> token = annas.accessTokenAsync();
            gate.awaitSomebody();
            store.after(FaultyStore.Verb.COMMIT, stored::countDown);

            clock.advance(Duration.ofSeconds(5));

            assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();
            gate.open();
            token.join();
        }
    }

    @Test
    void aLoginInPlaceOfACommitThatTheStoreHasNotTaken_leavesNothingToWaitFor() {
        SessionManager closing = patient().build();
        expire();
        store.fail(1, FaultyStore.Verb.COMMIT);
        closing.session(KEY).accessToken();

        TokenGrant login = server.login();
        closing.connection("salesforce").adopt(MARTA, login);
        closing.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(login.accessToken());
    }

    @Test
    void closingWhileTheStoreIsStillDown_namesTheSession() {
        expire();
        store.fail(FaultyStore.Verb.COMMIT);
        session().accessToken();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(host::close)
                .withMessageContaining("salesforce/marta")
                .matches(e -> !e.getMessage().contains("rt-"));
    }

    @Test
    @Tag("C1")
    void closingWhileTheStoreIsDownForAMoment_waitsAndLosesNothing() {
        SessionManager closing = patient().closeTimeout(Duration.ofSeconds(10)).build();
        expire();
        store.fail(3, FaultyStore.Verb.COMMIT);
        AccessToken token = closing.session(KEY).accessToken();

        closing.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("whateverADriverThrows")
    void whateverTheStoreThrows_aRotationIsKept(Throwable thrown) throws Exception {
        expire();
        store.throwing(thrown);
        store.fail(2, FaultyStore.Verb.COMMIT);

        AccessToken token = session().accessToken();
        await(AuthEvent.CommitDelayed.class);
        await(AuthEvent.CommitDelayed.class);
        host.close();

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(token);
        assertThat(server.requests()).hasSize(1);
    }

    static Stream<Throwable> whateverADriverThrows() {
        return Stream.of(
                new NoClassDefFoundError("a driver's class"),
                new OutOfMemoryError("once"),
                new IllegalStateException("a driver's own"));
    }

    @Test
    void aStoreThatFailsWithAnError_isAStoreThatFails() {
        expire();
        store.throwing(new NoClassDefFoundError("a driver's class"));
        store.fail(FaultyStore.Verb.FIND);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(session()::accessToken)
                .matches(e -> e.problem() == StoreProblem.STORE_FAILED)
                .withMessageContaining("NoClassDefFoundError");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aLoginWhoseConfirmationWasLost_isFound() {
        TokenGrant login = server.login();
        store.fail(1, FaultyStore.Verb.COMMIT_UNCONFIRMED);

        host.connection("salesforce").adopt(MARTA, login);

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(login.accessToken());
        assertThat(session().accessToken()).isEqualTo(login.accessToken());
        expire();
        assertThat(session().accessToken().exposeSecret()).startsWith("at-");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aLoginThatTheStoreDoesNotTakeAtFirst_isWrittenAgain() {
        TokenGrant login = server.login();
        store.fail(1, FaultyStore.Verb.COMMIT);

        host.connection("salesforce").adopt(MARTA, login);

        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(login.accessToken());
    }

    @Test
    void aLoginOfWhichNothingIsKnown_isNotRevoked_andTheRecordTells() {
        AccessToken before = session().accessToken();
        TokenGrant login = server.login();
        store.fail(FaultyStore.Verb.COMMIT_UNCONFIRMED);
        store.after(FaultyStore.Verb.COMMIT, () -> store.fail(FaultyStore.Verb.FIND));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> host.connection("salesforce").adopt(MARTA, login))
                .matches(e -> e.problem() == SessionProblem.STORE_UNCONFIRMED);
        assertThat(server.revoked()).isEmpty();
        store.heal();

        assertThat(session().accessToken()).isEqualTo(login.accessToken()).isNotEqualTo(before);
    }

    @Test
    void anUnconfirmedLoginThatWasLoggedOutMeanwhile_isNotPutBack() {
        TokenGrant login = server.login();
        store.fail(1, FaultyStore.Verb.COMMIT_UNCONFIRMED);
        store.after(
                FaultyStore.Verb.COMMIT, () -> rows.end(row(), stored().generation(), Ending.LOGGED_OUT, "LOGGED_OUT"));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> host.connection("salesforce").adopt(MARTA, login))
                .matches(e -> e.problem() == SessionProblem.STORE_UNCONFIRMED);

        assertLoggedOut(otherHost.session(KEY));
    }
}
