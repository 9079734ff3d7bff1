package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CASCADE;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Tasks and events. */
final class ActivityObjects {

    private static final String[] WHATS = {
        "Account", "Asset", "Campaign", "Case", "Contract", "Opportunity", "Order", "Product2"
    };

    private ActivityObjects() {}

    static SObject task() {
        FieldList fields = FieldList.deletable()
                .add(who("Tasks"))
                .add(what("Tasks"))
                .text("Subject", "Subject", 255, Field.Builder::nameField)
                .date("ActivityDate", "Due Date Only")
                .add(Field.of("Status", "Status", FieldType.PICKLIST)
                        .options("Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred")
                        .required()
                        .defaultValue("Not Started"))
                .add(Field.of("Priority", "Priority", FieldType.PICKLIST)
                        .options("High", "Normal", "Low")
                        .required()
                        .defaultValue("Normal"))
                .fixedFlag("IsHighPriority", "High Priority")
                .owner("Group", "User")
                .longText("Description", "Description")
                .fixedFlag("IsClosed", "Closed")
                .fixedFlag("IsArchived", "Archived")
                .count("CallDurationInSeconds", "Call Duration")
                .restricted("CallType", "Call Type", "Internal", "Inbound", "Outbound")
                .text("CallDisposition", "Call Result", 255)
                .flag("IsReminderSet", "Reminder Set")
                .moment("ReminderDateTime", "Reminder Date/Time")
                .restricted("TaskSubtype", "Task Subtype", "Task", "Email", "ListEmail", "Cadence", "Call");
        return new SObject("Task", "Task", "Tasks", "00T", Traits.ORDINARY, fields.audited());
    }

    static SObject event() {
        FieldList fields = FieldList.deletable()
                .add(who("Events"))
                .add(what("Events"))
                .text("Subject", "Subject", 255, Field.Builder::nameField)
                .text("Location", "Location", 255)
                .flag("IsAllDayEvent", "All-Day Event")
                .moment("ActivityDateTime", "Due Date Time")
                .date("ActivityDate", "Due Date Only")
                .count("DurationInMinutes", "Duration")
                .moment("StartDateTime", "Start Date Time")
                .moment("EndDateTime", "End Date Time")
                .longText("Description", "Description")
                .owner("User")
                .flag("IsPrivate", "Private")
                .restricted("ShowAs", "Show Time As", "Busy", "OutOfOffice", "Free")
                .fixedFlag("IsArchived", "Archived")
                .flag("IsReminderSet", "Reminder Set")
                .moment("ReminderDateTime", "Reminder Date/Time");
        return new SObject("Event", "Event", "Events", "00U", Traits.ORDINARY, fields.audited());
    }

    private static Field.Builder who(String children) {
        return FieldList.lookupField("WhoId", "Name ID", children, CASCADE, "Contact", "Lead");
    }

    private static Field.Builder what(String children) {
        return FieldList.lookupField("WhatId", "Related To ID", children, CASCADE, WHATS);
    }
}
