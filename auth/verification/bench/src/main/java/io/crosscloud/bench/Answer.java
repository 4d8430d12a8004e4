package io.crosscloud.bench;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a token endpoint answers.
 *
 * @param lifetime what it states in {@code expires_in}; null if it states nothing, as Salesforce
 */
record Answer(int status, Duration delay, @Nullable Duration lifetime) {
    static Answer token(@Nullable Duration lifetime) {
        return new Answer(200, Duration.ZERO, lifetime);
    }

    /** 400 refuses for good; 503 says to come again. */
    static Answer failing(int status) {
        return new Answer(status, Duration.ZERO, null);
    }

    Answer after(Duration delay) {
        return new Answer(status, delay, lifetime);
    }

    String body(URI instance, int number) {
        if (status == 200) {
            return """
                {"access_token":"00Dxx0000001gPL!AR8AQJXg5oj8jXSgxJfA0lBog.%d","instance_url":"%s",\
                "token_type":"Bearer"%s}\
                """.formatted(number, instance, lifetime == null ? "" : ",\"expires_in\":" + lifetime.toSeconds());
        }
        return status == 400
                ? "{\"error\":\"invalid_grant\",\"error_description\":\"user hasn't approved this consumer\"}"
                : "";
    }
}
