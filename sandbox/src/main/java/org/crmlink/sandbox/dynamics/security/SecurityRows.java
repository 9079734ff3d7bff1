package org.crmlink.sandbox.dynamics.security;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** The rows that describe privileges, and what the roles of a new organization have of them. */
public final class SecurityRows {

    /** What every user may do besides the work with records: see what the organization has in common, and who works there. */
    private static final String MEMBER = """
            common: read=organization append=organization appendto=organization
            units: read=organization appendto=organization
            usersettings: read=user write=user
            """;

    /** Everybody's rows can be read, only the own ones changed. Simpler than the role of this name in real organizations. */
    private static final String SALESPERSON = MEMBER + """
            owned: all=user read=organization append=organization appendto=organization
            """;

    private static final String SERVICE = MEMBER + """
            owned: all=user read=organization append=organization appendto=organization
            account, contact, incident, task, phonecall, appointment: all=unit read=organization appendto=organization
            """;

    private static final Map<String, String> ROLES =
            Map.of("Salesperson", SALESPERSON, "Customer Service Representative", SERVICE);

    private SecurityRows() {}

    /** Makes the rows that are missing: all in a new organization, those of new tables in an old one. */
    public static void seed(Store store) {
        if (store.schema().table("privilege").isEmpty()) {
            return;
        }
        boolean first = store.count("privilege") == 0;
        Map<String, Privilege> missing = new LinkedHashMap<>(Privilege.all(store.schema()));
        missing.values()
                .removeIf(privilege -> store.get("privilege", privilege.id()).isPresent());
        if (missing.isEmpty()) {
            return;
        }
        Row[] roles = store.scan("role", null, Integer.MAX_VALUE).toArray(Row[]::new);
        store.run(transaction -> {
            transaction.asSystem();
            missing.values().forEach(privilege -> insert(transaction, privilege));
            for (Row role : roles) {
                Object name = role.get("name");
                if ("System Administrator".equals(name)) {
                    if (role.get("roletemplateid") == null) {
                        transaction.update("role", role.id(), Map.of("roletemplateid", RightsReading.ADMINISTRATOR));
                    }
                    missing.values().forEach(privilege -> give(transaction, role.id(), privilege.id(), Depth.GLOBAL));
                } else if (first && name != null && ROLES.containsKey(name.toString())) {
                    RoleText.parse(store.schema(), ROLES.get(name.toString()))
                            .forEach((privilege, depth) ->
                                    give(transaction, role.id(), new Privilege(privilege, 0, true).id(), depth));
                }
            }
        });
    }

    private static void insert(Transaction transaction, Privilege privilege) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", privilege.name());
        values.put("accessright", privilege.accessRight());
        values.put("canbebasic", privilege.levels());
        values.put("canbelocal", privilege.levels());
        values.put("canbedeep", privilege.levels());
        values.put("canbeglobal", true);
        values.put("canbeentityreference", false);
        values.put("canbeparententityreference", false);
        values.put("canberecordfilter", false);
        values.put("isdisabledwhenintegrated", false);
        transaction.insert("privilege", privilege.id(), values);
    }

    private static void give(Transaction transaction, RecordId role, RecordId privilege, Depth depth) {
        transaction.insert(
                "roleprivileges",
                null,
                Map.of("roleid", role, "privilegeid", privilege, "privilegedepthmask", depth.mask()));
    }

    /** Makes these the privileges of a role, all or besides those that it has. */
    public static void set(
            Store store, Transaction transaction, RecordId role, Map<RecordId, Depth> privileges, boolean only) {
        Map<RecordId, Row> had = new LinkedHashMap<>();
        for (Row row : store.related("roleprivileges", "roleid", role)) {
            if (row.get("privilegeid") instanceof RecordId id) {
                had.put(id, row);
            }
        }
        privileges.forEach((privilege, depth) -> {
            Row row = had.remove(privilege);
            if (row == null) {
                give(transaction, role, privilege, depth);
            } else if (!Integer.valueOf(depth.mask()).equals(row.get("privilegedepthmask"))) {
                transaction.update("roleprivileges", row.id(), Map.of("privilegedepthmask", depth.mask()));
            }
        });
        if (only) {
            had.values().forEach(row -> transaction.delete("roleprivileges", row.id()));
        }
    }
}
