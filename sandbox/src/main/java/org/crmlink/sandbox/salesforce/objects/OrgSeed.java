package org.crmlink.sandbox.salesforce.objects;

import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** The records that every org has: itself, its users with their profile and roles, a queue, the standard price book. */
public final class OrgSeed {

    /** Name of the system administrator. */
    public static final String ADMINISTRATOR = "admin@sandbox.example";

    private final RecordStore store;
    private final Work work;

    /**
     * Ids of what others need.
     *
     * @param adminId the system administrator, who made all of it
     */
    public record Seeded(String orgId, String adminId, String standardPricebookId) {}

    private OrgSeed(RecordStore store, Work work) {
        this.store = store;
        this.work = work;
    }

    /** Puts them into an empty org. */
    public static Seeded insert(RecordStore store) {
        String adminId;
        // nobody was there to make the first user: it made itself
        try (Work work = store.begin("")) {
            adminId = new OrgSeed(store, work).user(ADMINISTRATOR, "Ada", "Admin", Map.of());
            work.commit();
        }
        try (Work work = store.begin(adminId)) {
            Seeded seeded = new OrgSeed(store, work).others(adminId);
            work.commit();
            return seeded;
        }
    }

    private Seeded others(String adminId) {
        String org = add(
                "Organization",
                Map.of(
                        "Name",
                        "Sandbox Org",
                        "DefaultLocaleSidKey",
                        "en_US",
                        "LanguageLocaleKey",
                        "en_US",
                        "TimeZoneSidKey",
                        "America/Los_Angeles",
                        "InstanceName",
                        "SBX1",
                        "OrganizationType",
                        "Developer Edition"));
        String profile = add("Profile", Map.of("Name", "System Administrator", "UserType", "Standard"));
        profiled(adminId, profile);
        String standard = add("Profile", Map.of("Name", "Standard User", "UserType", "Standard"));
        String sales = add("UserRole", Map.of("Name", "Sales", "DeveloperName", "Sales"));
        user("integration@sandbox.example", "Ivo", "Integration", Map.of("ProfileId", standard));
        user(
                "sam@sandbox.example",
                "Sam",
                "Sales",
                Map.of("ProfileId", standard, "UserRoleId", sales, "ManagerId", adminId));
        user("sue@sandbox.example", "Sue", "Service", Map.of("ProfileId", standard, "ManagerId", adminId));
        add("Group", Map.of("Name", "Service Queue", "DeveloperName", "Service_Queue", "Type", "Queue"));
        String prices = add("Pricebook2", Map.of("Name", "Standard Price Book", "IsActive", true, "IsStandard", true));
        return new Seeded(org, adminId, prices);
    }

    private String user(String userName, String firstName, String lastName, Map<String, String> more) {
        Map<String, Object> values = new LinkedHashMap<>(more);
        values.put("Username", userName);
        values.put("FirstName", firstName);
        values.put("LastName", lastName);
        values.put("Name", firstName + " " + lastName);
        values.put("Email", userName);
        values.put("Alias", firstName.toLowerCase(java.util.Locale.ROOT));
        values.put("CommunityNickname", firstName);
        values.put("UserType", "Standard");
        values.put("IsActive", true);
        return add("User", values);
    }

    private String add(String name, Map<String, ?> values) {
        SObject object = store.schema().object(name).orElseThrow();
        @Nullable Object[] cells = new @Nullable Object[object.fields().size()];
        for (int slot = 0; slot < cells.length; slot++) {
            cells[slot] = object.fields().get(slot).defaultValue().orElse(null);
        }
        values.forEach((field, value) -> cells[object.slot(object.require(field).name())] = value);
        return work.insert(object, cells).id();
    }

    private void profiled(String user, String profile) {
        Row row = work.get(user).orElseThrow();
        @Nullable Object[] cells = new @Nullable Object[row.object().fields().size()];
        for (int slot = 0; slot < cells.length; slot++) {
            cells[slot] = row.cell(slot);
        }
        cells[row.object().slot("ProfileId")] = profile;
        work.update(user, cells);
    }
}
