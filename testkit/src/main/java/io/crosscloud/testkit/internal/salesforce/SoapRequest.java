package io.crosscloud.testkit.internal.salesforce;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a SOAP call says, whatever its prefixes and the order of header and body.
 *
 * @param operation the local name of the first element in the body
 * @param texts the texts of all elements without children, by local name; the first of each
 */
record SoapRequest(String operation, Map<String, String> texts) {
    private static final XMLInputFactory XML = factory();

    /** The call in this envelope, or nothing if it is none; a DTD makes it none. */
    static Optional<SoapRequest> parse(String envelope) {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(envelope));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException notXml) {
            return Optional.empty();
        }
    }

    private static Optional<SoapRequest> read(XMLStreamReader reader) throws XMLStreamException {
        Map<String, String> texts = new HashMap<>();
        StringBuilder text = new StringBuilder();
        String operation = "";
        String parent = "";
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (operation.isEmpty() && parent.equals("Body")) {
                        operation = reader.getLocalName();
                    }
                    parent = reader.getLocalName();
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (reader.getLocalName().equals(parent)) {
                        texts.putIfAbsent(parent, text.toString().strip());
                    }
                    parent = "";
                }
                case XMLStreamConstants.DTD -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return operation.isEmpty() ? Optional.empty() : Optional.of(new SoapRequest(operation, Map.copyOf(texts)));
    }

    String text(String element) {
        return texts.getOrDefault(element, "");
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
