package org.crmlink.engine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.engine.store.EntityTable.LinkEnds;
import org.crmlink.engine.store.PendingChange.LinkedPair;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.FieldError;
import org.jspecify.annotations.Nullable;

/** Puts a pending change together from outbox and row. One-at-a-time, inside a transaction. */
final class ChangeReading {

    private final Database db;
    private final EntityTable table;
    private final String select;

    ChangeReading(Database db, EntityTable table) {
        this.db = db;
        this.table = table;
        this.select = TableSql.select(table, table.columns());
    }

    /** From a row of: id, kind, base_version, revision, seq, server_changed, server_deleted. */
    PendingChange change(ResultSet outbox) throws SQLException {
        String id = outbox.getString(1);
        ChangeKind kind = ChangeKind.ofSql(outbox.getString(2));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, @Nullable Object> base = new LinkedHashMap<>();
        List<FieldError> invalid = new ArrayList<>();
        Optional<LinkedPair> link = Optional.empty();
        if (table.link().isPresent()) {
            link = pair(table.link().get(), kind == ChangeKind.DELETE ? base(id) : row(id), invalid);
        } else if (kind == ChangeKind.CREATE) {
            creatable(row(id), values, invalid);
        } else if (kind == ChangeKind.UPDATE) {
            changed(id, values, base, invalid);
        }
        return new PendingChange(
                table.name(),
                id,
                kind,
                values,
                base,
                invalid,
                Optional.ofNullable(outbox.getString(3)),
                outbox.getLong(4),
                outbox.getLong(5),
                outbox.getInt(6) == 1,
                outbox.getInt(7) == 1,
                link);
    }

    /** The stored values of a row by field; empty if there is none. */
    Map<String, StoredValue> row(String id) throws SQLException {
        Map<String, StoredValue> stored = new LinkedHashMap<>();
        try (ResultSet row = db.query(select, id)) {
            if (row.next()) {
                int at = 1;
                for (Column column : table.columns()) {
                    Object value = row.getObject(at++);
                    stored.put(
                            column.name(), new StoredValue(value, column.polymorphic() ? row.getObject(at++) : null));
                }
            }
        }
        return stored;
    }

    /** The values that edited fields, or all fields of a deleted row, had on the server. */
    Map<String, StoredValue> base(String id) throws SQLException {
        Map<String, StoredValue> stored = new LinkedHashMap<>();
        try (ResultSet row = db.query(
                "SELECT field, base_value, base_entity FROM crmlink_outbox_field WHERE entity = ? AND id = ?",
                table.name(),
                id)) {
            while (row.next()) {
                stored.put(row.getString(1), new StoredValue(row.getObject(2), row.getObject(3)));
            }
        }
        return stored;
    }

    /** What a deleted row had in the fields that people write, as far as it can be compared. */
    Map<String, @Nullable Object> deleted(String id) throws SQLException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, StoredValue> before = base(id);
        for (Column column : table.columns()) {
            StoredValue old = before.get(column.name());
            if (old != null && column.writable() && column.type() != FieldType.BINARY) {
                load(column, old, values, new ArrayList<>());
            }
        }
        return values;
    }

    private void creatable(
            Map<String, StoredValue> row, Map<String, @Nullable Object> values, List<FieldError> invalid) {
        for (Column column : table.columns()) {
            StoredValue stored = row.get(column.name());
            if (column.creatable() && column.writable() && stored != null && stored.value() != null) {
                load(column, stored, values, invalid);
            }
        }
    }

    private void changed(
            String id,
            Map<String, @Nullable Object> values,
            Map<String, @Nullable Object> base,
            List<FieldError> invalid)
            throws SQLException {
        Map<String, StoredValue> row = row(id);
        Map<String, StoredValue> before = base(id);
        for (Column column : table.columns()) {
            StoredValue old = before.get(column.name());
            StoredValue now = row.get(column.name());
            if (old != null && now != null && column.writable()) {
                load(column, now, values, invalid);
                // a base that does not fit was never on the server: the row was edited before it was created there
                load(column, old, base, new ArrayList<>());
            }
        }
    }

    private static void load(
            Column column, StoredValue stored, Map<String, @Nullable Object> into, List<FieldError> invalid) {
        try {
            into.put(column.name(), ValueCodec.load(column, stored.value(), stored.entity()));
        } catch (UnfitValueException e) {
            invalid.add(new FieldError(column.name(), e.reason()));
        }
    }

    private static Optional<LinkedPair> pair(LinkEnds link, Map<String, StoredValue> row, List<FieldError> invalid) {
        @Nullable String first = end(link.firstField(), row, invalid);
        @Nullable String second = end(link.secondField(), row, invalid);
        if (first == null || second == null) {
            return Optional.empty();
        }
        return Optional.of(new LinkedPair(
                link.relationship(),
                new RecordRef(link.firstEntity(), first),
                new RecordRef(link.secondEntity(), second)));
    }

    private static @Nullable String end(String field, Map<String, StoredValue> row, List<FieldError> invalid) {
        StoredValue stored = row.get(field);
        if (stored != null && stored.value() instanceof String id && !id.isEmpty()) {
            return id;
        }
        invalid.add(new FieldError(field, "is not the id of a record"));
        return null;
    }
}
