package io.crosscloud.auth.internal.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.fuzz.CannedClient;
import io.crosscloud.fuzz.Hostile;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Tag;

/** What the clouds' APIs answer: of the allowance, and of a token that has expired. */
@Tag("fuzz")
class ApiAnswersFuzzTest {
    private static final AccessToken TOKEN = AccessToken.of(
            "00D!x",
            ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")),
            Scopes.unspecified(),
            Instant.EPOCH);

    @FuzzTest
    void limitInfo(byte[] answer) {
        Hostile.allowNothing(() -> LimitSignals.usage(new CannedClient(answer).headers())
                .ifPresent(usage -> Hostile.require(usage.used() >= 0 && usage.allowed() > 0, usage)));
    }

    @FuzzTest
    void errorBody(byte[] answer) {
        CannedClient canned = new CannedClient(answer);
        Hostile.allowNothing(() -> {
            for (int status : new int[] {canned.status(), 400, 401, 403, 500}) {
                boolean expired = ExpirySignals.expired(status, canned.body(), TOKEN);
                boolean limited = LimitSignals.reached(status, canned.body());
                Hostile.require(!(expired && limited && status == 401), status);
            }
        });
    }

    @FuzzTest
    void limits(byte[] body) {
        Hostile.allow(
                () -> DailyRequests.in(Json.parse(body))
                        .ifPresent(daily -> Hostile.require(daily.most() - daily.left() >= 0, daily)),
                MalformedJsonException.class);
    }
}
