package org.crmlink.sandbox.dynamics.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;

/**
 * A privilege of the organization.
 *
 * @param name {@code prvReadAccount}
 * @param accessRight bit of the {@link AccessRight}, 0 for those that belong to no table
 * @param levels whether it knows depths below the organization
 */
public record Privilege(String name, int accessRight, boolean levels) {

    /** Acting in another's name (dynamics.md §2.6). */
    public static final String ACT_ON_BEHALF = "prvActOnBehalfOfAnotherUser";
    /** Changing the schema; the service has a privilege for each kind of part, here one stands for all. */
    public static final String CUSTOMIZE = "prvWriteEntity";
    /** Giving roles to users and teams. */
    static final String ASSIGN_ROLE = "prvAssignRole";

    private static final List<String> WITHOUT_TABLE = List.of(
            ACT_ON_BEHALF,
            ASSIGN_ROLE,
            CUSTOMIZE,
            "prvReadAuditSummary",
            "prvReadRecordAuditHistory",
            "prvMerge",
            "prvBulkDelete",
            "prvPublishDuplicateRule",
            "prvOverrideCreatedOnCreatedBy",
            "prvBypassCustomPlugins");

    /** Tables whose privileges are called otherwise than their schema name. Activities share theirs. */
    private static final Map<String, String> SUBJECTS = Map.of(
            "annotation", "Note",
            "systemuser", "User",
            "salesorder", "Order",
            "activitypointer", "Activity");

    /** The id, the same in each run. */
    public RecordId id() {
        return RecordId.of(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** The member of the metadata's {@code PrivilegeType}. */
    public String type() {
        for (AccessRight right : AccessRight.values()) {
            if (right.bit() == accessRight) {
                return right.word();
            }
        }
        return "None";
    }

    /** The name of the privilege for this right on this table. */
    public static String name(AccessRight right, Table table) {
        return "prv" + right.word() + subject(table);
    }

    private static String subject(Table table) {
        String other = SUBJECTS.get(table.logicalName());
        if (other != null) {
            return other;
        }
        return table.isActivity() ? "Activity" : table.schemaName();
    }

    /** The privileges of one table; none for those whose rows follow others. */
    public static List<Privilege> of(Table table) {
        List<Privilege> privileges = new ArrayList<>();
        if (!Belonging.hasPrivileges(table)) {
            return privileges;
        }
        boolean levels = table.ownership() == Ownership.USER_OWNED || table.ownership() == Ownership.BUSINESS_OWNED;
        for (AccessRight right : AccessRight.values()) {
            boolean ofOwner = right == AccessRight.ASSIGN || right == AccessRight.SHARE;
            if (!ofOwner || table.ownership() == Ownership.USER_OWNED) {
                privileges.add(new Privilege(name(right, table), right.bit(), levels));
            }
        }
        return privileges;
    }

    /** All privileges by name. */
    static Map<String, Privilege> all(Schema schema) {
        Map<String, Privilege> all = new LinkedHashMap<>();
        for (Table table : schema.tables()) {
            of(table).forEach(privilege -> all.putIfAbsent(privilege.name(), privilege));
        }
        WITHOUT_TABLE.forEach(name -> all.put(name, new Privilege(name, 0, false)));
        return all;
    }
}
