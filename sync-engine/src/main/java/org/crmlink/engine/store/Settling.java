package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.engine.store.SendOutcome.Applied;
import org.crmlink.engine.store.SendOutcome.Deferred;
import org.crmlink.engine.store.SendOutcome.DeviceWins;
import org.crmlink.engine.store.SendOutcome.Failed;
import org.crmlink.engine.store.SendOutcome.ServerWins;
import org.crmlink.engine.store.Settlement.Effect;
import org.crmlink.sdk.RecordRef;
import org.jspecify.annotations.Nullable;

/**
 * Records the fate of one sent write after the other, inside a transaction. One-at-a-time.
 *
 * <p>The entry in the outbox may have moved on while the write was on its way: a row edited, deleted, or deleted and put back. Its kind and revision
 * tell; see {@link #notApplied} for what that means if the server has none of it.
 */
final class Settling {

    private final Database db;
    private final EntityDirectory entities;

    Settling(Database db, EntityDirectory entities) {
        this.db = db;
        this.entities = entities;
    }

    /** What was sent. */
    private record Sent(
            EntityTable table, String id, ChangeKind kind, long revision, Map<String, StoredValue> values) {}

    /** What stands in the outbox now. */
    private record Entry(ChangeKind kind, long revision) {}

    Optional<Settlement> record(SendOutcome outcome) throws SQLException {
        @Nullable Sent sent = sent(outcome.operationId());
        if (sent == null) {
            return Optional.empty();
        }
        boolean uncompared = outcome instanceof Applied applied
                && applied.observed()
                && applied.found().isEmpty()
                && (moreToSend(sent) || isVersionLost(sent, applied));
        if (uncompared && sent.kind() == ChangeKind.UPDATE) {
            return Optional.of(new Settlement(
                    outcome.operationId(), new RecordRef(sent.table().name(), sent.id()), Effect.UNCOMPARED));
        }
        db.update("DELETE FROM crmlink_sent WHERE operation_id = ?", outcome.operationId());
        db.update(
                "UPDATE crmlink_outbox SET state = 'pending' WHERE entity = ? AND id = ?",
                sent.table().name(),
                sent.id());
        String id = sent.id();
        Effect effect;
        if (outcome instanceof Applied applied) {
            id = finalId(sent, applied);
            effect = applied(sent, id, applied);
            effect = uncompared && effect == Effect.PENDING ? Effect.UNCOMPARED : effect;
        } else if (outcome instanceof Failed failed) {
            effect = failed(sent, failed.error());
        } else if (outcome instanceof Deferred) {
            effect = notApplied(sent) ? Effect.PENDING : Effect.DONE;
        } else if (outcome instanceof ServerWins wins) {
            dropLocal(sent.table(), id, wins.deleted());
            effect = Effect.DONE;
        } else {
            DeviceWins wins = (DeviceWins) outcome;
            effect = notApplied(sent) ? Effect.PENDING : Effect.DONE;
            db.update(
                    "UPDATE crmlink_outbox SET base_version = ?, server_changed = 0 WHERE entity = ? AND id = ?",
                    wins.baseVersion().orElse(null),
                    sent.table().name(),
                    id);
            RefetchList.add(db, sent.table().name(), id);
        }
        return Optional.of(
                new Settlement(outcome.operationId(), new RecordRef(sent.table().name(), id), effect));
    }

    /** Compares a creation that was recorded with how the record was found afterwards; see {@link Outbox#compare}. */
    Effect compare(RecordRef record, Set<String> sentFields, SendOutcome.Found found) throws SQLException {
        EntityTable table = entities.require(record.entity()).table();
        @Nullable Entry entry = entry(table, record.id());
        if (entry == null) {
            return Effect.DONE;
        }
        Map<String, StoredValue> fields = new HashMap<>();
        sentFields.forEach(field -> fields.put(field, new StoredValue(null, null)));
        Sent sent = new Sent(table, record.id(), ChangeKind.CREATE, entry.revision(), fields);
        if (!changedByOthers(sent, record.id(), entry, found)) {
            return Effect.PENDING;
        }
        if (found.conflict().isEmpty()) {
            dropLocal(table, record.id(), false);
            return Effect.DROPPED;
        }
        SyncErrors.record(db, table.name(), record.id(), found.conflict().get());
        return Effect.ERROR;
    }

    private @Nullable Sent sent(String operationId) throws SQLException {
        try (ResultSet row = db.query(
                "SELECT entity, id, kind, revision, sent_values FROM crmlink_sent WHERE operation_id = ?",
                operationId)) {
            if (!row.next()) {
                return null;
            }
            return new Sent(
                    entities.require(row.getString(1)).table(),
                    row.getString(2),
                    ChangeKind.ofSql(row.getString(3)),
                    row.getLong(4),
                    JsonText.parseStored(row.getString(5)));
        } catch (UnfitValueException e) {
            throw new IllegalStateException("crmlink_sent.sent_values " + e.reason(), e);
        }
    }

    private @Nullable Entry entry(EntityTable table, String id) throws SQLException {
        try (ResultSet row =
                db.query("SELECT kind, revision FROM crmlink_outbox WHERE entity = ? AND id = ?", table.name(), id)) {
            return row.next() ? new Entry(ChangeKind.ofSql(row.getString(1)), row.getLong(2)) : null;
        }
    }

    // ---- applied

    /**
     * Whether the entry holds edits made since, or fields of an update that were held back. What was held back of a new record goes over nothing that
     * anybody had before.
     */
    private boolean moreToSend(Sent sent) throws SQLException {
        if (sent.table().link().isPresent() || sent.kind() == ChangeKind.DELETE) {
            return false;
        }
        @Nullable Entry entry = entry(sent.table(), sent.id());
        if (entry == null) {
            return false;
        }
        if (entry.revision() > sent.revision() || sent.kind() == ChangeKind.CREATE) {
            return entry.revision() > sent.revision();
        }
        try (ResultSet fields = db.query(
                "SELECT field FROM crmlink_outbox_field WHERE entity = ? AND id = ?",
                sent.table().name(),
                sent.id())) {
            while (fields.next()) {
                if (!sent.values().containsKey(fields.getString(1))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** An update whose version nobody told: edits to come would have nothing to be based on. */
    private static boolean isVersionLost(Sent sent, Applied applied) {
        return sent.kind() == ChangeKind.UPDATE
                && sent.table().link().isEmpty()
                && applied.version().isEmpty();
    }

    private String finalId(Sent sent, Applied applied) throws SQLException {
        if (applied.id().isEmpty() || applied.id().equals(sent.id()) || sent.kind() != ChangeKind.CREATE) {
            return sent.id();
        }
        new KeyReplacement(db, entities).replace(sent.table(), sent.id(), applied.id());
        return applied.id();
    }

    private Effect applied(Sent sent, String id, Applied applied) throws SQLException {
        EntityTable table = sent.table();
        @Nullable Entry entry = entry(table, id);
        if (sent.kind() == ChangeKind.DELETE) {
            return deleted(table, id, entry);
        }
        Optional<String> version = applied.version();
        if (table.link().isEmpty() && (version.isEmpty() || applied.refetch())) {
            RefetchList.add(db, table.name(), id);
        }
        Effect effect = Effect.DONE;
        boolean unseen = entry != null
                && applied.found().isPresent()
                && changedByOthers(sent, id, entry, applied.found().get());
        if (entry != null) {
            serverHasNow(sent, id);
            effect = entry.kind() == ChangeKind.DELETE
                    ? Effect.PENDING
                    : remaining(sent, id, entry) ? Effect.PENDING : Effect.DONE;
            if (effect == Effect.PENDING) {
                db.update(
                        "UPDATE crmlink_outbox SET kind = ?, base_version = ?, server_changed = 0, server_deleted = 0"
                                + " WHERE entity = ? AND id = ?",
                        entry.kind() == ChangeKind.DELETE ? "delete" : "update",
                        version.orElse(null),
                        table.name(),
                        id);
            } else {
                forget(table, id);
            }
        }
        if (unseen
                && effect == Effect.PENDING
                && applied.found().get().conflict().isEmpty()) {
            // the row keeps its old version, so that the refetch writes over the dropped edits
            dropLocal(table, id, false);
            return Effect.DROPPED;
        }
        db.update(
                "DELETE FROM sync_errors WHERE entity = ? AND record_id = ? AND kind <> 'unreadable'",
                table.name(),
                id);
        writeRow(sent, id, version, applied.serverValues());
        if (unseen && effect == Effect.PENDING) {
            SyncErrors.record(
                    db, table.name(), id, applied.found().get().conflict().get());
            return Effect.ERROR;
        }
        return effect;
    }

    /**
     * Whether the record, as it was found, has values that neither the write nor the local row explains. Of a new record only fields edited since
     * count: the others may have the server's own defaults.
     */
    private boolean changedByOthers(Sent sent, String id, Entry entry, SendOutcome.Found found) throws SQLException {
        if (found.changed()) {
            return true;
        }
        boolean created = sent.kind() == ChangeKind.CREATE;
        if (created && entry.kind() == ChangeKind.DELETE) {
            return false;
        }
        EntityTable table = sent.table();
        ChangeReading reading = new ChangeReading(db, table);
        Map<String, StoredValue> before = reading.base(id);
        Map<String, StoredValue> row = created ? Map.of() : reading.row(id);
        for (Map.Entry<String, @Nullable Object> value : found.unsent().entrySet()) {
            Column column = table.column(value.getKey()).orElse(null);
            StoredValue here = before.getOrDefault(value.getKey(), row.get(value.getKey()));
            if (column == null || here == null || sent.values().containsKey(column.name())) {
                continue;
            }
            try {
                boolean same = db.exists(
                        "SELECT 1 WHERE ?1 IS ?2 AND ?3 IS ?4",
                        here.value(),
                        ValueCodec.store(column, value.getValue()),
                        here.entity(),
                        column.polymorphic() ? ValueCodec.storeEntity(value.getValue()) : null);
                if (!same) {
                    return true;
                }
            } catch (UnfitValueException e) {
                // it cannot be compared: better a conflict than somebody's change lost
                return true;
            }
        }
        return false;
    }

    private Effect deleted(EntityTable table, String id, @Nullable Entry entry) throws SQLException {
        db.update("DELETE FROM crmlink_refetch WHERE entity = ? AND id = ?", table.name(), id);
        if (entry == null || entry.kind() == ChangeKind.DELETE) {
            forget(table, id);
            db.update("DELETE FROM sync_errors WHERE entity = ? AND record_id = ?", table.name(), id);
            return Effect.DONE;
        }
        // put back meanwhile: for the server a new record
        db.update("DELETE FROM crmlink_outbox_field WHERE entity = ? AND id = ?", table.name(), id);
        db.update(
                "UPDATE crmlink_outbox SET kind = 'create', base_version = NULL, base_gen = NULL, server_changed = 0,"
                        + " server_deleted = 0 WHERE entity = ? AND id = ?",
                table.name(),
                id);
        db.update(
                "UPDATE " + quoted(table.name()) + " SET " + TableSql.VERSION + " = NULL WHERE " + quoted(table.key())
                        + " = ?",
                id);
        return Effect.PENDING;
    }

    /** The base of further edits is what was sent. */
    private void serverHasNow(Sent sent, String id) throws SQLException {
        for (Map.Entry<String, StoredValue> value : sent.values().entrySet()) {
            db.update(
                    "UPDATE crmlink_outbox_field SET base_value = ?, base_entity = ? WHERE entity = ? AND id = ? AND field = ?",
                    value.getValue().value(),
                    value.getValue().entity(),
                    sent.table().name(),
                    id,
                    value.getKey());
        }
    }

    /** Leaves in the outbox what the server does not have: fields edited since, and fields that were held back. */
    private boolean remaining(Sent sent, String id, Entry entry) throws SQLException {
        EntityTable table = sent.table();
        Map<String, StoredValue> row = new ChangeReading(db, table).row(id);
        List<String> settled = new ArrayList<>();
        List<String> open = new ArrayList<>();
        try (ResultSet fields = db.query(
                "SELECT field, revision, base_value, base_entity FROM crmlink_outbox_field WHERE entity = ? AND id = ?",
                table.name(),
                id)) {
            while (fields.next()) {
                String field = fields.getString(1);
                boolean edited = fields.getLong(2) > sent.revision();
                boolean wasSent = sent.values().containsKey(field);
                StoredValue base = new StoredValue(fields.getObject(3), fields.getObject(4));
                boolean same = base.equals(row.get(field));
                boolean heldBack = !wasSent && sent.kind() == ChangeKind.UPDATE;
                boolean keep = !same && (edited || heldBack);
                (keep ? open : settled).add(field);
            }
        }
        for (String field : settled) {
            db.update(
                    "DELETE FROM crmlink_outbox_field WHERE entity = ? AND id = ? AND field = ?",
                    table.name(),
                    id,
                    field);
        }
        if (sent.kind() == ChangeKind.CREATE && table.link().isEmpty()) {
            for (Column column : table.columns()) {
                StoredValue value = row.get(column.name());
                if (column.writable()
                        && column.updatable()
                        && value != null
                        && value.value() != null
                        && !sent.values().containsKey(column.name())
                        && !open.contains(column.name())) {
                    db.update(
                            "INSERT INTO crmlink_outbox_field(entity, id, field, revision) VALUES(?, ?, ?, ?)",
                            table.name(),
                            id,
                            column.name(),
                            entry.revision());
                    open.add(column.name());
                }
            }
        }
        return !open.isEmpty();
    }

    private void writeRow(Sent sent, String id, Optional<String> version, Map<String, @Nullable Object> serverValues)
            throws SQLException {
        EntityTable table = sent.table();
        String row = " WHERE " + quoted(table.key()) + " = ?";
        if (table.link().isPresent()) {
            new PairRows(db, table).dropTwin(id);
            return;
        }
        String set = "UPDATE " + quoted(table.name()) + " SET ";
        db.update(set + TableSql.VERSION + " = ?" + row, version.orElse(null), id);
        for (Map.Entry<String, @Nullable Object> entry : serverValues.entrySet()) {
            @Nullable Column column = table.column(entry.getKey()).orElse(null);
            if (column == null
                    || db.exists(
                            "SELECT 1 FROM crmlink_outbox_field WHERE entity = ? AND id = ? AND field = ?",
                            table.name(),
                            id,
                            column.name())) {
                continue;
            }
            try {
                db.update(set + quoted(column.name()) + " = ?" + row, ValueCodec.store(column, entry.getValue()), id);
                if (column.polymorphic()) {
                    db.update(
                            set + quoted(column.companion()) + " = ?" + row,
                            ValueCodec.storeEntity(entry.getValue()),
                            id);
                }
            } catch (UnfitValueException e) {
                // the download reads the record once more, and reports what it cannot store
                RefetchList.add(db, table.name(), id);
            }
        }
    }

    // ---- not applied

    /**
     * The server has none of it: what does the entry mean now?
     *
     * @return whether there is anything to send
     */
    private boolean notApplied(Sent sent) throws SQLException {
        EntityTable table = sent.table();
        @Nullable Entry entry = entry(table, sent.id());
        if (entry == null) {
            return false;
        }
        if (sent.kind() == ChangeKind.CREATE && entry.kind() == ChangeKind.DELETE) {
            // created and deleted: nothing to tell the server
            forget(table, sent.id());
            return false;
        }
        if (sent.kind() == ChangeKind.CREATE && entry.kind() == ChangeKind.UPDATE) {
            // deleted and put back: still a new record
            db.update(
                    "UPDATE crmlink_outbox SET kind = 'create', base_version = NULL WHERE entity = ? AND id = ?",
                    table.name(),
                    sent.id());
            return true;
        }
        if (sent.kind() == ChangeKind.DELETE && entry.kind() == ChangeKind.UPDATE && dropSame(table, sent.id())) {
            // put back as it was
            forget(table, sent.id());
            return false;
        }
        return true;
    }

    /** Drops fields that have the server's value again; says whether none is left. */
    private boolean dropSame(EntityTable table, String id) throws SQLException {
        Map<String, StoredValue> row = new ChangeReading(db, table).row(id);
        List<String> same = new ArrayList<>();
        int all = 0;
        try (ResultSet fields = db.query(
                "SELECT field, base_value, base_entity FROM crmlink_outbox_field WHERE entity = ? AND id = ?",
                table.name(),
                id)) {
            while (fields.next()) {
                all++;
                if (new StoredValue(fields.getObject(2), fields.getObject(3)).equals(row.get(fields.getString(1)))) {
                    same.add(fields.getString(1));
                }
            }
        }
        for (String field : same) {
            db.update(
                    "DELETE FROM crmlink_outbox_field WHERE entity = ? AND id = ? AND field = ?",
                    table.name(),
                    id,
                    field);
        }
        return same.size() == all;
    }

    private Effect failed(Sent sent, SyncError.Detail error) throws SQLException {
        @Nullable Entry before = entry(sent.table(), sent.id());
        boolean mustBeTold = error.kind() == SyncError.Kind.UNKNOWN;
        if (!mustBeTold && !notApplied(sent)) {
            return Effect.DONE;
        }
        if (!mustBeTold && before != null && before.revision() > sent.revision()) {
            return Effect.PENDING;
        }
        SyncErrors.record(db, sent.table().name(), sent.id(), error);
        return Effect.ERROR;
    }

    // ---- dropped

    /** The server's side holds: nothing of the local change is left. */
    void dropLocal(EntityTable table, String id, boolean deleted) throws SQLException {
        forget(table, id);
        db.update(
                "DELETE FROM sync_errors WHERE entity = ? AND record_id = ? AND kind <> 'unreadable'",
                table.name(),
                id);
        if (deleted) {
            db.update("DELETE FROM crmlink_refetch WHERE entity = ? AND id = ?", table.name(), id);
            db.update(TableSql.delete(table), id);
        } else {
            RefetchList.add(db, table.name(), id);
        }
    }

    private void forget(EntityTable table, String id) throws SQLException {
        db.update("DELETE FROM crmlink_outbox WHERE entity = ? AND id = ?", table.name(), id);
        db.update("DELETE FROM crmlink_outbox_field WHERE entity = ? AND id = ?", table.name(), id);
    }
}
