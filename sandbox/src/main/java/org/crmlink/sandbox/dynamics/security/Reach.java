package org.crmlink.sandbox.dynamics.security;

import java.util.HashSet;
import java.util.Set;
import org.crmlink.sandbox.store.RecordId;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a privilege covers, all roles of a user and his teams taken together.
 *
 * @param depth the deepest level that any role gives
 * @param near business units given by roles of local depth
 * @param far business units given by roles of deep depth, those below included
 */
record Reach(Depth depth, Set<RecordId> near, Set<RecordId> far) {

    static final Reach NOTHING = new Reach(Depth.NONE, Set.of(), Set.of());
    static final Reach ALL = new Reach(Depth.GLOBAL, Set.of(), Set.of());

    Reach {
        near = Set.copyOf(near);
        far = Set.copyOf(far);
    }

    boolean isNothing() {
        return depth == Depth.NONE;
    }

    boolean isAll() {
        return depth == Depth.GLOBAL;
    }

    /** Whether a row of this owner in this unit is covered for the principals. */
    boolean covers(@Nullable RecordId owner, @Nullable RecordId unit, Set<RecordId> principals) {
        if (depth == Depth.GLOBAL) {
            return true;
        }
        if (depth == Depth.NONE) {
            return false;
        }
        return owner != null && principals.contains(owner)
                || unit != null && (near.contains(unit) || far.contains(unit));
    }

    /** What another role adds. */
    Reach and(Reach other) {
        Set<RecordId> nearer = new HashSet<>(near);
        nearer.addAll(other.near);
        Set<RecordId> farther = new HashSet<>(far);
        farther.addAll(other.far);
        return new Reach(depth.compareTo(other.depth) >= 0 ? depth : other.depth, nearer, farther);
    }

    /** What is left of it if it may go no deeper than this. */
    Reach atMost(Depth limit) {
        if (depth.compareTo(limit) <= 0) {
            return this;
        }
        return switch (limit) {
            case NONE -> NOTHING;
            case BASIC -> new Reach(limit, Set.of(), Set.of());
            case LOCAL -> new Reach(limit, near, Set.of());
            case DEEP -> new Reach(limit, near, far);
            case GLOBAL -> this;
        };
    }
}
