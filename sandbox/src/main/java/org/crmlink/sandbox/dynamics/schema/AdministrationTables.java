package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.lookup;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;
import static org.crmlink.sandbox.schema.Option.of;

import java.util.List;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Rules of duplicate detection and the jobs of the server. */
final class AdministrationTables {

    private AdministrationTables() {}

    static List<Table> tables() {
        return List.of(duplicateRule(), duplicateRuleCondition(), asyncOperation());
    }

    private static Table duplicateRule() {
        return TableBuilder.table("DuplicateRule", "Duplicate Detection Rule", "duplicaterules")
                .plural("Duplicate Detection Rules")
                .primaryName("name")
                .changeTracking(false)
                .objectTypeCode(4414)
                .columns(new ColumnList()
                        .add(primaryId("DuplicateRuleId", "Duplicate Detection Rule"))
                        .add(string("Name", "Rule Name", 160).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(string("UniqueName", "Unique Name", 100).readOnly())
                        .memos("Description", "Description", 2000)
                        .add(
                                string("BaseEntityName", "Base Record Type", 100)
                                        .writable(true, false)
                                        .required(RequiredLevel.SYSTEM_REQUIRED),
                                string("MatchingEntityName", "Matching Record Type", 100)
                                        .writable(true, false)
                                        .required(RequiredLevel.SYSTEM_REQUIRED),
                                integer("BaseEntityTypeCode", "Base Record Type")
                                        .readOnly(),
                                integer("MatchingEntityTypeCode", "Matching Record Type")
                                        .readOnly(),
                                string("BaseEntityMatchCodeTable", "Base Record Type Match Code Table", 50)
                                        .readOnly(),
                                string("MatchingEntityMatchCodeTable", "Matching Record Type Match Code Table", 50)
                                        .readOnly())
                        .flag("IsCaseSensitive", "Case Sensitive", "False", "True")
                        .flag("ExcludeInactiveRecords", "Exclude Inactive Records", "False", "True")
                        .state(
                                List.of(of(0, "Inactive"), of(1, "Active")),
                                List.of(
                                        inState(0, 0, "Unpublished"),
                                        inState(0, 1, "Publishing"),
                                        inState(1, 2, "Published")))
                        .owner()
                        .audit()
                        .list())
                .build();
    }

    private static Table duplicateRuleCondition() {
        return TableBuilder.table("DuplicateRuleCondition", "Duplicate Rule Condition", "duplicateruleconditions")
                .plural("Duplicate Rule Conditions")
                .ownership(Ownership.NONE)
                .changeTracking(false)
                .objectTypeCode(4416)
                .columns(new ColumnList()
                        .add(primaryId("DuplicateRuleConditionId", "Duplicate Rule Condition"))
                        .add(
                                string("BaseAttributeName", "Base Field", 100).required(RequiredLevel.SYSTEM_REQUIRED),
                                string("MatchingAttributeName", "Matching Field", 100)
                                        .required(RequiredLevel.SYSTEM_REQUIRED),
                                picklist(
                                                "OperatorCode",
                                                "Criteria",
                                                of(0, "Exact Match"),
                                                of(1, "Same First Characters"),
                                                of(2, "Same Last Characters"),
                                                of(3, "Same Date"),
                                                of(4, "Same Date and Time"),
                                                of(5, "Exact Match (Pick List Label)"),
                                                of(6, "Exact Match (Pick List Value)"))
                                        .required(RequiredLevel.SYSTEM_REQUIRED),
                                integer("OperatorParam", "No. of Characters").range(1, 100_000_000))
                        .flag("IgnoreBlankValues", "Ignore Blank Values", "False", "True")
                        .add(lookup("RegardingObjectId", "Rule", "duplicaterule")
                                .writable(true, false)
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .text("UniqueRuleName", "Unique Rule Name", 100)
                        .audit()
                        .list())
                .build();
    }

    /** Jobs are made by the server; this table shows them, it does not run any. */
    private static Table asyncOperation() {
        return TableBuilder.table("AsyncOperation", "System Job", "asyncoperations")
                .plural("System Jobs")
                .primaryName("name")
                .changeTracking(false)
                .optimisticConcurrency(false)
                .objectTypeCode(4700)
                .creatable(false)
                .columns(new ColumnList()
                        .add(primaryId("AsyncOperationId", "System Job"))
                        .text("Name", "System Job Name", 256)
                        .add(ColumnBuilder.of(ColumnType.ENTITY_NAME, "PrimaryEntityType", "Primary Entity Type"))
                        .text("MessageName", "Message Name", 160)
                        .memos("Message", "Message", 1_073_741_823)
                        .memos("FriendlyMessage", "Friendly Message", 1_073_741_823)
                        .choice(
                                "OperationType",
                                "System Job Type",
                                of(1, "System Event"),
                                of(2, "Bulk Email"),
                                of(3, "Import File Parse"),
                                of(5, "Import"),
                                of(7, "Duplicate Detection Rule Publish"),
                                of(8, "Bulk Duplicate Detection"),
                                of(10, "Workflow"),
                                of(13, "Bulk Delete"),
                                of(57, "Calculate Rollup Field"))
                        .add(
                                dateTime("StartedOn", "Started On"),
                                dateTime("CompletedOn", "Completed On"),
                                dateTime("PostponeUntil", "Postpone Until"),
                                integer("RetryCount", "Retry Count"),
                                integer("ErrorCode", "Error Code"),
                                guid("CorrelationId", "Correlation Id"),
                                guid("RequestId", "Request"))
                        .flag("HasStarted", "Has Started")
                        .state(
                                List.of(of(0, "Ready"), of(1, "Suspended"), of(2, "Locked"), of(3, "Completed")),
                                List.of(
                                        inState(0, 0, "Waiting For Resources"),
                                        inState(1, 10, "Waiting"),
                                        inState(2, 20, "In Progress"),
                                        inState(2, 21, "Pausing"),
                                        inState(2, 22, "Canceling"),
                                        inState(3, 30, "Succeeded"),
                                        inState(3, 31, "Failed"),
                                        inState(3, 32, "Canceled")))
                        .owner()
                        .audit()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations.oneToMany(
                "DuplicateRule_DuplicateRuleConditions",
                "duplicaterule",
                "duplicaterulecondition",
                "regardingobjectid",
                DeleteBehavior.CASCADE);
    }
}
