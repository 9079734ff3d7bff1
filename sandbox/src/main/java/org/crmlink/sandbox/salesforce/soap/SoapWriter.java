package org.crmlink.sandbox.salesforce.soap;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.crmlink.sandbox.salesforce.query.Compound;
import org.crmlink.sandbox.salesforce.query.Moments;
import org.crmlink.sandbox.salesforce.query.QueryResult;
import org.crmlink.sandbox.salesforce.query.ResultRecord;
import org.jspecify.annotations.Nullable;

/** Writes answers of the partner API into memory: results without a prefix, records with the prefix {@code sf}. One-at-a-time. */
final class SoapWriter {

    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String PARTNER = "urn:partner.soap.sforce.com";
    private static final String RECORDS = "urn:sobject.partner.soap.sforce.com";
    private static final String FAULTS = "urn:fault.partner.soap.sforce.com";

    /** Members of describes that the WSDL does not have. */
    private static final Set<String> OF_REST_ALONE = Set.of("urls", "sobjectDescribeOption");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final XMLStreamWriter xml;

    /** Writes what is inside of an element. */
    @FunctionalInterface
    interface Inside {
        void write() throws XMLStreamException;
    }

    SoapWriter() throws XMLStreamException {
        xml = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
    }

    // ---------------------------------------------------------------- whole answers

    /** An answer of the operation, with how many calls were made. */
    byte[] answer(String operation, long used, long most, Inside inside) throws XMLStreamException {
        begin();
        xml.writeDefaultNamespace(PARTNER);
        xml.writeStartElement("soapenv", "Header", ENVELOPE);
        element(
                "LimitInfoHeader",
                () -> element("limitInfo", () -> {
                    text("current", Long.toString(used));
                    text("limit", Long.toString(most));
                    text("type", "API REQUESTS");
                }));
        xml.writeEndElement();
        xml.writeStartElement("soapenv", "Body", ENVELOPE);
        element(operation + "Response", inside);
        return end();
    }

    /** A refusal. */
    byte[] fault(SoapFault fault) throws XMLStreamException {
        begin();
        xml.writeStartElement("soapenv", "Body", ENVELOPE);
        xml.writeStartElement("soapenv", "Fault", ENVELOPE);
        text("faultcode", "sf:" + fault.code());
        text("faultstring", fault.code() + ": " + fault.getMessage());
        element("detail", () -> {
            xml.writeStartElement("sf", fault.kind(), FAULTS);
            xml.writeNamespace("sf", FAULTS);
            xml.writeAttribute("xsi", XSI, "type", "sf:" + fault.kind());
            faultText("exceptionCode", fault.code());
            faultText("exceptionMessage", String.valueOf(fault.getMessage()));
            xml.writeEndElement();
        });
        xml.writeEndElement();
        return end();
    }

    private void faultText(String name, String value) throws XMLStreamException {
        xml.writeStartElement("sf", name, FAULTS);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    private void begin() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("soapenv", "Envelope", ENVELOPE);
        xml.writeNamespace("soapenv", ENVELOPE);
        xml.writeNamespace("xsi", XSI);
    }

    private byte[] end() throws XMLStreamException {
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndDocument();
        xml.flush();
        return bytes.toByteArray();
    }

    // ---------------------------------------------------------------- parts

    void element(String name, Inside inside) throws XMLStreamException {
        xml.writeStartElement(name);
        inside.write();
        xml.writeEndElement();
    }

    void text(String name, String value) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    void nil(String name) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute("xsi", XSI, "nil", "true");
        xml.writeEndElement();
    }

    /** A tree of maps and lists; members in the order of their names, as the WSDL has them; null is left out. */
    void tree(String name, @Nullable Object value) throws XMLStreamException {
        if (value instanceof Collection<?> list) {
            for (Object item : list) {
                tree(name, item);
            }
        } else if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, member) -> sorted.put(String.valueOf(key), member));
            sorted.keySet().removeAll(OF_REST_ALONE);
            xml.writeStartElement(name);
            for (Map.Entry<String, @Nullable Object> member : sorted.entrySet()) {
                if (member.getKey().equals("defaultValue") && sorted.containsKey("soapType")) {
                    anyType(member.getKey(), member.getValue(), String.valueOf(sorted.get("soapType")));
                } else {
                    tree(member.getKey(), member.getValue());
                }
            }
            xml.writeEndElement();
        } else if (value != null) {
            text(name, value.toString());
        }
    }

    /** A value that says itself of what type it is. */
    private void anyType(String name, @Nullable Object value, String type) throws XMLStreamException {
        if (value != null) {
            xml.writeStartElement(name);
            xml.writeNamespace("xsd", "http://www.w3.org/2001/XMLSchema");
            xml.writeAttribute("xsi", XSI, "type", type.startsWith("xsd:") ? type : "xsd:string");
            xml.writeCharacters(value.toString());
            xml.writeEndElement();
        }
    }

    // ---------------------------------------------------------------- records

    /** Records of a query, or children of a record. */
    void queryResult(String name, QueryResult result, int from, int to, Optional<String> locator, boolean child)
            throws XMLStreamException {
        if (child) {
            xml.writeStartElement("sf", name, RECORDS);
        } else {
            xml.writeStartElement(name);
        }
        xml.writeAttribute("xsi", XSI, "type", "QueryResult");
        text("done", Boolean.toString(locator.isEmpty()));
        if (locator.isPresent()) {
            text("queryLocator", locator.get());
        } else {
            nil("queryLocator");
        }
        for (int at = from; at < to; at++) {
            Optional<ResultRecord> record = result.record(at);
            if (record.isPresent()) {
                record("records", record.get(), false);
            }
        }
        text("size", Long.toString(result.totalSize()));
        xml.writeEndElement();
    }

    /** A record; its id stands twice if it was asked for. */
    void record(String name, ResultRecord record, boolean inside) throws XMLStreamException {
        if (inside) {
            xml.writeStartElement("sf", name, RECORDS);
        } else {
            xml.writeStartElement(name);
        }
        xml.writeNamespace("sf", RECORDS);
        xml.writeAttribute("xsi", XSI, "type", "sf:sObject");
        field("type", record.type());
        field("Id", record.names().contains("Id") ? record.id() : null);
        for (int at = 0; at < record.names().size(); at++) {
            field(record.names().get(at), record.value(at));
        }
        xml.writeEndElement();
    }

    private void field(String name, @Nullable Object value) throws XMLStreamException {
        if (value instanceof ResultRecord parent) {
            record(name, parent, true);
            return;
        }
        if (value instanceof QueryResult children) {
            queryResult(name, children, 0, children.size(), Optional.empty(), true);
            return;
        }
        xml.writeStartElement("sf", name, RECORDS);
        if (value == null) {
            xml.writeAttribute("xsi", XSI, "nil", "true");
        } else if (value instanceof Compound compound) {
            xml.writeAttribute("xsi", XSI, "type", "address");
            for (Map.Entry<String, @Nullable Object> part : compound.parts().entrySet()) {
                if (part.getValue() != null) {
                    text(part.getKey(), part.getValue().toString());
                }
            }
        } else {
            xml.writeCharacters(scalar(value));
        }
        xml.writeEndElement();
    }

    private static String scalar(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Instant moment) {
            return Moments.xml(moment);
        }
        return value instanceof LocalTime time ? Moments.time(time) : value.toString();
    }

    /** What became of one record. */
    record Saved(String id, Optional<Boolean> created, List<Refusal> errors) {}

    /** Why a record was refused. */
    record Refusal(String code, String message, List<String> fields) {}

    void saved(Saved saved) throws XMLStreamException {
        element("result", () -> {
            if (saved.created().isPresent()) {
                text("created", saved.created().get().toString());
            }
            for (Refusal error : saved.errors()) {
                element("errors", () -> {
                    for (String field : error.fields()) {
                        text("fields", field);
                    }
                    text("message", error.message());
                    text("statusCode", error.code());
                });
            }
            if (saved.id().isEmpty()) {
                nil("id");
            } else {
                text("id", saved.id());
            }
            text("success", Boolean.toString(saved.errors().isEmpty()));
        });
    }
}
