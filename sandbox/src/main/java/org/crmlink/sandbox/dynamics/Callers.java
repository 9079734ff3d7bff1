package org.crmlink.sandbox.dynamics;

import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.http.Headers;
import org.crmlink.sandbox.identity.Principal;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;

/** From who holds the token to the user row on whose behalf the request runs. Thread-safe. */
final class Callers {

    private static final String USERS = "systemuser";

    private final Store store;

    Callers(Store store) {
        this.store = store;
    }

    /**
     * The user: the one that the headers impersonate, else the one whose name the principal has, else the organization's
     * own. The sandbox lets everybody impersonate.
     */
    Reference of(Principal principal, Headers headers) {
        Optional<String> callerId = headers.first("MSCRMCallerID").or(() -> headers.first("CallerObjectId"));
        if (callerId.isPresent()) {
            return impersonated(callerId.get());
        }
        return named(principal.name())
                .or(() -> Optional.ofNullable(store.organization().user()))
                .orElseThrow(
                        () -> new ApiException(403, "0x80072560", "The user is not a member of the organization."));
    }

    private Reference impersonated(String text) {
        UUID id = Literals.guid(text.trim())
                .orElseThrow(() -> ApiErrors.invalidArgument("The caller id '" + text + "' is not a GUID."));
        Optional<Row> user = store.get(USERS, RecordId.of(id)).or(() -> find("azureactivedirectoryobjectid", text));
        return user.map(Row::reference)
                .orElseThrow(
                        () -> new ApiException(403, "0x80072560", "The user is not a member of the organization."));
    }

    private Optional<Reference> named(String name) {
        return find("domainname", name)
                .or(() -> find("internalemailaddress", name))
                .map(Row::reference);
    }

    private Optional<Row> find(String column, String value) {
        Optional<Table> users = store.schema().table(USERS);
        if (users.isEmpty() || users.get().column(column).isEmpty()) {
            return Optional.empty();
        }
        return store
                .scan(USERS, null, 1, row -> {
                    Object found = row.get(column);
                    return found != null && found.toString().equalsIgnoreCase(value);
                })
                .stream()
                .findFirst();
    }
}
