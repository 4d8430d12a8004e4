package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.error.AuthException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Whether each signing key signs, and how long it is: a signature of RS256 is as long as its key. */
final class KeyCheck {
    /** What is signed to try a key; no assertion, whatever signs it. */
    static final byte[] PROBE = "crosscloud: a signature to try a key with".getBytes(StandardCharsets.US_ASCII);

    private KeyCheck() {}

    static Answer of(Examination examination) {
        List<SigningKey> keys =
                examination.patient().internals().map(ProviderInternals::keys).orElse(List.of());
        if (keys.isEmpty()) {
            return Answer.notCheckable("this connection signs nothing");
        }
        List<String> signed = new ArrayList<>();
        for (SigningKey key : keys) {
            try {
                signed.add("RSA of " + key.sign(PROBE).length * 8 + " bits");
            } catch (AuthException e) {
                return Answer.fail(e);
            }
        }
        return Answer.pass(String.join(", then ", signed));
    }
}
