package io.crosscloud.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.auth.Problems;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.error.Problem;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final Secret PASSPHRASE = Secret.of("open-sesame");
    private static final byte[] INPUT = "sign me".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Tag("K1")
    @ParameterizedTest
    @ValueSource(strings = {"pkcs8.pem", "pkcs1.pem"})
    void aPemKey_signs(String name) throws Exception {
        assertSigns(SigningKey.fromPem(text(name)));
        assertSigns(SigningKey.fromPem(file(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted-aes256.pem", "encrypted-aes128-sha1.pem", "pkcs8.pem"})
    void aPemKeyWithPassphrase_signs(String name) throws Exception {
        assertSigns(SigningKey.fromPem(text(name), PASSPHRASE));
        assertSigns(SigningKey.fromPem(file(name), PASSPHRASE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"store.p12", "store.jks"})
    void aKeyStore_signs(String name) throws Exception {
        assertSigns(SigningKey.fromKeyStore(file(name), PASSPHRASE, "connect"));
    }

    @Tag("K1")
    @Test
    void lineEndsAndTextAround_doNotMatter() throws Exception {
        String pem = text("pkcs8.pem");

        assertSigns(SigningKey.fromPem(pem.replace("\n", "\\n")));
        assertSigns(SigningKey.fromPem(pem.replace("\n", "\\r\\n")));
        assertSigns(SigningKey.fromPem(pem.replace("\n", "\r\n")));
        assertSigns(SigningKey.fromPem("\ufeffBag Attributes\n  friendlyName: connect\n" + pem + "\n\n"));
    }

    @Test
    void otherOrigins_sign() throws Exception {
        PrivateKey key = privateKey();

        assertSigns(SigningKey.of(key));
        assertSigns(SigningKey.of(() -> key));
        assertSigns(SigningKey.signer(input -> signature(key, input)));
    }

    @Tag("K1")
    @Tag("K2")
    @ParameterizedTest
    @CsvSource({
        "certificate.pem, KEY_UNREADABLE, a block CERTIFICATE",
        "public.pem, KEY_UNREADABLE, a block PUBLIC KEY",
        "encrypted-old-format.pem, KEY_UNREADABLE, openssl pkcs8 -topk8",
        "encrypted-aes256.pem, KEY_ENCRYPTED, passphrase",
        "ec-pkcs8.pem, KEY_UNSUITABLE, a key for EC",
        "ec-sec1.pem, KEY_UNSUITABLE, a block EC PRIVATE KEY",
        "ed25519.pem, KEY_UNSUITABLE, a key for EdDSA",
        "rsa1024.pem, KEY_UNSUITABLE, an RSA key of 1024 bits",
        "exponent3.pem, KEY_UNSUITABLE, public exponent",
    })
    void whatIsNoSuitableKey_isRefused(String name, @ConvertWith(Problems.ByName.class) Problem problem, String found)
            throws IOException {
        assertRefused(problem, found, () -> SigningKey.fromPem(text(name)));
        Path file = file(name);
        assertRefused(problem, file.toString(), () -> SigningKey.fromPem(file));
    }

    @Tag("K1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "-----BEGIN PRIVATE KEY-----\nCANARY",
                "-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nCANARY*\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nQ0FOQVJZ\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nQ0FOQVJZ\n-----END OPENSSH PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA4wCAYGKgMEBQYHBAIAAA==\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQ0FOQVJZ\n-----END ENCRYPTED PRIVATE KEY-----",
            })
    void garbage_isRefusedUnseen(String pem) {
        AuthException refused = catchThrowableOfType(AuthException.class, () -> SigningKey.fromPem(pem, PASSPHRASE));

        assertThat(refused.problem()).isEqualTo(CredentialProblem.KEY_UNREADABLE);
        assertThat(refused)
                .hasMessageNotContaining("CANARY")
                .hasMessageNotContaining("Q0FOQVJZ")
                .hasNoCause();
    }

    @Tag("K1")
    @Test
    void twoBlocks_areRefused() throws IOException {
        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "more than one PEM block",
                () -> SigningKey.fromPem(text("pkcs8.pem") + text("certificate.pem")));
    }

    @Tag("K1")
    @Test
    void manyBeginnings_areRefused_withoutLookingForTheirEnds() {
        String label = "A".repeat(100_000);

        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "more than one PEM block",
                () -> SigningKey.fromPem("-----BEGIN A-----".repeat(16_000)));
        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "no PEM block",
                () -> SigningKey.fromPem("-----BEGIN " + label + "-----\n-----END " + label + "-----"));
    }

    @Test
    void aKeyThatIsCutOffOrFollowedByBytes_isRefused() throws IOException {
        byte[] der = der("pkcs8.pem");

        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "trailing",
                () -> SigningKey.fromPem(pem(Arrays.copyOf(der, der.length + 1))));
        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "cut off",
                () -> SigningKey.fromPem(pem(Arrays.copyOf(der, der.length - 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted-aes256.pem", "encrypted-aes128-sha1.pem"})
    void aWrongPassphrase_isTold(String name) throws IOException {
        assertRefused(
                CredentialProblem.KEY_PASSPHRASE_WRONG,
                "PEM text",
                () -> SigningKey.fromPem(text(name), Secret.of("CANARY")));
    }

    @Test
    void anUnknownEncryption_isTold() throws IOException {
        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "use AES-256",
                () -> SigningKey.fromPem(text("encrypted-des3.pem"), PASSPHRASE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"store.p12", "store.jks"})
    void aKeyStoreThatDoesNotOpen_isTold(String name) throws IOException {
        Path file = file(name);

        assertRefused(
                CredentialProblem.KEY_PASSPHRASE_WRONG,
                file.toString(),
                () -> SigningKey.fromKeyStore(file, Secret.of("CANARY"), "connect"));
        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "alias \"other\" (present: connect)",
                () -> SigningKey.fromKeyStore(file, PASSPHRASE, "other"));
    }

    @Test
    void aFileThatIsNoKeyStore_isTold() throws IOException {
        Path file = file("pkcs8.pem");

        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "no PKCS#12 or JKS",
                () -> SigningKey.fromKeyStore(file, PASSPHRASE, "connect"));
    }

    @Tag("K1")
    @Test
    void noFile_isTold() {
        assertRefused(
                CredentialProblem.KEY_UNREADABLE,
                "no file",
                () -> SigningKey.fromPem(directory.resolve("missing.pem")));
        assertRefused(CredentialProblem.KEY_UNREADABLE, "no file", () -> SigningKey.fromPem(directory));
    }

    @Test
    void aHugeFile_isRefused() throws IOException {
        Path file = Files.write(directory.resolve("huge.pem"), new byte[300 * 1024]);

        assertRefused(CredentialProblem.KEY_UNREADABLE, "a file of 307200 bytes", () -> SigningKey.fromPem(file));
    }

    @Tag("K4")
    @Test
    void aChangedFile_isReadAgain() throws Exception {
        Path file = file("pkcs8.pem");
        SigningKey key = SigningKey.fromPem(file);
        KeyPair next = keyPair(2048);

        replace(file, pem(next.getPrivate().getEncoded()), 1);

        assertThat(verifies(next.getPublic(), key.sign(INPUT))).isTrue();
    }

    @Tag("K4")
    @Test
    void aFileThatBecameUnreadable_leavesTheLastGoodKey() throws Exception {
        Path file = file("pkcs8.pem");
        SigningKey key = SigningKey.fromPem(file);

        replace(file, "garbage", 1);
        assertSigns(key);
        Files.delete(file);
        assertSigns(key);
        KeyPair next = keyPair(2048);
        replace(file, pem(next.getPrivate().getEncoded()), 2);

        assertThat(verifies(next.getPublic(), key.sign(INPUT))).isTrue();
    }

    @Tag("K2")
    @Test
    void keysOfTheWrongSizeOrKind_areRefused() throws Exception {
        assertRefused(
                CredentialProblem.KEY_UNSUITABLE,
                "1024 bits",
                () -> SigningKey.of(keyPair(1024).getPrivate()));
        assertRefused(CredentialProblem.KEY_UNSUITABLE, "8193 bits", () -> SigningKey.of(rsa(8193)));
        assertRefused(
                CredentialProblem.KEY_UNSUITABLE,
                "EC",
                () -> SigningKey.of(
                        KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate()));
    }

    @Test
    void aSupplierThatGivesAnotherKind_isRefusedWhenItSigns() throws Exception {
        SigningKey key = SigningKey.of(() -> keyPair(1024).getPrivate());

        assertRefused(CredentialProblem.KEY_UNSUITABLE, "1024 bits", () -> key.sign(INPUT));
    }

    @Tag("K5")
    @Test
    void aSignerThatFails_isTold() {
        assertRefused(
                CredentialProblem.SIGNER_FAILED,
                "java.lang.IllegalStateException",
                () -> SigningKey.signer(input -> {
                            throw new IllegalStateException("CANARY");
                        })
                        .sign(INPUT));
        assertRefused(
                CredentialProblem.SIGNER_FAILED,
                "of 64 bytes",
                () -> SigningKey.signer(input -> new byte[64]).sign(INPUT));
        assertRefused(
                CredentialProblem.SIGNER_FAILED,
                "of 0 bytes",
                () -> SigningKey.signer(input -> null).sign(INPUT));
    }

    @Test
    void nothingOfTheKey_isPrinted() throws Exception {
        List<SigningKey> keys = List.of(
                SigningKey.fromPem(text("pkcs8.pem")),
                SigningKey.fromPem(file("encrypted-aes256.pem"), PASSPHRASE),
                SigningKey.signer(input -> input));

        assertThat(keys)
                .allSatisfy(key -> assertThat(key.toString())
                        .doesNotContain("open-sesame", "MII", "BEGIN")
                        .startsWith("SigningKey["));
    }

    private static void assertSigns(SigningKey key) throws Exception {
        assertThat(verifies(certifiedKey(), key.sign(INPUT))).isTrue();
    }

    private static void assertRefused(Problem problem, String found, ThrowingCallable call) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, call);

        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused).hasMessageContaining(found).hasMessageNotContaining("CANARY");
    }

    private static boolean verifies(PublicKey key, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key);
        verifier.update(INPUT);
        return verifier.verify(signature);
    }

    private static byte[] signature(PrivateKey key, byte[] input) {
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key);
            signer.update(input);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicKey certifiedKey() throws Exception {
        try (InputStream in = SigningKeyTest.class.getResourceAsStream("certificate.pem")) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        }
    }

    private static PrivateKey privateKey() throws Exception {
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der("pkcs8.pem")));
    }

    private static PrivateKey rsa(int bits) throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        return KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateKeySpec(modulus, BigInteger.TWO));
    }

    private static KeyPair keyPair(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] der(String name) throws IOException {
        return Base64.getMimeDecoder().decode(text(name).replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String text(String name) throws IOException {
        try (InputStream in = SigningKeyTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Path file(String name) throws IOException {
        try (InputStream in = SigningKeyTest.class.getResourceAsStream(name)) {
            Path file = directory.resolve(name);
            Files.write(file, in.readAllBytes());
            return file;
        }
    }

    private static void replace(Path file, String content, int hours) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-11-23T10:00:00Z").plusSeconds(3600L * hours)));
    }
}
