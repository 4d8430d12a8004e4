package io.crosscloud.auth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.AESEncrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.PasswordBasedEncrypter;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.token.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCipherTest {
    private static final String TEXT = "{\"refreshToken\":\"5Aep861…\"}";
    private static final String ROW = "salesforce/marta#7";

    private final byte[] key = bytes(1);
    private final TokenCipher cipher = TokenCipher.aes256(key);

    @ParameterizedTest
    @ValueSource(strings = {"", "x", TEXT, "€ 𝄞 \u0000"})
    void sealedText_opens(String text) {
        assertThat(cipher.open(cipher.seal(text, ROW), ROW)).isEqualTo(text);
    }

    @Test
    void sealedText_isVisibleAsciiThatShowsNothing() {
        String sealed = cipher.seal(TEXT, ROW);
        assertThat(sealed).matches("[!-~]+").doesNotContain("5Aep861", "marta");
        String header = new String(Base64.getUrlDecoder().decode(sealed.split("\\.", -1)[0]), StandardCharsets.UTF_8);
        assertThat(header).contains("\"dir\"", "\"A256GCM\"", cipher.keyId()).doesNotContain("marta");
    }

    @Test
    void sealedText_isWhatTheStandardSays() throws Exception {
        String[] parts = cipher.seal(TEXT, ROW).split("\\.", -1);
        Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
        aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, decoded(parts[2])));
        aes.updateAAD(parts[0].getBytes(StandardCharsets.US_ASCII));
        aes.update(decoded(parts[3]));
        assertThat(new String(aes.doFinal(decoded(parts[4])), StandardCharsets.UTF_8))
                .endsWith("…\"}");
        assertThat(parts[1]).isEmpty();
    }

    @Test
    void sameText_isNeverSealedTheSame() {
        Set<String> vectors = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            vectors.add(cipher.seal(TEXT, ROW).split("\\.", -1)[2]);
        }
        assertThat(vectors).hasSize(1000);
    }

    @Test
    @Tag("S12")
    void swappedRows_doNotOpen() {
        String marta = cipher.seal(TEXT, "salesforce/marta#7");
        assertUnreadable(() -> cipher.open(marta, "salesforce/olaf#7"), "another row or generation");
    }

    @Test
    void olderGeneration_doesNotOpen() {
        String older = cipher.seal(TEXT, "salesforce/marta#6");
        assertUnreadable(() -> cipher.open(older, ROW), "another row or generation");
    }

    @Test
    @Tag("S12")
    void anyChangedCharacter_doesNotOpen() {
        String sealed = cipher.seal(TEXT, ROW);
        for (int i = 0; i < sealed.length(); i++) {
            for (char other : new char[] {'A', 'B', 'w', '_', '.', '=', ' '}) {
                if (sealed.charAt(i) != other) {
                    String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
                    assertUnreadable(() -> cipher.open(changed, ROW), "");
                }
            }
        }
    }

    @Test
    @Tag("S12")
    void anyCut_doesNotOpen() {
        String sealed = cipher.seal(TEXT, ROW);
        for (int i = 0; i < sealed.length(); i++) {
            String cut = sealed.substring(0, i);
            assertUnreadable(() -> cipher.open(cut, ROW), "");
        }
        assertUnreadable(() -> cipher.open(sealed + ".", ROW), "");
        assertUnreadable(() -> cipher.open(sealed + "A", ROW), "");
    }

    @Test
    @Tag("S13")
    void unknownKey_isNamed() {
        TokenCipher other = TokenCipher.aes256(bytes(2));
        assertUnreadable(() -> cipher.open(other.seal(TEXT, ROW), ROW), "sealed with key " + other.keyId());
        assertUnreadable(() -> cipher.open(other.seal(TEXT, ROW), ROW), "known here: [" + cipher.keyId() + "]");
    }

    @Test
    void keyIdOfStrangeForm_isNotShown() throws Exception {
        String sealed = jwe(header().keyID("secret-hidden-here"), new DirectEncrypter(secretKey()));
        assertThatThrownBy(() -> cipher.open(sealed, ROW)).hasMessageNotContainingAny("secret-hidden-here");
    }

    @Test
    @Tag("S13")
    void rotation_losesNothing() {
        TokenCipher next = TokenCipher.aes256(bytes(2));
        TokenCipher before = cipher.accepting(next);
        TokenCipher after = next.accepting(cipher);
        for (TokenCipher one : List.of(before, after)) {
            for (TokenCipher other : List.of(before, after)) {
                assertThat(one.open(other.seal(TEXT, ROW), ROW)).isEqualTo(TEXT);
            }
        }
        assertThat(before.keyId()).isEqualTo(cipher.keyId());
        assertThat(next.open(after.seal(TEXT, ROW), ROW)).isEqualTo(TEXT);
        assertUnreadable(() -> next.open(before.seal(TEXT, ROW), ROW), cipher.keyId());
    }

    @Test
    void keyChain_acceptsAllThatItsPartsAccept() {
        TokenCipher third = TokenCipher.aes256(bytes(3))
                .accepting(TokenCipher.aes256(bytes(2)).accepting(cipher));
        assertThat(third.open(cipher.seal(TEXT, ROW), ROW)).isEqualTo(TEXT);
    }

    @Test
    void header_isTakenInOneFormOnly() throws Exception {
        DirectEncrypter direct = new DirectEncrypter(secretKey());
        assertThat(cipher.open(jwe(header(), direct), ROW)).isEqualTo(TEXT);
        assertUnreadable(jwe(header().compressionAlgorithm(CompressionAlgorithm.DEF), direct));
        assertUnreadable(jwe(header().contentType("JWT"), direct));
        assertUnreadable(jwe(header().criticalParams(Set.of("bnd")), direct));
        assertUnreadable(jwe(header().pbes2Count(1), direct));
        assertUnreadable(jwe(header(JWEAlgorithm.A256KW, EncryptionMethod.A256GCM), new AESEncrypter(secretKey())));
        assertUnreadable(jwe(header(JWEAlgorithm.A256GCMKW, EncryptionMethod.A256GCM), new AESEncrypter(secretKey())));
        assertUnreadable(jwe(
                header(JWEAlgorithm.PBES2_HS512_A256KW, EncryptionMethod.A256GCM),
                new PasswordBasedEncrypter(key, 16, 1000)));
        assertUnreadable(jwe(header(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256), direct));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "....",
                "a.b.c.d.e",
                "eyJhbGciOiJub25lIn0..",
                "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....",
                "null",
                "{}"
            })
    void whatIsNoJwe_doesNotOpen(String garbage) {
        assertUnreadable(garbage);
    }

    @Test
    void whatIsTooLong_doesNotOpen() {
        assertUnreadable("A".repeat(300_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 24, 31, 33, 64})
    void keyOfAnotherLength_isRefused(int length) {
        assertThatThrownBy(() -> TokenCipher.aes256(new byte[length]))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(length + " bytes (expected: 32)");
    }

    @Test
    void keyInBase64_isTheSameKey() {
        String standard = Base64.getEncoder().encodeToString(key);
        String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
        for (String text : List.of(standard, urlSafe, standard + "\n")) {
            TokenCipher same = TokenCipher.aes256(Secret.of(text));
            assertThat(same.keyId()).isEqualTo(cipher.keyId());
            assertThat(same.open(cipher.seal(TEXT, ROW), ROW)).isEqualTo(TEXT);
        }
        assertThat(TokenCipher.aes256(secretKey()).keyId()).isEqualTo(cipher.keyId());
    }

    @Test
    void keyThatIsNoBase64_isRefusedUnseen() {
        assertThatThrownBy(() -> TokenCipher.aes256(Secret.of("my password is ÄÖÜ")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not Base64")
                .hasMessageNotContainingAny("password")
                .hasNoCause();
    }

    @Test
    void keyThatHidesItsBytes_isRefused() {
        SecretKey hidden = new SecretKey() {
            private static final long serialVersionUID = 1;

            @Override
            public String getAlgorithm() {
                return "AES";
            }

            @Override
            public String getFormat() {
                return null;
            }

            @Override
            public byte[] getEncoded() {
                return null;
            }
        };
        assertThatThrownBy(() -> TokenCipher.aes256(hidden)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void cipher_keepsItsOwnCopyOfTheKey() {
        byte[] mine = key.clone();
        TokenCipher copy = TokenCipher.aes256(mine);
        Arrays.fill(mine, (byte) 0);
        assertThat(copy.open(cipher.seal(TEXT, ROW), ROW)).isEqualTo(TEXT);
    }

    @Test
    void generatedKeys_differ() {
        assertThat(TokenCipher.generated().keyId())
                .isNotEqualTo(TokenCipher.generated().keyId());
    }

    @Test
    void nothingPrinted_givesTheKeyAway() {
        String hex = HexFormat.of().formatHex(key);
        String text = cipher + cipher.keyId() + cipher.accepting(TokenCipher.generated());
        assertThat(text).doesNotContain(hex.substring(0, 8), Base64.getEncoder().encodeToString(key));
        assertThat(cipher.keyId()).matches("[0-9a-f]{12}");
    }

    @Test
    void manyThreads_sealAndOpenAtOnce() {
        List<String> opened = IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> cipher.open(cipher.seal("text " + i, ROW + i), ROW + i))
                .toList();
        assertThat(opened).hasSize(2000).doesNotHaveDuplicates();
    }

    private void assertUnreadable(String sealed) {
        assertUnreadable(() -> cipher.open(sealed, ROW), "");
    }

    private static void assertUnreadable(org.assertj.core.api.ThrowableAssert.ThrowingCallable open, String says) {
        assertThatThrownBy(open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(says)
                .hasMessageNotContainingAny("5Aep861", "refreshToken")
                .hasNoCause()
                .extracting(e -> ((AuthException) e).problem())
                .isEqualTo(StoreProblem.STORE_RECORD_UNREADABLE);
    }

    private JWEHeader.Builder header() throws Exception {
        return header(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);
    }

    private JWEHeader.Builder header(JWEAlgorithm algorithm, EncryptionMethod method) throws Exception {
        Map<String, Object> sealed =
                JWEObject.parse(cipher.seal(TEXT, ROW)).getHeader().toJSONObject();
        return new JWEHeader.Builder(algorithm, method).keyID(cipher.keyId()).customParam("bnd", sealed.get("bnd"));
    }

    private static String jwe(JWEHeader.Builder header, JWEEncrypter encrypter) throws Exception {
        JWEObject jwe = new JWEObject(header.build(), new Payload(TEXT));
        jwe.encrypt(encrypter);
        return jwe.serialize();
    }

    private SecretKey secretKey() {
        return new SecretKeySpec(key, "AES");
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
