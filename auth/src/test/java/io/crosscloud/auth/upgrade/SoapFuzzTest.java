package io.crosscloud.auth.upgrade;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.fuzz.CannedClient;
import io.crosscloud.fuzz.Hostile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;

/** What SOAP endpoints answer. */
@Tag("fuzz")
class SoapFuzzTest {
    private static final URI ENDPOINT = URI.create("https://soap.example/Service.asmx");

    @FuzzTest
    void soap(byte[] answer) {
        Hostile.allowWithoutSecret(() -> soap(new CannedClient(answer)).requireLogin());
        Hostile.allowWithoutSecret(() -> BusinessUnits.active(soap(new CannedClient(answer))));
        Hostile.allowWithoutSecret(() -> ScheduledSends.requireNone(
                soap(new CannedClient(answer)), Instant.EPOCH, Duration.ofHours(1), ZoneOffset.UTC));
    }

    private static EngagementSoap soap(CannedClient client) {
        return EngagementSoap.with(
                () -> EngagementSoap.Header.ofToken(Hostile.SECRET),
                ENDPOINT,
                HttpSender.of(Cloud.ENGAGEMENT, client, Duration.ofSeconds(10)),
                UpgradeProblem.SOAP_REFUSED);
    }

    @FuzzTest
    void xml(byte[] document) {
        Hostile.allowNothing(() -> Xml.parse(document));
    }
}
