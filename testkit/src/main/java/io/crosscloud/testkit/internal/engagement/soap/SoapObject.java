package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import io.crosscloud.session.BusinessUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An object of the SOAP interface, and the business units that it belongs to. Immutable. */
record SoapObject(SoapType type, Set<BusinessUnit> units, Map<String, String> values) {

    SoapObject {
        units = Set.copyOf(units);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The object that stands in a request, as far as its properties are known. */
    static SoapObject of(SoapType type, XmlElement element, BusinessUnit unit) {
        Map<String, String> values = new LinkedHashMap<>();
        for (XmlElement child : element.children()) {
            if (child.children().isEmpty()
                    && type.properties().contains(child.name())
                    && !child.text().isEmpty()) {
                values.put(child.name(), child.text());
            }
        }
        return new SoapObject(type, Set.of(unit), values);
    }

    SoapObject with(Map<String, String> changes) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.putAll(changes);
        return new SoapObject(type, units, changed);
    }

    String value(String property) {
        return values.getOrDefault(property, "");
    }

    String key() {
        return value(type.keyProperty());
    }

    /** The element with these properties of it, in the order of the WSDL. */
    String xml(String element, Collection<String> asked) {
        return "<" + element + " xsi:type=\"" + type.name() + "\">" + content(asked) + "</" + element + ">";
    }

    /** The same with all properties that have a value. */
    String xml(String element) {
        return xml(element, values.keySet());
    }

    private String content(Collection<String> asked) {
        StringBuilder xml = new StringBuilder();
        appendGroup(xml, "Client", asked);
        xml.append("<PartnerKey xsi:nil=\"true\" />");
        String group = "Client";
        for (String property : type.properties()) {
            int dot = property.indexOf('.');
            if (dot < 0) {
                append(xml, property, asked);
            } else if (!property.substring(0, dot).equals(group)) {
                group = property.substring(0, dot);
                appendGroup(xml, group, asked);
            }
        }
        return xml.toString();
    }

    private void append(StringBuilder xml, String property, Collection<String> asked) {
        boolean always = type.always().contains(property);
        if (values.containsKey(property) && (asked.contains(property) || always)) {
            appendElement(xml, property, value(property));
        } else if (property.equals("ObjectID") || always) {
            xml.append('<').append(property).append(" xsi:nil=\"true\" />");
        }
    }

    private void appendGroup(StringBuilder xml, String group, Collection<String> asked) {
        StringBuilder inner = new StringBuilder();
        for (String property : type.properties()) {
            if (property.startsWith(group + ".") && asked.contains(property) && values.containsKey(property)) {
                appendElement(inner, property.substring(group.length() + 1), value(property));
            }
        }
        if (inner.length() > 0) {
            xml.append('<')
                    .append(group)
                    .append('>')
                    .append(inner)
                    .append("</")
                    .append(group)
                    .append('>');
        }
    }

    private static void appendElement(StringBuilder xml, String name, String text) {
        xml.append('<')
                .append(name)
                .append('>')
                .append(escape(text))
                .append("</")
                .append(name)
                .append('>');
    }
}
