package io.crosscloud.auth.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DailyRequestsTest {
    @Test
    void figures_areRead() throws MalformedJsonException {
        assertThat(DailyRequests.in(Json.parse("{\"DailyApiRequests\":{\"Max\":15000,\"Remaining\":-3}}")))
                .contains(new DailyRequests(15000, -3));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "5, 6",
        "9223372036854775807, 0",
        "0, -9223372036854775808",
        "99999999999999999999999999999999, -99999999999999999999999999999999",
        "null, 1",
        "1, {}",
    })
    void figuresThatNobodyHas_areNone(String most, String left) throws MalformedJsonException {
        String body = "{\"DailyApiRequests\":{\"Max\":" + most + ",\"Remaining\":" + left + "}}";

        assertThat(DailyRequests.in(Json.parse(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"DailyApiRequests\":null}", "{\"DailyApiRequests\":[]}", "{\"DailyApiRequests\":{}}"})
    void answerWithoutFigures_hasNone(String body) throws MalformedJsonException {
        assertThat(DailyRequests.in(Json.parse(body))).isEmpty();
    }
}
