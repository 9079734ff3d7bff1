package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.bigInt;
import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.floating;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.multiSelect;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.picklist;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import java.util.List;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** A customizer's table with every kind of column that the standard tables hardly use. */
final class ProjectTable {

    static final Option[] PHASES = {
        Option.of(896_320_000, "Idea"),
        Option.of(896_320_001, "Planning"),
        Option.of(896_320_002, "Doing"),
        Option.of(896_320_003, "Done")
    };
    private static final Option[] TAGS = {
        Option.of(896_320_000, "Strategic"),
        Option.of(896_320_001, "Internal"),
        Option.of(896_320_002, "Überfällig"),
        Option.of(896_320_003, "重要")
    };

    private static final Column TOTAL_EFFORT =
            integer("new_TotalEffort", "Total Effort").rollup().custom().build();

    private ProjectTable() {}

    static List<Table> tables() {
        return List.of(
                project(),
                MilestoneTable.table(TOTAL_EFFORT),
                IntersectTable.of(
                                "new_new_project_contact",
                                "new_new_project_contactset",
                                "new_new_project_contactid",
                                true,
                                10_125,
                                "new_projectid",
                                "contactid")
                        .toBuilder()
                        .custom()
                        .build());
    }

    private static Table project() {
        return TableBuilder.table("new_Project", "Project", "new_projects")
                .plural("Projects")
                .custom()
                .primaryName("new_name")
                .objectTypeCode(10_124)
                .key("new_CodeKey", "Code", "new_code")
                .columns(new ColumnList()
                        .add(primaryId("new_ProjectId", "Project"))
                        .custom()
                        .add(string("new_Name", "Name", 100).required(RequiredLevel.APPLICATION_REQUIRED))
                        .text("new_Code", "Code", 30)
                        .lookup("new_Account", "Account", "account")
                        .lookup("new_Manager", "Manager", "contact")
                        .money("new_Budget", "Budget")
                        .currency()
                        .add(
                                decimal("new_Factor", "Factor", 10),
                                floating("new_Weight", "Weight", 5),
                                bigInt("new_Counter", "Counter"),
                                date("new_StartDate", "Start Date"),
                                dateTime("new_KickOff", "Kick-off (local time)")
                                        .dateBehavior(DateBehavior.TIME_ZONE_INDEPENDENT),
                                dateTime("new_Deadline", "Deadline"))
                        .whole("new_Effort", "Effort (days)", 0, 100_000)
                        .add(
                                TOTAL_EFFORT.toBuilder(),
                                dateTime("new_TotalEffort_Date", "Total Effort (Last Updated On)")
                                        .readOnly(),
                                integer("new_TotalEffort_State", "Total Effort (State)")
                                        .readOnly())
                        .flag("new_IsPublic", "Public")
                        .memos("new_Notes", "Notes", 1_048_576)
                        .add(
                                picklist("new_Phase", "Phase", PHASES).globalOptionSet("new_projectphase"),
                                multiSelect("new_Tags", "Tags", TAGS).globalOptionSet("new_projecttag"),
                                of(ColumnType.FILE, "new_Document", "Document").readOnly(),
                                guid("new_ExternalId", "External Id"))
                        .state(Options.ACTIVE_INACTIVE, Options.ACTIVE_INACTIVE_STATUS)
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    static void relate(Schema.Builder schema) {
        schema.oneToMany(OneToMany.of(
                        "new_account_new_project_Account",
                        "account",
                        "accountid",
                        "new_project",
                        "new_account",
                        "new_Account",
                        DeleteBehavior.REMOVE_LINK)
                .asCustom());
        schema.oneToMany(OneToMany.of(
                        "new_contact_new_project_Manager",
                        "contact",
                        "contactid",
                        "new_project",
                        "new_manager",
                        "new_Manager",
                        DeleteBehavior.REMOVE_LINK)
                .asCustom());
        MilestoneTable.relate(schema);
        schema.manyToMany(new ManyToMany(
                "new_new_project_contact",
                "new_new_project_contact",
                "new_project",
                "new_projectid",
                "new_new_project_contact",
                "contact",
                "contactid",
                "new_new_project_contact",
                true));
    }
}
