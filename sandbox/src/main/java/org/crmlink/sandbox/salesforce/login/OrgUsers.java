package org.crmlink.sandbox.salesforce.login;

import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;

/** The org's users, as logins see them. Thread-safe. */
public final class OrgUsers {

    private final RecordStore store;
    private final String orgId;

    /** Users of the org with this id. */
    public OrgUsers(RecordStore store, String orgId) {
        this.store = store;
        this.orgId = orgId;
    }

    /** Id of the org, 18 characters. */
    public String orgId() {
        return orgId;
    }

    /** A user who may log in, by name without regard to case. */
    public Optional<Row> named(String userName) {
        return store.rows(store.schema().object("User").orElseThrow()).stream()
                .filter(user -> userName.equalsIgnoreCase(text(user, "Username")))
                .findFirst();
    }

    /** A user by id. */
    public Optional<Row> user(String id) {
        return store.get(id).filter(row -> row.object().name().equals("User"));
    }

    /** Whether the user was not switched off. */
    public static boolean isActive(Row user) {
        return !Boolean.FALSE.equals(user.get("IsActive"));
    }

    /** A text of a user, empty for none. */
    static String text(Row user, String field) {
        Object value = user.get(field);
        return value == null ? "" : value.toString();
    }
}
