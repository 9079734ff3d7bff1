package org.crmlink.sandbox.salesforce.objects;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * An element of a metadata file. Immutable once read.
 *
 * @param text characters directly inside of it
 */
record SourceElement(String name, StringBuilder text, List<SourceElement> children) {

    private static final long MOST_BYTES = 5_000_000;

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no XML, has a document type, or is larger than 5 MB
     */
    static SourceElement read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException(file + " is larger than " + MOST_BYTES + " bytes");
        }
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(factory.createXMLStreamReader(in));
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException(file + " is no XML: " + e.getMessage(), e);
        }
    }

    private static SourceElement read(XMLStreamReader reader) throws XMLStreamException {
        SourceElement root = new SourceElement("", new StringBuilder(), new ArrayList<>());
        Deque<SourceElement> open = new ArrayDeque<>(List.of(root));
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> throw new XMLStreamException("a document type is not allowed");
                case XMLStreamConstants.START_ELEMENT -> {
                    SourceElement element =
                            new SourceElement(reader.getLocalName(), new StringBuilder(), new ArrayList<>());
                    open.element().children().add(element);
                    open.push(element);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    open.element().text().append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                default -> {}
            }
        }
        return root.children().get(0);
    }

    Optional<SourceElement> child(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).findFirst();
    }

    List<SourceElement> all(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).toList();
    }

    /** The text of a child without blanks around it; empty text if there is none. */
    String text(String wanted) {
        return child(wanted).map(element -> element.text.toString().strip()).orElse("");
    }

    boolean isTrue(String wanted) {
        return text(wanted).equals("true");
    }
}
