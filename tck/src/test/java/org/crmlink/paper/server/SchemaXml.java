package org.crmlink.paper.server;

import java.io.ByteArrayOutputStream;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The description of all entities, as XML. */
final class SchemaXml {

    private SchemaXml() {}

    static byte[] of(List<Shape> shapes, int version) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement("schema");
            out.writeAttribute("version", Integer.toString(version));
            for (Shape shape : shapes) {
                write(out, shape);
            }
            out.writeEmptyElement("pairs");
            out.writeAttribute("name", "person_company");
            out.writeAttribute("first", "person");
            out.writeAttribute("second", "company");
            out.writeAttribute("entity", "person_company");
            out.writeAttribute("firstField", "person");
            out.writeAttribute("secondField", "company");
            out.writeEndElement();
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the schema cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(XMLStreamWriter out, Shape shape) throws XMLStreamException {
        out.writeStartElement("entity");
        out.writeAttribute("name", shape.name());
        out.writeAttribute("label", shape.label());
        out.writeAttribute("intersect", Boolean.toString(shape.intersect()));
        out.writeAttribute("nameField", shape.nameField());
        out.writeAttribute("operations", shape.operations());
        out.writeAttribute("checks", shape.checks());
        out.writeAttribute("ids", shape.ids());
        out.writeAttribute("repeatable", shape.repeatable());
        out.writeAttribute("paths", shape.paths());
        out.writeAttribute("key", shape.alternateKey());
        for (Column column : shape.columns()) {
            write(out, column);
        }
        out.writeEndElement();
    }

    private static void write(XMLStreamWriter out, Column column) throws XMLStreamException {
        out.writeStartElement("field");
        out.writeAttribute("name", column.name());
        out.writeAttribute("type", column.kind().name());
        out.writeAttribute("flags", column.flags());
        number(out, "max", column.max());
        number(out, "precision", column.precision());
        if (column.precision() > 0) {
            out.writeAttribute("scale", Integer.toString(column.scale()));
        }
        text(out, "lowest", column.lowest());
        text(out, "highest", column.highest());
        text(out, "targets", String.join(" ", column.targets()));
        for (String option : column.options()) {
            out.writeEmptyElement("option");
            out.writeAttribute("value", option);
            out.writeAttribute("label", "Option " + option);
        }
        out.writeEndElement();
    }

    private static void number(XMLStreamWriter out, String name, int value) throws XMLStreamException {
        if (value > 0) {
            out.writeAttribute(name, Integer.toString(value));
        }
    }

    private static void text(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        if (!value.isEmpty()) {
            out.writeAttribute(name, value);
        }
    }
}
