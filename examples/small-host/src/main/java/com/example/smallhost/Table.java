package com.example.smallhost;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Row;

/**
 * The local copy of an entity: a CSV file with id, version and the fields, and beside it a file with the token. In memory while it is used.
 *
 * <p>The token is written last. A crash in between makes the next run read some changes a second time, and that is harmless: a row replaces a row.
 * The other order would lose them.
 */
final class Table {

    private static final String QUERY = "query";
    private static final String TOKEN = "token";
    private static final String UNREAD = "unread";

    private final Path file;
    private final Path stateFile;
    private final List<String> header = new ArrayList<>(List.of("id", "version"));
    private final Map<String, List<String>> rows = new LinkedHashMap<>();
    private final Set<String> unread = new LinkedHashSet<>();
    private Optional<SyncToken> token = Optional.empty();

    private Table(Path file, List<String> fields) {
        this.file = file;
        this.stateFile = file.resolveSibling(file.getFileName() + ".state");
        header.addAll(fields);
    }

    /**
     * Reads what an earlier run has left.
     *
     * @param query what is asked for, in words: a token is good for the query that it came from and no other
     */
    static Table read(Path file, List<String> fields, String query) throws IOException {
        Table table = new Table(file, fields);
        if (!Files.exists(table.file) || !Files.exists(table.stateFile)) {
            return table;
        }
        Properties state = new Properties();
        try (Reader in = Files.newBufferedReader(table.stateFile)) {
            state.load(in);
        }
        if (!state.getProperty(QUERY, "").equals(query)) {
            return table;
        }
        List<List<String>> lines = Csv.parse(Files.readString(table.file));
        lines.stream().skip(1).forEach(line -> table.rows.put(line.get(0), line));
        table.token = Optional.ofNullable(state.getProperty(TOKEN)).map(SyncToken::new);
        Csv.parse(state.getProperty(UNREAD, "")).forEach(table.unread::addAll);
        return table;
    }

    Optional<SyncToken> token() {
        return token;
    }

    /** Ids of records that changed and could not be read so far. */
    Set<String> unread() {
        return unread;
    }

    int size() {
        return rows.size();
    }

    /** The version that the record had when it was read last; the base of a change. */
    Optional<String> version(String id) {
        return Optional.ofNullable(rows.get(id)).map(line -> line.get(1));
    }

    boolean has(String id) {
        return rows.containsKey(id);
    }

    void put(Row row) {
        List<String> line = new ArrayList<>(header.size());
        line.add(row.id());
        line.add(row.version().orElse(null));
        for (Object value : row.values()) {
            line.add(Cells.text(value));
        }
        rows.put(row.id(), line);
        unread.remove(row.id());
    }

    boolean remove(String id) {
        unread.remove(id);
        return rows.remove(id) != null;
    }

    /** Removes what the server no longer lists and tells how many rows that were. */
    int keepOnly(Set<String> ids) {
        Set<String> gone = new HashSet<>(rows.keySet());
        gone.removeAll(ids);
        gone.forEach(this::remove);
        return gone.size();
    }

    void save(String query, SyncToken reached) throws IOException {
        StringBuilder text = new StringBuilder(Csv.line(header));
        rows.values().forEach(line -> text.append(Csv.line(line)));
        replace(file, text.toString());
        token = Optional.of(reached);
        Properties state = new Properties();
        state.setProperty(QUERY, query);
        state.setProperty(TOKEN, reached.value());
        state.setProperty(UNREAD, unread.isEmpty() ? "" : Csv.line(List.copyOf(unread)));
        Path draft = draft(stateFile);
        try (BufferedWriter out = Files.newBufferedWriter(draft)) {
            state.store(out, null);
        }
        Files.move(draft, stateFile, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void replace(Path target, String text) throws IOException {
        Path draft = draft(target);
        Files.writeString(draft, text);
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path draft(Path target) {
        return target.resolveSibling(target.getFileName() + ".new");
    }
}
