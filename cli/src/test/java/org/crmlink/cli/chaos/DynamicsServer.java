package org.crmlink.cli.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.slf4j.LoggerFactory;

/** Microsoft Dynamics: keys are made by whoever makes the record, changes come by delta links but for leads. */
final class DynamicsServer extends ChaosServer {

    static final List<Entity> ENTITIES = List.of(
            entity(
                    "account",
                    "name",
                    List.of("telephone1", "address1_city", "description"),
                    "numberofemployees",
                    List.of(
                            new Entity.Lookup("parentaccountid", List.of("account"), false),
                            new Entity.Lookup("primarycontactid", List.of("contact"), false)),
                    List.of("createdon"),
                    Entity.Winner.SERVER),
            entity(
                    "contact",
                    "lastname",
                    List.of("firstname", "jobtitle", "description"),
                    "numberofchildren",
                    List.of(new Entity.Lookup("parentcustomerid", List.of("account", "contact"), true)),
                    List.of("fullname", "createdon"),
                    Entity.Winner.DEVICE),
            // its change tracking is switched off: changes come by watermark, deletions by comparing ids
            entity(
                    "lead",
                    "lastname",
                    List.of("firstname", "subject", "description"),
                    "numberofemployees",
                    List.of(
                            new Entity.Lookup("parentaccountid", List.of("account"), false),
                            new Entity.Lookup("parentcontactid", List.of("contact"), false)),
                    List.of("fullname"),
                    Entity.Winner.SERVER));

    private static Entity entity(
            String table,
            String name,
            List<String> texts,
            String number,
            List<Entity.Lookup> lookups,
            List<String> readOnly,
            Entity.Winner winner) {
        String key = table + "id";
        return new Entity(
                table,
                key,
                key,
                "versionnumber",
                name,
                texts,
                "description",
                number,
                lookups,
                List.of("modifiedon"),
                readOnly,
                winner);
    }

    private final Sandbox sandbox;
    private final Store store;

    private DynamicsServer(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.store = sandbox.store();
        countRequests();
    }

    static DynamicsServer start() throws IOException {
        // It tells of each connection that is cut, at length.
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.OFF);
        Sandbox sandbox = Sandbox.dynamics(DynamicsOptions.builder().build());
        Schema schema = sandbox.store().schema();
        sandbox.store()
                .alter(schema.toBuilder()
                        .table(schema.require("lead").toBuilder()
                                .changeTracking(false)
                                .build())
                        .build());
        return new DynamicsServer(sandbox.start());
    }

    @Override
    String connector() {
        return "dynamics";
    }

    @Override
    List<Entity> entities() {
        return ENTITIES;
    }

    @Override
    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("url", sandbox.url());
        options.put("token-url", sandbox.tokenUrl());
        options.put("client-id", DynamicsOptions.DEFAULT_CLIENT);
        options.put("client-secret", DynamicsOptions.DEFAULT_SECRET);
        return options;
    }

    @Override
    Faults faults() {
        return sandbox.faults();
    }

    @Override
    RequestLog requests() {
        return sandbox.requests();
    }

    @Override
    boolean isUpload(HttpRequest request) {
        if (!request.path().contains("/api/data/")) {
            return false;
        }
        if (request.path().endsWith("$batch")) {
            String body = request.text();
            return body.contains("\nPATCH ") || body.contains("\nDELETE ") || body.contains("\nPOST ");
        }
        return !request.method().equals("GET");
    }

    @Override
    Refusal throttled() {
        return new Refusal(
                429,
                Map.of("Retry-After", "0", "Content-Type", "application/json"),
                "{\"error\":{\"code\":\"0x80072322\",\"message\":\"Number of requests exceeded the limit of 6000 over time window of 300 seconds.\"}}");
    }

    // ---------------------------------------------------------------- records

    private record ShownRow(Entity entity, Row row) implements Shown {

        @Override
        public long version() {
            return row.version();
        }

        @Override
        public Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            for (String field : entity.fields()) {
                values.put(field, text(row.get(field)));
            }
            for (Entity.Lookup lookup : entity.lookups()) {
                if (lookup.polymorphic()) {
                    values.put(
                            lookup.companion(),
                            row.get(lookup.field()) instanceof Reference reference ? reference.table() : null);
                }
            }
            return values;
        }

        private static String text(Object value) {
            if (value == null) {
                return null;
            }
            if (value instanceof Reference reference) {
                return reference.id().text();
            }
            if (value instanceof RecordId id) {
                return id.text();
            }
            if (value instanceof Instant instant) {
                return instant.truncatedTo(ChronoUnit.SECONDS).toString();
            }
            return value.toString();
        }
    }

    @Override
    void exclusively(Runnable work) {
        store.run(unused -> work.run());
    }

    @Override
    Map<String, Shown> rows(Entity entity) {
        Map<String, Shown> rows = new TreeMap<>();
        for (Row row : store.scan(entity.table(), null, Integer.MAX_VALUE)) {
            rows.put(row.id().text(), new ShownRow(entity, row));
        }
        return rows;
    }

    @Override
    boolean exists(Entity entity, String id) {
        return store.get(entity.table(), RecordId.guid(id)).isPresent();
    }

    @Override
    void insert(Entity entity, String id, Map<String, Object> values) {
        store.run(tx -> tx.insert(entity.table(), RecordId.guid(id), cells(values)));
    }

    @Override
    void update(Entity entity, String id, Map<String, Object> values) {
        store.run(tx -> tx.update(entity.table(), RecordId.guid(id), cells(values)));
    }

    @Override
    void delete(Entity entity, String id) {
        store.delete(entity.table(), RecordId.guid(id));
    }

    private static Map<String, Object> cells(Map<String, Object> values) {
        Map<String, Object> cells = new LinkedHashMap<>(values);
        cells.replaceAll((field, value) -> value instanceof Target target
                ? new Reference(target.entity().table(), RecordId.guid(target.id()))
                : value);
        return cells;
    }

    @Override
    Late begin() {
        Transaction transaction = store.begin();
        return new Late() {
            @Override
            public void insert(Entity entity, String id, Map<String, Object> values) {
                transaction.insert(entity.table(), RecordId.guid(id), cells(values));
            }

            @Override
            public void update(Entity entity, String id, Map<String, Object> values) {
                transaction.update(entity.table(), RecordId.guid(id), cells(values));
            }

            @Override
            public void commit() {
                transaction.commit();
            }
        };
    }

    @Override
    long currentVersion() {
        return store.currentRowVersion();
    }

    @Override
    void pass(Duration time) {
        store.clock().shift(time);
    }

    @Override
    void holidays() {
        pass(Duration.ofDays(8));
        store.forgetTombstones(store.clock().instant().minus(Duration.ofDays(7)));
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
