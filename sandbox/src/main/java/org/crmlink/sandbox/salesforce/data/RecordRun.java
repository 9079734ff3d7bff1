package org.crmlink.sandbox.salesforce.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.data.LoadReport;
import org.crmlink.sandbox.data.RecordSource;
import org.crmlink.sandbox.data.ReportBuilder;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.dml.TextValues;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.OrgSchema.Child;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** One file on its way into an org, in works of 200 records as the vendor saves them. Single thread. */
final class RecordRun implements AutoCloseable {

    private static final int CHUNK = 200;
    private static final int DEEPEST = 20;
    private static final String RECORDS = "records";

    private final RecordStore store;
    private final Dml dml;
    private final String user;
    private final @Nullable SObject usual;
    private final Map<String, String> idsByReference;
    private final Reports reports = new Reports();
    private Work work;
    private int inWork;

    /** A report for each object, in the order in which they turned up. */
    static final class Reports {

        private final Map<String, ReportBuilder> builders = new LinkedHashMap<>();

        ReportBuilder of(String object) {
            return builders.computeIfAbsent(object, ReportBuilder::new);
        }

        List<LoadReport> built() {
            return builders.values().stream().map(ReportBuilder::build).toList();
        }
    }

    /** Why a record is not made, and which column is to blame. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String column;

        RefusedException(String column, String reason) {
            super(reason);
            this.column = column;
        }
    }

    RecordRun(RecordStore store, Dml dml, String user, @Nullable SObject usual, Map<String, String> idsByReference) {
        this.store = store;
        this.dml = dml;
        this.user = user;
        this.usual = usual;
        this.idsByReference = idsByReference;
        this.work = store.begin(user);
        if (usual != null) {
            reports.of(usual.name());
        }
    }

    /** A record of a tree, with those below it. */
    void load(Map<?, ?> record) {
        load(record, usual, Optional.empty(), "", 0);
    }

    /** A record of a CSV file. */
    void load(RecordSource.Entry entry) {
        String fault = entry.fault();
        SObject object = usual;
        if (object != null && fault != null) {
            ReportBuilder report = reports.of(object.name());
            report.refuse(report.read(), "", fault);
        } else {
            load(entry.values());
        }
    }

    List<LoadReport> finish() {
        work.commit();
        return reports.built();
    }

    @Override
    public void close() {
        work.close();
    }

    private void load(
            Map<?, ?> record, @Nullable SObject expected, Optional<Child> relation, String parent, int depth) {
        Map<?, ?> attributes = record.get("attributes") instanceof Map<?, ?> map ? map : Map.of();
        Object type = attributes.get("type");
        SObject object =
                type == null ? expected : store.schema().object(type.toString()).orElse(null);
        if (object == null) {
            ReportBuilder report = reports.of(type == null ? "(no object)" : type.toString());
            report.refuse(
                    report.read(), "", type == null ? "attributes name no type" : "the org has no object " + type);
            return;
        }
        ReportBuilder report = reports.of(object.name());
        long number = report.read();
        Map<Child, List<?>> below = new LinkedHashMap<>();
        String id = null;
        try {
            id = create(object, values(object, record, relation, parent, report, below), report);
            Object reference = attributes.get("referenceId");
            if (reference != null) {
                idsByReference.put(reference.toString(), id);
            }
        } catch (RefusedException e) {
            report.refuse(number, e.column, String.valueOf(e.getMessage()));
        }
        for (Map.Entry<Child, List<?>> children : below.entrySet()) {
            children(children.getKey(), children.getValue(), id, depth + 1);
        }
    }

    private void children(Child relation, List<?> records, @Nullable String parent, int depth) {
        for (Object child : records) {
            if (parent != null && depth <= DEEPEST && child instanceof Map<?, ?> fields) {
                load(fields, relation.object(), Optional.of(relation), parent, depth);
            } else {
                ReportBuilder report = reports.of(relation.object().name());
                report.refuse(
                        report.read(),
                        "",
                        parent == null ? "the record above it was not loaded" : "is not a record of a tree");
            }
        }
    }

    private Map<String, @Nullable Object> values(
            SObject object,
            Map<?, ?> record,
            Optional<Child> relation,
            String parent,
            ReportBuilder report,
            Map<Child, List<?>> below)
            throws RefusedException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        relation.ifPresent(child -> values.put(child.lookup().name(), parent));
        RefusedException fault = null;
        for (Map.Entry<?, ?> member : record.entrySet()) {
            String name = String.valueOf(member.getKey());
            Object value = member.getValue();
            Optional<Child> child = store.schema().child(object.name(), name);
            if (name.equals("attributes") || value == null) {
                continue;
            }
            if (child.isPresent() && value instanceof Map<?, ?> tree && tree.get(RECORDS) instanceof List<?> records) {
                below.put(child.get(), records);
                continue;
            }
            try {
                take(object, name, value, report, values);
            } catch (RefusedException e) {
                fault = e;
            }
        }
        if (fault != null) {
            throw fault;
        }
        if (values.isEmpty()) {
            throw new RefusedException("", "has no value for any field of the object");
        }
        return values;
    }

    private void take(
            SObject object, String name, Object value, ReportBuilder report, Map<String, @Nullable Object> values)
            throws RefusedException {
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        Optional<Field> lookup = object.lookup(first);
        Optional<Field> field = object.field(name).or(() -> lookup);
        if (field.isEmpty()) {
            report.unknown(name);
        } else if (!field.get().createable()) {
            report.readOnly(name);
        } else if (dot >= 0) {
            Map<String, Object> byKey = new LinkedHashMap<>();
            byKey.put(name.substring(dot + 1), value);
            values.put(first, byKey);
        } else if (field.get().type() == FieldType.REFERENCE && value instanceof String text && text.startsWith("@")) {
            String id = idsByReference.get(text.substring(1));
            if (id == null) {
                throw new RefusedException(name, "no record " + text + " was loaded before");
            }
            values.put(field.get().name(), id);
        } else {
            values.put(name, value instanceof String text ? TextValues.read(field.get(), text) : value);
        }
    }

    private String create(SObject object, Map<String, @Nullable Object> values, ReportBuilder report)
            throws RefusedException {
        if (inWork == CHUNK) {
            work.commit();
            work = store.begin(user);
            inWork = 0;
        }
        inWork++;
        Row row;
        try {
            row = dml.create(work, object, values);
        } catch (OrgException e) {
            throw new RefusedException(String.join(", ", e.fields()), e.code() + ": " + e.getMessage());
        }
        report.loaded();
        List<String> rounded = new ArrayList<>();
        values.forEach((name, given) -> {
            boolean lost = given instanceof BigDecimal exact
                    && row.get(name) instanceof BigDecimal kept
                    && exact.compareTo(kept) != 0;
            if (lost) {
                rounded.add(name);
            }
        });
        rounded.forEach(report::rounded);
        return row.id();
    }
}
