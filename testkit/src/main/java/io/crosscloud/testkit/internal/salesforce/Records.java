package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The org's records: itself, its users, and one account so that a query finds something. */
final class Records {
    private static final RecordId ACCOUNT = RecordId.of("001", 4_711);

    private final OrgSettings settings;
    private final Directory directory;

    Records(OrgSettings settings, Directory directory) {
        this.settings = settings;
        this.directory = directory;
    }

    List<String> types() {
        return List.of("Account", "Organization", "User");
    }

    Optional<ObjectNode> find(String type, String id, String base) {
        return all(type)
                .flatMap(records -> records.stream()
                        .filter(record -> sameId(String.valueOf(record.get("Id")), id))
                        .findFirst()
                        .map(record -> write(type, record, new ArrayList<>(record.keySet()), base)));
    }

    FakeResponse select(SoqlQuery query, String base) {
        Optional<List<Map<String, Object>>> all = all(query.type());
        if (all.isEmpty()) {
            return RestErrors.of(
                    400,
                    "INVALID_TYPE",
                    "sObject type '" + query.type()
                            + "' is not supported. If you are attempting to use a custom object, "
                            + "be sure to append the '__c' after the entity name.");
        }
        List<Map<String, Object>> found =
                all.get().stream().filter(record -> matches(record, query)).toList();
        ObjectNode answer = Json.object().put("totalSize", found.size()).put("done", true);
        ArrayNode records = answer.putArray("records");
        if (!query.isCount()) {
            found.stream()
                    .limit(query.limit())
                    .forEach(record -> records.add(write(query.type(), record, query.fields(), base)));
        }
        return FakeResponse.json(200, answer.put("totalSize", query.isCount() ? found.size() : records.size()));
    }

    private static boolean matches(Map<String, Object> record, SoqlQuery query) {
        String field = query.field();
        String value = query.value();
        if (field == null || value == null) {
            return true;
        }
        String actual = String.valueOf(record.get(field));
        return field.equalsIgnoreCase("Id") ? sameId(actual, value) : actual.equalsIgnoreCase(value);
    }

    private static boolean sameId(String eighteen, String id) {
        return eighteen.equals(id) || eighteen.substring(0, 15).equals(id);
    }

    private Optional<List<Map<String, Object>>> all(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "organization" -> Optional.of(List.of(organization()));
            case "user" -> Optional.of(directory.members().map(Records::user).toList());
            case "account" -> Optional.of(List.of(record(Map.of("Id", ACCOUNT.eighteen(), "Name", "Acme"))));
            default -> Optional.empty();
        };
    }

    private Map<String, Object> organization() {
        return record(Map.of(
                "Id",
                settings.orgId().eighteen(),
                "Name",
                "Acme (fake)",
                "InstanceName",
                "FAKE1",
                "IsSandbox",
                settings.sandbox(),
                "OrganizationType",
                "Developer Edition"));
    }

    private static Map<String, Object> user(Directory.Member member) {
        return record(Map.of(
                "Id",
                member.id().eighteen(),
                "Username",
                member.username(),
                "Name",
                member.user().name(),
                "FirstName",
                member.user().firstName(),
                "LastName",
                member.user().lastName(),
                "Email",
                member.user().email()));
    }

    private static Map<String, Object> record(Map<String, Object> fields) {
        Map<String, Object> record = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        record.putAll(fields);
        return record;
    }

    /** Fields that the record has none of are null. */
    private static ObjectNode write(String type, Map<String, Object> record, List<String> fields, String base) {
        ObjectNode written = Json.object();
        written.putObject("attributes")
                .put("type", type)
                .put("url", base + "/sobjects/" + type + "/" + record.get("Id"));
        for (String field : fields) {
            Object value = record.get(field);
            if (value instanceof Boolean flag) {
                written.put(field, flag);
            } else if (value == null) {
                written.putNull(field);
            } else {
                written.put(field, value.toString());
            }
        }
        return written;
    }
}
