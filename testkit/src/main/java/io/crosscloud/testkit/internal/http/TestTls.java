package io.crosscloud.testkit.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost, 127.0.0.1 and ::1, and the test authority that signed it; both valid until 2099. The
 * authority's key was thrown away, so that nobody who trusts it can be harmed.
 */
public final class TestTls {
    private static final char[] PASSWORD = "crosscloud".toCharArray();
    private static final String ENTRY = "server";

    private TestTls() {}

    /** A client's context that trusts the test authority and nobody else. */
    public static SSLContext clientContext() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("this JDK cannot read the test certificates", failed);
        }
    }

    public static X509Certificate authority() {
        try {
            return (X509Certificate) store().getCertificateChain(ENTRY)[1];
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("this JDK cannot read the test certificates", failed);
        }
    }

    /** Read once, because decrypting the key takes longer than starting a fake. */
    private static final class Server {
        static final SSLSocketFactory SOCKETS = create();

        private Server() {}
    }

    static SSLSocketFactory serverSockets() {
        return Server.SOCKETS;
    }

    private static SSLSocketFactory create() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(), PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("this JDK cannot read the test certificates", failed);
        }
    }

    private static KeyStore store() throws GeneralSecurityException {
        try (InputStream resource = TestTls.class.getResourceAsStream("test-server.p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(resource, PASSWORD);
            return store;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
