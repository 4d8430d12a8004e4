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

    /** Execute, Perform, Schedule or Configure. Which scope each of them needs is not known, so that any one is enough. */
    String answer(String operation, XmlElement message, Caller caller) {
        if (!caller.mayDo(null)) {
            return refused(operation, message);
        }
        return switch (operation) {
            case "Execute" -> execution("OK", status("Event posted"));
            case "Perform" -> perform(message);
            case "Schedule" -> schedule(message);
            default -> results("ConfigureResponseMsg", status("Configured."));
        };
    }

    private static String refused(String operation, XmlElement message) {
        String error = "<StatusCode>Error</StatusCode><StatusMessage>API Permission Failed. Object Type: "
                + escape(objectType(operation, message)) + ", Operation: " + operation + "</StatusMessage><ErrorCode>2"
                + "</ErrorCode>";
        return operation.equals("Execute")
                ? execution("Error", error)
                : results(operation + "ResponseMsg", error, "Error");
    }

    private static String objectType(String operation, XmlElement message) {
        return switch (operation) {
            case "Execute" -> message.textAt("Requests", "Name");
            case "Schedule" -> typeOf(message, "Interactions", "Interaction");
            case "Configure" -> typeOf(message, "Configurations", "Configuration");
            default -> typeOf(message, "Definitions", "Definition");
        };
    }

    private static String typeOf(XmlElement message, String plural, String singular) {
        return first(message, plural, singular).map(XmlElement::type).orElse("");
    }

    private String perform(XmlElement message) {
        XmlElement definition = first(message, "Definitions", "Definition").orElse(message);
        String type = definition.type().isEmpty() ? "QueryDefinition" : definition.type();
        String result = status(type + " perform called successfully") + "<Object xsi:type=\"" + escape(type) + "\">"
                + NO_KEYS + "<ObjectID>" + escape(definition.textAt("ObjectID")) + "</ObjectID></Object><Task>"
                + status("OK") + "<ID>" + tasks.getAndIncrement() + "</ID><InteractionObjectID>" + UUID.randomUUID()
                + "</InteractionObjectID></Task>";
        return results("PerformResponseMsg", result);
    }

    private static String schedule(XmlElement message) {
        XmlElement interaction = first(message, "Interactions", "Interaction").orElse(message);
        String recurrence = message.textAt("Schedule", "RecurrenceType");
        String result = status("Program scheduled.") + "<Object>" + NO_KEYS + "<ObjectID>"
                + escape(interaction.textAt("ObjectID")) + "</ObjectID><RecurrenceType>"
                + escape(recurrence.isEmpty() ? "Hourly" : recurrence) + "</RecurrenceType></Object><Task />";
        return results("ScheduleResponseMsg", result);
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

    private static String execution(String overall, String result) {
        return "<ExecuteResponseMsg" + NAMESPACE + "><OverallStatus>" + overall + "</OverallStatus><RequestID>"
                + UUID.randomUUID() + "</RequestID><Results>" + result + "</Results></ExecuteResponseMsg>";
    }

    private static String results(String name, String result) {
        return results(name, result, "OK");
    }

    private static String results(String name, String result, String overall) {
        return "<" + name + NAMESPACE + "><Results><Result>" + result + "</Result></Results><OverallStatus>" + overall
                + "</OverallStatus><OverallStatusMessage /><RequestID>" + UUID.randomUUID() + "</RequestID></" + name
                + ">";
    }
}
