package org.crmlink.engine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records whose server side the local row may not show although the token has passed it. They are fetched by id; writing or removing them through a
 * {@link PageTransaction} takes them off the list. Thread-safe.
 */
public final class RefetchList {

    private static final String FREE = " FROM crmlink_refetch r WHERE r.entity = ? AND NOT EXISTS(SELECT 1 FROM"
            + " crmlink_outbox o WHERE o.entity = r.entity AND o.id = r.id) AND NOT EXISTS(SELECT 1 FROM sync_errors e"
            + " WHERE e.entity = r.entity AND e.record_id = r.id AND e.kind <> 'unreadable')";

    private final Database db;

    RefetchList(Database db) {
        this.db = db;
    }

    /**
     * Ids to fetch now: those without pending change or error, ascending.
     *
     * @param after the last id of the list before, or an empty text
     * @param limit how many at most
     */
    public List<String> due(String entity, String after, int limit) {
        return db.read("read", () -> {
            List<String> ids = new ArrayList<>();
            try (ResultSet result =
                    db.query("SELECT r.id" + FREE + " AND r.id > ? ORDER BY r.id LIMIT ?", entity, after, limit)) {
                while (result.next()) {
                    ids.add(result.getString(1));
                }
            }
            return ids;
        });
    }

    /** Puts records on the list. */
    public void add(String entity, List<String> ids) {
        db.write("write", () -> {
            for (String id : ids) {
                add(db, entity, id);
            }
            return true;
        });
    }

    static void add(Database db, String entity, String id) throws SQLException {
        db.update("INSERT OR IGNORE INTO crmlink_refetch(entity, id) VALUES(?, ?)", entity, id);
    }
}
