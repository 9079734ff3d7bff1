package org.crmlink.sandbox.dynamics.schema;

import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** Relationships with the names that the real server gives them. */
final class Relations {

    private final Schema.Builder schema;

    Relations(Schema.Builder schema) {
        this.schema = schema;
    }

    /** A lookup whose navigation property has the name of the column. */
    Relations oneToMany(String name, String referenced, String referencing, String column, DeleteBehavior onDelete) {
        return oneToMany(name, referenced, referencing, column, column, onDelete);
    }

    Relations oneToMany(
            String name,
            String referenced,
            String referencing,
            String column,
            String navigation,
            DeleteBehavior onDelete) {
        schema.oneToMany(OneToMany.of(
                name, referenced, DynamicsSchema.idOf(referenced), referencing, column, navigation, onDelete));
        return this;
    }

    /** A lookup to accounts and contacts: one relationship each, navigation properties with the target's name at the end. */
    Relations customer(String prefix, String table, String column, DeleteBehavior onDelete) {
        oneToMany(prefix + "_customer_accounts", "account", table, column, column + "_account", onDelete);
        return oneToMany(prefix + "_customer_contacts", "contact", table, column, column + "_contact", onDelete);
    }

    Relations manyToMany(
            String name, String intersect, String table1, String attribute1, String table2, String attribute2) {
        schema.manyToMany(new ManyToMany(name, intersect, table1, attribute1, name, table2, attribute2, name, false));
        return this;
    }

    /** The relationships that every table with these columns has: owner, creator, modifier, currency. */
    Relations standard(Table table) {
        String name = table.logicalName();
        String base = table.isCustom() ? name : name + "base";
        String set = table.entitySetName();
        byUser(table, "createdby", "lk_" + base + "_createdby");
        byUser(table, "modifiedby", "lk_" + base + "_modifiedby");
        byUser(table, "createdonbehalfby", "lk_" + base + "_createdonbehalfby");
        byUser(table, "modifiedonbehalfby", "lk_" + base + "_modifiedonbehalfby");
        byUser(table, "owninguser", "user_" + (table.isCustom() ? name : set));
        if (table.column("owningteam").isPresent()) {
            String suffix = table.isCustom() ? name : set;
            oneToMany("owner_" + suffix, "owner", name, "ownerid", DeleteBehavior.NO_CASCADE);
            oneToMany("team_" + suffix, "team", name, "owningteam", DeleteBehavior.NO_CASCADE);
            oneToMany("business_unit_" + suffix, "businessunit", name, "owningbusinessunit", DeleteBehavior.RESTRICT);
        }
        if (table.column("transactioncurrencyid").isPresent() && !name.equals("transactioncurrency")) {
            oneToMany(
                    "transactioncurrency_" + name,
                    "transactioncurrency",
                    name,
                    "transactioncurrencyid",
                    DeleteBehavior.RESTRICT);
        }
        return this;
    }

    private void byUser(Table table, String column, String relation) {
        if (table.column(column).isPresent()) {
            oneToMany(relation, "systemuser", table.logicalName(), column, DeleteBehavior.NO_CASCADE);
        }
    }
}
