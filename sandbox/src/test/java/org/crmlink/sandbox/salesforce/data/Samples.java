package org.crmlink.sandbox.salesforce.data;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.dml.Dml;
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

/** A small org for samples, with one user. */
final class Samples {

    final RecordStore store;
    final Dml dml;
    final String user;

    Samples(SObject... objects) {
        List<SObject> all = new ArrayList<>(List.of(object("User", "005", text("Name"))));
        all.addAll(List.of(objects));
        store = new RecordStore(
                new OrgSchema(all),
                Clock.fixed(Instant.parse("2026-05-01T10:00:00Z"), ZoneOffset.UTC),
                new RecordIds("Q70"));
        dml = new Dml(store);
        try (Work work = store.begin("nobody")) {
            user = dml.create(work, all.get(0), Map.of("Name", "Admin")).id();
            work.commit();
        }
    }

    static Samples ordinary() {
        return new Samples(
                object(
                        "Account",
                        "001",
                        text("Name").required(),
                        text("Ext__c").externalId(),
                        text("Number").autoNumber("A-{0000}"),
                        Field.of("Industry", "Industry", FieldType.PICKLIST)
                                .options("Banking", "Energy")
                                .restricted(),
                        text("BillingCity").length(5),
                        Field.of("AnnualRevenue", "Revenue", FieldType.CURRENCY).digits(18, 0),
                        Field.of("NumberOfEmployees", "Employees", FieldType.INT)
                                .digits(8, 0),
                        Field.of("Active__c", "Active", FieldType.BOOLEAN),
                        Field.of("Seen__c", "Seen", FieldType.DATETIME),
                        lookup("ParentId", "Parent", "Account").children("ChildAccounts", OnDelete.CLEAR)),
                object(
                        "Contact",
                        "003",
                        text("LastName").required(),
                        Field.of("Email", "Email", FieldType.EMAIL),
                        Field.of("Birthdate", "Birthdate", FieldType.DATE),
                        lookup("AccountId", "Account", "Account").children("Contacts", OnDelete.CASCADE)),
                object(
                        "Lead",
                        "00Q",
                        text("LastName").required(),
                        text("Company").required()));
    }

    static Field.Builder text(String name) {
        return Field.of(name, name, FieldType.STRING);
    }

    static Field.Builder lookup(String name, String relationship, String target) {
        return Field.of(name, name, FieldType.REFERENCE).refersTo(relationship, target);
    }

    static SObject object(String name, String prefix, Field.Builder... fields) {
        List<Field> all = new ArrayList<>();
        all.add(Field.of("Id", name + " ID", FieldType.ID).build());
        for (Field.Builder field : fields) {
            all.add(field.build());
        }
        all.add(Field.of(SystemFields.IS_DELETED, "Deleted", FieldType.BOOLEAN)
                .readOnly()
                .build());
        all.add(Field.of(SystemFields.SYSTEM_MODSTAMP, "Stamp", FieldType.DATETIME)
                .readOnly()
                .build());
        return new SObject(name, name, name + "s", prefix, Traits.ORDINARY, all);
    }

    List<Row> rows(String object) {
        return store.rows(store.schema().object(object).orElseThrow());
    }

    /** All values of an object's records. */
    List<String> values(String object) {
        return rows(object).stream()
                .map(row -> Arrays.toString(row.copyOfCells()))
                .toList();
    }
}
