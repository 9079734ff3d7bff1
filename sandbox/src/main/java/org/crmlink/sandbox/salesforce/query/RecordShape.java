package org.crmlink.sandbox.salesforce.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * What of a record is shown, in which order; looked up once for all records. Fields of one parent stand together, where the first of them was named.
 * Filled by one thread, then not changed any more.
 */
final class RecordShape {

    private final SObject object;
    private final Function<String, Optional<Row>> rows;
    private final List<String> names = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Parent> parents = new LinkedHashMap<>();
    private boolean longText;
    private @Nullable String flaw;

    /** Reads one value of a record. */
    private interface Entry {
        @Nullable
        Object value(Row row);
    }

    /** A lookup with what is shown of the record that it leads to. */
    private static final class Parent implements Entry {
        private final Field lookup;
        private final boolean named;
        private final Function<String, Optional<Row>> rows;
        /** By the name of the object that the record may be of. */
        private final Map<String, RecordShape> shapes = new LinkedHashMap<>();

        private Parent(Field lookup, boolean named, Function<String, Optional<Row>> rows) {
            this.lookup = lookup;
            this.named = named;
            this.rows = rows;
        }

        @Override
        public @Nullable Object value(Row row) {
            Row target =
                    row.get(lookup.name()) instanceof String id ? rows.apply(id).orElse(null) : null;
            RecordShape shape =
                    target == null ? null : shapes.get(target.object().name());
            return target == null || shape == null ? null : shape.read(target, named);
        }
    }

    RecordShape(SObject object, Function<String, Optional<Row>> rows) {
        this.object = object;
        this.rows = rows;
    }

    // ---------------------------------------------------------------- filling

    /** Whether the field, or parent, is shown already. */
    boolean has(String name) {
        return names.contains(name);
    }

    /** Shows a field of the record itself. */
    void field(Field field) {
        names.add(field.name());
        longText |= field.type() == FieldType.TEXTAREA && !field.filterable();
        if (!field.type().isStored()) {
            flaw = "Selecting compound data not supported in Bulk Query";
            Map<String, Field> parts = Compound.fields(object, field);
            entries.add(row -> Compound.of(parts, row));
        } else if (field.type() == FieldType.BASE64) {
            flaw = "Binary fields cannot be selected in bulk queries";
            entries.add(row -> row.get(field.name()) == null
                    ? null
                    : new BlobLink(row.object().name(), row.id(), field.name()));
        } else {
            int slot = object.slot(field.name());
            entries.add(
                    row -> ResultRecord.shown(field, row.object() == object ? row.cell(slot) : row.get(field.name())));
        }
    }

    /** Shows what a function makes of the record. */
    void function(String name, Reading<Row> reading) {
        names.add(name);
        entries.add(row -> ResultRecord.shown(reading.field(), reading.value(row)));
    }

    /** Shows something that is no plain value. */
    void other(String name, Function<Row, @Nullable Object> value, String whyNoTable) {
        names.add(name);
        flaw = whyNoTable;
        entries.add(value::apply);
    }

    /**
     * What is shown of the record that a lookup leads to.
     *
     * @param target what object it is of
     * @param named whether it is shown as the object that it is; else, where the lookup has several targets, as {@code Name}
     */
    RecordShape parent(Field lookup, SObject target, boolean named) {
        String name = lookup.relationshipName().orElse(lookup.name());
        Parent parent = parents.get(name);
        if (parent == null) {
            parent = new Parent(lookup, named || lookup.referenceTo().size() == 1, rows);
            parents.put(name, parent);
            names.add(name);
            entries.add(parent);
        }
        return parent.shapes.computeIfAbsent(target.name(), unused -> new RecordShape(target, rows));
    }

    // ---------------------------------------------------------------- reading

    ResultRecord read(Row row) {
        return read(row, true);
    }

    private ResultRecord read(Row row, boolean named) {
        @Nullable Object[] values = new @Nullable Object[entries.size()];
        for (int at = 0; at < values.length; at++) {
            values[at] = entries.get(at).value(row);
        }
        String type = row.object().name();
        return new ResultRecord(named ? type : "Name", Optional.of(type), row.id(), names, values);
    }

    QueryResult.Shape described() {
        List<String> columns = new ArrayList<>();
        columns("", columns);
        return new QueryResult.Shape(QueryResult.Kind.ROWS, List.copyOf(columns), hasLongText(), flaw());
    }

    private boolean hasLongText() {
        return longText
                || parents.values().stream()
                        .flatMap(parent -> parent.shapes.values().stream())
                        .anyMatch(RecordShape::hasLongText);
    }

    private Optional<String> flaw() {
        String mine = flaw;
        return mine != null
                ? Optional.of(mine)
                : parents.values().stream()
                        .flatMap(parent -> parent.shapes.values().stream())
                        .flatMap(shape -> shape.flaw().stream())
                        .findFirst();
    }

    private void columns(String path, List<String> columns) {
        for (String name : names) {
            Parent parent = parents.get(name);
            if (parent == null) {
                columns.add(path + name);
            } else {
                parent.shapes.values().stream()
                        .findFirst()
                        .ifPresent(shape -> shape.columns(path + name + ".", columns));
            }
        }
    }
}
