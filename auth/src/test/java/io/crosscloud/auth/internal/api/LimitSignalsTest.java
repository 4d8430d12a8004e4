package io.crosscloud.auth.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSignalsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            api-usage=18/5000
            api-usage=18/5000; per-app-api-usage=17/250(appName=sample-connected-app)
            per-app-api-usage=17/250(appName=x), api-usage=18/5000
            api-bursts=1/750; api-usage=18/5000
            """)
    void figuresOfTheOrg_areFoundAmongOthers(String value) {
        assertThat(LimitSignals.usage(headers("Sforce-Limit-Info", value))).contains(new LimitSignals.Usage(18, 5000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "api-usage=", "api-usage=1/0", "per-app-api-usage=17/250", "api-usage=99999999999999999999/1"
            })
    void anythingElse_saysNothing(String value) {
        assertThat(LimitSignals.usage(headers("sforce-limit-info", value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | ''                                                | true
            403 | [{"errorCode":"REQUEST_LIMIT_EXCEEDED"}]          | true
            500 | <faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode>  | true
            500 | <faultcode x=""> REQUEST_LIMIT_EXCEEDED </faultcode> | true
            500 | <Name>REQUEST_LIMIT_EXCEEDED</Name>               | false
            403 | Bad_OAuth_Token                                   | false
            401 | REQUEST_LIMIT_EXCEEDED                            | false
            """)
    void refusals_areThoseOfBothClouds(int status, String body, boolean refusal) {
        assertThat(LimitSignals.reached(status, body)).isEqualTo(refusal);
    }

    private static HttpHeaders headers(String name, String value) {
        return HttpHeaders.of(Map.of(name, List.of(value)), (a, b) -> true);
    }
}
