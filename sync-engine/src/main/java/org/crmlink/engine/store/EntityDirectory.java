package org.crmlink.engine.store;

import static org.crmlink.engine.store.SqlName.literal;
import static org.crmlink.engine.store.SqlName.quoted;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.engine.store.StoreException.Kind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.metadata.ChangePath;

/** The entities of a database: their tables and how far each is synchronized. Thread-safe. */
public final class EntityDirectory {

    private static final String COLUMNS =
            "name, definition, filter, path, token, checkpoint, full_read, generation, last_sync";

    private final Database db;
    /** Definitions by their text: parsing one for each page would be waste. */
    private final Map<String, EntityTable> parsed = new HashMap<>();

    EntityDirectory(Database db) {
        this.db = db;
    }

    /** All entities by name. */
    public List<EntityState> all() {
        return db.read("read", () -> {
            List<EntityState> states = new ArrayList<>();
            try (ResultSet result = db.query("SELECT " + COLUMNS + " FROM crmlink_entity ORDER BY name")) {
                while (result.next()) {
                    states.add(state(result));
                }
            }
            return states;
        });
    }

    public Optional<EntityState> find(String entity) {
        return db.read("read", () -> {
            try (ResultSet result = db.query("SELECT " + COLUMNS + " FROM crmlink_entity WHERE name = ?", entity)) {
                return result.next() ? Optional.of(state(result)) : Optional.empty();
            }
        });
    }

    /** @throws IllegalArgumentException if the entity is not defined */
    public EntityState require(String entity) {
        return find(entity)
                .orElseThrow(() -> new IllegalArgumentException("entity '" + entity + "' is not in the database"));
    }

    private EntityState state(ResultSet result) throws SQLException {
        String path = result.getString(4);
        String token = result.getString(5);
        String checkpoint = result.getString(6);
        String lastSync = result.getString(9);
        return new EntityState(
                parsed.computeIfAbsent(result.getString(2), TableJson::read),
                result.getString(3),
                Optional.ofNullable(path).map(ChangePath.Tracking::valueOf),
                Optional.ofNullable(token).map(SyncToken::new),
                Optional.ofNullable(checkpoint).map(SyncToken::new),
                result.getInt(7) == 1,
                result.getLong(8),
                Optional.ofNullable(lastSync).map(Instant::parse));
    }

    /**
     * Makes an entity's table what its definition says, in one transaction: creates it, adds and drops columns, makes it anew where key or types
     * changed. What would destroy local changes is not done, see {@link SchemaChange#blocked()}.
     *
     * @throws StoreException of kind NAMES if another entity's name differs only in case
     */
    public SchemaChange define(EntityTable wanted) {
        if (find(wanted.name()).map(EntityState::table).filter(wanted::equals).isPresent()) {
            return SchemaChange.NONE;
        }
        return db.write("define the table of '" + wanted.name() + "' in", () -> {
            SchemaChange change = new TableChange(db, this).apply(find(wanted.name()), wanted);
            db.forgetStatements();
            return change;
        });
    }

    /**
     * Deletes an entity with its table, token and errors.
     *
     * @throws StoreException of kind PENDING if it has local changes that are not uploaded; nothing was deleted
     */
    public void drop(String entity) {
        db.write("drop the table of '" + entity + "' in", () -> {
            EntityTable table = require(entity).table();
            long pending = db.number("SELECT count(*) FROM crmlink_outbox WHERE entity = ?", entity);
            if (pending > 0) {
                throw new StoreException(
                        Kind.PENDING,
                        db.file(),
                        "entity '" + entity + "' has " + pending + " local changes that are not uploaded; it stays in '"
                                + db.file() + "'",
                        "Sync once more with the entity configured, or resolve its errors.");
            }
            dropTable(table);
            db.update("DELETE FROM crmlink_entity WHERE name = ?", entity);
            db.update("DELETE FROM crmlink_refetch WHERE entity = ?", entity);
            db.update("DELETE FROM sync_errors WHERE entity = ?", entity);
            db.forgetStatements();
            return true;
        });
    }

    void dropTable(EntityTable table) throws SQLException {
        new Staging(db, table).drop();
        for (String sql : TriggerSql.drop(table)) {
            db.execute(sql);
        }
        db.execute("DROP TABLE IF EXISTS " + quoted(table.name()));
    }

    /**
     * Sets the filter and the change path of an entity. If either is not what it was, the token is forgotten: the next read must be full (rule
     * F10).
     *
     * @return whether it changed
     */
    public boolean configure(String entity, String filter, ChangePath.Tracking path) {
        return db.write("write", () -> {
            EntityState state = require(entity);
            if (state.filter().equals(filter) && state.path().equals(Optional.of(path))) {
                return false;
            }
            db.update("UPDATE crmlink_entity SET filter = ?, path = ? WHERE name = ?", filter, path.name(), entity);
            forgetToken(entity);
            return true;
        });
    }

    /** Forgets token and checkpoint: the next read must be full. */
    public void requireFullRead(String entity) {
        db.write("write", () -> {
            forgetToken(entity);
            return true;
        });
    }

    /** The same, inside a transaction; what an interrupted full read has brought goes with it. */
    void forgetToken(String entity) throws SQLException {
        new Staging(db, require(entity).table()).drop();
        db.update("UPDATE crmlink_entity SET token = NULL, checkpoint = NULL, full_read = 0 WHERE name = ?", entity);
    }

    /**
     * Begins a full read from its start: forgets token and checkpoint, and what an earlier one has brought. Its rows go to
     * {@link LocalStore#fullReadWriter}, and are in the entity's table when it has ended.
     */
    public void beginFullRead(String entity) {
        db.write("write", () -> {
            db.update(
                    "UPDATE crmlink_entity SET token = NULL, checkpoint = NULL, full_read = 1, generation = generation + 1"
                            + " WHERE name = ?",
                    entity);
            new Staging(db, require(entity).table()).begin();
            return true;
        });
    }

    /** Records the definition. */
    void store(EntityTable table) throws SQLException {
        String definition = TableJson.write(table);
        if (db.update("UPDATE crmlink_entity SET definition = ? WHERE name = ?", definition, table.name()) == 0) {
            db.update("INSERT INTO crmlink_entity(name, definition) VALUES(?, ?)", table.name(), definition);
        }
    }

    /** Another entity whose name SQLite would take for the same. */
    Optional<String> nameClash(EntityTable table) throws SQLException {
        try (ResultSet result = db.query(
                "SELECT name FROM crmlink_entity WHERE name = ? COLLATE NOCASE AND name <> ?",
                table.name(),
                table.name())) {
            if (result.next()) {
                return Optional.of(result.getString(1));
            }
        }
        boolean ours = db.exists("SELECT 1 FROM crmlink_entity WHERE name = ?", table.name());
        if (ours) {
            return Optional.empty();
        }
        try (ResultSet result = db.query("SELECT type || ' ' || name FROM sqlite_master WHERE type IN ('table', 'view',"
                + " 'index') AND name = " + literal(table.name()) + " COLLATE NOCASE")) {
            return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
        }
    }
}
