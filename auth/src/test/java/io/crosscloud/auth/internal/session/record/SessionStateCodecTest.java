package io.crosscloud.auth.internal.session.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStateCodecTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final URI HOST = URI.create("https://acme.my.salesforce.com");

    /** As the first release wrote it. Every later one must read it. */
    private static final String FORMAT_1 = """
            {"user":"marta","family":"f-1","rotation":1,"refresh_token":"5Aep861","refreshed_at":1795521600000,
             "identity":{"org":"00D000000000001EAA","user":"005000000000001AAA","name":"marta@acme.example"},
             "tokens":{"":{"token":"00Dxx","rest":"https://acme.my.salesforce.com",
              "soap":"https://acme.my.salesforce.com","scope":"api","issued_at":1795521600000,
              "expires_at":1795528800000,"stated":false}}}""";

    private static final SessionState STATE = SessionState.of("marta")
            .asFamily("f-1")
            .with(
                    "",
                    new HeldToken(
                            AccessToken.of("00Dxx", ApiEndpoints.of(HOST), Scopes.of("api"), NOON),
                            NOON.plusSeconds(7200)),
                    NOON)
            .with(Identity.of("00D000000000001EAA", "005000000000001AAA").withUsername("marta@acme.example"))
            .with(RefreshToken.of("5Aep861"), NOON);

    private static SessionState decoded(String text) {
        return SessionStateCodec.decode(text, UnaryOperator.identity());
    }

    /** Written before such names were refused. Whoever walks over the store gets a failure of the store's kind. */
    @Test
    void recordOfAUserWhomNobodyCanNameAnyMore_isUnreadable() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> decoded(FORMAT_1.replace("\"marta\"", "\"ma\u202erta\"")))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(StoreProblem.STORE_RECORD_UNREADABLE));
    }

    @Test
    void whatIsWritten_isRead() {
        assertThat(decoded(SessionStateCodec.encode(STATE))).isEqualTo(STATE);
        assertThat(decoded(SessionStateCodec.encode(SessionState.of("")))).isEqualTo(SessionState.of(""));
    }

    @Test
    @Tag("C10")
    void format1_isReadForEver() {
        assertThat(decoded(FORMAT_1)).isEqualTo(STATE);
    }

    @Test
    @Tag("C10")
    void membersThatALaterReleaseAdded_arePassedOver() {
        String later = FORMAT_1.replace("\"family\"", "\"dpop_key\":{\"kty\":\"EC\"},\"family\"")
                .replace("\"scope\"", "\"audience\":[\"a\"],\"scope\"");

        assertThat(decoded(later)).isEqualTo(STATE);
    }

    @Test
    @Tag("C10")
    void aNewerFormat_isSaid() {
        assertThatNoException().isThrownBy(() -> SessionStateCodec.requireKnown(SessionStateCodec.FORMAT));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> SessionStateCodec.requireKnown(SessionStateCodec.FORMAT + 1))
                .matches(e -> e.problem() == StoreProblem.STORE_FORMAT_NEWER)
                .withMessageContaining("format 2 (expected: at most 1)");
    }

    @ParameterizedTest
    @Tag("S12")
    @ValueSource(strings = {"", "[]x", "{", "{\"tokens\":{\"\":{}}}", "{\"refresh_token\":7}", "{\"identity\":{}}"})
    void whatIsNoSession_isUnreadable(String text) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> decoded(text))
                .matches(e -> e.problem() == StoreProblem.STORE_RECORD_UNREADABLE);
    }

    @Test
    void aHostThatIsNotTrusted_isRefused() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SessionStateCodec.decode(FORMAT_1, host -> {
                    throw AuthFailure.of(ServerProblem.HOST_UNTRUSTED).toException();
                }));
    }
}
