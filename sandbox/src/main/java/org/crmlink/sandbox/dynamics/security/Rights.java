package org.crmlink.sandbox.dynamics.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Users, teams, roles and shares for those who set up a sandbox, while it runs or before. Everything is kept in rows that the API shows,
 * except the limits of {@link #limit}. Thread-safe.
 *
 * <pre>{@code
 * sandbox.rights().role("Reader", "account: read=unit; contact: read=user write=user");
 * Reference ann = sandbox.rights().user("ann@sandbox.example", "Reader");
 * sandbox.identity().addUser("ann@sandbox.example", "secret");
 * }</pre>
 */
public final class Rights {

    private final Store store;
    private final Security security;

    /** Works on these rows. */
    public Rights(Store store, Security security) {
        this.store = store;
        this.security = security;
    }

    // ------------------------------------------------------------------ roles

    /**
     * Defines a role of the root business unit, or redefines the one of this name, for all who have it.
     *
     * @param text privileges and depths: {@code account, contact: read=organization write=user}, entries separated by semicolons or
     *     lines; tables by name or {@code *}, {@code owned}, {@code common}, {@code units}; privileges without a table by name
     * @throws IllegalArgumentException if the text names what does not exist
     */
    public Reference role(String name, String text) {
        SecurityRows.seed(store);
        Map<RecordId, Depth> privileges = new LinkedHashMap<>();
        RoleText.parse(store.schema(), text)
                .forEach((privilege, depth) -> privileges.put(new Privilege(privilege, 0, true).id(), depth));
        return store.write(transaction -> {
            transaction.asSystem();
            RecordId id = find("role", "name", name)
                    .map(Row::id)
                    .orElseGet(() -> transaction
                            .insert("role", null, Map.of("name", name, "businessunitid", rootUnit()))
                            .id());
            SecurityRows.set(store, transaction, id, privileges, true);
            return new Reference("role", id);
        });
    }

    /** Gives a role to a user or team. */
    public void give(Reference principal, String role) {
        link(principal, role, true);
    }

    /** Takes a role from a user or team. */
    public void take(Reference principal, String role) {
        link(principal, role, false);
    }

    private void link(Reference principal, String role, boolean give) {
        RecordId id = require("role", "name", role).id();
        String relation = principal.table().equals("team") ? "teamroles_association" : "systemuserroles_association";
        String intersect = principal.table().equals("team") ? "teamroles" : "systemuserroles";
        String column = principal.table().equals("team") ? "teamid" : "systemuserid";
        boolean has = store.related(intersect, column, principal.id()).stream()
                .anyMatch(pair -> id.equals(pair.get("roleid")));
        if (has != give) {
            store.run(transaction -> {
                if (give) {
                    transaction.associate(relation, principal.id(), id);
                } else {
                    transaction.disassociate(relation, principal.id(), id);
                }
            });
        }
    }

    /**
     * Limits how deep anybody's right on a table goes, the system administrator's included, until {@link #unlimit()}: with
     * {@link Depth#BASIC} for reading, change tracking is refused and lists show own rows only.
     */
    public void limit(AccessRight right, String table, Depth depth) {
        security.limit(Privilege.name(right, store.schema().require(table)), depth);
    }

    /** Takes organization-level read on a table from everybody. */
    public void denyOrganizationRead(String table) {
        limit(AccessRight.READ, table, Depth.BASIC);
    }

    /** Lifts all limits. */
    public void unlimit() {
        security.unlimit();
    }

    // ------------------------------------------------------------------ principals

    /** A business unit below another, or below the root if that is null. */
    public Reference businessUnit(String name, @Nullable Reference parent) {
        Reference above = parent == null ? rootUnit() : parent;
        return store.insert("businessunit", Map.of("name", name, "parentbusinessunitid", above))
                .reference();
    }

    /** The user of this name in the root business unit, made if there is none, with these roles besides those it has. */
    public Reference user(String name, String... roles) {
        return user(name, rootUnit(), roles);
    }

    /** As {@link #user(String, String...)} in a business unit; a user who is there already stays in its own. */
    public Reference user(String name, Reference unit, String... roles) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("domainname", name);
        values.put("internalemailaddress", name);
        return principal("systemuser", "domainname", name, unit, values, roles);
    }

    /** An application user: whoever logs in with this client id. */
    public Reference application(String clientId, String... roles) {
        RecordId id = RecordId.guid(clientId);
        return principal(
                "systemuser",
                "domainname",
                clientId,
                rootUnit(),
                Map.of("domainname", clientId, "applicationid", id, "lastname", "# " + clientId),
                roles);
    }

    /** An owner team. */
    public Reference team(String name, Reference unit, String... roles) {
        return principal("team", "name", name, unit, Map.of("name", name, "teamtype", 0), roles);
    }

    private Reference principal(
            String table, String key, String name, Reference unit, Map<String, Object> values, String... roles) {
        Reference principal = find(table, key, name).map(Row::reference).orElseGet(() -> {
            Map<String, Object> all = new LinkedHashMap<>(values);
            all.put("businessunitid", unit);
            return store.insert(table, all).reference();
        });
        for (String role : roles) {
            give(principal, role);
        }
        return principal;
    }

    /** Puts a user into a team. */
    public void join(Reference team, Reference user) {
        store.run(transaction -> transaction.associate("teammembership_association", team.id(), user.id()));
    }

    /** Takes a user out of a team. */
    public void leave(Reference team, Reference user) {
        store.run(transaction -> transaction.disassociate("teammembership_association", team.id(), user.id()));
    }

    // ------------------------------------------------------------------ shares

    /** Shares a row; rights given before stay. */
    public void share(Reference row, Reference principal, AccessRight... rights) {
        int mask = 0;
        for (AccessRight right : rights) {
            mask |= right.bit();
        }
        int granted = mask;
        store.run(transaction -> new Sharing(store, transaction).grant(row, principal, granted));
    }

    /** Takes all shared rights on a row back. */
    public void unshare(Reference row, Reference principal) {
        store.run(transaction -> new Sharing(store, transaction).revoke(row, principal));
    }

    // ------------------------------------------------------------------ finding

    /** The business unit that has no parent. */
    public Reference rootUnit() {
        return store.scan("businessunit", null, 1, row -> row.get("parentbusinessunitid") == null).stream()
                .findFirst()
                .map(Row::reference)
                .orElseThrow(() -> new IllegalStateException("The organization has no business unit."));
    }

    private Row require(String table, String column, String value) {
        return find(table, column, value)
                .orElseThrow(() -> new IllegalArgumentException("There is no " + table + " '" + value + "'."));
    }

    private Optional<Row> find(String table, String column, String value) {
        Table known = store.schema().require(table);
        return store
                .scan(known.logicalName(), null, 1, row -> value.equalsIgnoreCase(String.valueOf(row.get(column))))
                .stream()
                .findFirst();
    }
}
