package org.crmlink.sandbox.dynamics.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Whose the rows of a table are, as far as rights are concerned. */
sealed interface Belonging {

    /** Whether the table has privileges of its own. */
    default boolean hasPrivileges() {
        return false;
    }

    /** Each row has an owner and a business unit; either column may be missing. */
    record Owned(@Nullable String owner, @Nullable String unit) implements Belonging {

        @Override
        public boolean hasPrivileges() {
            return true;
        }

        @Nullable
        RecordId ownerOf(Row row) {
            return owner == null ? null : id(row.get(owner));
        }

        @Nullable
        RecordId unitOf(Row row) {
            return unit == null ? null : id(row.get(unit));
        }

        private static @Nullable RecordId id(@Nullable Object value) {
            if (value instanceof Reference reference) {
                return reference.id();
            }
            return value instanceof RecordId id ? id : null;
        }
    }

    /** Rows of the organization: all of them or none. */
    record OfOrganization() implements Belonging {
        @Override
        public boolean hasPrivileges() {
            return true;
        }
    }

    /** Rows that are part of another row: lines of a quote, parties of an activity. */
    record Part(Column parent) implements Belonging {}

    /** Pairs: seen by whom both sides are seen. Which sides these are, the relationship says; lists have several. */
    record Pair(List<ManyToMany> relations) implements Belonging {}

    /** Shares: seen by whom the shared row or the principal is. */
    record Share() implements Belonging {}

    /** Seen by every member of the organization. */
    record Open() implements Belonging {}

    /** Tables without an owner column whose rows follow another row, with the lookup to it. */
    Map<String, String> PARENTS = Map.ofEntries(
            Map.entry("quotedetail", "quoteid"),
            Map.entry("salesorderdetail", "salesorderid"),
            Map.entry("invoicedetail", "invoiceid"),
            Map.entry("opportunityproduct", "opportunityid"),
            Map.entry("activityparty", "activityid"),
            Map.entry("activitymimeattachment", "objectid"),
            Map.entry("fileattachment", "objectid"),
            Map.entry("customeraddress", "parentid"),
            Map.entry("productpricelevel", "pricelevelid"),
            Map.entry("duplicaterulecondition", "regardingobjectid"));

    /** Whether a table has privileges of its own: not if its rows follow others, or are for everybody. */
    static boolean hasPrivileges(Table table) {
        return switch (table.logicalName()) {
            case "principalobjectaccess", "privilege", "owner" -> false;
            default -> !table.isIntersect() && parent(table).isEmpty();
        };
    }

    private static Optional<Column> parent(Table table) {
        if (table.automatic(Automatic.OWNER).isPresent()) {
            return Optional.empty();
        }
        return Optional.ofNullable(PARENTS.get(table.logicalName()))
                .flatMap(table::column)
                .filter(column -> column.type().isReference());
    }

    /** How the rows of the table belong. */
    static Belonging of(Schema schema, Table table) {
        if (table.isIntersect()) {
            List<ManyToMany> relations = new ArrayList<>();
            for (ManyToMany relation : schema.manyToMany()) {
                if (relation.intersectTable().equals(table.logicalName())) {
                    relations.add(relation);
                }
            }
            return new Pair(relations);
        }
        switch (table.logicalName()) {
            case "principalobjectaccess":
                return new Share();
            case "privilege", "owner":
                return new Open();
            case "systemuser", "team", "usersettings":
                return new Owned(table.primaryId(), "businessunitid");
            case "businessunit":
                return new Owned(null, table.primaryId());
            case "role":
                return new Owned(null, "businessunitid");
            default:
        }
        if (table.ownership() == Ownership.USER_OWNED
                && table.automatic(Automatic.OWNER).isPresent()) {
            return new Owned(
                    table.automatic(Automatic.OWNER).get().logicalName(),
                    table.automatic(Automatic.OWNING_BUSINESS_UNIT)
                            .map(Column::logicalName)
                            .orElse(null));
        }
        Optional<Column> parent = parent(table);
        if (parent.isPresent()) {
            return new Part(parent.get());
        }
        return new OfOrganization();
    }
}
