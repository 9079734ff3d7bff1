package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import java.util.List;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/**
 * What roles allow, who has them, and what was shared with whom. Which of the intersect tables are tracked is as recorded (dynamics.md
 * §4.1). Clients read privileges and shares; only actions such as {@code GrantAccess} write them.
 */
final class SecurityTables {

    private SecurityTables() {}

    static List<Table> tables() {
        return List.of(
                privilege(),
                rolePrivileges(),
                IntersectTable.of(
                        "SystemUserRoles",
                        "systemuserrolescollection",
                        "SystemUserRoleId",
                        true,
                        15,
                        "SystemUserId",
                        "RoleId"),
                IntersectTable.of("TeamRoles", "teamrolescollection", "TeamRoleId", true, 40, "TeamId", "RoleId"),
                IntersectTable.of(
                        "TeamMembership", "teammemberships", "TeamMembershipId", false, 23, "TeamId", "SystemUserId"),
                principalObjectAccess());
    }

    private static Table privilege() {
        return TableBuilder.table("Privilege", "Privilege", "privileges")
                .plural("Privileges")
                .primaryName("name")
                .ownership(Ownership.NONE)
                .optimisticConcurrency(false)
                .objectTypeCode(1023)
                .creatable(false)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("PrivilegeId", "Privilege"))
                        .add(string("Name", "Name", 100).required(RequiredLevel.SYSTEM_REQUIRED))
                        .whole("AccessRight", "Access Right", 0, Integer.MAX_VALUE)
                        .flag("CanBeBasic", "Can Be Basic")
                        .flag("CanBeLocal", "Can Be Local")
                        .flag("CanBeDeep", "Can Be Deep")
                        .flag("CanBeGlobal", "Can Be Global")
                        .flag("CanBeEntityReference", "Applicable to Entity Reference")
                        .flag("CanBeParentEntityReference", "Applicable to Parent Entity Reference")
                        .flag("CanBeRecordFilter", "Applicable to Record Filter")
                        .flag("IsDisabledWhenIntegrated", "Is Disabled When Integrated")
                        .version()
                        .list())
                .build();
    }

    /** The depth is a bit: 1 the user's own rows, 2 the business unit, 4 with its children, 8 the organization. */
    private static Table rolePrivileges() {
        return IntersectTable.of(
                        "RolePrivileges",
                        "roleprivilegescollection",
                        "RolePrivilegeId",
                        true,
                        12,
                        "RoleId",
                        "PrivilegeId")
                .toBuilder()
                .column(integer("PrivilegeDepthMask", "").range(0, 255).build())
                .build();
    }

    private static Table principalObjectAccess() {
        return TableBuilder.table("PrincipalObjectAccess", "Share", "principalobjectaccessset")
                .plural("Shares")
                .ownership(Ownership.NONE)
                .changeTracking(false)
                .optimisticConcurrency(false)
                .objectTypeCode(11)
                .creatable(false)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("PrincipalObjectAccessId", "Share"))
                        .add(guid("PrincipalId", "Principal"), guid("ObjectId", "Object"))
                        .add(
                                of(ColumnType.ENTITY_NAME, "PrincipalTypeCode", "Principal Type"),
                                of(ColumnType.ENTITY_NAME, "ObjectTypeCode", "Object Type"))
                        .add(
                                integer("AccessRightsMask", "Access Rights"),
                                integer("InheritedAccessRightsMask", "Inherited Access Rights"),
                                dateTime("ChangedOn", "Changed On"),
                                integer("TimeZoneRuleVersionNumber", "Time Zone Rule Version Number"),
                                integer("UTCConversionTimeZoneCode", "UTC Conversion Time Zone Code"))
                        .version()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .manyToMany(
                        "systemuserroles_association",
                        "systemuserroles",
                        "systemuser",
                        "systemuserid",
                        "role",
                        "roleid")
                .manyToMany(
                        "teammembership_association", "teammembership", "team", "teamid", "systemuser", "systemuserid")
                .manyToMany("teamroles_association", "teamroles", "team", "teamid", "role", "roleid")
                .manyToMany(
                        "roleprivileges_association", "roleprivileges", "role", "roleid", "privilege", "privilegeid");
    }
}
