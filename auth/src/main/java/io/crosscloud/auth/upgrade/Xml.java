package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.json.Utf8;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an answer: its local name, its children, its text. Documents are read as UTF-8, without DTDs and
 * external entities, and at most 32 levels deep. The parser's exceptions may quote the input, so they are neither shown
 * nor chained. The parser gets text, because it prints errors in bytes to the process's standard error.
 */
record Xml(String name, List<Xml> children, String text) {
    private static final int MAX_DEPTH = 32;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Parses a document and returns its root; empty if the document is not accepted. */
    static Optional<Xml> parse(byte[] document) {
        Optional<String> text = Utf8.decode(document);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String bare = text.get().startsWith(BYTE_ORDER_MARK) ? text.get().substring(1) : text.get();
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(bare));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    return Optional.empty();
                }
            }
            Xml root = element(reader, 1);
            while (reader.hasNext()) {
                reader.next();
            }
            return Optional.of(root);
        } catch (XMLStreamException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Escapes a text for the content of an element. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Xml element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > MAX_DEPTH) {
            throw new XMLStreamException("too deep");
        }
        String name = reader.getLocalName();
        List<Xml> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(element(reader, depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(reader.getText());
            }
        }
        return new Xml(name, List.copyOf(children), text.toString().strip());
    }

    /** The children with this name. */
    List<Xml> all(String child) {
        return children.stream().filter(each -> each.name.equals(child)).toList();
    }

    /** The first element at the end of this path. */
    Optional<Xml> at(String... path) {
        Optional<Xml> found = Optional.of(this);
        for (String child : path) {
            found = found.flatMap(element -> element.all(child).stream().findFirst());
        }
        return found;
    }

    /** The text at the end of this path; empty if there is none. */
    String textAt(String... path) {
        return at(path).map(Xml::text).orElse("");
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
