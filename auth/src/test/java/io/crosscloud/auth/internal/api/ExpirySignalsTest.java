package io.crosscloud.auth.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpirySignalsTest {
    private static final AccessToken OPAQUE = token("00Dxx0000001gPL!AR8AQ");

    private static AccessToken token(String value) {
        return AccessToken.of(
                value,
                ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")),
                Scopes.unspecified(),
                Instant.EPOCH);
    }

    @Tag("H14")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            REST                  | 401 | [{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]
            REST without a body   | 401 | ''
            userinfo              | 403 | Bad_OAuth_Token
            SOAP                  | 500 | <soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Illegal Session</faultstring>
            Bulk 1.0 XML          | 400 | <error><exceptionCode>InvalidSessionId</exceptionCode></error>
            Bulk 1.0 JSON         | 400 | {"exceptionCode":"InvalidSessionId","exceptionMessage":"Invalid session id"}
            Engagement REST       | 401 | {"documentation":"","errorcode":0,"message":"Not Authorized"}
            Engagement SOAP       | 500 | <faultcode xmlns:q0="x">q0:Security</faultcode><faultstring>Token Expired</faultstring>
            SOAP, second fault    | 500 | <faultcode><faultcode> sf:OTHER</faultcode><faultcode a="b"> INVALID_SESSION_ID </faultcode>
            SOAP within another   | 500 | <faultcode><faultcode>INVALID_SESSION_ID</faultcode>
            Engagement SOAP case  | 500 | <faultstring>token expired</faultstring>
            """)
    void anExpiry_isSeen(String api, int status, String body) {
        assertThat(ExpirySignals.expired(status, body, OPAQUE)).as(api).isTrue();
    }

    @Tag("H15")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            session of another type   | 401 | [{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]
            expired password          | 401 | [{"message":"...","errorCode":"INVALID_OPERATION_WITH_EXPIRED_PASSWORD"}]
            bad header                | 401 | [{"message":"INVALID_HEADER_TYPE","errorCode":"INVALID_AUTH_HEADER"}]
            agent                     | 401 | Connected app is not attached to Agent
            Engagement token in URL   | 401 | {"errorcode":40004,"message":"x","documentation":""}
            limit                     | 403 | [{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]
            API disabled              | 403 | [{"message":"The REST API is not enabled for this Organization.","errorCode":"API_DISABLED_FOR_ORG"}]
            Engagement privileges     | 403 | {"message":"Insufficient Privileges to complete this action.","errorcode":20002,"documentation":""}
            wrong stack               | 403 | {"message":"x","errorcode":40002}
            Bulk other                | 400 | <error><exceptionCode>InvalidJob</exceptionCode></error>
            SOAP login failed         | 500 | <faultstring>Login Failed</faultstring>
            SOAP, text that is cut    | 500 | <faultcode>sf:INVALID_SESSION_ID
            SOAP, tag that is cut     | 500 | <faultcode<faultcode<faultcode
            SOAP, another element     | 500 | <faultcode>sf:INVALID_SESSION_ID<x/>
            SOAP, no text             | 500 | <faultcode></faultcode><faultstring></faultstring>
            SOAP other                | 500 | <faultcode>sf:INVALID_FIELD</faultcode>
            throttled                 | 429 | {"message":"Your requests are temporarily blocked.","errorcode":50200}
            success                   | 200 | INVALID_SESSION_ID
            not found                 | 404 | INVALID_SESSION_ID
            """)
    void whatNoRefreshCures_isLeftAlone(String answer, int status, String body) {
        assertThat(ExpirySignals.expired(status, body, OPAQUE)).as(answer).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln, false", "00D!x, true"})
    void soapFault_isNoExpiryForAJwtFormatToken(String token, boolean expired) {
        String fault = "<faultcode>sf:INVALID_SESSION_ID</faultcode>";
        assertThat(ExpirySignals.expired(500, fault, token(token))).isEqualTo(expired);
    }
}
