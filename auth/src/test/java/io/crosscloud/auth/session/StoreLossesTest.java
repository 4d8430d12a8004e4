package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.error.LoginRequiredException;
import io.crosscloud.error.Problem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store has gone back to what it held earlier, or to nothing. */
class StoreLossesTest extends TwoHosts {
    @Test
    @Tag("S11")
    void aRecordThatVanished_isNoSession_whereNobodyRemembersIt() {
        store.failOverTo(InMemoryTokenStore.create(clock));

        assertThatExceptionOfType(LoginRequiredException.class)
                .isThrownBy(otherHost.session(KEY)::accessToken)
                .matches(e -> e.problem() == Problem.LOGIN_MISSING);
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
                .access()
                .obtain(new Want(KEY, null, null))
                .toCompletableFuture()
                .join();
    }
}
