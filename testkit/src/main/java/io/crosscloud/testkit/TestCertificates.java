package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.http.TestTls;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;

/** The authority that signed the certificate with which the fakes speak HTTPS; valid until 2099, its key destroyed. */
public final class TestCertificates {
    private TestCertificates() {}

    /** A client's context that trusts the test authority and nobody else. */
    public static SSLContext sslContext() {
        return TestTls.clientContext();
    }

    /** The authority's certificate. */
    public static X509Certificate authority() {
        return TestTls.authority();
    }

    /** The authority's certificate as PEM, for clients in other languages. */
    public static String authorityPem() {
        try {
            byte[] lineBreak = "\n".getBytes(StandardCharsets.US_ASCII);
            String base64 = Base64.getMimeEncoder(64, lineBreak)
                    .encodeToString(authority().getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException failed) {
            throw new IllegalStateException("this JDK cannot encode the test authority's certificate", failed);
        }
    }
}
