package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.floating;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Companies. */
final class AccountTable {

    private AccountTable() {}

    static Table table() {
        return TableBuilder.table("Account", "Account", "accounts")
                .plural("Accounts")
                .primaryName("name")
                .objectTypeCode(1)
                .metadataId("70816501-edb9-4740-a16c-6a5efbc05d84")
                .key("AccountNumberKey", "Account Number", "accountnumber")
                .writeRule(ImageRule.INSTANCE)
                .columns(new ColumnList()
                        .add(primaryId("AccountId", "Account"))
                        .add(string("Name", "Account Name", 160).required(RequiredLevel.APPLICATION_REQUIRED))
                        .text("AccountNumber", "Account Number", 20)
                        .choice("AccountCategoryCode", "Category", Options.CATEGORY)
                        .choice("AccountClassificationCode", "Classification", Options.DEFAULT_VALUE)
                        .choice("AccountRatingCode", "Account Rating", Options.DEFAULT_VALUE)
                        .choice("BusinessTypeCode", "Business Type", Options.DEFAULT_VALUE)
                        .choice("CustomerSizeCode", "Customer Size", Options.DEFAULT_VALUE)
                        .choice("CustomerTypeCode", "Relationship Type", Options.CUSTOMER_TYPE)
                        .choice("IndustryCode", "Industry", Options.INDUSTRY)
                        .choice("OwnershipCode", "Ownership", Options.OWNERSHIP)
                        .choice("PaymentTermsCode", "Payment Terms", Options.PAYMENT_TERMS)
                        .choice("PreferredAppointmentDayCode", "Preferred Day", Options.APPOINTMENT_DAY)
                        .choice("PreferredAppointmentTimeCode", "Preferred Time", Options.APPOINTMENT_TIME)
                        .choice("PreferredContactMethodCode", "Preferred Method of Contact", Options.CONTACT_METHOD)
                        .choice("ShippingMethodCode", "Shipping Method", Options.DEFAULT_VALUE)
                        .choice("TerritoryCode", "Territory Code", Options.DEFAULT_VALUE)
                        .phone("Telephone1", "Main Phone")
                        .phone("Telephone2", "Other Phone")
                        .phone("Telephone3", "Telephone 3")
                        .phone("Fax", "Fax")
                        .email("EMailAddress1", "Email")
                        .email("EMailAddress2", "Email Address 2")
                        .email("EMailAddress3", "Email Address 3")
                        .url("WebSiteURL", "Website")
                        .url("FtpSiteURL", "FTP Site")
                        .memos("Description", "Description", 2000)
                        .money("Revenue", "Annual Revenue")
                        .money("CreditLimit", "Credit Limit")
                        .money("MarketCap", "Market Capitalization")
                        .money("Aging30", "Aging 30")
                        .money("Aging60", "Aging 60")
                        .money("Aging90", "Aging 90")
                        .currency()
                        .whole("NumberOfEmployees", "Number of Employees", 0, 1_000_000_000)
                        .whole("SharesOutstanding", "Shares Outstanding", 0, 1_000_000_000)
                        .text("SIC", "SIC Code", 20)
                        .text("TickerSymbol", "Ticker Symbol", 10)
                        .text("StockExchange", "Stock Exchange", 20)
                        .text("PrimarySatoriId", "Primary Satori ID", 200)
                        .text("PrimaryTwitterId", "Primary Twitter ID", 128)
                        .text("YomiName", "Yomi Account Name", 160)
                        .flag("CreditOnHold", "Credit Hold")
                        .flag("DoNotBulkEMail", "Do not allow Bulk Emails", "Allow", "Do Not Allow")
                        .flag("DoNotBulkPostalMail", "Do not allow Bulk Mails")
                        .flag("DoNotEMail", "Do not allow Emails", "Allow", "Do Not Allow")
                        .flag("DoNotFax", "Do not allow Faxes", "Allow", "Do Not Allow")
                        .flag("DoNotPhone", "Do not allow Phone Calls", "Allow", "Do Not Allow")
                        .flag("DoNotPostalMail", "Do not allow Mails", "Allow", "Do Not Allow")
                        .flag("DoNotSendMM", "Send Marketing Materials", "Send", "Do Not Send")
                        .flag("FollowEmail", "Follow Email Activity", "Do Not Allow", "Allow")
                        .flag("MarketingOnly", "Marketing Only")
                        .flag("Merged", "Merged")
                        .flag("ParticipatesInWorkflow", "Participates in Workflow")
                        .lookup("PrimaryContactId", "Primary Contact", "contact")
                        .lookup("ParentAccountId", "Parent Account", "account")
                        .lookup("MasterId", "Master ID", "account")
                        .lookup("OriginatingLeadId", "Originating Lead", "lead")
                        .lookup("PreferredSystemUserId", "Preferred User", "systemuser")
                        .add(dateTime("LastUsedInCampaign", "Last Date Included in Campaign")
                                .format("DateOnly"))
                        .add(dateTime("LastOnHoldTime", "Last On Hold Time"))
                        .add(integer("OnHoldTime", "On Hold Time (Minutes)").readOnly())
                        .add(integer("OpenDeals", "Open Deals").readOnly())
                        .add(floating("TeamsFollowed", "Teams Followed", 2))
                        .add(guid("ProcessId", "Process"), guid("StageId", "Process Stage"))
                        .text("TraversedPath", "Traversed Path", 1250)
                        .address(1)
                        .address(2)
                        .image()
                        .state(Options.ACTIVE_INACTIVE, Options.ACTIVE_INACTIVE_STATUS)
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .oneToMany(
                        "account_primary_contact", "contact", "account", "primarycontactid", DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "account_parent_account", "account", "account", "parentaccountid", DeleteBehavior.REMOVE_LINK)
                .oneToMany("account_master_account", "account", "account", "masterid", DeleteBehavior.NO_CASCADE)
                .oneToMany(
                        "account_originating_lead", "lead", "account", "originatingleadid", DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "system_user_accounts",
                        "systemuser",
                        "account",
                        "preferredsystemuserid",
                        DeleteBehavior.REMOVE_LINK);
    }
}
