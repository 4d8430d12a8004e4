package io.crosscloud.testkit.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.salesforce.Caller.Reply;
import io.crosscloud.token.Scopes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One token, the same judgement at every API, each in its own words. */
class SessionChecksTest {
    private static final String REST_EXPIRED = "401 Session expired or invalid";
    private static final String SOAP_EXPIRED = "500 sf:INVALID_SESSION_ID";
    private static final String BULK_EXPIRED = "400 InvalidSessionId: Invalid session id";
    private static final String BAD_TOKEN = "403 Bad_OAuth_Token";

    private final FakeSalesforce fake = FakeSalesforce.start();
    private final Caller caller = new Caller(fake);

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void usualToken_isGoodEverywhere() {
        String token = token();

        assertThat(rest(token)).isEqualTo("200");
        assertThat(soap(token)).isEqualTo("200");
        assertThat(bulk(token)).isEqualTo("201");
        assertThat(userinfo(token)).isEqualTo("200");
        assertThat(identity(token)).isEqualTo("200");
        assertThat(singleAccess(token)).isEqualTo("200");
        assertThat(introspects(token)).isTrue();
    }

    @Test
    void tokenOfAnInactiveUser_isGoodNowhere() {
        String refreshToken = fake.issueRefreshToken().exposeSecret();
        String token = token();
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.INACTIVE));

        assertThat(rest(token)).isEqualTo(REST_EXPIRED);
        assertThat(soap(token)).isEqualTo(SOAP_EXPIRED);
        assertThat(bulk(token)).isEqualTo(BULK_EXPIRED);
        assertThat(userinfo(token)).isEqualTo(BAD_TOKEN);
        assertThat(identity(token)).isEqualTo(BAD_TOKEN);
        assertThat(singleAccess(token)).isEqualTo(BAD_TOKEN);
        assertThat(introspects(token)).isFalse();
        assertThat(introspects(refreshToken)).isFalse();
    }

    @Test
    void tokenInTheFormOfAJwt_isNoSessionOfSoapAndBulk() {
        fake.put(fake.app(fake.clientId()).with(ConnectedApp.Trait.JWT_ACCESS_TOKENS));
        String token = token();

        assertThat(rest(token)).isEqualTo("200");
        assertThat(soap(token)).isEqualTo(SOAP_EXPIRED);
        assertThat(bulk(token)).isEqualTo(BULK_EXPIRED);
        assertThat(userinfo(token)).isEqualTo("200");
        assertThat(singleAccess(token)).isEqualTo("200");
    }

    @Test
    void tokenWithoutAScopeOfTheApis_isGoodForTheIdentityAlone() {
        fake.put(fake.app(fake.clientId()).withScopes(Scopes.of("openid", "refresh_token")));
        String token = token();

        assertThat(rest(token)).isEqualTo("401 This session is not valid for use with the REST API");
        assertThat(soap(token)).isEqualTo(SOAP_EXPIRED);
        assertThat(bulk(token)).isEqualTo(BULK_EXPIRED);
        assertThat(userinfo(token)).isEqualTo("200");
        assertThat(singleAccess(token)).isEqualTo(BAD_TOKEN);
    }

    @Test
    void tokenOfAnExpiredPassword_isGoodNowhere() {
        fake.put(fake.user(fake.username()).with(SalesforceUser.Trait.PASSWORD_EXPIRED));
        String token = token();

        assertThat(rest(token)).startsWith("401 The users password has expired");
        assertThat(soap(token)).isEqualTo("500 sf:INVALID_OPERATION_WITH_EXPIRED_PASSWORD");
        assertThat(bulk(token)).isEqualTo(BULK_EXPIRED);
        assertThat(userinfo(token)).isEqualTo(BAD_TOKEN);
        assertThat(singleAccess(token)).isEqualTo(BAD_TOKEN);
    }

    private String token() {
        return caller.refresh(fake.issueRefreshToken().exposeSecret()).text("access_token");
    }

    private String rest(String token) {
        Reply reply = caller.limits(token);
        return reply.status() == 200
                ? "200"
                : reply.status() + " " + reply.json().get(0).path("message").asString();
    }

    private String soap(String token) {
        Reply reply = caller.soap(
                "/services/Soap/u/64.0",
                "getUserInfo",
                "<p:SessionHeader><p:sessionId>" + token + "</p:sessionId></p:SessionHeader>",
                "");
        return reply.status() == 200
                ? "200"
                : reply.status() + " " + reply.body().split("</?faultcode>", 3)[1];
    }

    private String bulk(String token) {
        Reply reply =
                caller.post("/services/async/64.0/job", "{}", "X-SFDC-Session", token, "Accept", "application/json");
        return reply.status() == 201
                ? "201"
                : reply.status() + " " + reply.text("exceptionCode") + ": " + reply.text("exceptionMessage");
    }

    private String userinfo(String token) {
        return words(caller.get("/services/oauth2/userinfo", "Authorization", "Bearer " + token));
    }

    private String identity(String token) {
        String path = "/id/" + fake.identity().organizationId() + "/"
                + fake.identity().userId();
        return words(caller.get(path, "Authorization", "Bearer " + token));
    }

    private String singleAccess(String token) {
        return words(caller.post("/services/oauth2/singleaccess", Caller.form("access_token", token)));
    }

    private boolean introspects(String token) {
        return caller.post("/services/oauth2/introspect", Caller.form("token", token) + "&" + caller.client())
                .json()
                .path("active")
                .asBoolean();
    }

    private static String words(Reply reply) {
        return reply.status() == 200 ? "200" : reply.status() + " " + reply.body();
    }
}
