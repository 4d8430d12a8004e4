package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLeakDetectorTest {
    @Test
    void everythingSecretOfTheFakes_isFound() {
        try (FakeSalesforce salesforce = FakeSalesforce.start();
                FakeEngagement engagement = FakeEngagement.start()) {
            assertThat(new String[] {
                        salesforce.clientSecret().exposeSecret(),
                        salesforce.password().exposeSecret(),
                        salesforce.signingKeyPem(),
                        salesforce.issueRefreshToken().exposeSecret(),
                        engagement.clientSecret().exposeSecret(),
                        engagement.webApp().clientSecret().orElseThrow().exposeSecret(),
                        engagement.issueRefreshToken().exposeSecret()
                    })
                    .allMatch(secret ->
                            SecretLeakDetector.find("x " + secret + " y").isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00Dxx0000001gPL!AR8AQ.one_two_three",
                "5Aep861TSESvWeug_xvFHRBTTbf",
                "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln",
                "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn",
                "Authorization: Bearer mF_9.B5f-4.1JqM-of-more",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----"
            })
    void aRealOnesShape_isFound(String secret) {
        assertThat(SecretLeakDetector.find("x " + secret)).isPresent();
        assertThat(SecretLeakDetector.find("x " + secret).orElseThrow()).doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AccessToken[0f3a99c1d2e4, https://acme.my.salesforce.com, expiresAt=null]",
                "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
                "WWW-Authenticate: Bearer realm=\"x\", error=\"invalid_token\"",
                "-----BEGIN CERTIFICATE-----"
            })
    void whatIsNone_isNotFound(String text) {
        assertThat(SecretLeakDetector.find(text)).isEmpty();
    }

    @Test
    void anException_isSearchedToItsEnd_andWithoutEnd() {
        IOException thrown = new IOException("a");
        IllegalStateException cause = new IllegalStateException("b", thrown);
        thrown.initCause(cause);
        assertThat(SecretLeakDetector.find(cause)).isEmpty();

        thrown.addSuppressed(new IOException(SecretLeakDetector.MARK));
        assertThat(SecretLeakDetector.find(cause)).contains("a marked secret");
    }
}
