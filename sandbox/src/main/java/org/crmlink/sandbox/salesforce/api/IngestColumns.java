package org.crmlink.sandbox.salesforce.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.dml.TextValues;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an uploaded table: fields, or parents by an external id of theirs ({@code Account.Ext__c}, {@code Lead:Who.Email}). An empty cell
 * leaves the field as it is, {@code #N/A} empties it. Immutable. Source: backend page, section 8.
 */
final class IngestColumns {

    private static final String NULL = "#N/A";

    private final List<Column> columns;

    /**
     * One column.
     *
     * @param name the field, or the relationship
     * @param field of the record itself; empty for relationships
     * @param type the parent's object where the relationship has several
     * @param key the parent's field; empty text for fields
     */
    private record Column(String name, Optional<Field> field, Optional<String> type, String key) {}

    private IngestColumns(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Looks the header up; a refusal that names a column that nobody knows. */
    static IngestColumns of(SObject object, List<String> header) {
        List<Column> columns = new ArrayList<>();
        for (String name : header) {
            columns.add(column(object, name.replace("\uFEFF", "").trim()));
        }
        return new IngestColumns(columns);
    }

    private static Column column(SObject object, String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            Field field = object.field(name).orElseThrow(() -> unknown(name));
            return new Column(field.name(), Optional.of(field), Optional.empty(), "");
        }
        String head = name.substring(0, dot);
        int colon = head.indexOf(':');
        Optional<String> type = colon < 0 ? Optional.empty() : Optional.of(head.substring(0, colon));
        String relationship = head.substring(colon + 1);
        if (object.lookup(relationship).isEmpty()) {
            throw unknown(name);
        }
        return new Column(relationship, Optional.empty(), type, name.substring(dot + 1));
    }

    private static ApiException unknown(String name) {
        return new ApiException(400, "INVALIDBATCH", "InvalidBatch : Field name not found : " + name);
    }

    /** The values of a line; what is empty is not among them. */
    Map<String, @Nullable Object> values(List<String> cells) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int at = 0; at < columns.size() && at < cells.size(); at++) {
            String cell = cells.get(at);
            Column column = columns.get(at);
            if (!cell.isEmpty()) {
                boolean empty = cell.equals(NULL);
                if (column.field().isPresent()) {
                    values.put(
                            column.name(),
                            empty ? null : TextValues.read(column.field().get(), cell));
                } else {
                    values.put(column.name(), empty ? null : parent(column, cell));
                }
            }
        }
        return values;
    }

    private static Map<String, Object> parent(Column column, String cell) {
        Map<String, Object> parent = new LinkedHashMap<>();
        column.type().ifPresent(type -> parent.put("attributes", Map.of("type", type)));
        parent.put(column.key(), cell);
        return parent;
    }
}
