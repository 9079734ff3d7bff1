package org.crmlink.sandbox.dynamics;

import java.util.Optional;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;

/** The organization's place in the world: ids and names that do not change. */
record Tenant(String organizationId, String name) {

    /** The directory of the fake Entra. */
    static final String TENANT_ID = "7f4ce53f-63c0-4a6d-8a35-3f5b4b9f5d11";

    static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    static Tenant of(Store store) {
        Optional<Row> row = organization(store);
        return new Tenant(
                row.map(found -> found.id().text()).orElse("00000000-0000-0000-0000-000000000001"),
                row.map(found -> found.get("name")).map(Object::toString).orElse("sandbox"));
    }

    /** The organization's row, if there is one. */
    static Optional<Row> organization(Store store) {
        return store.schema()
                .table("organization")
                .flatMap(table -> store.scan("organization", null, 1).stream().findFirst());
    }
}
