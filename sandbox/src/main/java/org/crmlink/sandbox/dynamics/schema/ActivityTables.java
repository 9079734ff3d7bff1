package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.memo;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Reference;

/** Tasks, phone calls, appointments, and notes. */
final class ActivityTables {

    /** Tables that activities and notes can regard, with the beginning of the relationships' names. */
    private static final Map<String, String> REGARDING = Map.of(
            "account", "Account",
            "contact", "Contact",
            "lead", "Lead",
            "opportunity", "Opportunity",
            "incident", "Incident",
            "new_project", "new_project");

    private static final String[] TARGETS = {"account", "contact", "lead", "opportunity", "incident", "new_project"};

    private ActivityTables() {}

    static List<Table> tables() {
        return List.of(task(), phoneCall(), appointment(), annotation());
    }

    private static Table task() {
        return activity("Task", "tasks", 4212)
                .columns(common("task")
                        .add(integer("PercentComplete", "Percent Complete").range(0, 100))
                        .state(
                                List.of(Option.of(0, "Open"), Option.of(1, "Completed"), Option.of(2, "Canceled")),
                                List.of(
                                        inState(0, 2, "Not Started"),
                                        inState(0, 3, "In Progress"),
                                        inState(0, 4, "Waiting on someone else"),
                                        inState(1, 5, "Completed"),
                                        inState(2, 6, "Canceled"),
                                        inState(0, 7, "Deferred")))
                        .list())
                .build();
    }

    private static Table phoneCall() {
        return activity("PhoneCall", "phonecalls", 4210)
                .columns(common("phonecall")
                        .text("PhoneNumber", "Phone Number", 200)
                        .flag("DirectionCode", "Direction", "Incoming", "Outgoing")
                        .flag("LeftVoiceMail", "Left Voice Mail")
                        .add(of(ColumnType.PARTY_LIST, "From", "Call From"), of(ColumnType.PARTY_LIST, "To", "Call To"))
                        .state(
                                List.of(Option.of(0, "Open"), Option.of(1, "Completed"), Option.of(2, "Canceled")),
                                List.of(
                                        inState(0, 1, "Open"),
                                        inState(1, 2, "Made"),
                                        inState(2, 3, "Canceled"),
                                        inState(1, 4, "Received")))
                        .list())
                .build();
    }

    private static Table appointment() {
        return activity("Appointment", "appointments", 4201)
                .columns(common("appointment")
                        .text("Location", "Location", 200)
                        .flag("IsAllDayEvent", "All Day Event")
                        .add(
                                of(ColumnType.PARTY_LIST, "RequiredAttendees", "Required Attendees"),
                                of(ColumnType.PARTY_LIST, "OptionalAttendees", "Optional Attendees"),
                                of(ColumnType.PARTY_LIST, "Organizer", "Organizer"))
                        .state(
                                List.of(
                                        Option.of(0, "Open"),
                                        Option.of(1, "Completed"),
                                        Option.of(2, "Canceled"),
                                        Option.of(3, "Scheduled")),
                                List.of(
                                        inState(0, 1, "Free"),
                                        inState(0, 2, "Tentative"),
                                        inState(1, 3, "Completed"),
                                        inState(2, 4, "Canceled"),
                                        inState(3, 5, "Busy"),
                                        inState(3, 6, "Out of Office")))
                        .list())
                .build();
    }

    private static TableBuilder activity(String schemaName, String set, int typeCode) {
        String display = schemaName.equals("PhoneCall") ? "Phone Call" : schemaName;
        return TableBuilder.table(schemaName, display, set)
                .plural(display + "s")
                .primaryName("subject")
                .activity()
                .objectTypeCode(typeCode);
    }

    private static ColumnList common(String logicalName) {
        return new ColumnList()
                .add(primaryId("ActivityId", "Activity"))
                .add(string("Subject", "Subject", 200).required(RequiredLevel.APPLICATION_REQUIRED))
                .add(memo("Description", "Description", 2000))
                .add(of(ColumnType.ENTITY_NAME, "ActivityTypeCode", "Activity Type")
                        .computed(row -> logicalName))
                .text("Category", "Category", 250)
                .text("Subcategory", "Sub-Category", 250)
                .add(picklist("PriorityCode", "Priority", Options.ACTIVITY_PRIORITY)
                        .defaultValue(1))
                .add(
                        dateTime("ScheduledStart", "Start Date"),
                        dateTime("ScheduledEnd", "Due Date"),
                        dateTime("ActualStart", "Actual Start"),
                        dateTime("ActualEnd", "Actual End"))
                .whole("ScheduledDurationMinutes", "Scheduled Duration", 0, Integer.MAX_VALUE)
                .whole("ActualDurationMinutes", "Duration", 0, Integer.MAX_VALUE)
                .flag("IsBilled", "Is Billed")
                .flag("IsWorkflowCreated", "Is Workflow Created")
                .lookup("RegardingObjectId", "Regarding", TARGETS)
                .owner()
                .audit()
                .imported();
    }

    private static Table annotation() {
        return TableBuilder.table("Annotation", "Note", "annotations")
                .plural("Notes")
                .primaryName("subject")
                .objectTypeCode(5)
                .writeRule(new NoteRule())
                .columns(new ColumnList()
                        .add(primaryId("AnnotationId", "Note"))
                        .text("Subject", "Title", 500)
                        .memos("NoteText", "Description", 100_000)
                        .text("FileName", "File Name", 255)
                        .text("MimeType", "Mime Type", 256)
                        .add(string("DocumentBody", "Document", 1_073_741_823))
                        .add(integer("FileSize", "File Size (Bytes)").readOnly())
                        .flag("IsDocument", "Is Document")
                        .text("LangId", "Language ID", 2)
                        .lookup("ObjectId", "Regarding", TARGETS)
                        .add(of(ColumnType.ENTITY_NAME, "ObjectTypeCode", "Object Type")
                                .attributeOf("objectid")
                                .computed(
                                        row -> row.get("objectid") instanceof Reference target ? target.table() : null))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        for (String target : TARGETS) {
            String name = REGARDING.getOrDefault(target, target);
            regarding(relations, name + "_Tasks", target, "task");
            regarding(relations, name + "_Phonecalls", target, "phonecall");
            regarding(relations, name + "_Appointments", target, "appointment");
            relations.oneToMany(
                    name + "_Annotation",
                    target,
                    "annotation",
                    "objectid",
                    "objectid_" + target,
                    DeleteBehavior.CASCADE);
        }
    }

    private static void regarding(Relations relations, String name, String target, String activity) {
        relations.oneToMany(
                name,
                target,
                activity,
                "regardingobjectid",
                "regardingobjectid_" + target + "_" + activity,
                DeleteBehavior.CASCADE);
    }
}
