package io.crosscloud.auth.internal.oauth;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.internal.http.ServerClock;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.fuzz.CannedClient;
import io.crosscloud.fuzz.Hostile;
import io.crosscloud.internal.Invisible;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.AuthListener;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** What servers answer, and whoever stands between. */
@Tag("fuzz")
class AnswersFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final SalesforceOrg ORG = SalesforceOrg.myDomain("acme");
    private static final EngagementTenant TENANT = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");
    private static final AccessToken TOKEN = AccessToken.of(
            "00D!x", ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")), Scopes.unspecified(), NOW);
    private static final TokenGrant GRANT =
            TokenGrant.of(TOKEN).with(Identity.of("00Dxx0000001gPLEAY", "005xx000001SwiUAAS"));
    private static final KeyPair PAIR = pair();
    private static final PublicKey KEY = PAIR.getPublic();

    @FuzzTest
    void tokenAnswer(byte[] answer) {
        GrantRequest refresh = GrantRequest.of(GrantTypes.REFRESH_TOKEN).with(RefreshToken.of(Hostile.SECRET));
        GrantRequest code =
                GrantRequest.of(GrantTypes.AUTHORIZATION_CODE).withCode("c").withClientSecret(Hostile.SECRET);
        GrantRequest credentials =
                GrantRequest.of(GrantTypes.CLIENT_CREDENTIALS).withClientSecret(Hostile.SECRET);
        for (AuthorizationServer server : List.of(ORG, TENANT)) {
            for (GrantRequest request : List.of(refresh, server == ORG ? code : credentials)) {
                Hostile.allowWithoutSecret(() -> {
                    TokenGrant grant = endpoint(server, answer).request(request, Deadline.none());
                    requireHost(server, grant.accessToken().endpoints().rest());
                    requireHost(server, grant.accessToken().endpoints().soap());
                });
            }
        }
    }

    @FuzzTest
    void idToken(byte[] token) {
        Hostile.allow(() -> endpoint(ORG, "{}".getBytes(StandardCharsets.UTF_8))
                .idTokens()
                .verify(Hostile.text(token), "client", "nonce", GRANT));
        for (List<PublicKey> keys : List.of(List.of(KEY), List.<PublicKey>of())) {
            Hostile.allow(() -> rules().check(Hostile.text(token), id -> keys, NOW), IdToken.WrongException.class);
        }
    }

    /** Header and claims of a token that is signed as it should be: a line each. */
    @FuzzTest
    void signedIdToken(byte[] parts) {
        String text = Hostile.text(parts);
        int line = text.indexOf('\n');
        String header = line < 0 ? "{\"alg\":\"RS256\"}" : text.substring(0, line);
        String signed = base64(header) + "." + base64(text.substring(line + 1));
        String token = signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(signed));
        Hostile.allow(() -> rules().check(token, id -> List.of(KEY), NOW), IdToken.WrongException.class);
    }

    @FuzzTest
    void keys(byte[] answer) {
        Hostile.allow(
                () -> endpoint(ORG, answer).idTokens().verify("eyJhbGciOiJSUzI1NiJ9.e30.AA", "client", "nonce", GRANT));
    }

    @FuzzTest
    void introspection(byte[] answer) {
        Hostile.allow(() -> {
            Instant end = endpoint(ORG, answer).introspection().ends(TOKEN, GrantRequest.about(TOKEN));
            Hostile.require(!end.isBefore(NOW) && end.isBefore(NOW.plus(Duration.ofDays(2))), end);
        });
    }

    @FuzzTest
    void revocation(byte[] answer) {
        RevocationEndpoint endpoint = endpoint(ORG, answer).revocation();
        Hostile.allowWithoutSecret(() -> endpoint.revoke(GrantRequest.revoking(Hostile.SECRET)));
    }

    @FuzzTest
    void userinfo(byte[] answer) {
        for (AuthorizationServer server : List.of(ORG, TENANT)) {
            UserInfoEndpoint userInfo = endpoint(server, answer).userInfo();
            Hostile.allow(() -> userInfo.identity(GRANT)
                    .ifPresent(identity ->
                            Hostile.require(identity.toString().codePoints().noneMatch(Invisible::is), identity)));
            Hostile.allow(() -> userInfo.requireIdentity(TOKEN));
        }
    }

    private static void requireHost(AuthorizationServer server, URI host) {
        String name = host.getHost();
        boolean ours = server == ORG
                ? name.endsWith(".my.salesforce.com")
                        || name.endsWith(".my.salesforce.mil")
                        || name.endsWith(".my.sfcrmproducts.cn")
                        || name.endsWith(".salesforce.com")
                : name.endsWith(".marketingcloudapis.com");
        Hostile.require(ours && host.getScheme().equals("https") && host.getRawUserInfo() == null, host);
    }

    private static TokenEndpoint endpoint(AuthorizationServer server, byte[] answer) {
        return new TokenEndpoint(
                server,
                HttpSender.of(server.cloud(), new CannedClient(answer), Duration.ofSeconds(10)),
                new ServerClock(() -> NOW, server.cloud(), AuthListener.NONE));
    }

    /** A short key: it signs often, and nothing of value. */
    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sign(String text) {
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(PAIR.getPrivate());
            signer.update(text.getBytes(StandardCharsets.US_ASCII));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static IdToken rules() {
        return new IdToken(Set.of("https://login.salesforce.com"), "client", "nonce", "/id/00D/005");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
