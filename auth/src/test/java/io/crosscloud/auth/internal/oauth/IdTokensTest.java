package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server, or whoever stands between, may answer for keys and for an {@code id_token}. */
class IdTokensTest {
    private static final String CLIENT = "3MVG9";
    private static final String NONCE = "n-0S6";
    private static KeyPair pair;

    private final Exchange exchange = new Exchange();

    @BeforeAll
    static void generate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void tokenSignedByAPublishedKey_isGood_whateverStandsBesideTheKey() {
        keys("null, 7, \"text\", [], {}, {\"kty\":\"EC\",\"crv\":\"P-256\"}, {\"kty\":\"RSA\"}, " + key("4", "")
                + ", null");

        verify(token(header("4"), claims()));
        verify(token("{\"alg\":\"RS256\"}", claims()));
        verify(token("{\"alg\":\"RS256\",\"kid\":null,\"typ\":\"JWT\"}", claims()));

        assertThat(exchange.server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "[]",
                "7",
                "\"keys\"",
                "{",
                "<html>",
                "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"\ud800\"}]",
            })
    void keysThatAreNoKeySet_areTold(String body) {
        exchange.server.always(json(200, body));

        AuthException refused = refused(token(header("4"), claims()));

        assertThat(refused.problem()).isEqualTo(ServerProblem.LOGIN_SERVER_ERROR);
        assertThat(refused).hasMessageContaining("the keys of its id_tokens: not a JSON Web Key Set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"keys\":\"none\"}",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[null]}",
                "{\"keys\":[null,[null],{\"kty\":null},{\"kty\":\"RSA\",\"n\":null,\"e\":null}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"*\",\"e\":\"AQAB\",\"kid\":\"4\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"4\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"n\":{},\"e\":[],\"kid\":4}]}",
            })
    void setWithoutAUsableKey_isTold(String body) {
        exchange.server.always(json(200, body));

        AuthException refused = refused(token(header("4"), claims()));

        assertThat(refused.problem()).isEqualTo(ServerProblem.LOGIN_SERVER_ERROR);
        assertThat(refused).hasMessageContaining("no RSA key for signatures is among them");
    }

    @Test
    void keyOfASizeOrForAUseThatNobodyHas_verifiesNothing() {
        String huge = base64(
                BigInteger.ONE.shiftLeft(300_000).subtract(BigInteger.ONE).toByteArray());
        String n = base64(((RSAPublicKey) pair.getPublic()).getModulus().toByteArray());

        for (String key : List.of(
                key("4", ",\"use\":\"enc\""),
                key("4", ",\"alg\":\"RS512\""),
                "{\"kty\":\"RSA\",\"kid\":\"4\",\"n\":\"" + huge + "\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"4\",\"n\":\"" + n + "\",\"e\":\"" + n + "\"}",
                "{\"kty\":\"RSA\",\"kid\":\"4\",\"n\":\"" + n + "\",\"e\":\"AA\"}")) {
            keys(key);
            assertThat(refused(token(header("4"), claims()))).hasMessageContaining("no RSA key for signatures");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null                                  | not a signed JWT
            7                                     | not a signed JWT
            []                                    | not a signed JWT
            ``                                    | not a signed JWT
            {"alg":"RS256","alg":"none"}          | not a signed JWT
            {}                                    | not signed by RS256
            {"alg":null}                          | not signed by RS256
            {"alg":"none"}                        | not signed by RS256
            {"alg":"HS256"}                       | not signed by RS256
            {"alg":["RS256"]}                     | not signed by RS256
            {"alg":"RS256","crit":["b64"],"b64":false} | with a header that is not known
            {"alg":"RS256","crit":[]}             | with a header that is not known
            {"alg":"RS256","kid":"5"}             | signed by none
            """)
    void headerOfAnotherForm_isTold(String header, String told) {
        keys(key("4", ""));

        AuthException refused = refused(token(header, claims()));

        assertThat(refused.problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertThat(refused).hasMessageContaining("id_token: ").hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "a", "..", "a.b", "a.b.c", "a.b.c.d", "....", "*.*.*", "bnVsbA..", "\ud800.a.b"})
    void textThatIsNoToken_isTold(String token) {
        keys(key("4", ""));

        assertThat(refused(token).problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "7", "", "{\"iss\":null}", "{\"iss\":{},\"aud\":[null],\"nonce\":7}"})
    void claimsOfAnotherForm_areTold(String claims) {
        keys(key("4", ""));

        assertThat(refused(token(header("4"), claims)).problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
    }

    @Test
    void changedOrMissingSignature_isNone() {
        keys(key("4", ""));
        String good = token(header("4"), claims());
        String unsigned = good.substring(0, good.lastIndexOf('.') + 1);

        for (String bad :
                List.of(unsigned, unsigned + "AA", unsigned + "*", good + "AAAA", good.replace(".", ".e30"))) {
            assertThat(refused(bad).problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        }
    }

    private void verify(String token) {
        tokens.verify(token, CLIENT, NONCE, grant());
    }

    private final IdTokens tokens =
            exchange.endpoint(Cloud.SALESFORCE, Duration.ofSeconds(30)).idTokens();

    private AuthException refused(String token) {
        IdTokens fresh =
                exchange.endpoint(Cloud.SALESFORCE, Duration.ofSeconds(30)).idTokens();
        AuthException refused =
                catchThrowableOfType(AuthException.class, () -> fresh.verify(token, CLIENT, NONCE, grant()));
        assertThat(refused).as(token).isNotNull();
        return refused;
    }

    private TokenGrant grant() {
        AccessToken token =
                AccessToken.of("00Dxx!x", ApiEndpoints.of(exchange.server.uri()), Scopes.unspecified(), Exchange.NOW);
        return TokenGrant.of(token).with(Identity.of(Answers.ORG, Answers.USER));
    }

    private void keys(String keys) {
        exchange.server.always(json(200, "{\"keys\":[" + keys + "]}"));
    }

    private static String key(String id, String more) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return "{\"kty\":\"RSA\",\"kid\":\"" + id + "\",\"n\":\""
                + base64(key.getModulus().toByteArray()) + "\",\"e\":\""
                + base64(key.getPublicExponent().toByteArray()) + "\"" + more + "}";
    }

    private static String header(String keyId) {
        return "{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}";
    }

    private String claims() {
        return "{\"iss\":\"" + exchange.server.uri() + "\",\"aud\":\"" + CLIENT + "\",\"nonce\":\"" + NONCE
                + "\",\"exp\":"
                + Exchange.NOW.plusSeconds(120).getEpochSecond() + ",\"sub\":\"https://login.salesforce.com/id/"
                + Answers.ORG + "/" + Answers.USER + "\"}";
    }

    private static String token(String header, String claims) {
        String signed =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(pair.getPrivate());
            signer.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signer.sign());
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Without the sign that a number's bytes may begin with. */
    private static String base64(byte[] bytes) {
        byte[] bare = bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bare);
    }
}
