package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import java.math.BigDecimal;
import java.util.List;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Users, teams, business units, currencies: what every organization has before the first customer. */
final class SystemTables {

    private SystemTables() {}

    static List<Table> tables() {
        return List.of(
                organization(), businessUnit(), currency(), owner(), systemUser(), team(), role(), userSettings());
    }

    private static Table organization() {
        return TableBuilder.table("Organization", "Organization", "organizations")
                .plural("Organizations")
                .primaryName("name")
                .ownership(Ownership.NONE)
                .changeTracking(false)
                .optimisticConcurrency(false)
                .objectTypeCode(1019)
                .creatable(false)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("OrganizationId", "Organization"))
                        .add(string("Name", "Organization Name", 160).required(RequiredLevel.SYSTEM_REQUIRED))
                        .whole("MaxUploadFileSize", "Max Upload File Size", 0, 131_072_000)
                        .whole("ExpireChangeTrackingInDays", "Expire Change Tracking", 0, 365)
                        .whole("ExpireSubscriptionsInDays", "Expire Subscriptions", 0, Integer.MAX_VALUE)
                        .memos("BlockedAttachments", "Block Attachments", 1_073_741_823)
                        .flag("IsAuditEnabled", "Is Auditing Enabled")
                        .whole("LanguageCode", "Language", 0, Integer.MAX_VALUE)
                        .whole("LocaleId", "Locale", 0, Integer.MAX_VALUE)
                        .text("DateFormatString", "Date Format String", 255)
                        .text("TimeFormatString", "Time Format String", 255)
                        .text("DecimalSymbol", "Decimal Symbol", 5)
                        .text("NumberSeparator", "Number Separator", 5)
                        .text("CurrencySymbol", "Currency Symbol", 13)
                        .lookup("BaseCurrencyId", "Currency", "transactioncurrency")
                        .audit()
                        .list())
                .build();
    }

    private static Table businessUnit() {
        return TableBuilder.table("BusinessUnit", "Business Unit", "businessunits")
                .plural("Business Units")
                .primaryName("name")
                .ownership(Ownership.BUSINESS_OWNED)
                .objectTypeCode(10)
                .columns(new ColumnList()
                        .add(primaryId("BusinessUnitId", "Business Unit"))
                        .add(string("Name", "Name", 160).required(RequiredLevel.SYSTEM_REQUIRED))
                        .text("DivisionName", "Division", 100)
                        .email("EMailAddress", "Email")
                        .url("WebSiteUrl", "Website")
                        .memos("Description", "Description", 2000)
                        .flag("IsDisabled", "Is Disabled")
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .lookup("ParentBusinessUnitId", "Parent Business", "businessunit")
                        .audit()
                        .list())
                .build();
    }

    private static Table currency() {
        return TableBuilder.table("TransactionCurrency", "Currency", "transactioncurrencies")
                .plural("Currencies")
                .primaryName("currencyname")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(9105)
                .columns(new ColumnList()
                        .add(primaryId("TransactionCurrencyId", "Transaction Currency"))
                        .add(string("CurrencyName", "Currency Name", 100).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(string("ISOCurrencyCode", "Currency Code", 5).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(string("CurrencySymbol", "Currency Symbol", 13).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(integer("CurrencyPrecision", "Currency Precision")
                                .range(0, 4)
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(decimal("ExchangeRate", "Exchange Rate", 10)
                                .range(new BigDecimal("0.0000000001"), new BigDecimal("100000000000"))
                                .required(RequiredLevel.SYSTEM_REQUIRED))
                        .state(Options.ACTIVE_INACTIVE, Options.ACTIVE_INACTIVE_STATUS)
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    /** What users and teams have in common; the target of {@code ownerid}. Never has rows of its own. */
    private static Table owner() {
        return TableBuilder.table("Owner", "Owner", "owners")
                .plural("Owners")
                .primaryName("name")
                .ownership(Ownership.NONE)
                .changeTracking(false)
                .optimisticConcurrency(false)
                .objectTypeCode(7)
                .creatable(false)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("OwnerId", "Owner"))
                        .text("Name", "Name", 160)
                        .text("YomiName", "Yomi Name", 160)
                        .version()
                        .list())
                .build();
    }

    private static ColumnBuilder principalId() {
        return guid("OwnerId", "Owner").automatic(Automatic.PRINCIPAL_ID).readOnly();
    }

    private static Table systemUser() {
        return TableBuilder.table("SystemUser", "User", "systemusers")
                .plural("Users")
                .primaryName("fullname")
                .ownership(Ownership.BUSINESS_OWNED)
                .objectTypeCode(8)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("SystemUserId", "User"))
                        .add(principalId())
                        .add(string("FullName", "Full Name", 200).computed(ColumnList::fullName))
                        .text("FirstName", "First Name", 64)
                        .text("LastName", "Last Name", 64)
                        .add(string("DomainName", "User Name", 1024).required(RequiredLevel.SYSTEM_REQUIRED))
                        .email("InternalEMailAddress", "Primary Email")
                        .text("Title", "Title", 128)
                        .text("JobTitle", "Job Title", 100)
                        .phone("Address1_Telephone1", "Main Phone")
                        .phone("MobilePhone", "Mobile Phone")
                        .text("EmployeeId", "Employee", 100)
                        .flag("IsDisabled", "Status", "Enabled", "Disabled")
                        .flag("IsIntegrationUser", "Integration user mode")
                        .choice(
                                "AccessMode",
                                "Access Mode",
                                Option.of(0, "Read-Write"),
                                Option.of(1, "Administrative"),
                                Option.of(2, "Read"),
                                Option.of(3, "Support User"),
                                Option.of(4, "Non-interactive"),
                                Option.of(5, "Delegated Admin"))
                        .add(guid("ApplicationId", "Application ID"))
                        .add(guid("AzureActiveDirectoryObjectId", "Azure AD Object ID"))
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .lookup("BusinessUnitId", "Business Unit", "businessunit")
                        .lookup("ParentSystemUserId", "Manager", "systemuser")
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table team() {
        return TableBuilder.table("Team", "Team", "teams")
                .plural("Teams")
                .primaryName("name")
                .ownership(Ownership.BUSINESS_OWNED)
                .objectTypeCode(9)
                .columns(new ColumnList()
                        .add(primaryId("TeamId", "Team"))
                        .add(principalId())
                        .add(string("Name", "Team Name", 160).required(RequiredLevel.SYSTEM_REQUIRED))
                        .memos("Description", "Description", 2000)
                        .email("EMailAddress", "Email")
                        .flag("IsDefault", "Is Default")
                        .choice(
                                "TeamType",
                                "Team Type",
                                Option.of(0, "Owner"),
                                Option.of(1, "Access"),
                                Option.of(2, "Security Group"),
                                Option.of(3, "Office Group"))
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .lookup("BusinessUnitId", "Business Unit", "businessunit")
                        .lookup("AdministratorId", "Administrator", "systemuser")
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table role() {
        return TableBuilder.table("Role", "Security Role", "roles")
                .plural("Security Roles")
                .primaryName("name")
                .ownership(Ownership.BUSINESS_OWNED)
                .objectTypeCode(1036)
                .columns(new ColumnList()
                        .add(primaryId("RoleId", "Role"))
                        .add(string("Name", "Name", 100).required(RequiredLevel.SYSTEM_REQUIRED))
                        .add(guid("OrganizationId", "Organization").readOnly())
                        .add(guid("RoleTemplateId", "Role Template ID"))
                        .lookup("BusinessUnitId", "Business Unit", "businessunit")
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table userSettings() {
        return TableBuilder.table("UserSettings", "User Settings", "usersettingscollection")
                .plural("User Settings")
                .ownership(Ownership.BUSINESS_OWNED)
                .optimisticConcurrency(false)
                .changeTracking(false)
                .objectTypeCode(150)
                .creatable(false)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("SystemUserId", "User"))
                        .whole("TimeZoneCode", "Time Zone", -1, 1500)
                        .whole("TimeZoneBias", "Time Zone Bias", -1500, 1500)
                        .whole("LocaleId", "Locale", 0, Integer.MAX_VALUE)
                        .whole("UILanguageId", "User Interface Language", 0, Integer.MAX_VALUE)
                        .whole("PagingLimit", "Paging Limit", 0, 5000)
                        .text("DateFormatString", "Date Format String", 255)
                        .text("TimeFormatString", "Time Format String", 255)
                        .text("DecimalSymbol", "Decimal Symbol", 5)
                        .text("NumberSeparator", "Number Separator", 5)
                        .add(guid("BusinessUnitId", "Business Unit").readOnly())
                        .audit()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .oneToMany(
                        "basecurrency_organization",
                        "transactioncurrency",
                        "organization",
                        "basecurrencyid",
                        DeleteBehavior.RESTRICT)
                .oneToMany(
                        "business_unit_parent_business_unit",
                        "businessunit",
                        "businessunit",
                        "parentbusinessunitid",
                        DeleteBehavior.RESTRICT)
                .oneToMany(
                        "business_unit_system_users",
                        "businessunit",
                        "systemuser",
                        "businessunitid",
                        DeleteBehavior.RESTRICT)
                .oneToMany(
                        "user_parent_user", "systemuser", "systemuser", "parentsystemuserid", DeleteBehavior.NO_CASCADE)
                .oneToMany("business_unit_teams", "businessunit", "team", "businessunitid", DeleteBehavior.RESTRICT)
                .oneToMany(
                        "lk_teambase_administratorid",
                        "systemuser",
                        "team",
                        "administratorid",
                        DeleteBehavior.NO_CASCADE)
                .oneToMany("business_unit_roles", "businessunit", "role", "businessunitid", DeleteBehavior.RESTRICT);
    }
}
