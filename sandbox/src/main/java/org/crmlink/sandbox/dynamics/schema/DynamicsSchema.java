package org.crmlink.sandbox.dynamics.schema;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/**
 * The schema of a freshly made organization: standard tables under their real names, and the custom table {@code new_project}.
 *
 * <p>Not tracked, as recorded from real servers: {@code post}, {@code listmember}, {@code accountleads}, {@code contactleads}, {@code
 * opportunitycompetitors}, {@code teammembership}, {@code principalobjectaccess}, {@code organization}, {@code usersettings}. The table {@code owner} stands for what {@code ownerid} points to;
 * its rows are those of {@code systemuser} and {@code team}.
 */
public final class DynamicsSchema {

    private DynamicsSchema() {}

    /** All standard tables and the custom one. */
    public static Schema standard() {
        List<Table> tables = new ArrayList<>();
        tables.add(AccountTable.table());
        tables.add(ContactTable.table());
        tables.addAll(SalesTables.tables());
        tables.addAll(ServiceTables.tables());
        tables.addAll(CommerceTables.tables());
        tables.addAll(ActivityTables.tables());
        tables.add(PartyTable.table());
        tables.addAll(SystemTables.tables());
        tables.addAll(SecurityTables.tables());
        tables.addAll(AdministrationTables.tables());
        tables.addAll(ProjectTable.tables());
        Schema.Builder schema = Schema.builder();
        Relations relations = new Relations(schema);
        for (Table table : tables) {
            schema.table(PartyTable.asParty(table));
            if (!table.isIntersect()) {
                relations.standard(table);
            }
        }
        AccountTable.relate(relations);
        ContactTable.relate(relations);
        SalesTables.relate(relations);
        ServiceTables.relate(relations);
        CommerceTables.relate(relations);
        ActivityTables.relate(relations);
        PartyTable.relate(relations);
        SystemTables.relate(relations);
        SecurityTables.relate(relations);
        AdministrationTables.relate(relations);
        ProjectTable.relate(schema);
        return FileStorage.in(schema.build());
    }

    /** The primary id of a table that lookups point to: its name with {@code id}, except that all activities have the same. */
    static String idOf(String table) {
        return table.equals("activitypointer") || ActivityTables.ACTIVITIES.containsKey(table)
                ? "activityid"
                : table + "id";
    }
}
