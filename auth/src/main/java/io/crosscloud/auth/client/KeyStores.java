package io.crosscloud.auth.client;

import io.crosscloud.token.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.util.Collections;

/** An RSA private key out of PKCS#12 (RFC 7292) or JKS. */
final class KeyStores {
    private static final int JKS_MAGIC = 0xFE;

    private KeyStores() {}

    static PrivateKey read(byte[] content, Secret passphrase, String alias) throws BadKeyException {
        char[] password = passphrase.exposeSecret().toCharArray();
        try {
            KeyStore store =
                    KeyStore.getInstance(content.length > 0 && (content[0] & 0xff) == JKS_MAGIC ? "JKS" : "PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            Key key = store.getKey(alias, password);
            if (key instanceof PrivateKey privateKey) {
                return RsaKeys.checked(privateKey);
            }
            throw BadKeyException.unreadable("no private key under the alias \"" + alias + "\" (present: "
                    + String.join(", ", Collections.list(store.aliases())) + ")");
        } catch (UnrecoverableKeyException e) {
            throw new BadKeyException(CredentialProblem.KEY_PASSPHRASE_WRONG, "a key store");
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? new BadKeyException(CredentialProblem.KEY_PASSPHRASE_WRONG, "a key store")
                    : BadKeyException.unreadable("no PKCS#12 or JKS key store");
        } catch (GeneralSecurityException | RuntimeException e) {
            throw BadKeyException.unreadable("a key store that this Java cannot read");
        }
    }
}
