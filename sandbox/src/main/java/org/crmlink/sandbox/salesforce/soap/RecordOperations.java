package org.crmlink.sandbox.salesforce.soap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.dml.TextValues;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.crmlink.sandbox.salesforce.query.Moments;
import org.crmlink.sandbox.salesforce.query.ReplicationLog;
import org.jspecify.annotations.Nullable;

/** create, update, upsert, delete, undelete, getUpdated and getDeleted. Thread-safe. */
public final class RecordOperations {

    private static final int MOST_RECORDS = 200;

    private final RecordStore store;
    private final Dml dml;
    private final ReplicationLog log;
    private final Faults faults;

    /** Writes into a store. */
    public RecordOperations(RecordStore store, Dml dml, ReplicationLog log, Faults faults) {
        this.store = store;
        this.dml = dml;
        this.log = log;
        this.faults = faults;
    }

    /** What is done to one record. */
    private interface Step {
        SoapWriter.Saved done(Work work, Element record);
    }

    /** Whether it was one of these operations. */
    boolean handle(SoapWriter out, SoapCall call) throws XMLStreamException {
        Element operation = call.operation();
        switch (operation.name()) {
            case "create" -> write(out, call, operation.all("sObjects"), this::create);
            case "update" -> write(out, call, operation.all("sObjects"), this::update);
            case "upsert" -> {
                String key = operation.text("externalIDFieldName").strip();
                write(out, call, operation.all("sObjects"), (work, record) -> upsert(work, record, key));
            }
            case "delete" -> write(out, call, operation.all("ids"), this::delete);
            case "undelete" ->
                write(
                        out,
                        call,
                        operation.all("ids"),
                        (work, id) ->
                                saved(dml.undelete(work, id.value().strip()).id(), Optional.empty()));
            case "getUpdated" -> updated(out, operation);
            case "getDeleted" -> deleted(out, operation);
            default -> {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- writing

    private void write(SoapWriter out, SoapCall call, List<Element> records, Step step) throws XMLStreamException {
        if (records.size() > MOST_RECORDS) {
            throw new SoapFault(
                    "UnexpectedErrorFault",
                    "EXCEEDED_ID_LIMIT",
                    "record limit reached. cannot submit more than " + MOST_RECORDS + " records in this operation");
        }
        List<SoapWriter.Saved> results = new ArrayList<>();
        try (Work work = store.begin(call.session().userId())) {
            boolean failed = false;
            for (Element record : records) {
                int before = work.savepoint();
                try {
                    results.add(step.done(work, record));
                } catch (OrgException e) {
                    work.rollbackTo(before);
                    results.add(refused(e.code(), String.valueOf(e.getMessage()), e.fields()));
                    failed = true;
                }
            }
            if (failed && call.allOrNone()) {
                results.replaceAll(one -> one.errors().isEmpty()
                        ? refused(
                                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                                "Record rolled back because not all records were valid and the request was using AllOrNone header",
                                List.of())
                        : one);
            } else {
                faults.waitForCommit(call.request());
                work.commit();
            }
        }
        for (SoapWriter.Saved result : results) {
            out.saved(result);
        }
    }

    private static SoapWriter.Saved saved(String id, Optional<Boolean> created) {
        return new SoapWriter.Saved(id, created, List.of());
    }

    private static SoapWriter.Saved refused(String code, String message, List<String> fields) {
        return new SoapWriter.Saved("", Optional.empty(), List.of(new SoapWriter.Refusal(code, message, fields)));
    }

    private SoapWriter.Saved create(Work work, Element record) {
        SObject object = object(record);
        return saved(dml.create(work, object, values(object, record)).id(), Optional.empty());
    }

    private SoapWriter.Saved update(Work work, Element record) {
        SObject object = object(record);
        String id = record.text("Id").strip();
        if (id.isEmpty()) {
            throw new OrgException("MISSING_ARGUMENT", "Id not specified in an update call", List.of());
        }
        return saved(dml.update(work, object, id, values(object, record)).id(), Optional.empty());
    }

    private SoapWriter.Saved upsert(Work work, Element record, String keyName) {
        SObject object = object(record);
        Field key = object.field(keyName)
                .filter(Field::idLookup)
                .orElseThrow(() -> new OrgException(
                        "INVALID_FIELD",
                        "Field name provided, " + keyName + " is not an External ID or indexed field for "
                                + object.name(),
                        List.of()));
        Map<String, @Nullable Object> values = values(object, record);
        values.keySet().removeIf(key.name()::equalsIgnoreCase);
        String value = record.children().stream()
                .filter(one -> one.name().equalsIgnoreCase(key.name()))
                .map(Element::value)
                .findFirst()
                .orElse("");
        Dml.Upserted upserted = dml.upsert(work, object, key, value, values, false);
        return saved(upserted.row().id(), Optional.of(upserted.created()));
    }

    private SoapWriter.Saved delete(Work work, Element element) {
        String id = element.value().strip();
        SObject object = store.schema()
                .objectOf(id)
                .orElseThrow(() -> new OrgException("MALFORMED_ID", "bad id " + id, List.of("Id")));
        dml.delete(work, object, id);
        return saved(id, Optional.empty());
    }

    private SObject object(Element record) {
        String type = record.text("type").strip();
        return store.schema()
                .object(type)
                .orElseThrow(() ->
                        new OrgException("INVALID_TYPE", "sObject type '" + type + "' is not supported.", List.of()));
    }

    /** The values of a record; what is to be emptied is listed apart. */
    private static Map<String, @Nullable Object> values(SObject object, Element record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Element field : record.children()) {
            String name = field.name();
            if (name.equals("fieldsToNull")) {
                values.put(field.value().strip(), null);
            } else if (!name.equals("type") && !name.equals("Id")) {
                values.put(name, value(object, field));
            }
        }
        return values;
    }

    private static @Nullable Object value(SObject object, Element field) {
        if (field.nil()) {
            return null;
        }
        Optional<Field> known = object.field(field.name());
        if (known.isPresent()) {
            return TextValues.read(known.get(), field.value());
        }
        if (field.children().isEmpty()) {
            return field.value();
        }
        // a record that is named by an external id
        Map<String, @Nullable Object> parent = new LinkedHashMap<>();
        for (Element part : field.children()) {
            if (part.name().equals("type")) {
                parent.put("attributes", Map.of("type", part.value().strip()));
            } else if (!part.nil()) {
                parent.put(part.name(), part.value());
            }
        }
        return parent;
    }

    // ---------------------------------------------------------------- what changed

    private void updated(SoapWriter out, Element operation) throws XMLStreamException {
        ReplicationLog.Updated updated =
                log.updated(typed(operation), moment(operation, "startDate"), moment(operation, "endDate"));
        out.element("result", () -> {
            for (String id : updated.ids()) {
                out.text("ids", id);
            }
            out.text("latestDateCovered", Moments.xml(updated.covered()));
        });
    }

    private void deleted(SoapWriter out, Element operation) throws XMLStreamException {
        ReplicationLog.Deleted deleted =
                log.deleted(typed(operation), moment(operation, "startDate"), moment(operation, "endDate"));
        out.element("result", () -> {
            for (Map.Entry<String, Instant> one : deleted.moments().entrySet()) {
                out.element("deletedRecords", () -> {
                    out.text("deletedDate", Moments.xml(one.getValue()));
                    out.text("id", one.getKey());
                });
            }
            out.text("earliestDateAvailable", Moments.xml(deleted.earliest()));
            out.text("latestDateCovered", Moments.xml(deleted.covered()));
        });
    }

    private SObject typed(Element operation) {
        String name = operation.text("sObjectType").strip();
        return store.schema()
                .object(name)
                .orElseThrow(() -> new SoapFault(
                        "InvalidSObjectFault", "INVALID_TYPE", "sObject type '" + name + "' is not supported."));
    }

    private static Instant moment(Element operation, String name) {
        String text = operation.text(name).strip();
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new SoapFault(
                    "UnexpectedErrorFault", "INVALID_REPLICATION_DATE", name + " is no date and time: " + text);
        }
    }
}
