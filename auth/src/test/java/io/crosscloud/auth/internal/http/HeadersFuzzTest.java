package io.crosscloud.auth.internal.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.Cloud;
import io.crosscloud.fuzz.CannedClient;
import io.crosscloud.fuzz.Hostile;
import io.crosscloud.spi.AuthListener;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;

/** Times that servers name. */
@Tag("fuzz")
class HeadersFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @FuzzTest
    void retryAfter(byte[] answer) {
        HttpHeaders headers = new CannedClient(answer).headers();
        Hostile.allowNothing(() -> {
            ServerClock clock = new ServerClock(() -> NOW, Cloud.SALESFORCE, AuthListener.NONE);
            clock.observe(headers);
            Hostile.require(clock.ahead().abs().compareTo(Duration.ofHours(24)) <= 0, clock.ahead());
            clock.retryAfter(headers)
                    .ifPresent(wait -> Hostile.require(
                            wait.compareTo(Duration.ofSeconds(1)) >= 0 && wait.compareTo(Duration.ofHours(1)) <= 0,
                            wait));
        });
    }
}
