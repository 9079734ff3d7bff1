package org.crmlink.sandbox.dynamics.security;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/**
 * Rows of {@code principalobjectaccess}: who was given which rights on a row. A share that is taken back stays as a row with an empty
 * mask and a new {@code changedon}; real servers remove such rows with a job of their own some time later.
 */
public final class Sharing {

    private static final String TABLE = "principalobjectaccess";

    private final Store store;
    private final Transaction transaction;

    /** Changes shares inside a transaction. */
    public Sharing(Store store, Transaction transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    /** Who has which rights on a row. */
    public record Shared(Reference principal, int mask) {}

    /** Gives rights besides those that the principal has by sharing already. */
    public void grant(Reference row, Reference principal, int mask) {
        set(row, principal, find(row, principal).map(Sharing::mask).orElse(0) | mask);
    }

    /** Makes these all the rights that the principal has by sharing. */
    public void set(Reference row, Reference principal, int mask) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("accessrightsmask", mask);
        values.put("changedon", store.clock().instant().truncatedTo(ChronoUnit.SECONDS));
        Optional<Row> known = find(row, principal);
        transaction.unguarded(() -> {
            if (known.isPresent()) {
                return transaction.update(TABLE, known.get().id(), values);
            }
            values.put("principalid", principal.id());
            values.put("principaltypecode", principal.table());
            values.put("objectid", row.id());
            values.put("objecttypecode", row.table());
            values.put("inheritedaccessrightsmask", 0);
            return transaction.insert(TABLE, id(row, principal), values);
        });
    }

    /** Takes all rights back that the principal has by sharing; false if there were none. */
    public boolean revoke(Reference row, Reference principal) {
        if (find(row, principal).filter(share -> mask(share) != 0).isEmpty()) {
            return false;
        }
        set(row, principal, 0);
        return true;
    }

    private Optional<Row> find(Reference row, Reference principal) {
        return transaction.get(TABLE, id(row, principal));
    }

    /** One share for each row and principal, so that a transaction finds those that it made itself. */
    private static RecordId id(Reference row, Reference principal) {
        String name = "share:" + row + ":" + principal;
        return RecordId.of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static int mask(Row share) {
        return share.get("accessrightsmask") instanceof Integer mask ? mask : 0;
    }

    /** The principals that have rights on a row by sharing. */
    public static List<Shared> of(Store store, Reference row) {
        List<Shared> found = new ArrayList<>();
        for (Row share : store.related(TABLE, "objectid", row.id())) {
            if (mask(share) != 0
                    && row.table().equals(share.get("objecttypecode"))
                    && share.get("principalid") instanceof RecordId principal
                    && share.get("principaltypecode") instanceof String table) {
                found.add(new Shared(new Reference(table, principal), mask(share)));
            }
        }
        return found;
    }
}
