package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.floating;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.lookup;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.virtual;

import java.util.List;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in activities. Parties are written with their activity only: in its creation, or as a whole new list in its update.
 * Unlike the other tables they survive what they point to: the lookup stays and {@code ispartydeleted} says so.
 */
public final class PartyTable {

    /** What can be a party. */
    static final List<String> PARTIES =
            List.of("account", "contact", "lead", "opportunity", "incident", "quote", "salesorder", "systemuser");

    private PartyTable() {}

    static Table table() {
        return TableBuilder.table("ActivityParty", "Activity Party", "activityparties")
                .plural("Activity Parties")
                .primaryName("partyidname")
                .ownership(Ownership.NONE)
                .optimisticConcurrency(false)
                .objectTypeCode(135)
                .readOnly()
                .writeRule(new PartyRule())
                .columns(new ColumnList()
                        .add(primaryId("ActivityPartyId", "Activity Party"))
                        .add(lookup(
                                        "ActivityId",
                                        "Activity",
                                        "activitypointer",
                                        "appointment",
                                        "email",
                                        "phonecall",
                                        "task")
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .lookup("PartyId", "Party", PARTIES.toArray(String[]::new))
                        .add(of(ColumnType.ENTITY_NAME, "PartyObjectTypeCode", "")
                                .attributeOf("partyid")
                                .computed(row -> row.get("partyid") instanceof Reference party ? party.table() : null))
                        .choice(
                                "ParticipationTypeMask",
                                "Participation Type",
                                Options.list(
                                        "Sender",
                                        "To Recipient",
                                        "CC Recipient",
                                        "BCC Recipient",
                                        "Required attendee",
                                        "Optional attendee",
                                        "Organizer",
                                        "Regarding",
                                        "Owner",
                                        "Resource",
                                        "Customer",
                                        "Chat Participant",
                                        "Related"))
                        .text("AddressUsed", "Address", 500)
                        .add(integer("AddressUsedEmailColumnNumber", "Email column number of party")
                                .readOnly())
                        .text("UnresolvedPartyName", "Unresolved Party Name", 200)
                        .text("ExchangeEntryId", "Exchange Entry", 1024)
                        .add(floating("Effort", "Effort", 2).range(0, 1_000_000_000))
                        .add(of(ColumnType.BOOLEAN, "IsPartyDeleted", "Is Party Deleted")
                                .options(Option.of(0, "No"), Option.of(1, "Yes"))
                                .defaultValue(false)
                                .readOnly())
                        .add(
                                dateTime("ScheduledStart", "Scheduled Start").readOnly(),
                                dateTime("ScheduledEnd", "Scheduled End").readOnly())
                        .add(virtual("ActivityIdName", "activityid"))
                        .version()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        // The pointer has the same parties, but they go with the activity itself.
        relations.oneToMany(
                "activitypointer_activity_parties",
                "activitypointer",
                "activityparty",
                "activityid",
                "activityid_activitypointer",
                DeleteBehavior.NO_CASCADE);
        for (String activity : ActivityTables.ACTIVITIES.keySet()) {
            relations.oneToMany(
                    activity + "_activity_parties",
                    activity,
                    "activityparty",
                    "activityid",
                    "activityid_" + activity,
                    DeleteBehavior.CASCADE);
        }
        for (String party : PARTIES) {
            String name = party.equals("systemuser") ? "system_user" : party;
            relations.oneToMany(
                    name + "_activity_parties",
                    party,
                    "activityparty",
                    "partyid",
                    "partyid_" + party,
                    DeleteBehavior.NO_CASCADE);
        }
    }

    /** Whether the server itself makes the parties with this {@code participationtypemask}: a client's list leaves them alone. */
    public static boolean isServers(@Nullable Object mask) {
        return ActivityEffect.isServers(mask);
    }

    /** Whether rows of the table can be parties of activities. */
    public static boolean isParty(Table table) {
        return PARTIES.contains(table.logicalName());
    }

    /** The table as something that can be a party: its deletion is noted in the parties. */
    static Table asParty(Table table) {
        return isParty(table) ? table.toBuilder().effect(new PartyEffect()).build() : table;
    }
}
