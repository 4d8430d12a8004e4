package io.crosscloud.testkit.internal.engagement.soap;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code Filter} of a Retrieve: simple and complex filter parts of the WSDL. An empty one takes everything. */
final class SoapFilter {
    private static final Set<String> OPERATORS = Set.of(
            "equals",
            "notequals",
            "isnull",
            "isnotnull",
            "in",
            "like",
            "contains",
            "existsinstring",
            "notcontains",
            "notexistsinstring",
            "beginswith",
            "endswith",
            "greaterthan",
            "lessthan",
            "greaterthanorequal",
            "lessthanorequal",
            "between");

    private final @Nullable XmlElement filter;

    SoapFilter(@Nullable XmlElement filter) {
        this.filter = filter == null || filter.children().isEmpty() ? null : filter;
    }

    boolean takes(SoapObject object) {
        return filter == null || takes(filter, object);
    }

    /** What makes no sense about it for objects of this type. */
    Optional<String> mistake(SoapType type) {
        return filter == null ? Optional.empty() : mistake(filter, type);
    }

    private static Optional<String> mistake(XmlElement part, SoapType type) {
        List<XmlElement> operands = operands(part);
        if (!operands.isEmpty()) {
            return operands.stream()
                    .flatMap(operand -> mistake(operand, type).stream())
                    .findFirst();
        }
        String property = part.textAt("Property");
        if (!type.properties().contains(property)) {
            return Optional.of("Invalid column name '" + property + "'.");
        }
        return OPERATORS.contains(operator(part))
                ? Optional.empty()
                : Optional.of("Invalid SimpleOperator: " + part.textAt("SimpleOperator"));
    }

    private static List<XmlElement> operands(XmlElement part) {
        return Stream.of(
                        part.child("LeftOperand").stream(),
                        part.child("RightOperand").stream(),
                        part.child("AdditionalOperands").stream().flatMap(more -> more.children().stream()))
                .flatMap(operand -> operand)
                .toList();
    }

    private static String operator(XmlElement part) {
        return part.textAt("SimpleOperator").toLowerCase(Locale.ROOT);
    }

    private static boolean takes(XmlElement part, SoapObject object) {
        List<XmlElement> operands = operands(part);
        if (operands.isEmpty()) {
            return matches(part, object);
        }
        return part.textAt("LogicalOperator").equalsIgnoreCase("OR")
                ? operands.stream().anyMatch(operand -> takes(operand, object))
                : operands.stream().allMatch(operand -> takes(operand, object));
    }

    private static boolean matches(XmlElement part, SoapObject object) {
        String actual = object.value(part.textAt("Property")).toLowerCase(Locale.ROOT);
        List<String> values = Stream.concat(part.children("Value").stream(), part.children("DateValue").stream())
                .map(value -> value.text().toLowerCase(Locale.ROOT))
                .toList();
        String first = values.isEmpty() ? "" : values.get(0);
        String operator = operator(part);
        return switch (operator) {
            case "equals" -> actual.equals(first);
            case "notequals" -> !actual.equals(first);
            case "isnull" -> actual.isEmpty();
            case "isnotnull" -> !actual.isEmpty();
            case "in" -> values.contains(actual);
            case "like" -> actual.contains(first.replace("%", ""));
            case "contains", "existsinstring" -> actual.contains(first);
            case "notcontains", "notexistsinstring" -> !actual.contains(first);
            case "beginswith" -> actual.startsWith(first);
            case "endswith" -> actual.endsWith(first);
            case "greaterthan" -> compare(actual, first) > 0;
            case "lessthan" -> compare(actual, first) < 0;
            case "greaterthanorequal" -> compare(actual, first) >= 0;
            case "lessthanorequal" -> compare(actual, first) <= 0;
            case "between" -> values.size() == 2 && compare(actual, first) >= 0 && compare(actual, values.get(1)) <= 0;
            default -> throw new IllegalStateException("no operator " + operator);
        };
    }

    private static int compare(String one, String other) {
        boolean numbers = one.matches("-?[0-9]{1,18}") && other.matches("-?[0-9]{1,18}");
        return numbers ? Long.compare(Long.parseLong(one), Long.parseLong(other)) : one.compareTo(other);
    }
}
