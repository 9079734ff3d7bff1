package org.crmlink.sandbox.dynamics.security;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** Works out the rights of one principal from the rows of roles, teams and shares. One use. */
final class RightsReading {

    /** The template of the role that has all privileges, whatever its rows say; the same GUID in every organization. */
    static final RecordId ADMINISTRATOR = RecordId.guid("627090ff-40a3-4053-8790-584edc5be201");

    /** The tables that rights depend on. */
    static final List<String> TABLES = List.of(
            "systemuser",
            "team",
            "businessunit",
            "role",
            "privilege",
            "roleprivileges",
            "systemuserroles",
            "teamroles",
            "teammembership",
            "principalobjectaccess");

    private final Store store;
    private final Map<String, Reach> reaches = new HashMap<>();
    private final Map<String, Map<RecordId, Integer>> shares = new HashMap<>();
    private final Set<RecordId> roles = new HashSet<>();
    private boolean unlimited;

    RightsReading(Store store) {
        this.store = store;
    }

    UserRights of(Reference principal) {
        RecordId unit = store.get(principal.table(), principal.id())
                .map(RightsReading::unitOf)
                .orElse(null);
        Set<RecordId> principals = new LinkedHashSet<>(Set.of(principal.id()));
        boolean user = principal.table().equals("systemuser");
        add(user ? "systemuserroles" : "teamroles", user ? "systemuserid" : "teamid", principal.id(), unit);
        if (user) {
            for (Row membership : store.related("teammembership", "systemuserid", principal.id())) {
                if (membership.get("teamid") instanceof RecordId team) {
                    principals.add(team);
                    Optional<Row> row = store.get("team", team);
                    add(
                            "teamroles",
                            "teamid",
                            team,
                            row.map(RightsReading::unitOf).orElse(null));
                }
            }
        }
        principals.forEach(this::addShares);
        Set<RecordId> below = unit == null ? Set.of() : withChildren(unit);
        return new UserRights(
                principal, unit, below, principals, reaches, shares, roles.size(), store.count("privilege"), unlimited);
    }

    private static @Nullable RecordId unitOf(Row principal) {
        return principal.get("businessunitid") instanceof Reference unit ? unit.id() : null;
    }

    private void add(String intersect, String column, RecordId holder, @Nullable RecordId unit) {
        Set<RecordId> below = new HashSet<>();
        for (Row pair : store.related(intersect, column, holder)) {
            if (pair.get("roleid") instanceof RecordId role) {
                roles.add(role);
                if (below.isEmpty() && unit != null) {
                    below.addAll(withChildren(unit));
                }
                addRole(role, unit, below);
            }
        }
    }

    private void addRole(RecordId role, @Nullable RecordId unit, Set<RecordId> below) {
        Optional<Row> row = store.get("role", role);
        if (row.isPresent() && ADMINISTRATOR.equals(row.get().get("roletemplateid"))) {
            unlimited = true;
            return;
        }
        Set<RecordId> own = unit == null ? Set.of() : Set.of(unit);
        for (Map.Entry<String, Depth> privilege : privilegesOf(store, role).entrySet()) {
            Reach reach = switch (privilege.getValue()) {
                case NONE -> Reach.NOTHING;
                case BASIC -> new Reach(Depth.BASIC, Set.of(), Set.of());
                case LOCAL -> new Reach(Depth.LOCAL, own, Set.of());
                // The own unit stands in both, so that less depth leaves it.
                case DEEP -> new Reach(Depth.DEEP, own, below);
                case GLOBAL -> new Reach(Depth.GLOBAL, own, below);
            };
            reaches.merge(privilege.getKey(), reach, Reach::and);
        }
    }

    /** What a role allows, by privilege name. */
    static Map<String, Depth> privilegesOf(Store store, RecordId role) {
        Map<String, Depth> found = new HashMap<>();
        for (Row pair : store.related("roleprivileges", "roleid", role)) {
            if (pair.get("privilegeid") instanceof RecordId id
                    && pair.get("privilegedepthmask") instanceof Integer mask) {
                store.get("privilege", id)
                        .map(privilege -> privilege.get("name"))
                        .ifPresent(name -> found.put(name.toString(), Depth.ofMask(mask)));
            }
        }
        return found;
    }

    private Set<RecordId> withChildren(RecordId unit) {
        Set<RecordId> found = new LinkedHashSet<>();
        Deque<RecordId> open = new ArrayDeque<>(List.of(unit));
        while (!open.isEmpty()) {
            RecordId next = open.pop();
            if (found.add(next)) {
                List<Row> children = new ArrayList<>(store.related("businessunit", "parentbusinessunitid", next));
                children.forEach(child -> open.push(child.id()));
            }
        }
        return found;
    }

    private void addShares(RecordId principal) {
        for (Row share : store.related("principalobjectaccess", "principalid", principal)) {
            Object table = share.get("objecttypecode");
            if (table == null || !(share.get("objectid") instanceof RecordId object)) {
                continue;
            }
            int mask = number(share.get("accessrightsmask")) | number(share.get("inheritedaccessrightsmask"));
            if (mask != 0) {
                shares.computeIfAbsent(table.toString(), unused -> new HashMap<>())
                        .merge(object, mask, (a, b) -> a | b);
            }
        }
    }

    private static int number(@Nullable Object value) {
        return value instanceof Integer number ? number : 0;
    }
}
