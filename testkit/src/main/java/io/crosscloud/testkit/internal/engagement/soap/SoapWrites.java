package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Create, Update and Delete: each object of a request has a result of its own. */
final class SoapWrites {
    private static final int ON_THE_LIST = 12014;
    private static final String NO_ID = "<NewID>0</NewID>";

    private final SoapObjects objects;

    /** What became of one object. */
    private record Result(boolean ok, String xml) {}

    SoapWrites(SoapObjects objects) {
        this.objects = objects;
    }

    String answer(String operation, XmlElement message, Caller caller) {
        boolean upsert = message.child("Options").stream()
                .flatMap(options -> options.children("SaveOptions").stream())
                .flatMap(options -> options.children("SaveOption").stream())
                .anyMatch(option -> option.textAt("SaveAction").equals("UpdateAdd"));
        List<Result> results = new ArrayList<>();
        for (XmlElement element : message.children("Objects")) {
            results.add(result(operation, element, caller, results.size(), upsert));
        }
        long failed = results.stream().filter(result -> !result.ok).count();
        String status = failed == 0 ? "OK" : failed == results.size() ? "Error" : "Has Errors";
        String rows = String.join("", results.stream().map(Result::xml).toList());
        return "<" + operation + "Response xmlns=\"http://exacttarget.com/wsdl/partnerAPI\">" + rows + "<RequestID>"
                + UUID.randomUUID() + "</RequestID><OverallStatus>" + status + "</OverallStatus></" + operation
                + "Response>";
    }

    private Result result(String operation, XmlElement element, Caller caller, int ordinal, boolean upsert) {
        SoapType type = SoapType.named(element.type());
        if (type == null || type.writeScope() == null) {
            return failed(ordinal, 2, "Unable to find a handler for object type: " + element.type(), "");
        }
        SoapObject object = withKey(SoapObject.of(type, element, caller.unit()));
        if (!caller.mayDo(type.writeScope())) {
            return failed(
                    ordinal, 2, "API Permission Failed. Object Type: " + type.name() + ", Operation: " + operation, "");
        }
        if (type.name().equals("TriggeredSend")) {
            return triggered(element, caller, ordinal);
        }
        return switch (operation) {
            case "Create" -> created(object, ordinal, upsert);
            case "Update" -> updated(object, ordinal);
            default -> deleted(object, ordinal);
        };
    }

    /** A subscriber without a key goes by the address. */
    private static SoapObject withKey(SoapObject object) {
        return object.key().isEmpty() && !object.value("EmailAddress").isEmpty()
                ? object.with(Map.of("SubscriberKey", object.value("EmailAddress")))
                : object;
    }

    private Result created(SoapObject object, int ordinal, boolean upsert) {
        if (object.key().isEmpty()) {
            return failed(ordinal, 2, object.type().keyProperty() + " is missing", NO_ID + object.xml("Object"));
        }
        Optional<SoapObject> added = objects.add(object);
        if (added.isEmpty()) {
            return upsert
                    ? updated(object, ordinal)
                    : failed(ordinal, ON_THE_LIST, alreadyThere(object), NO_ID + object.xml("Object"));
        }
        String id = added.get().value("ID");
        String newObject = added.get().value("ObjectID");
        return ok(
                "Created " + object.type().name() + ".",
                ordinal,
                "<NewID>" + (id.isEmpty() ? "0" : id) + "</NewID>"
                        + (newObject.isEmpty() ? "" : "<NewObjectID>" + newObject + "</NewObjectID>")
                        + added.get().xml("Object"));
    }

    private static String alreadyThere(SoapObject object) {
        return object.type().name().equals("Subscriber")
                ? "The subscriber is already on the list"
                : "There is a " + object.type().name() + " with this CustomerKey already";
    }

    private Result updated(SoapObject object, int ordinal) {
        return objects.change(object)
                .map(changed -> ok("Updated " + object.type().name() + ".", ordinal, changed.xml("Object")))
                .orElseGet(() -> failed(
                        ordinal, 12018, "There is no such " + object.type().name(), ""));
    }

    private Result deleted(SoapObject object, int ordinal) {
        return objects.remove(object)
                .map(removed -> ok(object.type().name() + " deleted", ordinal, removed.xml("Object")))
                .orElseGet(() -> failed(
                        ordinal, 12018, "There is no such " + object.type().name(), ""));
    }

    private Result triggered(XmlElement element, Caller caller, int ordinal) {
        String key = element.textAt("TriggeredSendDefinition", "CustomerKey");
        boolean known = !objects.matching(object -> object.type().name().equals("TriggeredSendDefinition")
                        && object.units().contains(caller.unit())
                        && object.key().equalsIgnoreCase(key))
                .isEmpty();
        if (!known) {
            return failed(ordinal, 180008, "There is no triggered send definition " + key, "");
        }
        List<XmlElement> subscribers = element.children("Subscribers");
        boolean addressed = !subscribers.isEmpty()
                && subscribers.stream()
                        .allMatch(
                                subscriber -> subscriber.textAt("EmailAddress").contains("@"));
        String echo = "<Object xsi:type=\"TriggeredSend\"><PartnerKey xsi:nil=\"true\" /><ObjectID xsi:nil=\"true\" />"
                + "<TriggeredSendDefinition><PartnerKey xsi:nil=\"true\" /><ObjectID xsi:nil=\"true\" /><CustomerKey>"
                + escape(key) + "</CustomerKey></TriggeredSendDefinition></Object>";
        String type = " xsi:type=\"TriggeredSendCreateResult\"";
        return addressed
                ? new Result(true, results(type, "OK", "Created TriggeredSend", ordinal, NO_ID + echo))
                : new Result(
                        false,
                        results(
                                type,
                                "Error",
                                "Unable to queue Triggered Send request. There are no valid subscribers.",
                                ordinal,
                                "<ErrorCode>180008</ErrorCode>" + NO_ID + echo));
    }

    private static Result ok(String message, int ordinal, String more) {
        return new Result(true, results("", "OK", message, ordinal, more));
    }

    private static Result failed(int ordinal, int code, String message, String more) {
        return new Result(false, results("", "Error", message, ordinal, "<ErrorCode>" + code + "</ErrorCode>" + more));
    }

    private static String results(String type, String status, String message, int ordinal, String more) {
        return "<Results" + type + "><StatusCode>" + status + "</StatusCode><StatusMessage>" + escape(message)
                + "</StatusMessage><OrdinalID>" + ordinal + "</OrdinalID>" + more + "</Results>";
    }
}
