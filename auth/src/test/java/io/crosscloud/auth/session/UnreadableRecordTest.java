package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.auth.internal.session.record.SessionStateCodec;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A record that a host cannot open is told, and never overwritten. */
class UnreadableRecordTest extends TwoHosts {
    @Test
    @Tag("S12")
    void aDamagedRecord_isToldAndNeverOverwritten_notEvenByALogin() {
        SessionRecord row = stored();
        String damaged = row.session().payload().replaceFirst("..$", "AA");
        store.commit(row.key(), row.generation(), new SealedSession(damaged, 1, null));
        expire();

        assertUnreadable(otherHost.session(KEY)::accessToken, StoreProblem.STORE_RECORD_UNREADABLE);
        assertUnreadable(
                () -> otherHost.connection("salesforce").adopt(MARTA, server.login()),
                StoreProblem.STORE_RECORD_UNREADABLE);
        assertThat(events).contains(new AuthEvent.RecordUnreadable(KEY, StoreProblem.STORE_RECORD_UNREADABLE));
        assertThat(store.find(row.key()).orElseThrow().session().payload()).isEqualTo(damaged);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    @Tag("S12")
    void aRecordUnderAnotherKey_isRefusedAndLeftAlone() {
        try (SessionManager stranger =
                builder(server).store(store, TokenCipher.generated()).build()) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(stranger.session(KEY)::accessToken)
                    .matches(e -> e.problem() == StoreProblem.STORE_RECORD_UNREADABLE);
        }
        assertThat(otherHost.session(KEY).accessToken()).isEqualTo(session().accessToken());
    }

    @Test
    @Tag("S13")
    void aNewKey_opensWhatTheOldOneSealedAndSealsItAnewAtTheNextWrite() {
        TokenCipher next = TokenCipher.generated();
        try (SessionManager rolledOut =
                        builder(server).store(store, next.accepting(cipher)).build();
                SessionManager withoutOldKey =
                        builder(server).store(store, next).build()) {
            assertUnreadable(withoutOldKey.session(KEY)::accessToken, StoreProblem.STORE_RECORD_UNREADABLE);
            assertThatThrownBy(withoutOldKey.session(KEY)::accessToken).hasMessageContaining(cipher.keyId());
            expire();
            rolledOut.session(KEY).accessToken();
            clock.advance(Duration.ofMinutes(2));

            assertThat(withoutOldKey.session(KEY).accessToken())
                    .isEqualTo(rolledOut.session(KEY).accessToken());
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    @Tag("C10")
    void aRecordOfANewerFormat_isReadByNobodyHereAndNeverOverwritten() {
        SessionRecord row = stored();
        SealedSession newer = new SealedSession(row.session().payload(), SessionStateCodec.FORMAT + 1, null);
        store.commit(row.key(), row.generation(), newer);

        assertUnreadable(otherHost.session(KEY)::accessToken, StoreProblem.STORE_FORMAT_NEWER);
        assertUnreadable(
                () -> otherHost.connection("salesforce").adopt(MARTA, server.login()), StoreProblem.STORE_FORMAT_NEWER);
        expire();
        assertUnreadable(session()::accessToken, StoreProblem.STORE_FORMAT_NEWER);
        assertThat(store.find(row.key()).map(found -> found.withHistory(History.NONE)))
                .contains(new SessionRecord(row.key(), row.generation() + 1, newer, null, null, null, null));
        assertThat(server.requests()).isEmpty();
    }

    private static void assertUnreadable(ThrowingCallable call, Problem problem) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreException.class)
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(problem);
    }
}
