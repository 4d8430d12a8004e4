package io.crosscloud.testkit.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceSwitch;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.testkit.internal.http.Parameters;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionTest {
    private final TestClock clock = TestClock.create();
    private final FakeSalesforce fake = FakeSalesforce.builder().clock(clock).start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void session_livesForTwoHoursWithoutUse() {
        String token = caller.clientCredentials().text("access_token");
        clock.advance(Duration.ofHours(2));

        Reply reply = caller.limits(token);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body())
                .isEqualTo("[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Token");
    }

    @Test
    void use_extendsASessionOnlyAfterHalfOfItsTimeout() {
        fake.put(fake.app(fake.clientId()).withSessionTimeout(Duration.ofMinutes(30)));
        String early = caller.clientCredentials().text("access_token");
        String late = caller.clientCredentials().text("access_token");
        clock.advance(Duration.ofMinutes(10));
        assertThat(caller.limits(early).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(10));
        assertThat(caller.limits(late).status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(10));
        assertThat(caller.limits(early).status()).isEqualTo(401);
        clock.advance(Duration.ofMinutes(19));
        assertThat(caller.limits(late).status()).isEqualTo(200);
    }

    @Test
    void introspection_tellsTheExpiryAndDoesNotExtendIt() {
        String token = caller.clientCredentials().text("access_token");
        long issued = clock.instant().getEpochSecond();
        clock.advance(Duration.ofMinutes(90));

        Reply reply = introspect(token);

        assertThat(reply.json().path("active").asBoolean()).isTrue();
        assertThat(reply.json().path("exp").asLong()).isEqualTo(issued + 7200);
        assertThat(reply.json().path("iat").asLong()).isEqualTo(issued);
        assertThat(reply.text("username")).isEqualTo(fake.username());
        assertThat(reply.text("token_type")).isEqualTo("access_token");
        clock.advance(Duration.ofMinutes(30));
        assertThat(introspect(token).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void introspection_knowsRefreshTokens_butNeitherPasswordSessionsNorStrangers() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String byPassword = caller.tokenAsApp(
                        "grant_type",
                        "password",
                        "username",
                        fake.username(),
                        "password",
                        fake.password().exposeSecret())
                .text("access_token");

        assertThat(introspect(refreshToken).text("token_type")).isEqualTo("refresh_token");
        assertThat(introspect(byPassword).body()).isEqualTo("{\"active\":false}");
        assertThat(caller.post("/services/oauth2/introspect", Caller.form("token", refreshToken))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void sharedSessions_areTheSameTokenWhileItLives() {
        assertThat(caller.clientCredentials().text("access_token"))
                .isNotEqualTo(caller.clientCredentials().text("access_token"));
        fake.expireTokens();
        fake.on(SalesforceSwitch.SHARED_SESSIONS);

        String first = caller.clientCredentials().text("access_token");
        assertThat(caller.clientCredentials().text("access_token")).isEqualTo(first);
        clock.advance(Duration.ofHours(2));
        assertThat(caller.clientCredentials().text("access_token")).isNotEqualTo(first);
    }

    @Test
    void expireTokens_endsSessionsAndNoApprovals() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String token = caller.refresh(refreshToken).text("access_token");

        fake.expireTokens();

        assertThat(caller.limits(token).status()).isEqualTo(401);
        assertThat(fake.tally().liveSessions()).isZero();
        assertThat(caller.refresh(refreshToken).status()).isEqualTo(200);
    }

    @Test
    void expireTokensOfAUser_leavesThoseOfOthers() {
        fake.put(SalesforceUser.of("joe@acme.example", Secret.of("correct-horse-2"), "Joe Doe"));
        String token = caller.refresh(fake.issueRefreshToken().exposeSecret()).text("access_token");
        String other = caller.refresh(fake.issueRefreshToken("joe@acme.example", fake.clientId())
                        .exposeSecret())
                .text("access_token");

        fake.expireTokens("joe@acme.example");

        assertThat(caller.limits(token).status()).isEqualTo(200);
        assertThat(caller.limits(other).status()).isEqualTo(401);
    }

    @Test
    void jwtAccessToken_hasAFixedExpiry_andIsNoSoapSession() {
        fake.put(fake.app(fake.clientId())
                .with(ConnectedApp.Trait.JWT_ACCESS_TOKENS)
                .withSessionTimeout(Duration.ofMinutes(30)));
        Reply reply = caller.clientCredentials();
        String token = reply.text("access_token");

        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        assertThat(parts).hasSize(3);
        assertThat(reply.text("token_format")).isEqualTo("jwt");
        assertThat(claims).contains("\"exp\":" + (clock.instant().getEpochSecond() + 1800));
        assertThat(soapSession(token).body()).contains("INVALID_SESSION_ID");
        clock.advance(Duration.ofMinutes(20));
        assertThat(caller.limits(token).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(10));
        assertThat(caller.limits(token).status()).isEqualTo(401);
    }

    @Test
    void revocation_byGetWithUnencodedExclamationMark_andByPost() throws Exception {
        String first = caller.clientCredentials().text("access_token");
        String second = caller.clientCredentials().text("access_token");

        assertThat(caller.get("/services/oauth2/revoke?token=" + first).body()).isEmpty();
        assertThat(caller.post("/services/oauth2/revoke", Caller.form("token", second))
                        .status())
                .isEqualTo(200);

        assertThat(caller.limits(first).status()).isEqualTo(401);
        assertThat(caller.limits(second).status()).isEqualTo(401);
        assertThat(caller.get("/services/oauth2/revoke?token=" + first).refusal())
                .startsWith("400 invalid_token");
        assertThat(caller.get("/services/oauth2/revoke").refusal()).startsWith("400 unsupported_token_type");
    }

    @Test
    void revokedRefreshToken_takesItsAccessTokensAlong() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String token = caller.refresh(refreshToken).text("access_token");

        caller.post("/services/oauth2/revoke", Caller.form("token", refreshToken));

        assertThat(caller.limits(token).status()).isEqualTo(401);
        assertThat(caller.refresh(refreshToken).refusal()).isEqualTo("400 invalid_grant: expired access/refresh token");
    }

    @Test
    void userWhoIsFrozenOrRevoked_losesTheSessions() {
        String token = caller.clientCredentials().text("access_token");
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.INACTIVE));
        assertThat(caller.limits(token).status()).isEqualTo(401);

        fake.put(fake.user(fake.username()).without(SalesforceUser.Trait.INACTIVE));
        assertThat(caller.limits(token).status()).isEqualTo(200);
        fake.revokeTokens(fake.username());
        assertThat(caller.limits(token).status()).isEqualTo(401);
    }

    @Test
    void userinfo_refusesWithABareWordAnd403() {
        String token = caller.clientCredentials().text("access_token");
        Reply info = caller.get("/services/oauth2/userinfo", "Authorization", "Bearer " + token);
        assertThat(info.text("user_id")).isEqualTo(fake.identity().userId());
        assertThat(info.text("preferred_username")).isEqualTo(fake.username());

        Reply dead = caller.get("/services/oauth2/userinfo", "Authorization", "Bearer dead");
        assertThat(dead.status()).isEqualTo(403);
        assertThat(dead.body()).isEqualTo("Bad_OAuth_Token");
        assertThat(caller.get("/services/oauth2/userinfo").body()).isEqualTo("Missing_OAuth_Token");
    }

    @Test
    void identityUrl_takesTheTokenInHeaderOrQuery_andFillsInAVersionIfAsked() {
        Reply login = caller.clientCredentials();
        String id = login.text("id");
        String query = "?format=json&oauth_token=" + Caller.encode(login.text("access_token"));

        assertThat(caller.get(id + query).text("username")).isEqualTo(fake.username());
        assertThat(caller.get(id + query).json().path("urls").path("rest").asString())
                .isEqualTo(fake.uri() + "/services/data/v{version}/");
        assertThat(caller.get(id + query + "&version=64.0")
                        .json()
                        .path("urls")
                        .path("partner")
                        .asString())
                .isEqualTo(
                        fake.uri() + "/services/Soap/u/64.0/" + fake.identity().organizationId());
        assertThat(caller.get(id + "?format=xml&oauth_token=" + login.text("access_token"))
                        .body())
                .contains("<username>" + fake.username() + "</username>");
        assertThat(caller.get(id.replaceFirst("/id/00D", "/id/00X") + query).body())
                .isEqualTo("Wrong_Org");
        assertThat(caller.get(id, "Authorization", "OAuth dead").body()).isEqualTo("Bad_OAuth_Token");
    }

    @Test
    void identityUrl_writesAFormAndPrettyJson_ifAskedTo() {
        Reply login = caller.clientCredentials();
        String id = login.text("id") + "?oauth_token=" + login.text("access_token");

        Reply form = caller.get(id + "&format=urlencoded");

        assertThat(form.header("Content-Type")).startsWith("application/x-www-form-urlencoded");
        Parameters members = Parameters.parse(form.body());
        assertThat(members.first("username")).contains(fake.username());
        assertThat(members.first("urls.rest")).contains(fake.uri() + "/services/data/v{version}/");
        assertThat(members.first("addr_zip")).contains("");
        assertThat(caller.get(id, "Accept", "application/x-www-form-urlencoded").body())
                .isEqualTo(form.body());
        assertThat(caller.get(id).body()).doesNotContain("\n");
        for (String header : new String[] {"PrettyPrint", "X-PrettyPrint"}) {
            Reply pretty = caller.get(id, header, "1");
            assertThat(pretty.body()).contains("\n");
            assertThat(pretty.json()).isEqualTo(caller.get(id).json());
            assertThat(caller.get(id + "&format=xml", header, "true").body())
                    .contains("\n  <username>" + fake.username() + "</username>\n");
        }
    }

    @Test
    void discovery_namesThisHostEverywhere_andWhatProductionSupports() {
        Reply reply = caller.get("/.well-known/openid-configuration");

        assertThat(reply.json().path("response_types_supported"))
                .extracting(JsonNode::asString)
                .containsExactly("code", "token", "token id_token");
        assertThat(reply.text("issuer")).isEqualTo(fake.uri().toString());
        assertThat(reply.text("token_endpoint")).isEqualTo(fake.uri() + "/services/oauth2/token");
        assertThat(reply.text("jwks_uri")).isEqualTo(fake.uri() + "/id/keys");
    }

    @Test
    void movedInstance_isNamedByTheNextToken_andTheOldHostKnowsNoSession() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String token = caller.refresh(refreshToken).text("access_token");

        URI moved = fake.moveInstance();

        assertThat(moved).isNotEqualTo(fake.uri()).isEqualTo(fake.instanceUri());
        assertThat(caller.limits(token).status()).isEqualTo(401);
        assertThat(caller.get(moved + "/services/data/v64.0/limits", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(200);
        assertThat(caller.refresh(refreshToken).text("instance_url")).isEqualTo(moved.toString());
    }

    @ParameterizedTest
    @Tag("U10")
    @ValueSource(strings = {"javascript:alert(1)", "file:///etc/passwd", "jar:file:/x!/", "relative", "", "//evil"})
    void instanceThatIsNoWebAddress_isNamedAllTheSame(String instance) {
        String refreshToken = fake.issueRefreshToken().exposeSecret();

        fake.moveInstance(URI.create(instance));

        Reply reply = caller.refresh(refreshToken);
        assertThat(reply.text("instance_url")).isEqualTo(instance);
        assertThat(caller.limits(reply.text("access_token")).status()).isEqualTo(401);
        assertThat(assertionFor("").refusal()).isEqualTo("400 invalid_grant: audience is invalid");
        fake.moveInstance(fake.uri());
        assertThat(caller.limits(reply.text("access_token")).status()).isEqualTo(200);
    }

    private Reply assertionFor(String audience) {
        String claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"exp\":%d}"
                .formatted(
                        fake.clientId(),
                        fake.username(),
                        audience,
                        clock.instant().getEpochSecond() + 60);
        String assertion = Jwt.signed("{\"alg\":\"RS256\"}", claims, fake.signingKey());
        return caller.token("grant_type", Caller.JWT_BEARER, "assertion", assertion);
    }

    private Reply introspect(String token) {
        return caller.post("/services/oauth2/introspect", Caller.form("token", token) + "&" + caller.client());
    }

    private Reply soapSession(String token) {
        return caller.soap(
                "/services/Soap/u/64.0",
                "getUserInfo",
                "<p:SessionHeader><p:sessionId>" + token + "</p:sessionId></p:SessionHeader>",
                "");
    }
}
