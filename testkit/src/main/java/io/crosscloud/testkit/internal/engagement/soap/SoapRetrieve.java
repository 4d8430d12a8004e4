package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import io.crosscloud.testkit.internal.engagement.Tenant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Retrieve: what an object type's rows are, filtered, of the columns asked for, in batches. */
final class SoapRetrieve {
    private static final int BATCH = 2500;

    private final Tenant tenant;
    private final SoapObjects objects;
    private final Map<String, Rest> rests = new ConcurrentHashMap<>();

    /** What is left of a retrieve. */
    private record Rest(Caller caller, int batch, Queue<String> rows) {}

    SoapRetrieve(Tenant tenant, SoapObjects objects) {
        this.tenant = tenant;
        this.objects = objects;
    }

    String answer(XmlElement message, Caller caller) {
        XmlElement request = message.child("RetrieveRequest").orElse(message);
        String continued = request.textAt("ContinueRequest");
        if (!continued.isEmpty()) {
            Rest rest = rests.remove(continued);
            return rest == null || !rest.caller.equals(caller)
                    ? failed("The ContinueRequest is not known: " + continued)
                    : batch(continued, rest);
        }
        SoapType type = SoapType.named(request.textAt("ObjectType"));
        if (type == null) {
            return failed("Unable to find a handler for object type: " + request.textAt("ObjectType")
                    + ". Object types are case-sensitive, check spelling.");
        }
        if (!caller.mayDo(type.readScope())) {
            return failed("API Permission Failed. Object Type: " + type.name() + ", Operation: Retrieve");
        }
        List<String> properties =
                request.children("Properties").stream().map(XmlElement::text).toList();
        String wrong = String.join(
                ", ",
                properties.stream()
                        .filter(name -> !type.properties().contains(name))
                        .toList());
        if (!wrong.isEmpty()) {
            return failed("The Request Property(s) " + wrong + " do not match with the fields of " + type.name()
                    + " retrieve");
        }
        SoapFilter filter = new SoapFilter(request.child("Filter").orElse(null));
        Optional<String> mistake = filter.mistake(type);
        if (mistake.isPresent()) {
            return failed(mistake.get());
        }
        boolean everywhere = request.textAt("QueryAllAccounts").equals("true")
                && caller.unit().equals(tenant.account().enterprise());
        Queue<String> rows = rows(type, filter, caller, everywhere).stream()
                .map(object -> object.xml("Results", properties))
                .collect(Collectors.toCollection(ArrayDeque::new));
        return batch(UUID.randomUUID().toString(), new Rest(caller, batchSize(request), rows));
    }

    private List<SoapObject> rows(SoapType type, SoapFilter filter, Caller caller, boolean everywhere) {
        boolean ofUnits = type.name().equals("BusinessUnit") || type.name().equals("Account");
        return objects.matching(candidate -> candidate.type().equals(type)
                && (everywhere || candidate.units().contains(caller.unit()))
                && (!ofUnits || caller.units().containsAll(candidate.units()))
                && filter.takes(candidate));
    }

    private static int batchSize(XmlElement request) {
        String size = request.textAt("Options", "BatchSize");
        return size.matches("[1-9][0-9]{0,3}") ? Math.min(BATCH, Integer.parseInt(size)) : BATCH;
    }

    private String batch(String requestId, Rest rest) {
        List<String> rows = new ArrayList<>();
        while (rows.size() < rest.batch && !rest.rows.isEmpty()) {
            rows.add(rest.rows.remove());
        }
        boolean more = !rest.rows.isEmpty();
        if (more) {
            rests.put(requestId, rest);
        }
        return response(more ? "MoreDataAvailable" : "OK", requestId, String.join("", rows));
    }

    private static String failed(String reason) {
        return response("Error: " + reason, null, "");
    }

    private static String response(String status, @Nullable String requestId, String rows) {
        return "<RetrieveResponseMsg xmlns=\"http://exacttarget.com/wsdl/partnerAPI\"><OverallStatus>" + escape(status)
                + "</OverallStatus><RequestID>"
                + (requestId == null ? UUID.randomUUID().toString() : requestId)
                + "</RequestID>" + rows + "</RetrieveResponseMsg>";
    }
}
