package io.crosscloud.auth.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

    @Test
    void refusals_areThoseOfBothClouds() {
        assertThat(LimitSignals.reached(429, headers("Retry-After", " 5 "), ""))
                .contains(new LimitSignals.Reached(Duration.ofSeconds(5)));
        assertThat(LimitSignals.reached(429, headers("Retry-After", "soon"), ""))
                .contains(new LimitSignals.Reached(null));
        assertThat(LimitSignals.reached(403, headers("a", "b"), "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]"))
                .contains(new LimitSignals.Reached(null));
        assertThat(LimitSignals.reached(403, headers("a", "b"), "Bad_OAuth_Token"))
                .isEmpty();
        assertThat(LimitSignals.reached(401, headers("a", "b"), "REQUEST_LIMIT_EXCEEDED"))
                .isEmpty();
    }

    @Test
    void refusalsOfSoap_areFaultCodes_ofWhateverPrefix() {
        assertThat(LimitSignals.reached(500, headers("a", "b"), "<faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode>"))
                .isPresent();
        assertThat(LimitSignals.reached(500, headers("a", "b"), "<faultcode x=''> REQUEST_LIMIT_EXCEEDED </faultcode>"))
                .isPresent();
        assertThat(LimitSignals.reached(500, headers("a", "b"), "<Name>REQUEST_LIMIT_EXCEEDED</Name>"))
                .isEmpty();
    }

    private static HttpHeaders headers(String name, String value) {
        return HttpHeaders.of(Map.of(name, List.of(value)), (a, b) -> true);
    }
}
