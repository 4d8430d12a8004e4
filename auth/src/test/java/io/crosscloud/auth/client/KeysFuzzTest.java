package io.crosscloud.auth.client;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.fuzz.Hostile;
import io.crosscloud.token.Secret;
import org.junit.jupiter.api.Tag;

/** Files that somebody says are keys. */
@Tag("fuzz")
class KeysFuzzTest {
    /** The one that the encrypted seeds have. */
    private static final Secret PASSPHRASE = Secret.of("open-sesame");

    @FuzzTest
    void pem(byte[] text) {
        Hostile.allow(() -> SigningKey.fromPem(Hostile.characters(text)));
        Hostile.allow(() -> SigningKey.fromPem(Hostile.characters(text), PASSPHRASE));
    }

    @FuzzTest
    void der(byte[] bytes) {
        Hostile.allow(() -> RsaKeys.fromPkcs8(bytes), BadKeyException.class);
        Hostile.allow(() -> RsaKeys.fromPkcs8(Der.pkcs8(bytes)), BadKeyException.class);
    }

    @FuzzTest
    void keyStore(byte[] bytes) {
        Hostile.allow(() -> KeyStores.read(bytes, PASSPHRASE, "connect"), BadKeyException.class);
    }
}
