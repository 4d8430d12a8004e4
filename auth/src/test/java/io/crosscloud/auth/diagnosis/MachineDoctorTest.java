package io.crosscloud.auth.diagnosis;

import static io.crosscloud.testkit.CrosscloudAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.internal.oauth.TestKeys;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestCertificates;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between this machine and a token: name, network, TLS, key and certificate. */
class MachineDoctorTest {
    @Test
    void https_isTold_withItsVersion() {
        try (var salesforce = FakeSalesforce.builder().https().start()) {
            HttpClient trusting = HttpClient.newBuilder()
                    .sslContext(TestCertificates.sslContext())
                    .build();
            var provider = JwtBearerTokenProvider.builder(
                            salesforce.org(), salesforce.clientId(), SigningKey.of(salesforce.signingKey()))
                    .httpClient(trusting)
                    .build();

            Diagnosis diagnosis = examine(provider, salesforce.user());

            assertThat(diagnosis.verdict()).as(diagnosis.toText()).isEqualTo(Verdict.PASS);
            assertThat(diagnosis.finding(Check.TLS).seen()).matches("it answers over TLSv1\\.[23]");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesFor_fails_andNoTokenRequestArrives() {
        try (var salesforce = FakeSalesforce.builder().https().start()) {
            Diagnosis diagnosis = examine(clientCredentials(salesforce.org(), salesforce), User.integration());

            assertThat(diagnosis.finding(Check.TLS).problem()).contains(ServerProblem.TLS);
            assertThat(diagnosis.finding(Check.TOKEN).problem()).contains(ServerProblem.TLS);
            assertThat(salesforce).receivedTokenRequests(0);
        }
    }

    @Test
    void olderTls_fails() {
        assertThat(HostChecks.tls("TLSv1.1").problem()).isEqualTo(ServerProblem.TLS);
        assertThat(HostChecks.tls("TLSv1.2").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aHostWithoutAddress_fails() {
        try (var salesforce = FakeSalesforce.start()) {
            SalesforceOrg nowhere = SalesforceOrg.at(URI.create("https://no-such-host.invalid"));

            Diagnosis diagnosis = examine(clientCredentials(nowhere, salesforce), User.integration());

            assertThat(diagnosis.finding(Check.NAME).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(diagnosis.finding(Check.NAME).problem()).contains(ServerProblem.NETWORK);
        }
    }

    @Test
    void aHostThatRefusesConnections_fails() {
        try (var salesforce = FakeSalesforce.start()) {
            salesforce.refuseConnections();

            Diagnosis diagnosis = examine(clientCredentials(salesforce.org(), salesforce), User.integration());

            assertThat(diagnosis.finding(Check.TLS).seen()).contains("connection refused");
            assertThat(diagnosis.finding(Check.CLOCK).verdict()).isEqualTo(Verdict.NOT_CHECKABLE);
        }
    }

    @Test
    void theHostOfAnInstance_isToBeWatched_andALightningHostOfATokenFails() {
        try (var salesforce = FakeSalesforce.start()) {
            SalesforceOrg instance = SalesforceOrg.at(URI.create("https://na139.salesforce.com"));
            DiagnosisSubject subject = DiagnosisSubject.of(
                    clientCredentials(instance, salesforce), User.integration(), InstantSource.system());

            Finding finding = CheckRunner.run(Check.HOST, new Examination(subject, Expectations.NONE));

            assertThat(finding.problem()).contains(DiagnosisProblem.HOST_LEGACY);
        }
        CheckResult lightning = TokenChecks.apiHosts(ApiEndpoints.of(URI.create("https://acme.lightning.force.com")));
        assertThat(lightning.problem()).isEqualTo(SettingProblem.LIGHTNING_HOST);
        assertThat(lightning.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aProviderOfTheHostsOwn_isJudgedByItsTokenAlone() {
        TokenProvider own = request -> TokenGrant.of(AccessToken.of(
                "token", ApiEndpoints.of(URI.create("https://api.example")), Scopes.unspecified(), Instant.EPOCH));
        TokenProvider broken = request -> {
            throw new IllegalArgumentException("client_secret=canary");
        };

        assertThat(examine(own, User.integration()).finding(Check.TOKEN).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(examine(own, User.integration()).finding(Check.API).verdict())
                .isEqualTo(Verdict.NOT_CHECKABLE);
        assertThat(examine(broken, User.integration()).toText())
                .contains("FAIL  Token request", "java.lang.IllegalArgumentException")
                .doesNotContain("canary");
    }

    @Test
    void aSignerThatFails_isTold() {
        try (var salesforce = FakeSalesforce.start()) {
            var provider = JwtBearerTokenProvider.builder(
                            salesforce.org(), salesforce.clientId(), SigningKey.signer(input -> {
                                throw new IllegalStateException("HSM");
                            }))
                    .build();

            Diagnosis diagnosis = examine(provider, salesforce.user());

            assertThat(diagnosis.finding(Check.KEY).problem()).contains(CredentialProblem.SIGNER_FAILED);
            assertThat(salesforce).receivedTokenRequests(0);
        }
    }

    @Test
    void aCertificate_mustBelongToTheKey_andBeValidForAWhile(@TempDir Path directory) throws Exception {
        KeyStore store = certified(directory);
        X509Certificate certificate = (X509Certificate) store.getCertificate("client");
        SigningKey key = SigningKey.of((PrivateKey) store.getKey("client", "changeit".toCharArray()));

        assertThat(certificate(key, certificate, "2026-06-01").verdict()).isEqualTo(Verdict.PASS);
        assertThat(certificate(key, certificate, "2026-12-20").verdict()).isEqualTo(Verdict.WARN);
        assertThat(certificate(key, certificate, "2027-02-01").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(certificate(key, certificate, "2025-12-01").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(certificate(key, certificate, "2027-02-01").problem()).contains(DiagnosisProblem.CERTIFICATE_ENDS);
        assertThat(certificate(TestKeys.signing(TestKeys.FIRST), certificate, "2026-06-01")
                        .problem())
                .contains(DiagnosisProblem.CERTIFICATE_OF_ANOTHER_KEY);
    }

    private static Finding certificate(SigningKey key, X509Certificate certificate, String day) {
        var provider = JwtBearerTokenProvider.builder(SalesforceOrg.production(), ClientId.of("3MVG9"), key)
                .build();
        DiagnosisSubject subject =
                DiagnosisSubject.of(provider, User.of("marta"), InstantSource.fixed(Instant.parse(day + "T00:00:00Z")));
        return CheckRunner.run(
                Check.CERTIFICATE, new Examination(subject, Expectations.NONE.withCertificate(certificate)));
    }

    /** A key with a certificate for the year 2026. */
    private static KeyStore certified(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = directory.resolve("client.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments = "-genkeypair -keyalg RSA -keysize 2048 -dname CN=client -alias client -storetype PKCS12"
                + " -storepass changeit -validity 365 -startdate";
        ProcessBuilder command = new ProcessBuilder();
        command.command().add(keytool);
        command.command().addAll(List.of(arguments.split(" ")));
        command.command().add("2026/01/01 00:00:00");
        command.command().addAll(List.of("-keystore", file.toString()));
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertThat(process.waitFor()).as(output).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    private static Diagnosis examine(TokenProvider provider, User user) {
        return ConnectionDoctor.builder(provider, user).build().examine();
    }

    private static ClientCredentialsTokenProvider clientCredentials(SalesforceOrg org, FakeSalesforce salesforce) {
        return ClientCredentialsTokenProvider.builder(
                        org, salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .build();
    }
}
