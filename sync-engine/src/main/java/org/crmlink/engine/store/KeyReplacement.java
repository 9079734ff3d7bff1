package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.FieldType;

/**
 * Puts the server's id in the place of a temporary key: in the row, in lookups to it and in all that the store remembers of the record. Inside a
 * transaction. Only rows with pending changes can point to a key that the server does not know, so only those are looked at.
 */
final class KeyReplacement {

    private final Database db;
    private final EntityDirectory entities;

    KeyReplacement(Database db, EntityDirectory entities) {
        this.db = db;
        this.entities = entities;
    }

    void replace(EntityTable table, String from, String to) throws SQLException {
        if (db.exists("SELECT 1 FROM crmlink_outbox WHERE entity = ? AND id = ?", table.name(), to)) {
            // the server's row came down before and was edited too: those edits stay, the local twin goes
            db.update("DELETE FROM crmlink_outbox WHERE entity = ? AND id = ?", table.name(), from);
            db.update("DELETE FROM crmlink_outbox_field WHERE entity = ? AND id = ?", table.name(), from);
            db.update(TableSql.delete(table), from);
        } else {
            db.update(TableSql.delete(table), to);
            db.update(
                    "UPDATE " + quoted(table.name()) + " SET " + quoted(table.key()) + " = ? WHERE "
                            + quoted(table.key()) + " = ?",
                    to,
                    from);
            db.update("UPDATE crmlink_outbox SET id = ? WHERE entity = ? AND id = ?", to, table.name(), from);
            db.update("UPDATE crmlink_outbox_field SET id = ? WHERE entity = ? AND id = ?", to, table.name(), from);
        }
        db.update("UPDATE crmlink_sent SET id = ? WHERE entity = ? AND id = ?", to, table.name(), from);
        db.update("UPDATE sync_errors SET record_id = ? WHERE entity = ? AND record_id = ?", to, table.name(), from);
        db.update("UPDATE OR REPLACE crmlink_refetch SET id = ? WHERE entity = ? AND id = ?", to, table.name(), from);
        for (EntityState state : entities.all()) {
            for (Column column : state.table().columns()) {
                if (column.type() == FieldType.LOOKUP_LIST) {
                    lists(state.table(), column, table.name(), from, to);
                } else if (pointsTo(column, table.name())) {
                    lookups(state.table(), column, table.name(), from, to);
                }
            }
        }
        sentValues(table.name(), from, to);
    }

    private static boolean pointsTo(Column column, String entity) {
        boolean reference = column.type() == FieldType.LOOKUP || column.type() == FieldType.ID;
        return reference
                && (column.type() == FieldType.LOOKUP && column.targets().isEmpty()
                        || column.targets().contains(entity));
    }

    private void lookups(EntityTable in, Column column, String entity, String from, String to) throws SQLException {
        String name = quoted(column.name());
        String pending = quoted(in.key()) + " IN (SELECT id FROM crmlink_outbox WHERE entity = ?)";
        String ofEntity = column.polymorphic() ? " AND " + quoted(column.companion()) + " = ?" : "";
        String sql = "UPDATE " + quoted(in.name()) + " SET " + name + " = ? WHERE " + pending + " AND " + name + " = ?"
                + ofEntity;
        String bases =
                "UPDATE crmlink_outbox_field SET base_value = ? WHERE entity = ? AND field = ? AND base_value = ?"
                        + (column.polymorphic() ? " AND base_entity = ?" : "");
        if (column.polymorphic()) {
            db.update(sql, to, in.name(), from, entity);
            db.update(bases, to, in.name(), column.name(), from, entity);
        } else {
            db.update(sql, to, in.name(), from);
            db.update(bases, to, in.name(), column.name(), from);
        }
    }

    private void lists(EntityTable in, Column column, String entity, String from, String to) throws SQLException {
        String name = quoted(column.name());
        Map<String, String> replaced = new LinkedHashMap<>();
        try (ResultSet rows = db.query(
                "SELECT " + quoted(in.key()) + ", " + name + " FROM " + quoted(in.name()) + " WHERE " + quoted(in.key())
                        + " IN (SELECT id FROM crmlink_outbox WHERE entity = ?) AND instr(" + name + ", ?) > 0",
                in.name(),
                from)) {
            while (rows.next()) {
                try {
                    List<RecordRef> refs = JsonText.parseReferences(rows.getString(2));
                    replaced.put(
                            rows.getString(1),
                            JsonText.references(refs.stream()
                                    .map(ref -> ref.entity().equals(entity)
                                                    && ref.id().equals(from)
                                            ? new RecordRef(entity, to)
                                            : ref)
                                    .toList()));
                } catch (UnfitValueException e) {
                    // what a person typed there is no list of references; it is reported when it is to be sent
                    replaced.remove(rows.getString(1));
                }
            }
        }
        for (Map.Entry<String, String> row : replaced.entrySet()) {
            db.update(
                    "UPDATE " + quoted(in.name()) + " SET " + name + " = ? WHERE " + quoted(in.key()) + " = ?",
                    row.getValue(),
                    row.getKey());
        }
    }

    /** Sent values may name the record too, if they are to be sent again. */
    private void sentValues(String entity, String from, String to) throws SQLException {
        Map<String, String> replaced = new LinkedHashMap<>();
        try (ResultSet rows = db.query(
                "SELECT operation_id, entity, sent_values FROM crmlink_sent WHERE instr(sent_values, ?) > 0", from)) {
            while (rows.next()) {
                EntityTable table = entities.require(rows.getString(2)).table();
                replaced.put(rows.getString(1), replaced(table, rows.getString(3), entity, from, to));
            }
        }
        for (Map.Entry<String, String> row : replaced.entrySet()) {
            db.update("UPDATE crmlink_sent SET sent_values = ? WHERE operation_id = ?", row.getValue(), row.getKey());
        }
    }

    private static String replaced(EntityTable table, String text, String entity, String from, String to) {
        try {
            Map<String, StoredValue> values = new LinkedHashMap<>(JsonText.parseStored(text));
            values.replaceAll((field, value) -> {
                Column column = table.column(field).orElse(null);
                boolean points = column != null
                        && pointsTo(column, entity)
                        && from.equals(value.value())
                        && (!column.polymorphic() || entity.equals(value.entity()));
                return points ? new StoredValue(to, value.entity()) : value;
            });
            return JsonText.stored(values);
        } catch (UnfitValueException e) {
            throw new IllegalStateException("crmlink_sent.sent_values " + e.reason(), e);
        }
    }
}
