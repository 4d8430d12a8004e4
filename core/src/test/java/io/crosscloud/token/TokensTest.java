package io.crosscloud.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final ApiEndpoints ENDPOINTS = ApiEndpoints.of(URI.create("https://acme.my.salesforce.com"));
    private static final Instant ISSUED = Instant.parse("2026-11-23T10:00:00Z");

    private final AccessToken token = AccessToken.of("00D!abc.def", ENDPOINTS, Scopes.of("api"), ISSUED);

    @Test
    void accessToken_saysWhatTheServerSaid() {
        assertThat(token.exposeSecret()).isEqualTo("00D!abc.def");
        assertThat(token.exposeAuthorizationHeader()).isEqualTo("Bearer 00D!abc.def");
        assertThat(token.endpoints()).isEqualTo(ENDPOINTS);
        assertThat(token.scopes()).isEqualTo(Scopes.of("api"));
        assertThat(token.issuedAt()).isEqualTo(ISSUED);
        assertThat(token.expiresAt()).isEmpty();
    }

    @Test
    void statedEnd_isAddedToACopy() {
        AccessToken ending = token.expiringAt(ISSUED.plusSeconds(1080));

        assertThat(ending.expiresAt()).contains(ISSUED.plusSeconds(1080));
        assertThat(ending.exposeSecret()).isEqualTo(token.exposeSecret());
        assertThat(ending.endpoints()).isEqualTo(ENDPOINTS);
        assertThat(ending.scopes()).isEqualTo(token.scopes());
        assertThat(ending.issuedAt()).isEqualTo(ISSUED);
        assertThat(token.expiresAt()).isEmpty();
    }

    @Test
    void tokens_printTheirFingerprint() {
        assertThat(token)
                .hasToString("AccessToken[" + Secret.of("00D!abc.def").fingerprint()
                        + ", https://acme.my.salesforce.com, expiresAt=null]");
        assertThat(RefreshToken.of("5Aep861"))
                .hasToString("RefreshToken[" + Secret.of("5Aep861").fingerprint() + "]");
        assertThat(RefreshToken.of("5Aep861").fingerprint())
                .isEqualTo(Secret.of("5Aep861").fingerprint());
    }

    @Test
    void tokens_areEqualIfTheirValuesAre() {
        AccessToken same = AccessToken.of(
                "00D!abc.def", ApiEndpoints.of(URI.create("https://x.example")), Scopes.unspecified(), ISSUED);

        assertThat(token).isEqualTo(same).hasSameHashCodeAs(same).isEqualTo(token.expiringAt(ISSUED));
        assertThat(token)
                .isNotEqualTo(AccessToken.of("00D!abc.deg", ENDPOINTS, Scopes.of("api"), ISSUED))
                .isNotEqualTo(Secret.of("00D!abc.def"));
        assertThat(RefreshToken.of("5Aep861"))
                .isEqualTo(RefreshToken.of("5Aep861"))
                .hasSameHashCodeAs(RefreshToken.of("5Aep861"));
        assertThat(RefreshToken.of("5Aep861")).isNotEqualTo(RefreshToken.of("5Aep862"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "canary x",
                "canary\r\nX-Evil: 1",
                "canary\u0000",
                "canary\u00e4",
                "canary\u007f",
                "\tcanary"
            })
    void tokenThatNoHeaderCouldCarry_isRefused_andNotShown(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccessToken.of(value, ENDPOINTS, Scopes.unspecified(), ISSUED))
                .withMessageContaining("access token: ")
                .withMessageNotContaining("canary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RefreshToken.of(value))
                .withMessageContaining("refresh token: ")
                .withMessageNotContaining("canary");
    }
}
