package org.crmlink.sandbox.dynamics;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of a small XML text that came from a client. Immutable once read. */
final class XmlElement {

    /** The longest URL that the service reads, inside a batch; nothing longer can arrive. */
    private static final int MAX_CHARS = 64 * 1024;

    private static final int MAX_DEPTH = 64;

    private final String name;
    private final Map<String, String> attributes;
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlElement(String name, Map<String, String> attributes) {
        this.name = name;
        this.attributes = attributes;
    }

    /** The root element; empty if the text is no well-formed XML without a DTD, or too large. */
    static Optional<XmlElement> parse(String xml) {
        if (xml.length() > MAX_CHARS) {
            return Optional.empty();
        }
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            try {
                return Optional.of(root(reader));
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    private static XmlElement root(XMLStreamReader reader) throws XMLStreamException {
        XmlElement document = new XmlElement("", Map.of());
        List<XmlElement> open = new ArrayList<>();
        open.add(document);
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlElement element = new XmlElement(reader.getLocalName(), attributes(reader));
                    open.get(open.size() - 1).children.add(element);
                    open.add(element);
                    if (open.size() > MAX_DEPTH) {
                        throw new XMLStreamException("nested too deeply");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> open.remove(open.size() - 1);
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    open.get(open.size() - 1).text.append(reader.getText());
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("a DTD or an entity");
                default -> {
                    // Comments, blanks and processing instructions mean nothing.
                }
            }
        }
        return document.children.get(0);
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return attributes;
    }

    String name() {
        return name;
    }

    List<XmlElement> children() {
        return children;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    /** An attribute that has a value; an empty one counts as absent. */
    Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute)).filter(value -> !value.isEmpty());
    }

    /** The text directly inside. */
    String text() {
        return text.toString();
    }
}
