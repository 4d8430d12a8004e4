package io.crosscloud.testkit.internal.engagement.soap;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code Filter} of a Retrieve: simple and complex filter parts of the WSDL. */
final class SoapFilter {
    private final @Nullable XmlElement filter;

    SoapFilter(@Nullable XmlElement filter) {
        this.filter = filter;
    }

    boolean takes(SoapObject object) {
        return filter == null || takes(filter, object);
    }

    private static boolean takes(XmlElement part, SoapObject object) {
        List<XmlElement> operands = Stream.of(
                        part.child("LeftOperand").stream(),
                        part.child("RightOperand").stream(),
                        part.child("AdditionalOperands").stream().flatMap(more -> more.children().stream()))
                .flatMap(operand -> operand)
                .toList();
        if (operands.isEmpty()) {
            return matches(part, object);
        }
        return part.textAt("LogicalOperator").equalsIgnoreCase("OR")
                ? operands.stream().anyMatch(operand -> takes(operand, object))
                : operands.stream().allMatch(operand -> takes(operand, object));
    }

    private static boolean matches(XmlElement part, SoapObject object) {
        String actual = object.value(part.textAt("Property"));
        List<String> values = Stream.concat(part.children("Value").stream(), part.children("DateValue").stream())
                .map(XmlElement::text)
                .toList();
        String first = values.isEmpty() ? "" : values.get(0);
        return switch (part.textAt("SimpleOperator").toLowerCase(Locale.ROOT)) {
            case "equals" -> actual.equalsIgnoreCase(first);
            case "notequals" -> !actual.equalsIgnoreCase(first);
            case "isnull" -> actual.isEmpty();
            case "isnotnull" -> !actual.isEmpty();
            case "in" -> values.stream().anyMatch(actual::equalsIgnoreCase);
            case "like" ->
                actual.toLowerCase(Locale.ROOT)
                        .contains(first.toLowerCase(Locale.ROOT).replace("%", ""));
            case "greaterthan" -> compare(actual, first) > 0;
            case "lessthan" -> compare(actual, first) < 0;
            case "greaterthanorequal" -> compare(actual, first) >= 0;
            case "lessthanorequal" -> compare(actual, first) <= 0;
            case "between" -> values.size() == 2 && compare(actual, first) >= 0 && compare(actual, values.get(1)) <= 0;
            default -> false;
        };
    }

    private static int compare(String one, String other) {
        boolean numbers = one.matches("-?[0-9]{1,18}") && other.matches("-?[0-9]{1,18}");
        return numbers ? Long.compare(Long.parseLong(one), Long.parseLong(other)) : one.compareTo(other);
    }
}
