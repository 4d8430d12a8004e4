package io.crosscloud.auth.upgrade;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.cloud.Cloud;
import io.crosscloud.error.Problem;
import io.crosscloud.fuzz.CannedClient;
import io.crosscloud.fuzz.Hostile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** What SOAP endpoints answer. */
@Tag("fuzz")
class SoapFuzzTest {
    private static final URI ENDPOINT = URI.create("https://soap.example/Service.asmx");

    @FuzzTest
    void soap(byte[] answer) {
        HttpSender sender = HttpSender.of(Cloud.ENGAGEMENT, new CannedClient(answer), Duration.ofSeconds(10));
        EngagementSoap soap = EngagementSoap.by(
                () -> EngagementSoap.Header.ofToken(Hostile.SECRET), ENDPOINT, sender, Problem.SOAP_REFUSED);
        Hostile.allow(soap::requireLogin);
        Hostile.allow(() -> soap.retrieve("BusinessUnit", List.of("ID"), ""));
        Hostile.allow(() -> BusinessUnits.active(soap));
    }

    @FuzzTest
    void xml(byte[] document) {
        Hostile.allowNothing(() -> Xml.parse(document));
    }
}
