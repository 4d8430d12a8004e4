package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The operations that neither retrieve nor change objects, with the answers that were recorded of production. */
final class SoapActions {
    private static final String NAMESPACE = " xmlns=\"http://exacttarget.com/wsdl/partnerAPI\"";
    private static final String NO_KEYS = "<PartnerKey xsi:nil=\"true\" />";

    private final AtomicInteger tasks = new AtomicInteger(127061082);

    String execute() {
        return "<ExecuteResponseMsg" + NAMESPACE + "><OverallStatus>OK</OverallStatus><RequestID>" + UUID.randomUUID()
                + "</RequestID><Results><StatusCode>OK</StatusCode><StatusMessage>Event posted</StatusMessage></Results>"
                + "</ExecuteResponseMsg>";
    }

    String perform(XmlElement message) {
        XmlElement definition = first(message, "Definitions", "Definition").orElse(message);
        String type = definition.type().isEmpty() ? "QueryDefinition" : definition.type();
        String result = status(type + " perform called successfully") + "<Object xsi:type=\"" + escape(type) + "\">"
                + NO_KEYS + "<ObjectID>" + escape(definition.textAt("ObjectID")) + "</ObjectID></Object><Task>"
                + status("OK") + "<ID>" + tasks.getAndIncrement() + "</ID><InteractionObjectID>" + UUID.randomUUID()
                + "</InteractionObjectID></Task>";
        return results("PerformResponseMsg", result);
    }

    String schedule(XmlElement message) {
        XmlElement interaction = first(message, "Interactions", "Interaction").orElse(message);
        String recurrence = message.textAt("Schedule", "RecurrenceType");
        String result = status("Program scheduled.") + "<Object>" + NO_KEYS + "<ObjectID>"
                + escape(interaction.textAt("ObjectID")) + "</ObjectID><RecurrenceType>"
                + escape(recurrence.isEmpty() ? "Hourly" : recurrence) + "</RecurrenceType></Object><Task />";
        return results("ScheduleResponseMsg", result);
    }

    String configure() {
        return results("ConfigureResponseMsg", status("Configured."));
    }

    String describe(XmlElement message) {
        StringBuilder definitions = new StringBuilder();
        message.child("DescribeRequests").stream()
                .flatMap(requests -> requests.children("ObjectDefinitionRequest").stream())
                .map(request -> request.textAt("ObjectType"))
                .forEach(name -> definitions.append(definition(name)));
        return "<DefinitionResponseMsg" + NAMESPACE + ">" + definitions + "<RequestID>" + UUID.randomUUID()
                + "</RequestID></DefinitionResponseMsg>";
    }

    private static String definition(String name) {
        SoapType type = SoapType.named(name);
        Stream<String> properties = type == null ? Stream.empty() : type.properties().stream();
        StringBuilder xml = new StringBuilder("<ObjectDefinition><ObjectType>" + escape(name) + "</ObjectType>");
        properties.forEach(property -> xml.append("<Properties>")
                .append(NO_KEYS)
                .append("<ObjectID xsi:nil=\"true\" /><Name>")
                .append(property)
                .append("</Name><DataType>")
                .append(SoapType.dataType(property))
                .append("</DataType><IsUpdatable>true</IsUpdatable><IsRetrievable>true</IsRetrievable><IsRequired>")
                .append(property.equals("ID"))
                .append("</IsRequired></Properties>"));
        return xml.append("</ObjectDefinition>").toString();
    }

    String systemStatus(boolean inMaintenance) {
        return results(
                "SystemStatusResponseMsg",
                status("System Status Retrieved") + "<SystemStatus>" + (inMaintenance ? "InMaintenance" : "OK")
                        + "</SystemStatus>");
    }

    String versionInfo() {
        return "<VersionInfoResponseMsg" + NAMESPACE + "><VersionInfo><Version>1.0</Version>"
                + "<VersionDate>2026-01-01T00:00:00</VersionDate><Notes>A fake of Service.asmx</Notes></VersionInfo>"
                + "<RequestID>" + UUID.randomUUID() + "</RequestID></VersionInfoResponseMsg>";
    }

    private static Optional<XmlElement> first(XmlElement message, String plural, String singular) {
        return message.child(plural).flatMap(all -> all.child(singular));
    }

    private static String status(String message) {
        return "<StatusCode>OK</StatusCode><StatusMessage>" + escape(message) + "</StatusMessage>";
    }

    private static String results(String name, String result) {
        return "<" + name + NAMESPACE + "><Results><Result>" + result + "</Result></Results>"
                + "<OverallStatus>OK</OverallStatus><OverallStatusMessage /><RequestID>" + UUID.randomUUID()
                + "</RequestID></" + name + ">";
    }
}
