package org.crmlink.sandbox.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** Roles, users, and rights that are taken from everybody. Thread-safe. */
final class RightsDesk {

    private final Store store;
    private final Rights rights;
    private final Identity identity;

    RightsDesk(Store store, Rights rights, Identity identity) {
        this.store = store;
        this.rights = rights;
        this.identity = identity;
    }

    /** Follows one order: a role, a user, an application, or a table that nobody may read as a whole. */
    Map<String, @Nullable Object> change(Members members) {
        Map<String, @Nullable Object> done = new LinkedHashMap<>();
        Optional<String> role = members.text("role");
        Optional<String> privileges = members.text("privileges");
        Optional<String> user = members.text("user");
        Optional<String> application = members.text("application");
        Optional<String> secret = members.text("secret");
        List<String> roles = members.texts("roles");
        Optional<String> denied = members.text("denyOrganizationRead");
        members.end();
        long orders = List.of(role, user, application, denied).stream()
                .filter(Optional::isPresent)
                .count();
        if (orders != 1) {
            throw new AdminException(
                    400,
                    "give one of 'role' with 'privileges', 'user' or 'application' with 'secret' and 'roles',"
                            + " 'denyOrganizationRead' with a table");
        }
        role.ifPresent(name -> {
            String text = privileges.orElseThrow(() -> new AdminException(
                    400, "'privileges' is missing, such as \"account: read=unit write=user; task: all=user\""));
            done.put("roleid", rights.role(name, text).id().text());
        });
        user.ifPresent(name -> {
            Reference made = rights.user(name, roles.toArray(String[]::new));
            identity.addUser(name, required(secret));
            done.put("systemuserid", made.id().text());
        });
        application.ifPresent(id -> {
            Reference made = rights.application(id, roles.toArray(String[]::new));
            identity.addClient(id, required(secret));
            done.put("systemuserid", made.id().text());
        });
        denied.ifPresent(table -> {
            if (store.schema().table(table).isEmpty()) {
                throw new AdminException(404, "no table '" + table + "'");
            }
            rights.denyOrganizationRead(table);
            done.put("denied", table);
        });
        return done;
    }

    private static String required(Optional<String> secret) {
        return secret.filter(text -> !text.isBlank())
                .orElseThrow(() -> new AdminException(400, "'secret' is missing: the password to log in with"));
    }

    /** Gives back what was taken from everybody. */
    void reset() {
        rights.unlimit();
    }
}
