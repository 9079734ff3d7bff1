package org.crmlink.sandbox.salesforce.soap;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request, known by its local name: prefixes differ from client to client. Immutable once read.
 *
 * @param type the local part of {@code xsi:type}; empty text if there is none
 * @param nil whether it is {@code xsi:nil}
 * @param text characters directly inside of it
 */
record Element(String name, String type, boolean nil, StringBuilder text, List<Element> children) {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final int MOST_DEPTH = 50;

    /**
     * Reads a document.
     *
     * @throws XMLStreamException if it is no XML, has a document type, or is nested too deeply
     */
    static Element read(byte[] document) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
        Element root = new Element("", "", false, new StringBuilder(), new ArrayList<>());
        Deque<Element> open = new ArrayDeque<>(List.of(root));
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> throw new XMLStreamException("a document type is not allowed");
                case XMLStreamConstants.START_ELEMENT -> {
                    Element element = begun(reader);
                    open.element().children().add(element);
                    open.push(element);
                    if (open.size() > MOST_DEPTH) {
                        throw new XMLStreamException("more than " + MOST_DEPTH + " levels");
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    open.element().text().append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                default -> {}
            }
        }
        return root.children().get(0);
    }

    private static Element begun(XMLStreamReader reader) {
        String type = reader.getAttributeValue(XSI, "type");
        String nil = reader.getAttributeValue(XSI, "nil");
        return new Element(
                reader.getLocalName(),
                type == null ? "" : type.substring(type.indexOf(':') + 1),
                "true".equals(nil) || "1".equals(nil),
                new StringBuilder(),
                new ArrayList<>());
    }

    /** The first child of the name. */
    Optional<Element> child(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).findFirst();
    }

    /** All children of the name. */
    List<Element> all(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).toList();
    }

    /** The text of the first child of the name, empty text if there is none. */
    String text(String wanted) {
        return child(wanted).map(Element::value).orElse("");
    }

    /** The texts of all children of the name. */
    List<String> texts(String wanted) {
        return all(wanted).stream().map(Element::value).toList();
    }

    /** Its own text. */
    String value() {
        return text.toString();
    }

    @Override
    public String toString() {
        // a login's password may be inside
        return name;
    }
}
