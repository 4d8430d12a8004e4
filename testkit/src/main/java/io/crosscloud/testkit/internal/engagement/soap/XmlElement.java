package io.crosscloud.testkit.internal.engagement.soap;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a parsed XML document, which is UTF-8. Attributes and children are found by their local names, since the dialects that
 * clients speak differ in the rest. Immutable.
 */
record XmlElement(
        String namespace, String name, Map<String, String> attributes, List<XmlElement> children, String text) {
    private static final int MAX_DEPTH = 64;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** What was parsed is no XML, is too deep, or has a DTD. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    static XmlElement parse(byte[] document) throws MalformedException {
        String text = text(document);
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new MalformedException("a DTD is not allowed");
                }
            }
            XmlElement root = read(reader, 1);
            while (reader.hasNext()) {
                reader.next();
            }
            return root;
        } catch (XMLStreamException | RuntimeException notXml) {
            throw new MalformedException("this is not XML");
        }
    }

    /** The parser is given text, since it prints what is wrong with bytes to the process's standard error. */
    private static String text(byte[] document) throws MalformedException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedException("this is not UTF-8");
        }
    }

    private static XmlElement read(XMLStreamReader reader, int depth) throws XMLStreamException, MalformedException {
        if (depth > MAX_DEPTH) {
            throw new MalformedException("deeper than " + MAX_DEPTH);
        }
        String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        String name = reader.getLocalName();
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        List<XmlElement> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(read(reader, depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text.append(reader.getText());
            }
        }
        return new XmlElement(
                namespace,
                name,
                Map.copyOf(attributes),
                List.copyOf(children),
                text.toString().strip());
    }

    Optional<XmlElement> child(String local) {
        return children.stream().filter(child -> child.name.equals(local)).findFirst();
    }

    List<XmlElement> children(String local) {
        return children.stream().filter(child -> child.name.equals(local)).toList();
    }

    /** The text of the element at the end of this path, or an empty text. */
    String textAt(String... path) {
        Optional<XmlElement> found = Optional.of(this);
        for (String local : path) {
            found = found.flatMap(element -> element.child(local));
        }
        return found.map(XmlElement::text).orElse("");
    }

    /** The local name in {@code xsi:type}, or an empty text. */
    String type() {
        String type = attributes.getOrDefault("type", "");
        return type.substring(type.indexOf(':') + 1);
    }
}
