package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.testkit.internal.http.Json;
import io.crosscloud.token.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FakeEngagementJwtBearerTest {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder()
            .clock(clock)
            .jwtBearer()
            .user(EngagementUser.of("api", Secret.of("pw")))
            .user(EngagementUser.of("gone", Secret.of("pw")).withoutActivation())
            .user(EngagementUser.of("person", Secret.of("pw")).withoutApiUserFlag())
            .start();
    private final EngagementCaller caller = new EngagementCaller(fake);

    @AfterEach
    void close() {
        fake.close();
    }

    private ObjectNode claims() {
        long now = clock.instant().getEpochSecond();
        return Json.object()
                .put("iss", fake.clientId().value())
                .put("sub", "api")
                .put("aud", fake.tenant().audience())
                .put("exp", now + 180)
                .put("iat", now)
                .put("jti", UUID.randomUUID().toString());
    }

    private Answer present(String assertion) {
        return caller.token("grant_type", GRANT, "assertion", assertion);
    }

    private String signed(ObjectNode claims) {
        return sign("{\"alg\":\"RS256\"}", claims.toString(), privateKey(fake.signingKeyPem()));
    }

    @Test
    void assertion_getsATokenWithoutRefreshToken() {
        Answer answer = caller.token("grant_type", GRANT, "assertion", signed(claims()), "account_id", "7294703");
        assertThat(answer.json().propertyNames())
                .containsExactly(
                        "access_token", "token_type", "expires_in", "scope", "soap_instance_url", "rest_instance_url");
        Answer context = caller.get("/platform/v1/tokenContext", answer.text("access_token"));
        assertThat(context.json().path("organization").path("id").asLong()).isEqualTo(7294703);
        assertThat(caller.get("/v2/userinfo", answer.text("access_token"))
                        .json()
                        .path("user")
                        .path("name")
                        .asString())
                .isEqualTo("api");
    }

    @Test
    void scopeAndRealHost_areTakenToo() {
        ObjectNode claims =
                claims().put("aud", "https://" + fake.tenant().subdomain() + ".auth.marketingcloudapis.com/");
        Answer answer = caller.token("grant_type", GRANT, "assertion", signed(claims), "scope", "email_send");
        assertThat(answer.text("scope")).isEqualTo("email_send");
    }

    static Stream<Named<Consumer<ObjectNode>>> wrongClaims() {
        return Stream.of(
                Named.of("no iss", claims -> claims.remove("iss")),
                Named.of("unknown iss", claims -> claims.put("iss", "unknown")),
                Named.of("no sub", claims -> claims.remove("sub")),
                Named.of("unknown sub", claims -> claims.put("sub", "unknown")),
                Named.of("inactive sub", claims -> claims.put("sub", "gone")),
                Named.of("sub without API flag", claims -> claims.put("sub", "person")),
                Named.of("no aud", claims -> claims.remove("aud")),
                Named.of("other aud", claims -> claims.put("aud", "https://login.salesforce.com")),
                Named.of("no exp", claims -> claims.remove("exp")),
                Named.of(
                        "exp as text",
                        claims -> claims.put("exp", claims.path("exp").asString())),
                Named.of(
                        "exp in milliseconds",
                        claims -> claims.put("exp", claims.path("exp").asLong() * 1000)),
                Named.of(
                        "exp too far ahead",
                        claims -> claims.put("exp", claims.path("exp").asLong() + 31)),
                Named.of(
                        "expired",
                        claims -> claims.put("exp", claims.path("iat").asLong() - 30)),
                Named.of(
                        "iat in the future",
                        claims -> claims.put("iat", claims.path("iat").asLong() + 60)),
                Named.of(
                        "nbf in the future",
                        claims -> claims.put("nbf", claims.path("iat").asLong() + 60)));
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void assertionWithAWrongClaim_isRefused(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        assertThat(present(signed(claims)).error()).isEqualTo("400 invalid_grant");
        assertThat(present(signed(claims())).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "bnVsbA.e30.AA", "e30.e30.AA", "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AA", "..", "a.b.c"})
    void textThatIsNoAssertion_isRefused(String text) {
        assertThat(present(text).error()).startsWith("400 invalid_");
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 29})
    void smallSkew_isForgiven(long seconds) {
        ObjectNode claims = claims();
        claims.put("iat", claims.path("iat").asLong() + seconds);
        claims.put("exp", claims.path("exp").asLong() + seconds);
        assertThat(present(signed(claims)).status()).isEqualTo(200);
    }

    @Test
    void jti_isGoodOnce() {
        String assertion = signed(claims());
        assertThat(present(assertion).status()).isEqualTo(200);
        assertThat(present(assertion).error()).isEqualTo("400 invalid_grant");
        ObjectNode without = claims();
        without.remove("jti");
        assertThat(present(signed(without)).status()).isEqualTo(200);
        assertThat(present(signed(without)).status()).isEqualTo(200);
    }

    @Test
    void wrongSignature_isRefused() throws GeneralSecurityException {
        KeyPair other = rsa();
        String claims = claims().toString();
        PrivateKey key = privateKey(fake.signingKeyPem());
        String good = sign("{\"alg\":\"RS256\"}", claims, key);
        String unsigned = encode("{\"alg\":\"none\"}") + "." + encode(claims) + ".";
        String ps256Header = sign("{\"alg\":\"PS256\"}", claims, key);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(fake.clientSecret().exposeSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String input = encode("{\"alg\":\"HS256\"}") + "." + encode(claims);
        String hmac = input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        Stream.of(
                        sign("{\"alg\":\"RS256\"}", claims, other.getPrivate()),
                        good.substring(0, good.lastIndexOf('.') + 1) + "AAAA",
                        good + "==",
                        "x" + good,
                        unsigned,
                        ps256Header,
                        hmac,
                        "garbage")
                .forEach(assertion -> assertThat(present(assertion).error()).isEqualTo("400 invalid_grant"));
        assertThat(present(good).status()).isEqualTo(200);
    }

    @Test
    void disabledPackageAndWrongSecretBeside_areClientErrors() {
        fake.enable(fake.clientId(), false);
        assertThat(present(signed(claims())).error()).isEqualTo("401 invalid_client");
        fake.enable(fake.clientId(), true);
        Answer answer = caller.token(
                "grant_type",
                GRANT,
                "assertion",
                signed(claims()),
                "client_id",
                fake.clientId().value(),
                "client_secret",
                "wrong");
        assertThat(answer.error()).isEqualTo("401 invalid_client");
    }

    @Test
    void switchedOff_theGrantIsUnsupported() {
        fake.off(EngagementSwitch.JWT_BEARER);
        assertThat(present(signed(claims())).error()).isEqualTo("400 unsupported_grant_type");
    }

    @Test
    void assertionClock_isTheOneThatCounts() {
        try (FakeEngagement apart = FakeEngagement.builder()
                .clock(TestClock.startingAt(clock.instant().plus(Duration.ofDays(1))))
                .assertionClock(clock)
                .jwtBearer()
                .start()) {
            ObjectNode claims = claims();
            claims.put("aud", apart.tenant().audience()).put("sub", apart.username());
            Answer answer = new EngagementCaller(apart).token("grant_type", GRANT, "assertion", signed(claims));
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void keyOfTheTestsOwn_isTheOneThatCounts() throws GeneralSecurityException {
        KeyPair own = rsa();
        try (FakeEngagement other =
                FakeEngagement.builder().clock(clock).jwtBearer(own.getPublic()).start()) {
            EngagementCaller otherCaller = new EngagementCaller(other);
            ObjectNode claims = claims();
            claims.put("aud", other.tenant().audience()).put("sub", other.username());
            String assertion = sign("{\"alg\":\"RS256\"}", claims.toString(), own.getPrivate());
            assertThat(otherCaller
                            .token("grant_type", GRANT, "assertion", assertion)
                            .status())
                    .isEqualTo(200);
            assertThatThrownBy(other::signingKeyPem).isInstanceOf(IllegalStateException.class);
        }
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static PrivateKey privateKey(String pem) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static String sign(String header, String claims, PrivateKey key) {
        String input = encode(header) + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
