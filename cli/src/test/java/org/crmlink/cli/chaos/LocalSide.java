package org.crmlink.cli.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The person at the device: edits the entity tables with plain SQL, as from the {@code sqlite3} shell, also while a sync runs.
 */
final class LocalSide implements AutoCloseable {

    private static final int BUSY_MILLIS = 3000;
    private static final int RECENT = 6;

    /** An entry of {@code sync_errors}. */
    record ErrorEntry(
            long id, String entity, String record, String kind, String code, String message, boolean serverDeleted) {}

    /** A record that was edited. */
    record Edited(Entity entity, String id) {}

    /** Work on a connection. */
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Path file;
    private final List<Entity> entities;
    private final Names names;
    /** The key that a record has here, by its mark; the last one that was seen. */
    private final Map<String, String> keys = new HashMap<>();

    private final Journal journal;
    private final Values values;
    private final Predicate<String> held;
    private final Deque<Edited> recent = new ArrayDeque<>();
    private Connection open;

    LocalSide(Path file, List<Entity> entities, Names names, Journal journal, Values values, Predicate<String> held) {
        this.file = file;
        this.entities = entities;
        this.names = names;
        this.journal = journal;
        this.values = values;
        this.held = held;
    }

    /** Inserts a record, the key given by the test or left to the column's default. */
    String create(Entity entity, Map<String, String> lookups, Random random) {
        Map<String, String> row = new LinkedHashMap<>();
        for (String field : entity.editable()) {
            row.put(field, values.next(entity, field));
        }
        if (random.nextBoolean()) {
            row.remove(entity.optional());
        }
        row.putAll(lookups);
        boolean ownKey = random.nextInt(3) > 0;
        String key = ServerSide.newId(random);
        String mark = ServerSide.newId(random);
        synchronized (journal) {
            String id = within(connection -> {
                Map<String, String> columns = new LinkedHashMap<>(row);
                if (ownKey) {
                    columns.put(entity.key(), key);
                }
                if (entity.serverKeys()) {
                    columns.put(entity.mark(), mark);
                }
                write(
                        connection,
                        "INSERT INTO " + entity.table() + "(" + String.join(",", columns.keySet()) + ") VALUES("
                                + columns.keySet().stream().map(c -> "?").collect(Collectors.joining(",")) + ")",
                        entity,
                        columns,
                        List.of());
                return one(
                                connection,
                                "SELECT " + entity.mark() + " FROM " + entity.table() + " WHERE " + entity.name()
                                        + "=?",
                                row.get(entity.name()))
                        .orElseThrow();
            });
            journal.localCreate(entity, id, row);
            remember(entity, id);
            return id;
        }
    }

    /** Changes one or two fields, sometimes a lookup. False if the row is gone. */
    boolean update(Entity entity, String id, Random random) {
        Map<String, String> change = new LinkedHashMap<>();
        List<String> editable = entity.editable();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String field = editable.get(random.nextInt(editable.size()));
            change.put(
                    field,
                    field.equals(entity.optional()) && random.nextInt(4) == 0 ? null : values.next(entity, field));
        }
        if (random.nextInt(6) == 0) {
            Entity.Lookup lookup =
                    entity.lookups().get(random.nextInt(entity.lookups().size()));
            change.putAll(random.nextInt(4) == 0 ? unlinked(lookup) : target(lookup, random));
        }
        return update(entity, id, change);
    }

    boolean update(Entity entity, String id, Map<String, String> change) {
        synchronized (journal) {
            return within(connection -> {
                Optional<Map<String, String>> row = row(connection, entity, id);
                if (row.isEmpty()) {
                    return false;
                }
                // What already stands there is no edit.
                Map<String, String> real = new LinkedHashMap<>(change);
                real.entrySet()
                        .removeIf(entry -> java.util.Objects.equals(row.get().get(entry.getKey()), entry.getValue()));
                if (!real.isEmpty()) {
                    write(
                            connection,
                            "UPDATE " + entity.table() + " SET "
                                    + change.keySet().stream()
                                            .map(c -> c + "=?")
                                            .collect(Collectors.joining(",")) + " WHERE "
                                    + entity.key() + "=?",
                            entity,
                            change,
                            List.of(key(entity, id)));
                    journal.localUpdate(entity, id, real, shown(entity, row.get()));
                    remember(entity, id);
                }
                return true;
            });
        }
    }

    /** Writes the whole row anew, with new values in some fields, the way scripts like to. */
    boolean replace(Entity entity, String id, Random random) {
        synchronized (journal) {
            return within(connection -> {
                Optional<Map<String, String>> found = row(connection, entity, id);
                if (found.isEmpty()) {
                    return false;
                }
                Map<String, String> row = new LinkedHashMap<>();
                row.put(entity.key(), key(entity, id));
                entity.columns().stream()
                        .filter(column -> entity.editable().contains(column)
                                || entity.serverKeys() && column.equals(entity.mark())
                                || entity.lookups().stream()
                                        .anyMatch(l -> l.field().equals(column)
                                                || l.companion().equals(column)))
                        .forEach(column -> row.put(column, found.get().get(column)));
                Map<String, String> change = new LinkedHashMap<>();
                String field =
                        entity.editable().get(random.nextInt(entity.editable().size()));
                change.put(field, values.next(entity, field));
                row.putAll(change);
                write(
                        connection,
                        "INSERT OR REPLACE INTO " + entity.table() + "(" + String.join(",", row.keySet()) + ") VALUES("
                                + row.keySet().stream().map(c -> "?").collect(Collectors.joining(",")) + ")",
                        entity,
                        row,
                        List.of());
                journal.localUpdate(entity, id, change, shown(entity, found.get()));
                return true;
            });
        }
    }

    boolean delete(Entity entity, String id) {
        synchronized (journal) {
            return within(connection -> {
                Optional<Map<String, String>> row = row(connection, entity, id);
                if (row.isEmpty()) {
                    return false;
                }
                write(
                        connection,
                        "DELETE FROM " + entity.table() + " WHERE " + entity.key() + "=?",
                        entity,
                        Map.of(),
                        List.of(key(entity, id)));
                journal.localDelete(entity, id, shown(entity, row.get()));
                return true;
            });
        }
    }

    /** Takes back what was made here, of a record that the server has under an id that is not known here; what points to it is pointed there. */
    void giveUp(List<Entity> entities, Entity entity, ErrorEntry error) {
        String here = "(SELECT record_id FROM sync_errors WHERE id=?)";
        synchronized (journal) {
            within(connection -> {
                for (Entity other : entities) {
                    for (Entity.Lookup lookup : other.lookups()) {
                        if (lookup.targets().contains(entity.table())) {
                            write(
                                    connection,
                                    "UPDATE " + other.table() + " SET " + lookup.field() + "=? WHERE " + lookup.field()
                                            + "=" + here,
                                    other,
                                    Map.of(),
                                    List.of(key(entity, error.record()), error.id()));
                        }
                    }
                }
                write(
                        connection,
                        "DELETE FROM " + entity.table() + " WHERE " + entity.key() + "=" + here,
                        entity,
                        Map.of(),
                        List.of(error.id()));
                journal.localGiveUp(entity, error.record());
                return true;
            });
        }
    }

    private void remember(Entity entity, String id) {
        if (recent.size() == RECENT) {
            recent.removeFirst();
        }
        recent.addLast(new Edited(entity, id));
    }

    /** One of the records that were edited last. */
    Optional<Edited> anyRecent(Random random) {
        synchronized (journal) {
            return recent.stream().skip(random.nextInt(RECENT)).findFirst();
        }
    }

    /** Takes an entry out of {@code sync_errors}: the record is tried again. */
    void clear(ErrorEntry error) {
        within(connection -> {
            write(connection, "DELETE FROM sync_errors WHERE id=?", null, Map.of(), List.of(error.id()));
            return true;
        });
    }

    List<ErrorEntry> errors() {
        return within(connection -> {
            List<ErrorEntry> errors = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(
                            "SELECT id,entity,record_id,kind,code,message,server_deleted FROM sync_errors ORDER BY id")) {
                while (found.next()) {
                    errors.add(new ErrorEntry(
                            found.getLong(1),
                            found.getString(2),
                            names.mark(found.getString(3)),
                            found.getString(4),
                            found.getString(5),
                            found.getString(6),
                            found.getInt(7) != 0));
                }
            }
            return errors;
        });
    }

    /** Ids with an entry in {@code sync_errors}. */
    Map<Entity, Set<String>> entryIds() {
        Map<Entity, Set<String>> open = new HashMap<>();
        for (Entity entity : entities) {
            open.put(entity, new HashSet<>());
        }
        errors().forEach(error -> open.get(Entity.of(entities, error.entity())).add(error.record()));
        return open;
    }

    /** All rows, by key. */
    Map<String, Map<String, String>> rows(Entity entity) {
        return within(connection -> {
            Map<String, Map<String, String>> rows = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("SELECT * FROM " + entity.table())) {
                while (found.next()) {
                    rows.put(found.getString(entity.mark()), columns(entity, found));
                }
            }
            return rows;
        });
    }

    /** The keys of all rows. */
    Set<String> ids(Entity entity) {
        return within(connection -> {
            Set<String> ids = new HashSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("SELECT " + entity.mark() + " FROM " + entity.table())) {
                while (found.next()) {
                    ids.add(found.getString(1));
                }
            }
            return ids;
        });
    }

    /** A random record that exists locally. */
    Optional<String> anyId(Entity entity, Random random) {
        int pick = random.nextInt(1 << 20);
        return within(connection -> {
            int count = Integer.parseInt(
                    one(connection, "SELECT count(*) FROM " + entity.table()).orElseThrow());
            return count == 0
                    ? Optional.<String>empty()
                    : one(
                            connection,
                            "SELECT " + entity.mark() + " FROM " + entity.table() + " ORDER BY " + entity.mark()
                                    + " LIMIT 1 OFFSET " + pick % count);
        });
    }

    Map<String, String> target(Entity.Lookup lookup, Random random) {
        Entity target = Entity.of(
                entities, lookup.targets().get(random.nextInt(lookup.targets().size())));
        return anyId(target, random)
                .filter(held.negate())
                .map(id -> link(lookup, target, id))
                .orElse(Map.of());
    }

    static Map<String, String> link(Entity.Lookup lookup, Entity target, String id) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(lookup.field(), id);
        if (lookup.polymorphic()) {
            columns.put(lookup.companion(), target.table());
        }
        return columns;
    }

    static Map<String, String> unlinked(Entity.Lookup lookup) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(lookup.field(), null);
        if (lookup.polymorphic()) {
            columns.put(lookup.companion(), null);
        }
        return columns;
    }

    /** SQLite's own check of the file. */
    String integrity() {
        return within(connection -> one(connection, "PRAGMA integrity_check").orElse("no answer"));
    }

    private static long shown(Entity entity, Map<String, String> row) {
        return Entity.versionNumber(row.get(entity.version()));
    }

    private Optional<Map<String, String>> row(Connection connection, Entity entity, String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT * FROM " + entity.table() + " WHERE " + entity.key() + "=?")) {
            statement.setString(1, key(entity, id));
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(columns(entity, found)) : Optional.empty();
            }
        }
    }

    private Map<String, String> columns(Entity entity, ResultSet row) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String column : entity.columns()) {
            String value = row.getString(column);
            values.put(column, entity.isLookup(column) ? names.mark(value) : value);
        }
        return values;
    }

    /** The key of a record by its mark. */
    private String key(Entity entity, String id) {
        return entity.serverKeys() ? keys.getOrDefault(id, id) : id;
    }

    /** Keys that the server made take the place of temporary ones whenever a sync likes. */
    private void learnKeys() throws SQLException {
        for (Entity entity : entities) {
            if (entity.serverKeys()) {
                try (Statement statement = open.createStatement();
                        ResultSet found = statement.executeQuery("SELECT " + entity.key() + ", " + entity.mark()
                                + " FROM " + entity.table() + " ORDER BY rowid")) {
                    while (found.next()) {
                        keys.put(found.getString(2), found.getString(1));
                        names.learn(found.getString(1), found.getString(2));
                    }
                }
            }
        }
    }

    private static Optional<String> one(Connection connection, String sql, String... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
            }
        }
    }

    private void write(Connection connection, String sql, Entity entity, Map<String, String> columns, List<Object> more)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (Map.Entry<String, String> column : columns.entrySet()) {
                if (column.getValue() != null && entity.isNumber(column.getKey())) {
                    statement.setLong(at++, Long.parseLong(column.getValue()));
                } else {
                    boolean lookup = entity.isLookup(column.getKey()) && column.getValue() != null;
                    statement.setString(at++, lookup ? key(entity, column.getValue()) : column.getValue());
                }
            }
            for (Object value : more) {
                statement.setObject(at++, value);
            }
            statement.executeUpdate();
        }
    }

    /** One write transaction; a lock that the engine holds for longer than {@value #BUSY_MILLIS} ms is a defect. */
    private <T> T within(Work<T> work) {
        synchronized (journal) {
            try {
                if (open == null) {
                    open = DriverManager.getConnection("jdbc:sqlite:" + file);
                    execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
                    // Processes die here, not machines.
                    execute("PRAGMA synchronous=OFF");
                }
                execute("BEGIN IMMEDIATE");
                learnKeys();
                T result = work.on(open);
                execute("COMMIT");
                return result;
            } catch (SQLException e) {
                close();
                throw new IllegalStateException("the person at the device got an error: " + e.getMessage(), e);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Lets go of the file, so that the next to open it finds what a killed process has left. */
    @Override
    public void close() {
        synchronized (journal) {
            if (open == null) {
                return;
            }
            try {
                open.close();
            } catch (SQLException e) {
                throw new IllegalStateException("the database could not be closed", e);
            } finally {
                open = null;
            }
        }
    }
}
