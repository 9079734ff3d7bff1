package org.crmlink.engine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.engine.store.PendingChange.LinkedPair;
import org.crmlink.sdk.RecordRef;
import org.jspecify.annotations.Nullable;

/**
 * What was edited locally and is not known to be on the server. Thread-safe.
 *
 * <p>A change goes this way, one transaction a step: the triggers write it; {@link #pending} reads it; {@link #markSending} notes what is about to
 * be sent; the engine sends; {@link #record} notes the fate. What a killed process has sent without noting the fate is in {@link #underway}. A
 * record edited while it is sent keeps the newer edits (rule U20).
 */
public final class Outbox {

    private final Database db;
    private final EntityDirectory entities;

    Outbox(Database db, EntityDirectory entities) {
        this.db = db;
        this.entities = entities;
    }

    /**
     * Changes that can be sent now: neither being sent nor with an error, in the order of their first edit; from one snapshot.
     *
     * @param kinds the kinds wanted
     * @param afterSeq only those with a greater {@link PendingChange#seq()}; 0 for the first call
     * @param limit how many at most
     */
    public List<PendingChange> pending(String entity, EnumSet<ChangeKind> kinds, long afterSeq, int limit) {
        String wanted = kinds.stream().map(kind -> '\'' + kind.sql() + '\'').collect(Collectors.joining(", "));
        return db.read("read", () -> {
            ChangeReading reading =
                    new ChangeReading(db, entities.require(entity).table());
            List<PendingChange> changes = new ArrayList<>();
            try (ResultSet result = db.query(
                    "SELECT o.id, o.kind, o.base_version, o.revision, o.seq, o.server_changed, o.server_deleted"
                            + " FROM crmlink_outbox o WHERE o.entity = ? AND o.seq > ? AND o.state = 'pending' AND o.kind IN ("
                            + wanted
                            + ") AND NOT EXISTS(SELECT 1 FROM sync_errors e WHERE e.entity = o.entity AND e.record_id = o.id)"
                            + " ORDER BY o.seq LIMIT ?",
                    entity,
                    afterSeq,
                    limit)) {
                while (result.next()) {
                    changes.add(reading.change(result));
                }
            }
            return changes;
        });
    }

    /** The pending change of one record, whether it has an error or not; empty if there is none or it is being sent. */
    public Optional<PendingChange> find(RecordRef record) {
        return db.read("read", () -> {
            ChangeReading reading =
                    new ChangeReading(db, entities.require(record.entity()).table());
            try (ResultSet result = db.query(
                    "SELECT o.id, o.kind, o.base_version, o.revision, o.seq, o.server_changed, o.server_deleted"
                            + " FROM crmlink_outbox o WHERE o.entity = ? AND o.id = ? AND o.state = 'pending'",
                    record.entity(),
                    record.id())) {
                return result.next() ? Optional.of(reading.change(result)) : Optional.empty();
            }
        });
    }

    /** Number of changes of an entity, those with errors and those being sent included. */
    public long count(String entity) {
        return db.read("read", () -> db.number("SELECT count(*) FROM crmlink_outbox WHERE entity = ?", entity));
    }

    /** Number of changes of all entities. */
    public long count() {
        return db.read("read", () -> db.number("SELECT count(*) FROM crmlink_outbox"));
    }

    /** Whether a record was created locally and is not known to be on the server, so that nothing sent may point to it. */
    public boolean isUnsentCreate(RecordRef record) {
        return db.read(
                "read",
                () -> db.exists(
                        "SELECT 1 FROM crmlink_outbox WHERE entity = ? AND id = ? AND kind = 'create'",
                        record.entity(),
                        record.id()));
    }

    /** Whether a record was deleted locally and is not known to be gone from the server. */
    public boolean isUnsentDeletion(RecordRef record) {
        return db.read(
                "read",
                () -> db.exists(
                        "SELECT 1 FROM crmlink_outbox WHERE entity = ? AND id = ? AND kind = 'delete'",
                        record.entity(),
                        record.id()));
    }

    /** What a record that was deleted locally had on the server, in all fields that can be written, as far as values can be compared. */
    public Map<String, @Nullable Object> deletedValues(RecordRef record) {
        return db.read(
                "read",
                () -> new ChangeReading(db, entities.require(record.entity()).table()).deleted(record.id()));
    }

    /**
     * Notes that these changes are about to be sent. A change that was edited since it was read is left out: read it again.
     *
     * @return the operation ids of those that may be sent; send no others
     */
    public Set<String> markSending(List<Outgoing> batch, Instant now) {
        return db.write("write", () -> {
            Set<String> marked = new HashSet<>();
            for (Outgoing outgoing : batch) {
                if (mark(outgoing, now)) {
                    marked.add(outgoing.operationId());
                }
            }
            return marked;
        });
    }

    private boolean mark(Outgoing outgoing, Instant now) throws SQLException {
        PendingChange change = outgoing.change();
        int found = db.update(
                "UPDATE crmlink_outbox SET state = 'sending' WHERE entity = ? AND id = ? AND state = 'pending' AND kind = ?"
                        + " AND revision = ?",
                change.entity(),
                change.id(),
                change.kind().sql(),
                change.revision());
        if (found == 0) {
            return false;
        }
        EntityTable table = entities.require(change.entity()).table();
        Map<String, StoredValue> sent = new LinkedHashMap<>();
        for (Map.Entry<String, @Nullable Object> entry : change.values().entrySet()) {
            if (outgoing.fields().contains(entry.getKey())) {
                sent.put(entry.getKey(), stored(table, entry.getKey(), entry.getValue()));
            }
        }
        db.update(
                "INSERT INTO crmlink_sent(operation_id, entity, id, kind, base_version, sent_values, pair, revision, seq,"
                        + " sent_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                outgoing.operationId(),
                change.entity(),
                change.id(),
                change.kind().sql(),
                change.baseVersion().orElse(null),
                JsonText.stored(sent),
                change.link().map(Outbox::pairText).orElse(null),
                change.revision(),
                change.seq(),
                now.toString());
        return true;
    }

    private static StoredValue stored(EntityTable table, String field, @Nullable Object value) {
        Column column = table.column(field)
                .orElseThrow(() -> new IllegalArgumentException("no field '" + field + "' in " + table.name()));
        try {
            return new StoredValue(
                    ValueCodec.store(column, value), column.polymorphic() ? ValueCodec.storeEntity(value) : null);
        } catch (UnfitValueException e) {
            throw new IllegalArgumentException("field '" + field + "': " + e.reason(), e);
        }
    }

    private static String pairText(LinkedPair pair) {
        return JsonText.references(List.of(pair.first(), pair.second()));
    }

    /** What was sent, or about to be, and has no recorded fate, in the order of sending; at the start of a sync: interrupted. */
    public List<SentOperation> underway() {
        return db.read("read", () -> {
            List<SentOperation> operations = new ArrayList<>();
            try (ResultSet result = db.query("SELECT operation_id, entity, id, kind, base_version, sent_values, pair,"
                    + " revision, sent_at FROM crmlink_sent ORDER BY sent_at, entity, seq")) {
                while (result.next()) {
                    operations.add(sent(result));
                }
            }
            return operations;
        });
    }

    private SentOperation sent(ResultSet row) throws SQLException {
        EntityTable table = entities.require(row.getString(2)).table();
        String pair = row.getString(7);
        try {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (Map.Entry<String, StoredValue> entry :
                    JsonText.parseStored(row.getString(6)).entrySet()) {
                Optional<Column> column = table.column(entry.getKey());
                if (column.isPresent()) {
                    StoredValue stored = entry.getValue();
                    values.put(entry.getKey(), ValueCodec.load(column.get(), stored.value(), stored.entity()));
                }
            }
            return new SentOperation(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    table.serverKeys(),
                    ChangeKind.ofSql(row.getString(4)),
                    values,
                    Optional.ofNullable(row.getString(5)),
                    row.getLong(8),
                    Instant.parse(row.getString(9)),
                    pair == null ? Optional.empty() : Optional.of(pair(table, pair)));
        } catch (UnfitValueException e) {
            throw new IllegalStateException("crmlink_sent holds a value that " + e.reason(), e);
        }
    }

    private static LinkedPair pair(EntityTable table, String text) throws UnfitValueException {
        List<RecordRef> ends = JsonText.parseReferences(text);
        return new LinkedPair(table.link().orElseThrow().relationship(), ends.get(0), ends.get(1));
    }

    /**
     * Records the fate of writes that were sent; all in one transaction.
     *
     * @return what is left of each, in the same order; an operation that is not under way (any more) is left out
     */
    public List<Settlement> record(List<? extends SendOutcome> outcomes) {
        return db.write("write", () -> {
            Settling settling = new Settling(db, entities);
            List<Settlement> settlements = new ArrayList<>(outcomes.size());
            for (SendOutcome outcome : outcomes) {
                settling.record(outcome).ifPresent(settlements::add);
            }
            return settlements;
        });
    }

    /**
     * Compares edits made since with how a new record was found after its creation had been recorded: where somebody else has changed it, they are in
     * conflict with that.
     *
     * @param record by its final key
     * @param sentFields what the creation had sent
     */
    public Settlement.Effect compare(RecordRef record, Set<String> sentFields, SendOutcome.Found found) {
        return db.write("write", () -> new Settling(db, entities).compare(record, sentFields, found));
    }

    /**
     * Gives up the whole local change of a record that is not being sent, with its errors: the server's side holds (E4). A row that the server does
     * not have is deleted; the next sync brings what it has.
     *
     * @return whether there was a change to give up
     */
    public boolean discard(RecordRef record) {
        return db.write("write", () -> {
            ChangeKind kind;
            boolean gone;
            try (ResultSet entry = db.query(
                    "SELECT o.kind, o.server_deleted OR EXISTS(SELECT 1 FROM sync_errors e WHERE e.entity = o.entity AND"
                            + " e.record_id = o.id AND e.server_deleted = 1) FROM crmlink_outbox o WHERE o.entity = ? AND"
                            + " o.id = ? AND o.state = 'pending'",
                    record.entity(),
                    record.id())) {
                if (!entry.next()) {
                    return false;
                }
                kind = ChangeKind.ofSql(entry.getString(1));
                gone = entry.getInt(2) == 1;
            }
            EntityTable table = entities.require(record.entity()).table();
            boolean pair = table.link().isPresent();
            new Settling(db, entities).dropLocal(table, record.id(), gone || kind == ChangeKind.CREATE || pair);
            if (!pair && !(kind == ChangeKind.CREATE && table.serverKeys())) {
                // It may be there all the same: a record that was gone, or did not match, when the change met it may be
                // back; and under a new one's key the server may have somebody else's record.
                RefetchList.add(db, record.entity(), record.id());
            }
            if (pair && kind == ChangeKind.DELETE) {
                // a pair has no id by which it could be fetched again
                entities.forgetToken(record.entity());
            }
            return true;
        });
    }

    /** Puts the pending change of a record that is not being sent on another base version; empty overwrites without a check. */
    public void rebase(RecordRef record, Optional<String> baseVersion) {
        db.write("write", () -> {
            db.update(
                    "UPDATE crmlink_outbox SET base_version = ?, server_changed = 0 WHERE entity = ? AND id = ? AND state ="
                            + " 'pending'",
                    baseVersion.orElse(null),
                    record.entity(),
                    record.id());
            RefetchList.add(db, record.entity(), record.id());
            return true;
        });
    }
}
