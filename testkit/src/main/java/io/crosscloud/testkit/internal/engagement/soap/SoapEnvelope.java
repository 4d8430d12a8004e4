package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The wrapper of every answer, as recorded; clients look for the literal prefix {@code soap:}. */
final class SoapEnvelope {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final String TEMPLATE =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"%1$s\""
                    + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                    + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                    + " xmlns:wsa=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
                    + " xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\""
                    + " xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\">"
                    + "<soap:Header><wsa:Action>%2$s</wsa:Action><wsa:MessageID>urn:uuid:%3$s</wsa:MessageID>"
                    + "<wsa:RelatesTo>%4$s</wsa:RelatesTo>"
                    + "<wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>"
                    + "<wsse:Security><wsu:Timestamp wsu:Id=\"Timestamp-%5$s\"><wsu:Created>%6$s</wsu:Created>"
                    + "<wsu:Expires>%7$s</wsu:Expires></wsu:Timestamp></wsse:Security></soap:Header>"
                    + "<soap:Body>%8$s</soap:Body></soap:Envelope>";

    private SoapEnvelope() {}

    static String of(SoapRequest request, String action, String body, Instant now) {
        Instant created = now.truncatedTo(ChronoUnit.SECONDS);
        return TEMPLATE.formatted(
                request.version().namespace(),
                escape(action),
                UUID.randomUUID(),
                escape(request.messageId().orElseGet(() -> "urn:uuid:" + UUID.randomUUID())),
                UUID.randomUUID(),
                created,
                created.plus(LIFE),
                body);
    }
}
