package org.crmlink.sandbox.dynamics.duplicates;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Transaction;

/** The rules that a new organization has, published. The service ships rules for accounts, contacts and, in some versions, leads. */
public final class DuplicateRows {

    private DuplicateRows() {}

    /** Makes the rules. */
    public static void insert(Schema schema, Transaction transaction) {
        if (schema.table("duplicaterule").isEmpty()) {
            return;
        }
        rule(schema, transaction, 1, "Accounts with the same Account Name", "account", "name");
        rule(schema, transaction, 2, "Accounts with the same e-mail address", "account", "emailaddress1");
        rule(schema, transaction, 3, "Contacts with the same e-mail address", "contact", "emailaddress1");
        rule(
                schema,
                transaction,
                4,
                "Contacts with the same first name and last name",
                "contact",
                "firstname",
                "lastname");
        rule(schema, transaction, 5, "Leads with the same e-mail address", "lead", "emailaddress1");
    }

    private static void rule(
            Schema schema, Transaction transaction, int number, String name, String table, String... columns) {
        RecordId id = id(number, 0);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("baseentityname", table);
        values.put("matchingentityname", table);
        values.put("baseentitytypecode", schema.require(table).objectTypeCode());
        values.put("matchingentitytypecode", schema.require(table).objectTypeCode());
        values.put("iscasesensitive", false);
        values.put("excludeinactiverecords", true);
        values.put("statecode", 1);
        values.put("statuscode", 2);
        transaction.insert("duplicaterule", id, values);
        for (int i = 0; i < columns.length; i++) {
            Map<String, Object> condition = new LinkedHashMap<>();
            condition.put("baseattributename", columns[i]);
            condition.put("matchingattributename", columns[i]);
            condition.put("operatorcode", 0);
            condition.put("ignoreblankvalues", true);
            condition.put("regardingobjectid", new Reference("duplicaterule", id));
            transaction.insert("duplicaterulecondition", id(number, i + 1), condition);
        }
    }

    private static RecordId id(int rule, int condition) {
        return RecordId.guid(String.format("00000000-0000-0000-0001-%012x", rule * 0x100 + condition));
    }
}
