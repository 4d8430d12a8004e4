package io.crosscloud.auth.internal.session.record;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.fuzz.Hostile;
import java.net.URI;
import org.junit.jupiter.api.Tag;

/** What a store gives back: sealed, and once it is opened. */
@Tag("fuzz")
class RecordFuzzTest {
    private static final SalesforceOrg ORG = SalesforceOrg.myDomain("acme");
    private static final TokenCipher CIPHER = TokenCipher.aes256(new byte[32]);

    @FuzzTest
    void sealedRecord(byte[] sealed) {
        Hostile.allow(() -> {
            String opened = CIPHER.open(Hostile.characters(sealed), "row|1");
            Hostile.allow(() -> SessionStateCodec.decode(opened, RecordFuzzTest::trusted));
        });
    }

    @FuzzTest
    void openedRecord(byte[] text) {
        Hostile.allow(() -> {
            SessionState state = SessionStateCodec.decode(Hostile.text(text), RecordFuzzTest::trusted);
            SessionState again = SessionStateCodec.decode(SessionStateCodec.encode(state), RecordFuzzTest::trusted);
            Hostile.require(again.equals(state), again);
        });
    }

    private static URI trusted(URI uri) {
        return ORG.trusted(uri.toString());
    }
}
