package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;
import static org.crmlink.sandbox.schema.Option.of;

import java.util.List;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Cases, marketing lists, posts. */
final class ServiceTables {

    private ServiceTables() {}

    static List<Table> tables() {
        return List.of(
                incident(),
                list(),
                IntersectTable.of("ListMember", "listmembers", "ListMemberId", false, 4301, "ListId", "EntityId"),
                post());
    }

    private static Table incident() {
        return TableBuilder.table("Incident", "Case", "incidents")
                .plural("Cases")
                .primaryName("title")
                .objectTypeCode(112)
                .writeRule(ActionStates.INCIDENT)
                .key("TicketNumberKey", "Case Number", "ticketnumber")
                .columns(new ColumnList()
                        .add(primaryId("IncidentId", "Case"))
                        .add(string("Title", "Case Title", 200).required(RequiredLevel.APPLICATION_REQUIRED))
                        .text("TicketNumber", "Case Number", 100)
                        .memos("Description", "Description", 2000)
                        .choice(
                                "CaseOriginCode",
                                "Origin",
                                of(1, "Phone"),
                                of(2, "Email"),
                                of(3, "Web"),
                                of(2483, "Facebook"),
                                of(3986, "Twitter"),
                                of(700_610_000, "IoT"))
                        .choice("CaseTypeCode", "Case Type", Options.list("Question", "Problem", "Request"))
                        .choice("PriorityCode", "Priority", Options.list("High", "Normal", "Low"))
                        .choice("SeverityCode", "Severity", Options.DEFAULT_VALUE)
                        .choice(
                                "CustomerSatisfactionCode",
                                "Satisfaction",
                                of(5, "Very Satisfied"),
                                of(4, "Satisfied"),
                                of(3, "Neutral"),
                                of(2, "Dissatisfied"),
                                of(1, "Very Dissatisfied"))
                        .add(dateTime("FollowupBy", "Follow Up By").format("DateOnly"))
                        .add(
                                dateTime("ResolveBy", "Resolve By"),
                                dateTime("EscalatedOn", "Escalated On").readOnly())
                        .flag("IsEscalated", "Is Escalated")
                        .flag("FollowUpTaskCreated", "Follow up Task Created")
                        .text("ProductSerialNumber", "Serial Number", 100)
                        .customer("CustomerId", "Customer")
                        .lookup("PrimaryContactId", "Contact", "contact")
                        .lookup("ProductId", "Product", "product")
                        .lookup("ParentCaseId", "Parent Case", "incident")
                        .state(
                                List.of(of(0, "Active"), of(1, "Resolved"), of(2, "Cancelled")),
                                List.of(
                                        inState(0, 1, "In Progress"),
                                        inState(0, 2, "On Hold"),
                                        inState(0, 3, "Waiting for Details"),
                                        inState(0, 4, "Researching"),
                                        inState(1, 5, "Problem Solved"),
                                        inState(1, 1000, "Information Provided"),
                                        inState(2, 6, "Cancelled"),
                                        inState(2, 2000, "Merged")))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table list() {
        return TableBuilder.table("List", "Marketing List", "lists")
                .plural("Marketing Lists")
                .primaryName("listname")
                .objectTypeCode(4300)
                .columns(new ColumnList()
                        .add(primaryId("ListId", "Marketing List"))
                        .add(string("ListName", "Name", 128).required(RequiredLevel.APPLICATION_REQUIRED))
                        .add(picklist(
                                        "CreatedFromCode",
                                        "Targeted At",
                                        of(1, "Account"),
                                        of(2, "Contact"),
                                        of(4, "Lead"))
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .flag("Type", "Type", "Static", "Dynamic")
                        .flag("LockStatus", "Locked")
                        .flag("DoNotSendOnOptOut", "Exclude Members Who Opt Out")
                        .text("Purpose", "Purpose", 512)
                        .text("Source", "Source", 128)
                        .memos("Description", "Description", 2000)
                        .memos("Query", "Query", 1_073_741_823)
                        .money("Cost", "Cost")
                        .currency()
                        .whole("MemberCount", "Members Count", 0, 1_000_000_000)
                        .add(dateTime("LastUsedOn", "Last Used On"))
                        .state(Options.ACTIVE_INACTIVE, List.of(inState(0, 0, "Active"), inState(1, 1, "Inactive")))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table post() {
        return TableBuilder.table("Post", "Post", "posts")
                .plural("Posts")
                .primaryName("text")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .changeTracking(false)
                .optimisticConcurrency(false)
                .objectTypeCode(8000)
                .columns(new ColumnList()
                        .add(primaryId("PostId", "Post"))
                        .text("Text", "Text", 1000)
                        .memos("LargeText", "Large Text", 1_048_576)
                        .choice("Source", "Source", of(1, "Auto Post"), of(2, "Manual Post"), of(3, "ActionHub Post"))
                        .choice(
                                "Type",
                                "Type",
                                of(1, "Check-in"),
                                of(2, "Idea"),
                                of(3, "News"),
                                of(4, "Private Message"),
                                of(5, "Question"),
                                of(6, "Re-post"),
                                of(7, "Status"))
                        .lookup(
                                "RegardingObjectId",
                                "Regarding",
                                "account",
                                "contact",
                                "lead",
                                "opportunity",
                                "incident")
                        .add(dateTime("CreatedOn", "Created On")
                                .automatic(Automatic.CREATED_ON)
                                .readOnly())
                        .add(dateTime("ModifiedOn", "Modified On")
                                .automatic(Automatic.MODIFIED_ON)
                                .readOnly())
                        .version()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .customer("incident", "incident", "customerid", DeleteBehavior.CASCADE)
                .oneToMany(
                        "contact_as_primary_contact",
                        "contact",
                        "incident",
                        "primarycontactid",
                        DeleteBehavior.REMOVE_LINK)
                .oneToMany("product_incidents", "product", "incident", "productid", DeleteBehavior.RESTRICT)
                .oneToMany(
                        "incident_parent_incident", "incident", "incident", "parentcaseid", DeleteBehavior.REMOVE_LINK)
                .manyToMany("listaccount_association", "listmember", "list", "listid", "account", "entityid")
                .manyToMany("listcontact_association", "listmember", "list", "listid", "contact", "entityid")
                .manyToMany("listlead_association", "listmember", "list", "listid", "lead", "entityid");
        for (String target : List.of("account", "contact", "lead", "opportunity", "incident")) {
            relations.oneToMany(
                    target + "_Posts",
                    target,
                    "post",
                    "regardingobjectid",
                    "regardingobjectid_" + target,
                    DeleteBehavior.CASCADE);
        }
    }
}
