package org.crmlink.engine.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.crmlink.engine.store.StoreException.Kind;

/** The store's own tables, and the checks that a file is one of ours. */
final class StoreFormat {

    /** "crml", so that {@code file} and SQLite tell whose a database is. */
    static final int APPLICATION_ID = 0x63726d6c;

    /** Kept in {@code user_version}. Raised with every change of a table or trigger that older versions would misread. */
    static final int VERSION = 2;

    private StoreFormat() {}

    /** Checks a database, and makes the tables in an empty one. */
    static void prepare(Database db, boolean create) {
        check(db, create);
        db.direct("open", () -> {
            // before the first write: the header of a file that is not ours must stay as it is
            db.execute("PRAGMA journal_mode = WAL");
            db.execute("PRAGMA synchronous = NORMAL");
            db.execute("PRAGMA foreign_keys = OFF");
            db.execute("PRAGMA recursive_triggers = OFF");
            db.execute("PRAGMA temp_store = DEFAULT");
            db.execute("PRAGMA cache_size = -64000");
            db.execute("PRAGMA wal_autocheckpoint = 20000");
            db.execute("PRAGMA journal_size_limit = 134217728");
            return true;
        });
        if (!create) {
            return;
        }
        db.writeAsUser("open", () -> {
            if (isEmpty(db)) {
                tables(db);
            }
            // what an ignored or merged insert left behind, see the triggers
            db.execute("DELETE FROM crmlink_replaced_field");
            db.execute("DELETE FROM crmlink_replaced");
            return true;
        });
    }

    private static void check(Database db, boolean create) {
        db.read("open", () -> {
            if (isEmpty(db)) {
                if (!create) {
                    throw notOurs(db);
                }
                return true;
            }
            if (pragma(db, "application_id") != APPLICATION_ID) {
                throw notOurs(db);
            }
            int version = pragma(db, "user_version");
            if (version != VERSION) {
                throw new StoreException(
                        Kind.OTHER_VERSION,
                        db.file(),
                        "the database '" + db.file() + "' has format " + version
                                + ", this version of crmlink knows format " + VERSION + "; it was left as it is",
                        version > VERSION
                                ? "Use the newer crmlink that wrote it, or sync into a new file."
                                : "Upload what is pending with the older crmlink that wrote it, then sync into a new file.");
            }
            return true;
        });
    }

    private static StoreException notOurs(Database db) {
        return new StoreException(
                Kind.NOT_A_DATABASE,
                db.file(),
                "'" + db.file() + "' is not a crmlink database; it was left as it is",
                "Name another file as the database, or move this one away.");
    }

    private static boolean isEmpty(Database db) throws SQLException {
        return !db.exists("SELECT 1 FROM sqlite_master LIMIT 1") && pragma(db, "application_id") == 0;
    }

    private static int pragma(Database db, String name) throws SQLException {
        try (ResultSet result = db.query("PRAGMA " + name)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static void tables(Database db) throws SQLException {
        for (String sql : TABLES) {
            db.execute(sql);
        }
        db.execute("PRAGMA application_id = " + APPLICATION_ID);
        db.execute("PRAGMA user_version = " + VERSION);
    }

    private static final String[] TABLES = {
        "CREATE TABLE crmlink_meta(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """
        CREATE TABLE crmlink_entity(
          name TEXT NOT NULL PRIMARY KEY,
          definition TEXT NOT NULL,
          filter TEXT NOT NULL DEFAULT '',
          path TEXT,
          token TEXT,
          checkpoint TEXT,
          full_read INTEGER NOT NULL DEFAULT 0,
          generation INTEGER NOT NULL DEFAULT 0,
          last_sync TEXT)""",
        // applying: 1 only inside a transaction of the engine, so nobody else ever sees it; edits: counts local edits
        // for ever
        "CREATE TABLE crmlink_guard(one INTEGER PRIMARY KEY CHECK (one = 1), applying INTEGER NOT NULL, edits INTEGER NOT NULL)",
        "INSERT INTO crmlink_guard VALUES(1, 0, 0)",
        """
        CREATE TABLE crmlink_outbox(
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          kind TEXT NOT NULL,
          base_version TEXT,
          base_gen INTEGER,
          revision INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          state TEXT NOT NULL DEFAULT 'pending',
          server_changed INTEGER NOT NULL DEFAULT 0,
          server_deleted INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY(entity, id)) WITHOUT ROWID""",
        "CREATE INDEX crmlink_outbox_seq ON crmlink_outbox(entity, seq)",
        """
        CREATE TABLE crmlink_outbox_field(
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          field TEXT NOT NULL,
          base_value,
          base_entity,
          revision INTEGER NOT NULL,
          PRIMARY KEY(entity, id, field)) WITHOUT ROWID""",
        // the row that INSERT OR REPLACE is about to replace
        """
        CREATE TABLE crmlink_replaced(
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          version TEXT,
          gen INTEGER,
          kind TEXT,
          PRIMARY KEY(entity, id)) WITHOUT ROWID""",
        """
        CREATE TABLE crmlink_replaced_field(
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          field TEXT NOT NULL,
          base_value,
          base_entity,
          PRIMARY KEY(entity, id, field)) WITHOUT ROWID""",
        """
        CREATE TABLE crmlink_sent(
          operation_id TEXT NOT NULL PRIMARY KEY,
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          kind TEXT NOT NULL,
          base_version TEXT,
          sent_values TEXT NOT NULL,
          pair TEXT,
          revision INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          sent_at TEXT NOT NULL) WITHOUT ROWID""",
        """
        CREATE TABLE crmlink_refetch(
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          PRIMARY KEY(entity, id)) WITHOUT ROWID""",
        // of full reads under way: records that are gone, or could not be read, since that row of the staging table
        """
        CREATE TABLE crmlink_staged_mark(
          entity TEXT NOT NULL,
          id TEXT NOT NULL,
          gone INTEGER NOT NULL,
          after_row INTEGER NOT NULL)""",
        """
        CREATE TABLE sync_errors(
          id INTEGER PRIMARY KEY,
          entity TEXT NOT NULL,
          record_id TEXT NOT NULL,
          kind TEXT NOT NULL,
          operation TEXT NOT NULL,
          code TEXT NOT NULL,
          message TEXT NOT NULL,
          hint TEXT NOT NULL,
          server_version TEXT,
          server_deleted INTEGER NOT NULL DEFAULT 0,
          created_at TEXT NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 1)""",
        "CREATE INDEX crmlink_errors_record ON sync_errors(entity, record_id)",
        // clearing a conflict means: the device's values go up, unless the server changes once more (rule E2)
        """
        CREATE TRIGGER crmlink_conflict_cleared AFTER DELETE ON sync_errors
        WHEN OLD.kind = 'conflict' AND (SELECT applying FROM crmlink_guard) = 0
        BEGIN
          UPDATE crmlink_outbox SET base_version = OLD.server_version, server_changed = 0
          WHERE entity = OLD.entity AND id = OLD.record_id AND OLD.server_deleted = 0;
          UPDATE crmlink_outbox SET kind = 'create', base_version = NULL, server_changed = 0, server_deleted = 0
          WHERE entity = OLD.entity AND id = OLD.record_id AND OLD.server_deleted = 1 AND kind = 'update';
        END""",
    };
}
