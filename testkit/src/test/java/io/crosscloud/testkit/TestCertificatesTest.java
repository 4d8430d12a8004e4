package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {
    @Test
    void pemOfTheAuthority_isItsCertificate() throws Exception {
        byte[] pem = TestCertificates.authorityPem().getBytes(StandardCharsets.US_ASCII);
        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)))
                .isEqualTo(TestCertificates.authority());
        assertThat(TestCertificates.sslContext().getProtocol()).isEqualTo("TLS");
    }
}
