package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.bigInt;
import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.multiSelect;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;

import java.util.List;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/**
 * Parts of projects: a customizer's table with what {@code new_project} lacks: a key over two columns one of which is a lookup, an
 * enforced order of status reasons, labels in two languages, an image besides the row's own, a calculated column.
 */
final class MilestoneTable {

    private static final int GERMAN = 1031;
    private static final int PLANNED = 1;
    private static final int STARTED = 896_320_000;
    private static final int BLOCKED = 896_320_001;
    private static final int DONE = 2;
    private static final int DROPPED = 896_320_002;

    private MilestoneTable() {}

    /**
     * The table.
     *
     * @param totalEffort the rollup column of the project
     */
    static Table table(Column totalEffort) {
        return TableBuilder.table("new_Milestone", "Milestone", "new_milestones")
                .plural("Milestones")
                .translated(GERMAN, "Meilenstein")
                .custom()
                .primaryName("new_name")
                .objectTypeCode(10_126)
                .key("new_NumberKey", "Number in Project", "new_project", "new_number")
                .enforceStateTransitions(true)
                .writeRule(new ImageRule("new_picture"))
                .effect(new RollupEffect(
                        "new_milestone", "new_project", "new_effort", RollupEffect.Aggregate.SUM, totalEffort))
                .columns(new ColumnList()
                        .add(primaryId("new_MilestoneId", "Milestone"))
                        .custom()
                        .add(string("new_Name", "Name", 100)
                                .translated(GERMAN, "Bezeichnung")
                                .required(RequiredLevel.APPLICATION_REQUIRED))
                        .lookup("new_Project", "Project", "new_project")
                        .whole("new_Number", "Number", 1, 10_000)
                        .whole("new_Effort", "Effort (days)", 0, 100_000)
                        .add(
                                string("new_Label", "Label", 120)
                                        .calculated(row -> row.get("new_number") == null
                                                ? null
                                                : row.get("new_number") + ". " + row.get("new_name")),
                                string("new_Ticket", "Ticket", 100).autoNumber("MST-{SEQNUM:6}"),
                                date("new_Due", "Due"),
                                dateTime("new_Opens", "Opens (local time)")
                                        .dateBehavior(DateBehavior.TIME_ZONE_INDEPENDENT),
                                bigInt("new_Bytes", "Bytes"),
                                picklist(
                                                "new_Importance",
                                                "Importance",
                                                Option.of(896_320_000, "Low").translated(GERMAN, "Niedrig"),
                                                Option.of(896_320_001, "Medium").translated(GERMAN, "Mittel"),
                                                Option.of(896_320_002, "High").translated(GERMAN, "Hoch"))
                                        .translated(GERMAN, "Wichtigkeit"),
                                picklist("new_Phase", "Phase", ProjectTable.PHASES)
                                        .globalOptionSet("new_projectphase"),
                                multiSelect(
                                        "new_Channels",
                                        "Channels",
                                        Option.of(1, "Mail"),
                                        Option.of(2, "Phone"),
                                        Option.of(3, "Meeting")),
                                of(ColumnType.FILE, "new_Plan", "Plan")
                                        .maxSizeInKb(10_240)
                                        .readOnly())
                        .image("new_Picture", "Picture")
                        .state(
                                Options.ACTIVE_INACTIVE,
                                List.of(
                                        inState(0, PLANNED, "Planned")
                                                .translated(GERMAN, "Geplant")
                                                .then(STARTED, DROPPED),
                                        inState(0, STARTED, "Started")
                                                .translated(GERMAN, "Begonnen")
                                                .then(BLOCKED, DONE, DROPPED),
                                        inState(0, BLOCKED, "Blocked")
                                                .translated(GERMAN, "Blockiert")
                                                .then(STARTED, DROPPED),
                                        inState(1, DONE, "Done").translated(GERMAN, "Erledigt"),
                                        inState(1, DROPPED, "Dropped")
                                                .translated(GERMAN, "Verworfen")
                                                .then(PLANNED)))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    static void relate(Schema.Builder schema) {
        schema.oneToMany(OneToMany.of(
                        "new_new_project_new_milestone_Project",
                        "new_project",
                        "new_projectid",
                        "new_milestone",
                        "new_project",
                        "new_Project",
                        DeleteBehavior.CASCADE)
                .asCustom());
    }
}
