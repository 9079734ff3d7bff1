package org.crmlink.sandbox.dynamics.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of one request may do. For a system administrator every question is answered without looking at the row. One request,
 * one thread.
 */
public final class Access {

    private final Security security;
    private final Schema schema;
    private final UserRights rights;
    private final Optional<Reference> delegate;
    private final BiFunction<String, RecordId, Optional<Row>> rows;
    private final Map<String, Belonging> belongings = new HashMap<>();
    private final Map<String, Predicate<Row>> readable = new HashMap<>();

    Access(
            Security security,
            Schema schema,
            UserRights rights,
            Optional<Reference> delegate,
            BiFunction<String, RecordId, Optional<Row>> rows) {
        this.security = security;
        this.schema = schema;
        this.rights = rights;
        this.delegate = delegate;
        this.rows = rows;
    }

    /** The same with the rows as a transaction sees them. */
    public Access in(Transaction transaction) {
        return new Access(security, schema, rights, delegate, transaction::get);
    }

    /** What another user, or a team, may do. */
    public Access of(Reference principal) {
        return security.access(principal);
    }

    /** What a user or team holds, or what a role gives; in the order of the names. */
    public List<Held> heldBy(Reference holder) {
        return security.heldBy(holder);
    }

    /** The user in whose name everything is done. */
    public Reference user() {
        return rights.principal();
    }

    /** Who really called, if that is somebody else. */
    public Optional<Reference> delegate() {
        return delegate;
    }

    /** Whether nothing has to be checked. */
    public boolean isUnlimited() {
        return rights.unlimited();
    }

    UserRights rights() {
        return rights;
    }

    Security security() {
        return security;
    }

    Belonging belonging(Table table) {
        Belonging known = belongings.get(table.logicalName());
        if (known == null) {
            known = Belonging.of(schema, table);
            belongings.put(table.logicalName(), known);
        }
        return known;
    }

    Optional<Row> find(Reference reference) {
        return rows.apply(reference.table(), reference.id());
    }

    // ------------------------------------------------------------------ privileges

    private Reach reach(AccessRight right, Table table) {
        return rights.reach(Privilege.name(right, table));
    }

    /** Refuses a caller who lacks the privilege on the table at any depth. */
    public void mustHave(AccessRight right, Table table) {
        if (!isUnlimited() && !has(right, table, false)) {
            throw missing(right, table);
        }
    }

    /** Refuses a caller who cannot read the table at all. */
    public void mustRead(Table table) {
        mustHave(AccessRight.READ, table);
    }

    /** Refuses a caller who cannot read all rows of the table, as change tracking asks for (dynamics.md §6.1). */
    public void mustReadAll(Table table) {
        if (!isUnlimited() && !has(AccessRight.READ, table, true)) {
            throw missing(AccessRight.READ, table);
        }
    }

    /** Whether the caller can read the table at all. */
    public boolean canRead(Table table) {
        return isUnlimited() || has(AccessRight.READ, table, false);
    }

    /** Refuses a caller without a privilege that belongs to no table. */
    public void mustHold(String privilege) {
        if (rights.reach(privilege).isNothing()) {
            throw Refused.missing(rights, caller(), privilege);
        }
    }

    private boolean has(AccessRight right, Table table, boolean everywhere) {
        Belonging belonging = belonging(table);
        if (belonging instanceof Belonging.Owned) {
            Reach reach = reach(right, table);
            return everywhere ? reach.isAll() : !reach.isNothing();
        }
        if (belonging instanceof Belonging.OfOrganization) {
            return !reach(right, table).isNothing();
        }
        if (belonging instanceof Belonging.Part part) {
            AccessRight ofParent = right == AccessRight.READ ? right : AccessRight.WRITE;
            return part.parent().targets().stream()
                    .map(schema::require)
                    .anyMatch(parent -> has(ofParent, parent, everywhere));
        }
        if (belonging instanceof Belonging.Pair pair) {
            return right != AccessRight.READ
                    || pair.relations().stream()
                            .anyMatch(relation -> has(right, schema.require(relation.table1()), everywhere)
                                    && has(right, schema.require(relation.table2()), everywhere));
        }
        return right == AccessRight.READ;
    }

    private Refused missing(AccessRight right, Table table) {
        Belonging belonging = belonging(table);
        Table named = table;
        AccessRight wanted = right;
        if (belonging instanceof Belonging.Part part) {
            named = schema.require(part.parent().targets().get(0));
            wanted = right == AccessRight.READ ? right : AccessRight.WRITE;
        } else if (belonging instanceof Belonging.Pair pair && !pair.relations().isEmpty()) {
            ManyToMany relation = pair.relations().get(0);
            Table first = schema.require(relation.table1());
            named = reach(right, first).isAll() ? schema.require(relation.table2()) : first;
        }
        return Refused.missing(rights, caller(), Privilege.name(wanted, named), named);
    }

    private RecordId caller() {
        return delegate.orElse(user()).id();
    }

    // ------------------------------------------------------------------ rows

    /** Which rows of a table the caller sees; a test that costs next to nothing for a row. */
    public Predicate<Row> readable(Table table) {
        if (isUnlimited()) {
            return any -> true;
        }
        Predicate<Row> known = readable.get(table.logicalName());
        if (known == null) {
            known = test(table);
            readable.put(table.logicalName(), known);
        }
        return known;
    }

    private Predicate<Row> test(Table table) {
        if (belonging(table) instanceof Belonging.Owned owned) {
            Reach reach = reach(AccessRight.READ, table);
            if (reach.isNothing()) {
                return row -> false;
            }
            return row -> reach.isAll() || covers(reach, owned, row, AccessRight.READ);
        }
        return row -> can(AccessRight.READ, row);
    }

    private boolean covers(Reach reach, Belonging.Owned owned, Row row, AccessRight right) {
        return reach.covers(owned.ownerOf(row), owned.unitOf(row), rights.principals()) || right.in(rights.shared(row));
    }

    /** Whether the caller may do this to the row. */
    public boolean can(AccessRight right, Row row) {
        if (isUnlimited()) {
            return true;
        }
        Table table = row.table();
        Belonging belonging = belonging(table);
        if (belonging instanceof Belonging.Owned owned) {
            Reach reach = reach(right, table);
            return !reach.isNothing() && covers(reach, owned, row, right);
        }
        if (belonging instanceof Belonging.OfOrganization) {
            return !reach(right, table).isNothing();
        }
        if (belonging instanceof Belonging.Part part) {
            AccessRight ofParent = right == AccessRight.READ ? right : AccessRight.WRITE;
            return row.get(part.parent()) instanceof Reference parent
                    && find(parent).filter(found -> can(ofParent, found)).isPresent();
        }
        if (belonging instanceof Belonging.Pair pair) {
            return pair.relations().stream().anyMatch(relation -> canPair(relation, row));
        }
        if (belonging instanceof Belonging.Share) {
            return right == AccessRight.READ && canShare(row);
        }
        return right == AccessRight.READ;
    }

    private boolean canPair(ManyToMany relation, Row row) {
        return side(relation.table1(), row.get(relation.attribute1()))
                && side(relation.table2(), row.get(relation.attribute2()));
    }

    private boolean side(String table, @Nullable Object id) {
        return id instanceof RecordId key
                && rows.apply(table, key)
                        .filter(row -> can(AccessRight.READ, row))
                        .isPresent();
    }

    private boolean canShare(Row share) {
        return share.get("principalid") instanceof RecordId principal
                        && rights.principals().contains(principal)
                || share.get("objecttypecode") instanceof String table
                        && schema.table(table).isPresent()
                        && side(table, share.get("objectid"));
    }

    /** Refuses a caller who may not do this to the row: for want of the privilege, or because it does not reach the row. */
    public void must(AccessRight right, Row row) {
        if (can(right, row)) {
            return;
        }
        Table table = row.table();
        if (!has(right, table, false)) {
            throw missing(right, table);
        }
        if (belonging(table) instanceof Belonging.Part part
                && row.get(part.parent()) instanceof Reference parent
                && find(parent).isPresent()) {
            must(
                    right == AccessRight.READ ? right : AccessRight.WRITE,
                    find(parent).get());
        }
        Belonging.Owned place =
                belonging(table) instanceof Belonging.Owned owned ? owned : new Belonging.Owned(null, null);
        Object owner = place.owner() == null ? null : row.get(place.owner());
        String type = owner instanceof Reference reference && reference.table().equals("team") ? "9" : "8";
        throw Refused.row(caller(), row, place.ownerOf(row), type, place.unitOf(row), right);
    }

    /** All that the caller may do to the row, as an access mask. */
    public int mask(Row row) {
        int mask = 0;
        for (AccessRight right : AccessRight.values()) {
            if (can(right, row)) {
                mask |= right.bit();
            }
        }
        return mask & allOf(row.table());
    }

    private int allOf(Table table) {
        int mask = 0;
        for (Privilege privilege : Privilege.of(table)) {
            mask |= privilege.accessRight();
        }
        return mask;
    }
}
