package org.crmlink.sandbox.salesforce.dml;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;
import org.crmlink.sandbox.salesforce.org.SystemFields;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** A small org with one user. */
final class TestOrg {

    static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    final RecordStore store;
    final Dml dml;
    final String user;

    private TestOrg(List<SObject> objects) {
        this.store = new RecordStore(
                new OrgSchema(objects), Clock.fixed(NOW, ZoneOffset.UTC), new RecordIds("Q70"), Duration.ZERO);
        this.dml = new Dml(store);
        try (Work work = store.begin("nobody")) {
            user = dml.create(work, object("User"), Map.of("LastName", "Admin", "Ext__c", "admin"))
                    .id();
            work.commit();
        }
    }

    static TestOrg of(SObject... more) {
        List<SObject> objects = new ArrayList<>(List.of(user(), group()));
        objects.addAll(List.of(more));
        return new TestOrg(objects);
    }

    static Field.Builder text(String name) {
        return Field.of(name, name, FieldType.STRING);
    }

    static Field.Builder lookup(String name, String relationship, String... targets) {
        return Field.of(name, name, FieldType.REFERENCE).refersTo(relationship, targets);
    }

    static SObject object(String name, String prefix, Field.Builder... fields) {
        return object(name, prefix, Traits.ORDINARY, fields);
    }

    static SObject object(String name, String prefix, Traits traits, Field.Builder... fields) {
        List<Field> all = new ArrayList<>();
        all.add(Field.of("Id", name + " ID", FieldType.ID).build());
        for (Field.Builder field : fields) {
            all.add(field.build());
        }
        all.add(Field.of(SystemFields.IS_DELETED, "Deleted", FieldType.BOOLEAN)
                .readOnly()
                .build());
        for (String date :
                List.of(SystemFields.CREATED_DATE, SystemFields.LAST_MODIFIED_DATE, SystemFields.SYSTEM_MODSTAMP)) {
            all.add(Field.of(date, date, FieldType.DATETIME).readOnly().build());
        }
        return new SObject(name, name, name + "s", prefix, traits, all);
    }

    static Field.Builder[] personName() {
        return new Field.Builder[] {
            text("Name").nameField().readOnly(),
            text("Salutation").partOf("Name"),
            text("FirstName").partOf("Name"),
            text("LastName").length(80).partOf("Name").required(),
            text("Suffix").partOf("Name"),
            text("Ext__c").externalId()
        };
    }

    private static SObject user() {
        return object("User", "005", Traits.NEVER_DELETED, personName());
    }

    private static SObject group() {
        return object("Group", "00G", text("Name").required(), text("Ext__c").externalId());
    }

    static SObject account() {
        return object(
                "Account",
                "001",
                Field.of("Name", "Account Name", FieldType.STRING).required().nameField(),
                text("Ext__c").externalId(),
                Field.of("Number__c", "Number", FieldType.DOUBLE).digits(6, 2).externalId(),
                Field.of("Email__c", "Email", FieldType.EMAIL).length(80).idLookup(),
                Field.of("Industry", "Industry", FieldType.PICKLIST)
                        .options("Banking", "Energy")
                        .restricted(),
                Field.of("Tags__c", "Tags", FieldType.MULTIPICKLIST).options("A", "B", "C"),
                Field.of("Employees", "Employees", FieldType.INT).digits(8, 0),
                Field.of("Active__c", "Active", FieldType.BOOLEAN),
                Field.of("Since__c", "Since", FieldType.DATE),
                Field.of("Seen__c", "Seen", FieldType.DATETIME),
                Field.of("At__c", "At", FieldType.TIME),
                Field.of("Rating__c", "Rating", FieldType.STRING).defaultValue("new"),
                Field.of("Photo__c", "Photo", FieldType.BASE64),
                Field.of("BillingAddress", "Billing Address", FieldType.ADDRESS),
                text("BillingCity").length(10).partOf("BillingAddress"),
                text("Number").autoNumber("A-{0000}"),
                lookup("ParentId", "Parent", "Account").children("ChildAccounts", OnDelete.CLEAR),
                lookup("MasterRecordId", "MasterRecord", "Account").readOnly().onDelete(OnDelete.KEEP),
                lookup("OwnerId", "Owner", "User", "Group").required().defaulted());
    }

    SObject object(String name) {
        return store.schema().object(name).orElseThrow();
    }

    String create(String object, Map<String, ? extends @Nullable Object> values) {
        try (Work work = store.begin(user)) {
            String id = dml.create(work, object(object), values).id();
            work.commit();
            return id;
        }
    }

    Row update(String id, Map<String, ? extends @Nullable Object> values) {
        try (Work work = store.begin(user)) {
            Row row = dml.update(work, row(id).object(), id, values);
            work.commit();
            return row;
        }
    }

    void delete(String id) {
        try (Work work = store.begin(user)) {
            dml.delete(work, row(id).object(), id);
            work.commit();
        }
    }

    Row row(String id) {
        return store.get(id).orElseThrow();
    }

    static Map<String, @Nullable Object> empty(String... names) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (String name : names) {
            values.put(name, null);
        }
        return values;
    }
}
