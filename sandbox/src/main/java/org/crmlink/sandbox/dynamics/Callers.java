package org.crmlink.sandbox.dynamics;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.dynamics.security.Refused;
import org.crmlink.sandbox.dynamics.security.Security;
import org.crmlink.sandbox.http.Headers;
import org.crmlink.sandbox.identity.Principal;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;

/** From who holds the token to the user row on whose behalf the request runs, and to what that user may do. Thread-safe. */
final class Callers {

    private static final String USERS = "systemuser";

    private final Store store;
    private final Security security;
    private final Set<String> guests;

    /**
     * Finds users among these rows.
     *
     * @param guests names of principals who act as the organization's own user if they have no row
     */
    Callers(Store store, Security security, Set<String> guests) {
        this.store = store;
        this.security = security;
        this.guests = Set.copyOf(guests);
    }

    /**
     * The user whose name or application id the principal has, or the one that the headers impersonate.
     *
     * @throws Refused if there is no such user, if it is disabled or has no role, or may not impersonate
     */
    Access of(Principal principal, Headers headers) {
        Reference caller = user(principal);
        Optional<String> byId = present(headers, "MSCRMCallerID");
        Optional<String> byObject = present(headers, "CallerObjectId");
        if (byId.isEmpty() && byObject.isEmpty()) {
            return security.of(caller);
        }
        return security.onBehalf(caller, impersonated(byId.or(() -> byObject).orElseThrow()));
    }

    private static Optional<String> present(Headers headers, String name) {
        return headers.first(name).map(String::trim).filter(value -> !value.isEmpty());
    }

    private Reference user(Principal principal) {
        Optional<Row> row = principal.application()
                ? find("applicationid", principal.clientId())
                : find("domainname", principal.name()).or(() -> find("internalemailaddress", principal.name()));
        if (row.isEmpty() && guests.contains(principal.name())) {
            return Optional.ofNullable(store.organization().user()).orElseThrow(Refused::notMember);
        }
        return enabled(row.orElseThrow(Refused::notMember));
    }

    /** Clients confuse the two headers; both ids are looked for, that of the organization first. */
    private Reference impersonated(String text) {
        UUID id = Literals.guid(text)
                .orElseThrow(() -> ApiErrors.invalidArgument("The caller id '" + text + "' is not a GUID."));
        return enabled(store.get(USERS, RecordId.of(id))
                .or(() -> find("azureactivedirectoryobjectid", text))
                .orElseThrow(Refused::notMember));
    }

    private static Reference enabled(Row user) {
        if (Boolean.TRUE.equals(user.get("isdisabled"))) {
            throw Refused.disabled(user.id());
        }
        return user.reference();
    }

    private Optional<Row> find(String column, String value) {
        Optional<Table> users = store.schema().table(USERS);
        if (users.isEmpty() || users.get().column(column).isEmpty()) {
            return Optional.empty();
        }
        return store
                .scan(USERS, null, 1, row -> {
                    Object found = row.get(column);
                    return found != null
                            && (found instanceof RecordId id ? id.text() : found.toString()).equalsIgnoreCase(value);
                })
                .stream()
                .findFirst();
    }
}
