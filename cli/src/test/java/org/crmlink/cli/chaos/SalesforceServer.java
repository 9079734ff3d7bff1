package org.crmlink.cli.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.slf4j.LoggerFactory;

/**
 * Salesforce: the server makes the keys, so that records made here have temporary ones at first; each record keeps a mark by which the run knows it.
 * Matters have a field for operation ids, which makes their creation repeatable; of the others a lost creation is looked for by its values.
 *
 * <p>The server's versions are whole seconds: two changes within one are not told apart, by nobody. So its clock goes on by a second with each write.
 */
final class SalesforceServer extends ChaosServer {

    private static final String MARK = "Mark__c";
    private static final String KEY_FIELD = "Sync_Key__c";
    private static final Duration TICK = Duration.ofSeconds(1);

    static final List<Entity> ENTITIES = List.of(
            entity(
                    "Company__c",
                    List.of(
                            new Entity.Lookup("Parent__c", List.of("Company__c"), false),
                            new Entity.Lookup("Head__c", List.of("Person__c"), false)),
                    Entity.Winner.SERVER),
            entity(
                    "Person__c",
                    List.of(
                            new Entity.Lookup("Employer__c", List.of("Company__c"), false),
                            new Entity.Lookup("Chief__c", List.of("Person__c"), false)),
                    Entity.Winner.DEVICE),
            entity(
                    "Matter__c",
                    List.of(
                            new Entity.Lookup("Client__c", List.of("Company__c"), false),
                            new Entity.Lookup("Contact__c", List.of("Person__c"), false)),
                    Entity.Winner.SERVER));

    private static Entity entity(String table, List<Entity.Lookup> lookups, Entity.Winner winner) {
        return new Entity(
                table,
                "Id",
                MARK,
                "SystemModstamp",
                "Name",
                List.of("Phone__c", "City__c", "Remarks__c"),
                "Remarks__c",
                "Count__c",
                lookups,
                List.of("LastModifiedDate"),
                List.of("CreatedDate"),
                winner);
    }

    private final SalesforceSandbox sandbox;
    private final RecordStore store;
    private final Names names;

    private SalesforceServer(SalesforceSandbox sandbox, Names names) {
        this.sandbox = sandbox;
        this.store = sandbox.store();
        this.names = names;
        countRequests();
    }

    static SalesforceServer start(Names names) throws IOException {
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty")).setLevel(Level.OFF);
        SalesforceSandbox sandbox =
                SalesforceSandbox.of(SalesforceOptions.builder().build());
        List<SObject> objects = new ArrayList<>(sandbox.store().schema().objects());
        for (Entity entity : ENTITIES) {
            objects.add(object(entity, "a0" + ENTITIES.indexOf(entity)));
        }
        sandbox.alter(new OrgSchema(objects));
        return new SalesforceServer(sandbox.start(), names);
    }

    private static SObject object(Entity entity, String prefix) {
        List<Field> fields = new ArrayList<>(List.of(
                Field.of("Id", "Record ID", FieldType.ID).build(),
                Field.of("IsDeleted", "Deleted", FieldType.BOOLEAN).readOnly().build(),
                Field.of("Name", "Name", FieldType.STRING)
                        .length(80)
                        .nameField()
                        .build(),
                Field.of("OwnerId", "Owner ID", FieldType.REFERENCE)
                        .refersTo("Owner", "Group", "User")
                        .required()
                        .defaulted()
                        .onDelete(OnDelete.RESTRICT)
                        .build(),
                Field.of(entity.number(), "Count", FieldType.DOUBLE)
                        .digits(18, 0)
                        .build(),
                Field.of(MARK, "Mark", FieldType.STRING).length(80).build(),
                Field.of(KEY_FIELD, "Sync Key", FieldType.STRING)
                        .length(100)
                        .externalId()
                        .build()));
        entity.texts()
                .forEach(text -> fields.add(
                        Field.of(text, text, FieldType.STRING).length(80).build()));
        for (Entity.Lookup lookup : entity.lookups()) {
            String relationship = lookup.field().replace("__c", "__r");
            String children =
                    entity.table().replace("__c", "") + "_" + lookup.field().replace("__c", "s__r");
            fields.add(Field.of(lookup.field(), lookup.field(), FieldType.REFERENCE)
                    .refersTo(relationship, lookup.targets().toArray(String[]::new))
                    .children(children, OnDelete.CLEAR)
                    .build());
        }
        for (String time : List.of("CreatedDate", "LastModifiedDate", "SystemModstamp")) {
            fields.add(Field.of(time, time, FieldType.DATETIME)
                    .required()
                    .readOnly()
                    .defaulted()
                    .build());
        }
        for (String user : List.of("CreatedBy", "LastModifiedBy")) {
            fields.add(Field.of(user + "Id", user, FieldType.REFERENCE)
                    .refersTo(user, "User")
                    .required()
                    .readOnly()
                    .defaulted()
                    .onDelete(OnDelete.RESTRICT)
                    .build());
        }
        return new SObject(entity.table(), entity.table(), entity.table(), prefix, SObject.Traits.CUSTOM, fields);
    }

    @Override
    String connector() {
        return "salesforce";
    }

    @Override
    List<Entity> entities() {
        return ENTITIES;
    }

    @Override
    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("url", sandbox.url());
        options.put("instance-url", sandbox.url());
        options.put("client-id", SalesforceOptions.DEFAULT_CLIENT);
        options.put("client-secret", SalesforceOptions.DEFAULT_SECRET);
        options.put("external-ids", "Matter__c=" + KEY_FIELD);
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
        boolean rows = request.path().contains("/composite/sobjects")
                && !request.method().equals("GET");
        return rows || request.path().endsWith("/composite");
    }

    @Override
    void coming(HttpRequest request) {
        if (isUpload(request)) {
            pass(TICK);
        }
    }

    @Override
    Refusal throttled() {
        return new Refusal(
                403,
                Map.of("Content-Type", "application/json;charset=UTF-8"),
                "[{\"message\":\"ConcurrentRequests (Concurrent API Requests) Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]");
    }

    // ---------------------------------------------------------------- records

    private final class ShownRow implements Shown {
        private final Entity entity;
        private final Row row;

        private ShownRow(Entity entity, Row row) {
            this.entity = entity;
            this.row = row;
        }

        @Override
        public long version() {
            return row.systemModstamp().getEpochSecond();
        }

        @Override
        public Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            for (String field : entity.fields()) {
                String text = text(row.get(field));
                values.put(field, entity.isLookup(field) ? names.mark(text) : text);
            }
            return values;
        }

        private static String text(Object value) {
            if (value instanceof BigDecimal number) {
                return number.stripTrailingZeros().toPlainString();
            }
            return value == null ? null : value.toString();
        }
    }

    @Override
    void exclusively(Runnable work) {
        store.alone(() -> {
            pass(TICK);
            work.run();
            pass(TICK);
        });
    }

    @Override
    Map<String, Shown> rows(Entity entity) {
        Map<String, Shown> rows = new TreeMap<>();
        for (Row row : store.rows(object(entity))) {
            String mark = String.valueOf(row.get(MARK));
            names.learn(row.id(), mark);
            if (!row.isDeleted()) {
                // a second one with the mark is a record that nobody made
                rows.put(rows.containsKey(mark) ? mark + " again" : mark, new ShownRow(entity, row));
            }
        }
        return rows;
    }

    private SObject object(Entity entity) {
        return store.schema().object(entity.table()).orElseThrow();
    }

    private Optional<String> key(Entity entity, String mark) {
        return store.rows(object(entity)).stream()
                .filter(row -> !row.isDeleted() && mark.equals(row.get(MARK)))
                .map(Row::id)
                .findFirst();
    }

    @Override
    boolean exists(Entity entity, String id) {
        return key(entity, id).isPresent();
    }

    @Override
    void insert(Entity entity, String id, Map<String, Object> values) {
        within(late -> late.insert(entity, id, values));
    }

    @Override
    void update(Entity entity, String id, Map<String, Object> values) {
        within(late -> late.update(entity, id, values));
    }

    @Override
    void delete(Entity entity, String id) {
        try (Work work = store.begin(sandbox.userId())) {
            sandbox.dml().delete(work, object(entity), key(entity, id).orElseThrow());
            work.commit();
        }
    }

    private void within(Consumer<Late> edit) {
        Late late = begin();
        edit.accept(late);
        late.commit();
    }

    private Map<String, Object> sent(Map<String, Object> values) {
        Map<String, Object> sent = new LinkedHashMap<>(values);
        sent.replaceAll((field, value) -> {
            if (value instanceof Target target) {
                return key(target.entity(), target.id()).orElseThrow();
            }
            return value instanceof Integer number ? (Object) number.longValue() : value;
        });
        return sent;
    }

    @Override
    Late begin() {
        Work work = store.begin(sandbox.userId());
        return new Late() {
            @Override
            public void insert(Entity entity, String id, Map<String, Object> values) {
                Map<String, Object> sent = sent(values);
                sent.put(MARK, id);
                sandbox.dml().create(work, object(entity), sent);
            }

            @Override
            public void update(Entity entity, String id, Map<String, Object> values) {
                sandbox.dml().update(work, object(entity), key(entity, id).orElseThrow(), sent(values));
            }

            @Override
            public void commit() {
                work.commit();
                work.close();
            }
        };
    }

    @Override
    long currentVersion() {
        return sandbox.clock().instant().getEpochSecond();
    }

    @Override
    void pass(Duration time) {
        sandbox.clock().shift(time);
    }

    /** So many days that the recycle bin is emptied of what lay in it. */
    @Override
    void holidays() {
        pass(Duration.ofDays(16));
        sandbox.emptyBin(Duration.ofDays(15));
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
