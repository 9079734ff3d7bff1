package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.memo;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Reference;

/** Tasks, phone calls, appointments, e-mails, and notes. */
final class ActivityTables {

    /** The activities, with the end of the names of the relationships to what they regard. */
    static final Map<String, String> ACTIVITIES = new TreeMap<>(
            Map.of("task", "_Tasks", "phonecall", "_Phonecalls", "appointment", "_Appointments", "email", "_Emails"));

    /** Tables that activities and notes can regard, with the beginning of the relationships' names. */
    private static final Map<String, String> REGARDING = Map.of(
            "account", "Account",
            "contact", "Contact",
            "lead", "Lead",
            "opportunity", "Opportunity",
            "incident", "Incident",
            "quote", "Quote",
            "salesorder", "SalesOrder",
            "new_project", "new_project");

    private static final String[] TARGETS = {
        "account", "contact", "lead", "opportunity", "incident", "quote", "salesorder", "new_project"
    };

    private ActivityTables() {}

    static List<Table> tables() {
        return List.of(task(), phoneCall(), appointment(), email(), pointer(), annotation(), mimeAttachment());
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
                        .add(parties("From", "Call From"), parties("To", "Call To"))
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
                                parties("RequiredAttendees", "Required Attendees"),
                                parties("OptionalAttendees", "Optional Attendees"),
                                parties("Organizer", "Organizer"))
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

    private static Table email() {
        return activity("Email", "emails", 4202)
                .columns(common("email")
                        .flag("DirectionCode", "Direction", "Incoming", "Outgoing")
                        .text("Sender", "From", 250)
                        .text("ToRecipients", "To Recipients", 500)
                        .text("MessageId", "Message ID", 320)
                        .text("InReplyTo", "In Reply To Message", 320)
                        .text("ConversationIndex", "Conversation Index", 2048)
                        .text("MimeType", "Mime Type", 256)
                        .text("SubmittedBy", "Submitted By", 250)
                        .text("TrackingToken", "Tracking Token", 50)
                        .memos("SafeDescription", "Safe Description", 1_073_741_823)
                        .flag("ReadReceiptRequested", "Read Receipt Requested")
                        .flag("DeliveryReceiptRequested", "Delivery Receipt Requested")
                        .flag("FollowEmailUserPreference", "Following")
                        .flag("Compressed", "Compression")
                        .whole("AttachmentCount", "Attachment Count", 0, Integer.MAX_VALUE)
                        .whole("DeliveryAttempts", "No. of Delivery Attempts", 0, 1_000_000_000)
                        .choice(
                                "Notifications",
                                "Notifications",
                                Option.of(0, "None"),
                                Option.of(1, "The message was saved as a Microsoft Dynamics 365 email record"),
                                Option.of(2, "Microsoft Dynamics 365 cannot display all the content"))
                        .add(
                                dateTime("SentOn", "Date Sent"),
                                dateTime("PostponeEmailProcessingUntil", "Delay email processing until"),
                                dateTime("LastOpenedTime", "Last Opened Time"))
                        .lookup("ParentActivityId", "Parent Activity Id", "email")
                        .lookup("EmailSender", "Sender", "account", "contact", "lead", "systemuser")
                        .lookup("SendersAccount", "Senders Account", "account")
                        .add(
                                parties("From", "From"),
                                parties("To", "To"),
                                parties("Cc", "Cc"),
                                parties("Bcc", "Bcc"),
                                parties("Related", "Related"))
                        .state(
                                List.of(Option.of(0, "Open"), Option.of(1, "Completed"), Option.of(2, "Canceled")),
                                List.of(
                                        inState(0, 1, "Draft"),
                                        inState(1, 2, "Completed"),
                                        inState(1, 3, "Sent"),
                                        inState(1, 4, "Received"),
                                        inState(2, 5, "Canceled"),
                                        inState(1, 6, "Pending Send"),
                                        inState(1, 7, "Sending"),
                                        inState(0, 8, "Failed")))
                        .list())
                .build();
    }

    /**
     * What all activities have in common, under their ids: kept in step by {@link ActivityEffect}. At the real service this is the
     * base table of all activities; clients read it and write the tables of the kinds.
     */
    private static Table pointer() {
        return TableBuilder.table("ActivityPointer", "Activity", "activitypointers")
                .plural("Activities")
                .primaryName("subject")
                .activity()
                .objectTypeCode(4200)
                .readOnly()
                .columns(shared().add(of(ColumnType.ENTITY_NAME, "ActivityTypeCode", "Activity Type")
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .state(
                                List.of(
                                        Option.of(0, "Open"),
                                        Option.of(1, "Completed"),
                                        Option.of(2, "Canceled"),
                                        Option.of(3, "Scheduled")),
                                List.of(
                                        inState(0, 1, "Open"),
                                        inState(1, 2, "Completed"),
                                        inState(2, 3, "Canceled"),
                                        inState(3, 4, "Scheduled")))
                        .list())
                .build();
    }

    private static Table mimeAttachment() {
        return TableBuilder.table("ActivityMimeAttachment", "Attachment", "activitymimeattachments")
                .plural("Attachments")
                .primaryName("filename")
                .ownership(Ownership.NONE)
                .objectTypeCode(1001)
                .writeRule(new NoteRule("body"))
                .columns(new ColumnList()
                        .add(primaryId("ActivityMimeAttachmentId", "Attachment"))
                        .text("FileName", "File Name", 255)
                        .text("MimeType", "Mime Type", 256)
                        .text("Subject", "Subject", 2000)
                        .add(string("Body", "Body", 1_073_741_823))
                        .add(integer("FileSize", "File Size (Bytes)").readOnly())
                        .whole("AttachmentNumber", "Attachment Number", 0, 1_000_000_000)
                        .add(guid("AttachmentId", "Attachment"))
                        .text("AttachmentContentId", "Content Id", 250)
                        .flag("IsFollowed", "Followed")
                        .lookup("ObjectId", "Item", "activitypointer", "appointment", "email")
                        .add(of(ColumnType.ENTITY_NAME, "ObjectTypeCode", "Entity")
                                .computed(row -> row.get("objectid") instanceof Reference to ? to.table() : null))
                        .version()
                        .list())
                .build();
    }

    private static ColumnBuilder parties(String schemaName, String display) {
        return of(ColumnType.PARTY_LIST, schemaName, display).targets("account", "contact", "lead", "systemuser");
    }

    private static TableBuilder activity(String schemaName, String set, int typeCode) {
        String display = schemaName.equals("PhoneCall") ? "Phone Call" : schemaName;
        return TableBuilder.table(schemaName, display, set)
                .plural(display + "s")
                .primaryName("subject")
                .activity()
                .effect(ActivityEffect.INSTANCE)
                .objectTypeCode(typeCode);
    }

    private static ColumnList common(String logicalName) {
        return shared().add(of(ColumnType.ENTITY_NAME, "ActivityTypeCode", "Activity Type")
                .computed(row -> logicalName));
    }

    private static ColumnList shared() {
        return new ColumnList()
                .add(primaryId("ActivityId", "Activity"))
                .add(string("Subject", "Subject", 200).required(RequiredLevel.APPLICATION_REQUIRED))
                .add(memo("Description", "Description", 2000))
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
                .writeRule(new NoteRule("documentbody"))
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
            ACTIVITIES.forEach((activity, end) -> regarding(relations, name + end, target, activity));
            // What happens to the activities is decided by the tables of the kinds.
            relations.oneToMany(
                    name + "_ActivityPointers",
                    target,
                    "activitypointer",
                    "regardingobjectid",
                    "regardingobjectid_" + target,
                    DeleteBehavior.NO_CASCADE);
            relations.oneToMany(
                    name + "_Annotation",
                    target,
                    "annotation",
                    "objectid",
                    "objectid_" + target,
                    DeleteBehavior.CASCADE);
        }
        emails(relations);
        relations
                .oneToMany(
                        "activity_pointer_activity_mime_attachment",
                        "activitypointer",
                        "activitymimeattachment",
                        "objectid",
                        "objectid_activitypointer",
                        DeleteBehavior.CASCADE)
                .oneToMany(
                        "appointment_activity_mime_attachment",
                        "appointment",
                        "activitymimeattachment",
                        "objectid",
                        "objectid_appointment",
                        DeleteBehavior.CASCADE)
                .oneToMany(
                        "email_activity_mime_attachment",
                        "email",
                        "activitymimeattachment",
                        "objectid",
                        "objectid_email",
                        DeleteBehavior.CASCADE);
    }

    private static void emails(Relations relations) {
        relations.oneToMany(
                "email_email_parentactivityid", "email", "email", "parentactivityid", DeleteBehavior.REMOVE_LINK);
        relations.oneToMany(
                "Account_Email_SendersAccount",
                "account",
                "email",
                "sendersaccount",
                "sendersaccount_account",
                DeleteBehavior.REMOVE_LINK);
        Map.of("account", "Account", "contact", "Contact", "lead", "Lead", "systemuser", "SystemUser")
                .forEach((table, name) -> relations.oneToMany(
                        name + "_Email_EmailSender",
                        table,
                        "email",
                        "emailsender",
                        "emailsender_" + table,
                        DeleteBehavior.REMOVE_LINK));
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
