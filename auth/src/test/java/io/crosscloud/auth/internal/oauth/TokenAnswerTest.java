package io.crosscloud.auth.internal.oauth;

import static io.crosscloud.Cloud.ENGAGEMENT;
import static io.crosscloud.Cloud.SALESFORCE;
import static io.crosscloud.auth.internal.http.ScriptedServer.json;
import static io.crosscloud.auth.internal.http.ScriptedServer.raw;
import static io.crosscloud.auth.internal.http.ScriptedServer.stall;
import static io.crosscloud.auth.internal.http.ScriptedServer.status;
import static io.crosscloud.auth.internal.oauth.Exchange.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.Cloud;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswerTest {
    private static final String NEW_REFRESH_TOKEN = "5Aep861.next==";

    private final Exchange exchange = new Exchange();

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void salesforcesAnswer_isAGrant() {
        TokenGrant grant = salesforce(exchange.salesforce());

        assertThat(grant.accessToken().exposeSecret()).isEqualTo("00Dxx0000001gPL!AR8AQ.one_two");
        assertThat(grant.accessToken().endpoints().rest()).isEqualTo(exchange.server.uri());
        assertThat(grant.accessToken().scopes()).isEqualTo(Scopes.of("api", "refresh_token"));
        assertThat(grant.accessToken().issuedAt()).isEqualTo(NOW);
        assertThat(grant.accessToken().expiresAt()).isEmpty();
        assertThat(grant.refreshToken()).isEmpty();
        assertThat(grant.identity()).contains(Identity.of(Answers.ORG, Answers.USER));
    }

    @Test
    void engagementsAnswer_isAGrant() {
        TokenGrant grant = engagement(exchange.engagement());

        assertThat(grant.accessToken().exposeSecret()).isEqualTo("eyJh.eyJh.MAC.opaque");
        assertThat(grant.accessToken().expiresAt()).contains(NOW.plusSeconds(1079));
        assertThat(grant.accessToken().endpoints().soap()).isEqualTo(exchange.server.uri());
        assertThat(grant.identity()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com",
                "https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com",
                "https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com/"
            })
    void engagementsThreeSpellingsOfAHost_areOne(String spelling) {
        TokenGrant grant = engagement(exchange.engagement("rest_instance_url:\"" + spelling + "\""));

        assertThat(grant.accessToken().endpoints().rest())
                .isEqualTo(URI.create("https://mc563885gzs27c5t9-63k636ttgm.rest.marketingcloudapis.com"));
    }

    @Test
    void aRefreshToken_isTaken() {
        TokenGrant grant = salesforce(exchange.salesforce("refresh_token:\"" + NEW_REFRESH_TOKEN + "\""));

        assertThat(grant.refreshToken()).contains(RefreshToken.of(NEW_REFRESH_TOKEN));
    }

    @Tag("B22")
    @Test
    void theSameRefreshTokenAgain_isTaken() {
        TokenGrant grant = salesforce(exchange.salesforce("refresh_token:\"" + Exchange.SENT_REFRESH_TOKEN + "\""));

        assertThat(grant.refreshToken()).contains(RefreshToken.of(Exchange.SENT_REFRESH_TOKEN));
    }

    @Tag("B13")
    @Tag("B18")
    @Tag("B24")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "token_type:",
                "token_type:null",
                "token_type:\"bearer\"",
                "token_type:\"BEARER\"",
                "refresh_token:null",
                "id:",
                "id:null",
                "unknown:{\"deep\":[1,2]}",
                "scope:null",
                "issued_at:7",
                "signature:\"of something else\""
            })
    void whatServersVary_isTolerated(String member) {
        assertThat(salesforce(exchange.salesforce(member)).accessToken().fingerprint())
                .isNotEmpty();
    }

    @Tag("B2")
    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=iso-8859-1", "text/javascript", "application/problem+json", ""})
    void jsonUnderAnotherName_isTolerated(String contentType) {
        exchange.server.then(status(200, contentType, exchange.salesforce()));

        assertThat(exchange.granted(SALESFORCE, Exchange.refresh()).identity()).isPresent();
    }

    @Tag("B15")
    @Tag("B16")
    @Tag("K10")
    @ParameterizedTest
    @CsvSource({
        "1079, 1079",
        "'\"1079\"', 1079",
        "0, 0",
        "-7, 0",
        "86401, 86400",
        "9223372036854775808, 86400",
    })
    void expiresIn_isBelievedWithinADay(String value, long seconds) {
        TokenGrant grant = engagement(exchange.engagement("expires_in:" + value));

        assertThat(grant.accessToken().expiresAt()).contains(NOW.plusSeconds(seconds));
    }

    @Tag("B16")
    @ParameterizedTest
    @ValueSource(strings = {"", "null", "true", "1079.9", "1e400", "\"soon\"", "[1079]"})
    void expiresInThatIsNonsense_isIgnored(String value) {
        assertThat(engagement(exchange.engagement("expires_in:" + value))
                        .accessToken()
                        .expiresAt())
                .isEmpty();
    }

    @Test
    void theExpOfASalesforceJwt_isItsEnd() {
        TokenGrant grant = salesforce(exchange.salesforce("access_token:\"" + jwt(NOW.plusSeconds(900)) + "\""));

        assertThat(grant.accessToken().expiresAt()).contains(NOW.plusSeconds(900));
    }

    @Test
    void theExpOfASalesforceJwt_isByTheServersClock() {
        exchange.server.then(json(
                200,
                exchange.salesforce("access_token:\"" + jwt(NOW.plusSeconds(900)) + "\""),
                "Date: Mon, 23 Nov 2026 10:05:00 GMT"));

        TokenGrant grant = exchange.granted(SALESFORCE, Exchange.refresh());

        assertThat(grant.accessToken().expiresAt()).contains(NOW.plusSeconds(600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.b.c", "a.*.c", "a.e30.c", "a.eyJleHAiOiJ4In0.c", "a..c", "eyJh.eyJleHAiOjE3OTU0MjgwMDB9.x.y"})
    void aTokenThatOnlyLooksLikeAJwt_isOpaque(String token) {
        assertThat(salesforce(exchange.salesforce("access_token:\"" + token + "\""))
                        .accessToken()
                        .expiresAt())
                .isEmpty();
    }

    @Tag("B19")
    @Test
    void scopesThatAreNotStated_areThoseAskedFor() {
        exchange.server.then(json(200, exchange.engagement("scope:")));

        TokenGrant grant =
                exchange.granted(ENGAGEMENT, Exchange.clientCredentials().scopedTo(Scopes.of("email_read")));

        assertThat(grant.accessToken().scopes()).isEqualTo(Scopes.of("email_read"));
    }

    @Tag("B19")
    @Test
    void scopesAsAList_areTaken() {
        assertThat(engagement(exchange.engagement("scope:[\"a\",\"b\"]"))
                        .accessToken()
                        .scopes())
                .isEqualTo(Scopes.of("a", "b"));
    }

    @Tag("B11")
    @Tag("B12")
    @Tag("B13")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token:",
                "access_token:null",
                "access_token:\"\"",
                "access_token:7",
                "access_token:{}",
                "access_token:\"with space\"",
                "access_token:\"CANARY\\r\\nX: y\"",
                "access_token:\"CANARY\\u0000\"",
                "access_token:\"CANARY\\u00e9\"",
                "access_token:\"CANARY\\ud800\"",
                "refresh_token:\"\"",
                "refresh_token:7",
                "refresh_token:\"with space\"",
                "token_type:\"mac\"",
                "token_type:\"DPoP\"",
                "token_type:7",
                "instance_url:",
                "instance_url:null",
                "instance_url:7",
                "id:\"https://login.salesforce.com/\"",
                "id:\"CANARY\"",
                "id:7",
                "scope:\"quote\\\"d\"",
            })
    void aMissingOrMalformedMember_isAProtocolViolation(String member) {
        exchange.server.then(json(200, exchange.salesforce(member)));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused.problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertThat(refused.status()).hasValue(200);
    }

    @Tag("B11")
    @Test
    void aTokenOfMoreThan16Kib_isAProtocolViolation() {
        exchange.server.then(json(200, exchange.salesforce("access_token:\"" + "x".repeat(16 * 1024 + 1) + "\"")));

        assertThat(exchange.refused(SALESFORCE, Exchange.jwt()).problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest_instance_url:", "soap_instance_url:", "rest_instance_url:7"})
    void anEngagementHostThatIsMissing_isAProtocolViolation(String member) {
        exchange.server.then(json(200, exchange.engagement(member)));

        assertThat(exchange.refused(ENGAGEMENT, Exchange.refresh()).problem())
                .isEqualTo(ServerProblem.RESPONSE_INVALID);
    }

    @Tag("U1")
    @Tag("U2")
    @Tag("U3")
    @Tag("U4")
    @Tag("U5")
    @Tag("U6")
    @Tag("U7")
    @Tag("U8")
    @Tag("U9")
    @Tag("U10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.my.salesforce.com",
                "https://evil.example",
                "https://evilsalesforce.com",
                "https://salesforce.com.evil.example",
                "https://user:pw@acme.my.salesforce.com",
                "https://acme.my.salesforce.com@evil.example",
                "https://acme.my.salesforce.com:8443",
                "https://169.254.169.254",
                "https://0x7f.1",
                "https://2130706433",
                "https://[::ffff:10.0.0.1]",
                "https://xn--slesforce-g4a.com",
                "https://xn--80ak6aa92e.my.salesforce.com",
                "https://acme.my.salesforce\\uff0ecom",
                "https://acme.my.salesforce.com.",
                "https://acme%2emy.salesforce.com",
                "https://acme.my.salesforce.com/..;/",
                "https://acme.my.salesforce.com?x=y",
                "https://acme.my.salesforce.com#x",
                " https://acme.my.salesforce.com",
                "https://acme.my.salesforce.com\\\\@evil.example",
                "https://acme.my.\\tsalesforce.com",
                "javascript:alert(1)",
                "file:///etc/passwd",
                "//acme.my.salesforce.com",
                "",
            })
    void aForeignHost_isNotBelieved(String url) {
        exchange.server.then(json(
                200,
                exchange.salesforce("instance_url:\"" + url + "\"", "refresh_token:\"" + NEW_REFRESH_TOKEN + "\"")));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused.problem()).isIn(ServerProblem.HOST_UNTRUSTED, ServerProblem.RESPONSE_INVALID);
        assertThat(rotated(refused)).isEqualTo(NEW_REFRESH_TOKEN);
    }

    @Tag("U11")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.marketingcloudapis.com",
                "https://mc563885gzs27c5t9-63k636ttgX.rest.marketingcloudapis.com.evil.example",
                "mcanothertenant0000000000000.rest.marketingcloudapis.com"
            })
    void anotherTenantsHost_isNotBelieved(String url) {
        exchange.server.then(json(200, exchange.engagement("rest_instance_url:\"" + url + "\"")));

        assertThat(exchange.refused(ENGAGEMENT, Exchange.refresh()).problem()).isEqualTo(ServerProblem.HOST_UNTRUSTED);
    }

    @Tag("U14")
    @Test
    void anIdentityUrlOnAForeignHost_isNotBelieved() {
        exchange.server.then(json(
                200, exchange.salesforce("id:\"https://evil.example/id/" + Answers.ORG + "/" + Answers.USER + "\"")));

        assertThat(exchange.refused(SALESFORCE, Exchange.refresh()).problem()).isEqualTo(ServerProblem.HOST_UNTRUSTED);
    }

    @Tag("U8")
    @Test
    void anUpperCaseHost_isTakenInItsOneForm() {
        TokenGrant grant = salesforce(exchange.salesforce("instance_url:\"HTTPS://Acme.My.Salesforce.COM/\""));

        assertThat(grant.accessToken().endpoints().rest()).isEqualTo(URI.create("https://acme.my.salesforce.com"));
    }

    @Tag("B6")
    @Tag("B7")
    @Tag("B10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"CANARY",
                "CANARY",
                "{}CANARY",
                "[]",
                "\"CANARY\"",
                "null",
                "{\"access_token\":CANARY}",
                "{\"access_token\":\"a\",\"access_token\":\"b\"}",
                "access_token=CANARY&token_type=Bearer",
                "<OAuth><access_token>CANARY</access_token></OAuth>",
            })
    void whatIsNotOneJsonObject_isAProtocolViolation(String body) {
        exchange.server.then(json(200, body));

        assertThat(exchange.refused(SALESFORCE, Exchange.refresh()).problem()).isEqualTo(ServerProblem.NOT_JSON);
    }

    @Tag("B1")
    @Tag("B3")
    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "application/xml", "text/xml;charset=UTF-8", "application/x-www-form-urlencoded"})
    void anotherContentType_isNotRead(String contentType) {
        exchange.server.then(status(200, contentType, exchange.salesforce()));

        assertThat(exchange.refused(SALESFORCE, Exchange.jwt()).problem()).isEqualTo(ServerProblem.NOT_JSON);
    }

    @Tag("B5")
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void aContentEncoding_isNotRead(String encoding) {
        exchange.server.then(json(200, exchange.salesforce(), "Content-Encoding: " + encoding));

        assertThat(exchange.refused(SALESFORCE, Exchange.jwt()).problem()).isEqualTo(ServerProblem.NOT_JSON);
    }

    @Tag("H27")
    @ParameterizedTest
    @ValueSource(ints = {200, 204})
    void nothing_isAProtocolViolation(int status) {
        exchange.server.then(json(status, ""));

        assertThat(exchange.refused(SALESFORCE, Exchange.refresh()).problem()).isEqualTo(ServerProblem.NOT_JSON);
    }

    @Tag("B4")
    @Test
    void anAnswerOverTheLimit_isLeft() {
        exchange.server.then(json(200, exchange.salesforce("padding:\"" + "x".repeat(70_000) + "\"")));

        assertThat(exchange.refused(SALESFORCE, Exchange.jwt()).problem()).isEqualTo(ServerProblem.RESPONSE_TOO_LARGE);
    }

    @Tag("B20")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token:",
                "access_token:7",
                "instance_url:\"https://evil.example\"",
                "token_type:\"mac\"",
                "error:\"server_error\"",
                "scope:\"quote\\\"d\"",
            })
    void anUnusableAnswerWithARefreshToken_carriesItAlong(String member) {
        exchange.server.then(json(200, exchange.salesforce(member, "refresh_token:\"5Aep861.next\\u003d\\u003D\"")));

        assertThat(rotated(exchange.refused(SALESFORCE, Exchange.refresh()))).isEqualTo(NEW_REFRESH_TOKEN);
    }

    @Tag("B20")
    @Tag("N9")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"refresh_token\":\"5Aep861.next==\",\"access_token\":\"half",
                "{\"refresh_token\" : \"5Aep861.next==\"",
                "garbage \"refresh_token\":\"5Aep861.next==\" garbage",
                "{\"refresh_token\":\"5Aep861.next==\",\"refresh_token\":\"5Aep861.next==\"}",
            })
    void aBrokenAnswerWithACompleteRefreshToken_carriesItAlong(String body) {
        exchange.server.then(raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body));

        assertThat(rotated(exchange.refused(SALESFORCE, Exchange.refresh()))).isEqualTo(NEW_REFRESH_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"refresh_token\":\"5Aep861.ne",
                "{\"refresh_token\":",
                "{\"refresh_token\":\"with space\"",
                "{\"refresh_token\":\"5Aep861-CANARY-refresh==\"",
                "{\"text\":\"\\\"refresh_token\\\":\\\"5Aep861.next==\\\"\"",
            })
    void aRefreshTokenThatIsCutOffOrNotNew_isNotCarried(String body) {
        exchange.server.then(raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.rotated()).isEmpty());
    }

    @Test
    void anAnswerOverTheLimitWithARefreshToken_carriesItAlong() {
        exchange.server.then(json(
                200, "{\"refresh_token\":\"" + NEW_REFRESH_TOKEN + "\",\"padding\":\"" + "x".repeat(70_000) + "\"}"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused.problem()).isEqualTo(ServerProblem.RESPONSE_TOO_LARGE);
        assertThat(rotated(refused)).isEqualTo(NEW_REFRESH_TOKEN);
    }

    @Test
    void anErrorAnswer_carriesNoRefreshToken() {
        exchange.server.then(json(502, "{\"refresh_token\":\"" + NEW_REFRESH_TOKEN + "\"}"));

        assertThat(exchange.refused(SALESFORCE, Exchange.refresh()).problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
    }

    @Tag("N8")
    @ParameterizedTest
    @EnumSource(Cloud.class)
    void aBodyThatIsCutOffByAReset_hasAnUnknownOutcome(Cloud cloud) {
        exchange.server.then((request, line) -> {
            line.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"access_token\":\"half");
            line.reset();
        });

        assertThat(exchange.refused(cloud, Exchange.refresh()).problem()).isEqualTo(ServerProblem.OUTCOME_UNKNOWN);
    }

    @Tag("N8")
    @Test
    void aBodyThatIsCutOffAfterTheRefreshToken_carriesItAlong() {
        exchange.server.then(raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"refresh_token\":\""
                + NEW_REFRESH_TOKEN + "\",\"access_token\":\"half"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh());

        assertThat(refused.problem()).isEqualTo(ServerProblem.RESPONSE_INVALID);
        assertThat(rotated(refused)).isEqualTo(NEW_REFRESH_TOKEN);
    }

    @Test
    void aBodyThatStallsAfterTheRefreshToken_carriesItAlong() {
        exchange.server.then(stall("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"refresh_token\":\""
                + NEW_REFRESH_TOKEN + "\",\"access_token\":\"half"));

        AuthException refused = exchange.refused(SALESFORCE, Exchange.refresh(), Duration.ofSeconds(2));

        assertThat(rotated(refused)).isEqualTo(NEW_REFRESH_TOKEN);
    }

    @Test
    void aWholeObjectWhoseConnectionBreaksAfterwards_isAGrant() {
        exchange.server.then(raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
                + exchange.salesforce("refresh_token:\"" + NEW_REFRESH_TOKEN + "\"")));

        assertThat(exchange.granted(SALESFORCE, Exchange.refresh()).refreshToken())
                .contains(RefreshToken.of(NEW_REFRESH_TOKEN));
    }

    @Tag("H30")
    @Test
    void aWrongContentLength_doesNotMakeTwoAnswers() {
        String body = exchange.salesforce();
        exchange.server.then(raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body + "{\"access_token\":\"CANARY\"}"));

        assertThat(exchange.granted(SALESFORCE, Exchange.jwt()).accessToken().exposeSecret())
                .doesNotContain("CANARY");
    }

    private TokenGrant salesforce(String body) {
        exchange.server.then(json(200, body));
        return exchange.granted(SALESFORCE, Exchange.refresh());
    }

    private TokenGrant engagement(String body) {
        exchange.server.then(json(200, body));
        return exchange.granted(ENGAGEMENT, Exchange.clientCredentials());
    }

    private static String rotated(AuthException refused) {
        return ((ProtocolException) refused).rotated().orElseThrow().exposeSecret();
    }

    private static String jwt(Instant expiry) {
        String claims = "{\"exp\":" + expiry.getEpochSecond() + "}";
        return "eyJhbGciOiJSUzI1NiJ9."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmF0dXJl";
    }
}
