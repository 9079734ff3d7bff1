package org.crmlink.sandbox.dynamics.security;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.WriteGuard;
import org.jspecify.annotations.Nullable;

/**
 * Checks each change of a transaction against the rights of its caller: Create, Write, Delete, Assign for the owner, Append and AppendTo
 * for lookups. What the server changes by itself, such as rows that go with a deleted one, is not checked.
 */
public final class AccessGuard implements WriteGuard {

    private final Access access;
    /** Rows that this call made: their parts belong to the same creation. */
    private final Set<Reference> made = new HashSet<>();

    /** Checks in the name of this caller, whose access must see the transaction's own rows. */
    public AccessGuard(Access access) {
        this.access = access;
    }

    @Override
    public void creating(Table table, Map<String, ? extends @Nullable Object> values) {
        boolean asksOthers = access.belonging(table) instanceof Belonging.Pair || isPartOfMade(table, values);
        if (!asksOthers) {
            access.mustHave(AccessRight.CREATE, table);
        }
    }

    @Override
    public void created(Row row, Map<String, ? extends @Nullable Object> values) {
        Table table = row.table();
        if (access.belonging(table) instanceof Belonging.Pair) {
            throw Refused.missing(
                    access.rights(), access.user().id(), Privilege.name(AccessRight.CREATE, table), table);
        }
        made.add(row.reference());
        if (!isPartOfMade(table, values)) {
            access.must(AccessRight.CREATE, row);
        }
        if (ownerIn(table, values) instanceof Reference owner && !owner.equals(access.user())) {
            access.must(AccessRight.ASSIGN, row);
            ownerMustRead(owner, table);
        }
        values.forEach((name, value) -> {
            if (value instanceof Reference target && isLink(table, name)) {
                append(row, target);
            }
        });
    }

    private boolean isPartOfMade(Table table, Map<String, ? extends @Nullable Object> values) {
        return access.belonging(table) instanceof Belonging.Part part
                && values.get(part.parent().logicalName()) instanceof Reference parent
                && made.contains(parent);
    }

    @Override
    public void updating(Row old, Map<String, ? extends @Nullable Object> values) {
        Table table = old.table();
        String owner = table.automatic(Automatic.OWNER).map(Column::logicalName).orElse("");
        boolean reassigned = false;
        if (ownerIn(table, values) instanceof Reference next && !next.equals(old.get(owner))) {
            access.must(AccessRight.ASSIGN, old);
            ownerMustRead(next, table);
            reassigned = true;
        }
        if (!reassigned || values.keySet().stream().anyMatch(name -> !name.equals(owner))) {
            access.must(AccessRight.WRITE, old);
        }
        values.forEach((name, value) -> {
            if (value instanceof Reference target && isLink(table, name) && !target.equals(old.get(name))) {
                append(old, target);
            }
        });
    }

    @Override
    public void deleting(Row row) {
        access.must(AccessRight.DELETE, row);
    }

    @Override
    public void linking(ManyToMany relation, Row first, Row second) {
        switch (relation.schemaName()) {
            case "systemuserroles_association", "teamroles_association" -> {
                access.mustHold(Privilege.ASSIGN_ROLE);
                access.must(AccessRight.READ, first);
                access.must(AccessRight.READ, second);
                mustHoldAllOf(second);
            }
            case "teammembership_association" -> {
                access.must(AccessRight.WRITE, first);
                access.must(AccessRight.READ, second);
            }
            case "roleprivileges_association" -> access.must(AccessRight.WRITE, first);
            // Append on both tables, whichever side is asked (documentation of the Append privilege).
            default -> {
                access.must(AccessRight.APPEND, first);
                access.must(AccessRight.APPEND, second);
            }
        }
    }

    /** Nobody gives away more than he has. */
    private void mustHoldAllOf(Row role) {
        for (Map.Entry<String, Depth> privilege :
                access.security().privilegesOf(role.id()).entrySet()) {
            if (access.rights().reach(privilege.getKey()).depth().compareTo(privilege.getValue()) < 0) {
                throw Refused.missing(access.rights(), access.user().id(), privilege.getKey());
            }
        }
    }

    private static @Nullable Object ownerIn(Table table, Map<String, ? extends @Nullable Object> values) {
        return table.automatic(Automatic.OWNER)
                .map(column -> values.get(column.logicalName()))
                .orElse(null);
    }

    /** Lookups that the server fills by itself need no right to be filled. */
    private static boolean isLink(Table table, String name) {
        return table.column(name)
                .filter(column ->
                        column.automatic() == Automatic.NONE && (column.validForUpdate() || column.validForCreate()))
                .isPresent();
    }

    private void append(Row row, Reference target) {
        if (access.belonging(row.table()).hasPrivileges()) {
            access.must(AccessRight.APPEND, row);
        }
        access.find(target).ifPresent(found -> {
            if (access.belonging(found.table()).hasPrivileges()) {
                access.must(AccessRight.APPEND_TO, found);
            }
        });
    }

    private void ownerMustRead(Reference owner, Table table) {
        UserRights rights = access.security().rights(owner);
        String read = Privilege.name(AccessRight.READ, table);
        if (rights.reach(read).isNothing()) {
            throw Refused.owner(rights, access.user().id(), read, table);
        }
    }
}
