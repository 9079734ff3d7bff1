package org.crmlink.engine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code sync_errors}: records that wait for someone to look. Deleting a row, here or with plain SQL, means to try again; after a conflict
 * the device's values go up then, unless the server's record changes once more (rule E2). Thread-safe.
 */
public final class SyncErrors {

    private static final String COLUMNS = "id, entity, record_id, kind, operation, code, message, hint, server_version,"
            + " server_deleted, created_at, attempts";

    private final Database db;

    SyncErrors(Database db) {
        this.db = db;
    }

    /** All rows, oldest first. */
    public List<SyncError> all() {
        return list("SELECT " + COLUMNS + " FROM sync_errors ORDER BY id");
    }

    /** The rows of one entity, oldest first. */
    public List<SyncError> of(String entity) {
        return list("SELECT " + COLUMNS + " FROM sync_errors WHERE entity = ? ORDER BY id", entity);
    }

    private List<SyncError> list(String sql, Object... parameters) {
        return db.read("read", () -> {
            List<SyncError> errors = new ArrayList<>();
            try (ResultSet result = db.query(sql, parameters)) {
                while (result.next()) {
                    errors.add(error(result));
                }
            }
            return errors;
        });
    }

    private static SyncError error(ResultSet row) throws SQLException {
        SyncError.Detail detail = new SyncError.Detail(
                SyncError.Kind.ofSql(row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Optional.ofNullable(row.getString(9)),
                row.getInt(10) == 1);
        return new SyncError(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                detail,
                Instant.parse(row.getString(11)),
                row.getInt(12));
    }

    /** Records an error that is not the fate of a sent write, such as a local value that does not fit. */
    public void add(String entity, String recordId, SyncError.Detail detail) {
        db.write("write", () -> {
            record(db, entity, recordId, detail);
            return true;
        });
    }

    /** Notes that a record could not be read; inside a transaction. */
    static void unreadable(Database db, String entity, String id, String message) throws SQLException {
        record(
                db,
                entity,
                id,
                SyncError.Detail.of(
                        SyncError.Kind.UNREADABLE,
                        "read",
                        "",
                        message,
                        "The record is read again when it changes on the server, or with the next full sync."));
    }

    /** One row a record and kind; of records without a readable id one a message. */
    static void record(Database db, String entity, String recordId, SyncError.Detail detail) throws SQLException {
        String key = " WHERE entity = ? AND record_id = ? AND kind = ? AND (record_id <> '' OR message = ?)";
        int known = db.update(
                "UPDATE sync_errors SET operation = ?, code = ?, message = ?, hint = ?, server_version = ?,"
                        + " server_deleted = ?, attempts = attempts + 1" + key,
                detail.operation(),
                detail.code(),
                detail.message(),
                detail.hint(),
                detail.serverVersion().orElse(null),
                detail.serverDeleted() ? 1 : 0,
                entity,
                recordId,
                detail.kind().sql(),
                detail.message());
        if (known > 0) {
            return;
        }
        db.update(
                "INSERT INTO sync_errors(entity, record_id, kind, operation, code, message, hint, server_version,"
                        + " server_deleted, created_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entity,
                recordId,
                detail.kind().sql(),
                detail.operation(),
                detail.code(),
                detail.message(),
                detail.hint(),
                detail.serverVersion().orElse(null),
                detail.serverDeleted() ? 1 : 0,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /**
     * Deletes rows by their numbers, which means to try again.
     *
     * @return how many there were
     */
    public int clear(List<Long> numbers) {
        return db.writeAsUser("clear errors in", () -> {
            int cleared = 0;
            for (Long number : numbers) {
                cleared += db.update("DELETE FROM sync_errors WHERE id = ?", number);
            }
            return cleared;
        });
    }

    /** Deletes all rows, which means to try all again. */
    public int clearAll() {
        return db.writeAsUser("clear errors in", () -> db.update("DELETE FROM sync_errors"));
    }
}
