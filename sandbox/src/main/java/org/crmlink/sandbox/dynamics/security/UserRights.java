package org.crmlink.sandbox.dynamics.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * All that roles, teams and shares give to one user (or team). Immutable: worked out once and kept until something changes.
 *
 * @param principal the user or team
 * @param unit its business unit, or null if the row names none
 * @param below that unit and those below it
 * @param principals ids of the user and of the user's teams
 * @param reaches what each privilege covers, by its name
 * @param shares rights on single rows that others granted, by table and id
 * @param roleCount how many roles there are, those of teams included
 * @param privilegeCount how many privileges the organization knows
 * @param unlimited whether one of the roles is System Administrator
 */
record UserRights(
        Reference principal,
        @Nullable RecordId unit,
        Set<RecordId> below,
        Set<RecordId> principals,
        Map<String, Reach> reaches,
        Map<String, Map<RecordId, Integer>> shares,
        int roleCount,
        int privilegeCount,
        boolean unlimited) {

    UserRights {
        below = Set.copyOf(below);
        principals = Set.copyOf(principals);
        reaches = Map.copyOf(reaches);
        shares = Map.copyOf(shares);
    }

    Reach reach(String privilege) {
        return unlimited ? Reach.ALL : reaches.getOrDefault(privilege, Reach.NOTHING);
    }

    /** The rights on a row that were granted by sharing. */
    int shared(Row row) {
        Map<RecordId, Integer> ofTable = shares.get(row.table().logicalName());
        return ofTable == null ? 0 : ofTable.getOrDefault(row.id(), 0);
    }

    boolean isTeam() {
        return principal.table().equals("team");
    }

    /**
     * These rights as far as another user has them as well: both must hold a privilege, and the shallower depth counts. The rows are
     * judged from this user's place.
     */
    UserRights limitedBy(UserRights other) {
        if (other.unlimited) {
            return this;
        }
        Map<String, Reach> less = new HashMap<>();
        other.reaches.forEach((name, reach) -> {
            Reach left = reach(name).atMost(reach.depth());
            if (!left.isNothing()) {
                less.put(name, unlimited ? widest(reach.depth()) : left);
            }
        });
        return new UserRights(principal, unit, below, principals, less, shares, roleCount, privilegeCount, false);
    }

    /** These rights with some privileges made shallower; whoever had no limits has all the others without. */
    UserRights capped(Set<String> all, Map<String, Depth> limits) {
        Map<String, Reach> less = new HashMap<>();
        for (String name : unlimited ? all : reaches.keySet()) {
            Depth limit = limits.getOrDefault(name, Depth.GLOBAL);
            Reach left = unlimited && limit != Depth.GLOBAL
                    ? widest(limit)
                    : reach(name).atMost(limit);
            if (!left.isNothing()) {
                less.put(name, left);
            }
        }
        return new UserRights(principal, unit, below, principals, less, shares, roleCount, privilegeCount, false);
    }

    /** What this user, who has no limits, keeps at a depth: own rows, those of the own unit, or of the units below as well. */
    private Reach widest(Depth depth) {
        Set<RecordId> own = unit == null ? Set.of() : Set.of(unit);
        return new Reach(Depth.GLOBAL, own, below).atMost(depth);
    }

    /** As error texts name a principal. */
    String described() {
        String place = unit == null ? "" : ", businessUnitId=" + unit.text();
        return isTeam()
                ? "Principal team (Id=" + principal.id().text() + ", type=9, teamType=0, privilegeCount="
                        + reaches.size() + ", MetadataCachePrivilegesCount=" + privilegeCount + place + ")"
                : "Principal user (Id=" + principal.id().text() + ", type=8, roleCount=" + roleCount
                        + ", privilegeCount=" + (unlimited ? privilegeCount : reaches.size())
                        + ", accessMode=0, MetadataCachePrivilegesCount=" + privilegeCount + place + ")";
    }
}
