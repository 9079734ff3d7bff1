package org.crmlink.sandbox.dynamics.security;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Store;

/**
 * The rights of all users. What a user may do is worked out at the first request and kept until one of the tables that it depends on
 * changes, which one number tells. Thread-safe.
 */
public final class Security {

    private final Store store;
    private final Map<Reference, Kept> kept = new ConcurrentHashMap<>();

    private final Map<String, Depth> limits = new ConcurrentHashMap<>();
    private final AtomicLong limitChanges = new AtomicLong();

    private record Kept(long revision, long limitChanges, UserRights rights) {}

    /** Rights by the rows of this store. */
    public Security(Store store) {
        this.store = store;
    }

    /** What this user may do in a request. */
    public Access of(Reference user) {
        return access(mustHaveRole(rights(user)), Optional.empty());
    }

    /**
     * What one user may do in the name of another: what both may do (dynamics.md §2.6).
     *
     * @throws Refused if the caller lacks the privilege to act for others
     */
    public Access onBehalf(Reference caller, Reference other) {
        UserRights real = mustHaveRole(rights(caller));
        if (real.reach(Privilege.ACT_ON_BEHALF).isNothing()) {
            throw Refused.impersonation();
        }
        if (caller.equals(other)) {
            return access(real, Optional.empty());
        }
        return access(mustHaveRole(rights(other)).limitedBy(real), Optional.of(caller));
    }

    private static UserRights mustHaveRole(UserRights rights) {
        if (rights.roleCount() == 0) {
            throw Refused.withoutRole(rights.principal().id());
        }
        return rights;
    }

    private Access access(UserRights rights, Optional<Reference> delegate) {
        Schema schema = store.schema();
        return new Access(this, schema, rights, delegate, store::get);
    }

    /** The access that a user or a team has, whether or not it could log in. */
    Access access(Reference principal) {
        return access(rights(principal), Optional.empty());
    }

    /** What a role allows, by privilege name; everything for the administrator's. */
    Map<String, Depth> privilegesOf(RecordId role) {
        boolean all = store.get("role", role)
                .filter(row -> RightsReading.ADMINISTRATOR.equals(row.get("roletemplateid")))
                .isPresent();
        if (!all) {
            return RightsReading.privilegesOf(store, role);
        }
        Map<String, Depth> everything = new HashMap<>();
        Privilege.all(store.schema()).keySet().forEach(name -> everything.put(name, Depth.GLOBAL));
        return everything;
    }

    List<Held> heldBy(Reference holder) {
        List<Held> held = new ArrayList<>();
        if (holder.table().equals("role")) {
            Optional<RecordId> unit = store.get("role", holder.id())
                    .map(row -> row.get("businessunitid"))
                    .map(value -> value instanceof Reference reference ? reference.id() : null);
            privilegesOf(holder.id()).forEach((name, depth) -> held.add(held(name, depth, unit)));
        } else {
            UserRights rights = rights(holder);
            for (String name : Privilege.all(store.schema()).keySet()) {
                Depth depth = rights.reach(name).depth();
                if (depth != Depth.NONE) {
                    held.add(held(name, depth, Optional.ofNullable(rights.unit())));
                }
            }
        }
        held.sort(Comparator.comparing(Held::name));
        return held;
    }

    private static Held held(String name, Depth depth, Optional<RecordId> unit) {
        return new Held(new Privilege(name, 0, true).id(), name, depth, unit);
    }

    UserRights rights(Reference principal) {
        long revision = store.revision(RightsReading.TABLES);
        long changes = limitChanges.get();
        Kept known = kept.get(principal);
        if (known != null && known.revision() == revision && known.limitChanges() == changes) {
            return known.rights();
        }
        UserRights rights = new RightsReading(store).of(principal);
        if (!limits.isEmpty()) {
            rights = rights.capped(Privilege.all(store.schema()).keySet(), limits);
        }
        kept.put(principal, new Kept(revision, changes, rights));
        return rights;
    }

    void limit(String privilege, Depth depth) {
        limits.put(privilege, depth);
        limitChanges.incrementAndGet();
    }

    void unlimit() {
        limits.clear();
        limitChanges.incrementAndGet();
    }
}
