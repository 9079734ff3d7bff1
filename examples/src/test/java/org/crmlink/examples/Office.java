package org.crmlink.examples;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;

/** A Dynamics sandbox, and a folder with the example's own job for it and the connector as a plugin directory. */
final class Office implements AutoCloseable {

    private static final int PAGE = 7;

    private final Path folder;
    private final Sandbox sandbox;

    private Office(Path folder, Sandbox sandbox) {
        this.folder = folder;
        this.sandbox = sandbox;
    }

    static Office open(Path folder) throws IOException {
        return open(folder, DynamicsOptions.builder());
    }

    static Office open(Path folder, DynamicsOptions.Builder options) throws IOException {
        Sandbox sandbox =
                Sandbox.dynamics(options.records(20).maxPageSize(PAGE).build()).start();
        String job = Files.readString(SmallHost.SOURCES.resolve("accounts.properties"))
                .replace("http://127.0.0.1:8081/oauth2/token", sandbox.tokenUrl())
                .replace("http://127.0.0.1:8081", sandbox.url())
                .replace("plugins = plugins", "plugins = plugins-of-dynamics");
        Files.writeString(folder.resolve("accounts.properties"), job);
        copy(
                SmallHost.MODULE.resolveSibling("connector-dynamics").resolve("target/plugin"),
                folder.resolve("plugins-of-dynamics/dynamics"));
        return new Office(folder, sandbox);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.newDirectoryStream(from, "*.jar")) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    Sandbox sandbox() {
        return sandbox;
    }

    List<Row> accounts() {
        return new ArrayList<>(sandbox.store().scan("account", null, 1_000));
    }

    Row account(RecordId id) {
        return sandbox.store().get("account", id).orElseThrow();
    }

    void update(RecordId id, Map<String, Object> values) {
        sandbox.store().update("account", id, values);
    }

    /** Names by id, as the server has them. */
    Map<String, String> namesOnTheServer() {
        Map<String, String> names = new TreeMap<>();
        accounts().forEach(row -> names.put(row.id().toString(), String.valueOf(row.get("name"))));
        return names;
    }

    /** Names by id, as the example has written them, read by a CSV reader that is not the example's. */
    Map<String, String> namesInTheTable() throws IOException {
        Map<String, String> names = new TreeMap<>();
        try (CsvReader<NamedCsvRecord> lines = CsvReader.builder().ofNamedCsvRecord(folder.resolve("accounts.csv"))) {
            lines.forEach(line -> names.put(line.getField("id"), line.getField("name")));
        }
        return names;
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
