package org.crmlink.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.crmlink.engine.ConflictStrategy;
import org.crmlink.engine.EngineContext;
import org.crmlink.engine.EntityConfiguration;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.LocalDatabase;
import org.crmlink.engine.SyncConfiguration;
import org.crmlink.engine.SyncEngine;
import org.crmlink.engine.SyncError;
import org.crmlink.engine.SyncListener;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncRequest;
import org.crmlink.engine.SyncResult;
import org.crmlink.host.context.HostContext;
import org.crmlink.host.guard.GuardedConnector;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A person's installation: a server with colleagues on it, a configuration that can change, and a database that is edited with plain SQL. Every sync
 * opens connector and engine anew, as the command does.
 */
final class Journey implements AutoCloseable {

    private static final Sleeper HURRIED = duration -> Thread.sleep(Math.min(2, duration.toMillis()));

    private final Sandbox sandbox;
    private final Map<String, EntityConfiguration> entities = new LinkedHashMap<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private Path database;
    private int pageSize = SyncConfiguration.DEFAULT_PAGE_SIZE;
    private String path = "";

    private Journey(Sandbox sandbox, Path folder) {
        this.sandbox = sandbox;
        this.database = folder.resolve("crm.db");
    }

    /** A server with so many accounts and contacts. */
    static Journey start(Path folder, int records) {
        return start(folder, options -> options.records(records));
    }

    /** A server that is set up in this way. */
    static Journey start(Path folder, UnaryOperator<DynamicsOptions.Builder> setUp) {
        try {
            DynamicsOptions options = setUp.apply(DynamicsOptions.builder()).build();
            return new Journey(Sandbox.dynamics(options).start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- configuration

    /** Synchronizes these fields of an entity, all if none is named. */
    Journey with(String entity, String... fields) {
        return with(entity, configuration -> configuration.withFields(fields));
    }

    Journey with(String entity, UnaryOperator<EntityConfiguration> change) {
        entities.put(
                entity,
                change.apply(entities.getOrDefault(
                        entity, EntityConfiguration.everything().withOnConflict(ConflictStrategy.SERVER_WINS))));
        return this;
    }

    Journey filter(String entity, String text) {
        return with(entity, configuration -> configuration.withFilter(text));
    }

    Journey onConflict(String entity, ConflictStrategy strategy) {
        return with(entity, configuration -> configuration.withOnConflict(strategy));
    }

    Journey without(String entity) {
        entities.remove(entity);
        return this;
    }

    Journey pages(int size) {
        pageSize = size;
        return this;
    }

    Journey database(Path file) {
        database = file;
        return this;
    }

    Path database() {
        return database;
    }

    /** Time goes by, here and on the server. */
    void pass(Duration time) {
        store().clock().shift(time);
    }

    // ---- syncing

    /** Syncs and expects that all went well. */
    SyncReport sync() {
        SyncReport report = trySync();
        assertThat(report.result()).as(report + "\n" + errors()).isEqualTo(SyncResult.OK);
        return report;
    }

    SyncReport trySync() {
        return sync(SyncRequest.incremental());
    }

    SyncReport sync(SyncRequest request) {
        try (LoadedConnectors connectors = ConnectorLoader.create()
                        .classPath(Journey.class.getClassLoader())
                        .load();
                HostContext context = HostContext.builder()
                        .clock(store().clock())
                        .sleeper(HURRIED)
                        .build()) {
            ConnectorProvider provider =
                    connectors.find("dynamics").orElseThrow().provider();
            Configuration configuration = Configuration.of(provider.descriptor().options(), options());
            try (GuardedConnector connector = GuardedConnector.open(provider, configuration, context);
                    SyncEngine engine = SyncEngine.open(
                            new SyncConfiguration(
                                    database, "dynamics", entities, pageSize, SyncConfiguration.DEFAULT_BATCH_SIZE),
                            connector,
                            new EngineContext(store().clock(), HURRIED, () -> 0L, SyncListener.SILENT))) {
                return engine.sync(request);
            }
        }
    }

    /** The configuration's address: with the organization in the path, as servers at a customer's have it. */
    Journey organization(String name) {
        path = "/" + name;
        return this;
    }

    /** An option of the connector. */
    Journey option(String name, String value) {
        options.put(name, value);
        return this;
    }

    private Map<String, String> options() {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "url",
                sandbox.url() + path,
                "token-url",
                sandbox.tokenUrl(),
                "client-id",
                DynamicsOptions.DEFAULT_CLIENT,
                "client-secret",
                DynamicsOptions.DEFAULT_SECRET));
        all.putAll(options);
        return all;
    }

    static EntityReport of(SyncReport report, String entity) {
        return report.entity(entity).orElseThrow();
    }

    List<SyncError> errors() {
        try (LocalDatabase local = LocalDatabase.open(database)) {
            return local.errors();
        }
    }

    // ---- the person at the device

    /** Gives up all changes that an entry holds back. */
    int giveUp() {
        try (LocalDatabase local = LocalDatabase.open(database)) {
            return local.discardAllChanges();
        }
    }

    /** Runs statements, separated by semicolons, as the {@code sqlite3} shell does. */
    void sql(String statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements.split(";\\s*\\n|;\\s*$")) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The first column of the first row as text, "null" for NULL, "-" where there is no row. */
    String value(String query) {
        List<String> rows = rows(query);
        return rows.isEmpty() ? "-" : rows.get(0);
    }

    /** Rows as text, columns parted by a bar. */
    List<String> rows(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    /** What waits to be sent. */
    List<String> outbox() {
        return rows("SELECT kind, entity, id FROM crmlink_outbox ORDER BY seq");
    }

    // ---- the server's administrator

    /** A request to the administrator's address; gives what it answers. */
    String admin(String method, String path, String json) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(sandbox.url() + "/sandbox" + path))
                                    .header("Content-Type", "application/json")
                                    .method(method, HttpRequest.BodyPublishers.ofString(json))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A colleague's own client creates a row; gives the status of the answer. Waits for it. */
    int colleaguePosts(String set, String json) {
        return colleague("POST", set, json).statusCode();
    }

    /** A request that a colleague's own client makes, with a path below the service's root, and JSON or bytes. Waits for the answer. */
    HttpResponse<String> colleague(String method, String path, String body) {
        try {
            HttpResponse<String> token = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(sandbox.tokenUrl()))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "grant_type=client_credentials&client_id=" + DynamicsOptions.DEFAULT_CLIENT
                                                    + "&client_secret=" + DynamicsOptions.DEFAULT_SECRET))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            String bearer = token.body().replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/data/v9.2/" + path))
                                    .header("Authorization", "Bearer " + bearer)
                                    .header(
                                            "Content-Type",
                                            body.startsWith("{") ? "application/json" : "application/octet-stream")
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // ---- the server's people

    Sandbox sandbox() {
        return sandbox;
    }

    Store store() {
        return sandbox.store();
    }

    /** Makes a record and gives its id. */
    String insert(String table, Map<String, ?> values) {
        return store().insert(table, values).id().text();
    }

    void update(String table, String id, Map<String, ?> values) {
        store().update(table, RecordId.guid(id), values);
    }

    void delete(String table, String id) {
        store().delete(table, RecordId.guid(id));
    }

    /** A column of a record on the server, "null" if it is empty, "-" if there is no such record. */
    String onServer(String table, String id, String column) {
        return store().get(table, RecordId.guid(id))
                .map(row -> text(row.get(column)))
                .orElse("-");
    }

    static Reference reference(String table, String id) {
        return new Reference(table, RecordId.guid(id));
    }

    /** Customizes the server. */
    void alter(String table, UnaryOperator<TableBuilder> change) {
        Schema schema = store().schema();
        store().alter(schema.toBuilder()
                .table(change.apply(schema.require(table).toBuilder()).build())
                .build());
    }

    /** The local table shows exactly the server's records, in these columns. */
    void assertSame(String table, String... columns) {
        Map<String, String> server = new TreeMap<>();
        for (Row row : store().scan(table, null, Integer.MAX_VALUE)) {
            server.put(
                    row.id().text(),
                    List.of(columns).stream()
                            .map(column -> "|" + text(row.get(column)))
                            .collect(Collectors.joining()));
        }
        String key = store().schema().require(table).primaryId();
        Map<String, String> local = new TreeMap<>();
        for (String row : rows("SELECT " + key + " || concat_ws('|', ''"
                + List.of(columns).stream()
                        .map(column -> ", coalesce(" + column + ", 'null')")
                        .collect(Collectors.joining())
                + ") FROM " + table)) {
            local.put(row.substring(0, 36), row.substring(36));
        }
        assertThat(local).containsExactlyInAnyOrderEntriesOf(server);
    }

    /** The local tables are as if everything had just been read for the first time: no change was missed, in no column. */
    void assertAsFresh(Path fresh) {
        Map<String, List<String>> here = contents();
        Path mine = database;
        database = fresh;
        sync();
        Map<String, List<String>> there = contents();
        database = mine;
        here.forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(there.get(table)));
    }

    private Map<String, List<String>> contents() {
        Map<String, List<String>> contents = new LinkedHashMap<>();
        for (String table : entities.keySet()) {
            List<String> columns = rows("SELECT name FROM pragma_table_xinfo('" + table
                    + "') WHERE name NOT IN ('crmlink_gen') ORDER BY name");
            String all = String.join(", ", columns);
            contents.put(table, rows("SELECT " + all + " FROM " + table + " ORDER BY " + all));
        }
        return contents;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Reference reference) {
            return reference.id().text();
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return String.valueOf(value);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
