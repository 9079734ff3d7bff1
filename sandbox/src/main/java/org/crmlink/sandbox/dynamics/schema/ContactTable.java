package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** People. */
final class ContactTable {

    private ContactTable() {}

    static Table table() {
        return TableBuilder.table("Contact", "Contact", "contacts")
                .plural("Contacts")
                .primaryName("fullname")
                .objectTypeCode(2)
                .metadataId("608861bc-50a4-4c5f-a02c-21fe1943e2cf")
                .writeRule(ImageRule.INSTANCE)
                .columns(new ColumnList()
                        .add(primaryId("ContactId", "Contact"))
                        .add(string("FullName", "Full Name", 160).computed(ColumnList::fullName))
                        .text("FirstName", "First Name", 50)
                        .add(string("LastName", "Last Name", 50).required(RequiredLevel.APPLICATION_REQUIRED))
                        .text("MiddleName", "Middle Name", 50)
                        .text("NickName", "Nickname", 100)
                        .text("Salutation", "Salutation", 100)
                        .text("Suffix", "Suffix", 10)
                        .text("YomiFirstName", "Yomi First Name", 150)
                        .text("YomiLastName", "Yomi Last Name", 150)
                        .text("JobTitle", "Job Title", 100)
                        .text("Department", "Department", 100)
                        .text("EmployeeId", "Employee", 50)
                        .text("ExternalUserIdentifier", "External User Identifier", 50)
                        .text("GovernmentId", "Government", 50)
                        .text("AssistantName", "Assistant", 100)
                        .phone("AssistantPhone", "Assistant Phone")
                        .text("ManagerName", "Manager", 100)
                        .phone("ManagerPhone", "Manager Phone")
                        .text("SpousesName", "Spouse/Partner Name", 100)
                        .text("ChildrensNames", "Children's Names", 255)
                        .whole("NumberOfChildren", "No. of Children", 0, 1_000_000_000)
                        .email("EMailAddress1", "Email")
                        .email("EMailAddress2", "Email Address 2")
                        .email("EMailAddress3", "Email Address 3")
                        .phone("Telephone1", "Business Phone")
                        .phone("Telephone2", "Home Phone")
                        .phone("Telephone3", "Telephone 3")
                        .phone("MobilePhone", "Mobile Phone")
                        .phone("Callback", "Callback Number")
                        .phone("Fax", "Fax")
                        .phone("Pager", "Pager")
                        .url("WebSiteUrl", "Website")
                        .url("FtpSiteUrl", "FTP Site")
                        .memos("Description", "Description", 2000)
                        .add(date("BirthDate", "Birthday"), date("Anniversary", "Anniversary"))
                        .choice("GenderCode", "Gender", Options.list("Male", "Female"))
                        .choice(
                                "FamilyStatusCode",
                                "Marital Status",
                                Options.list("Single", "Married", "Divorced", "Widowed"))
                        .choice("AccountRoleCode", "Role", Options.list("Decision Maker", "Employee", "Influencer"))
                        .choice("EducationCode", "Education", Options.DEFAULT_VALUE)
                        .choice("HasChildrenCode", "Has Children", Options.DEFAULT_VALUE)
                        .choice("CustomerSizeCode", "Customer Size", Options.DEFAULT_VALUE)
                        .choice("CustomerTypeCode", "Relationship Type", Options.DEFAULT_VALUE)
                        .choice("LeadSourceCode", "Lead Source", Options.DEFAULT_VALUE)
                        .choice("PaymentTermsCode", "Payment Terms", Options.PAYMENT_TERMS)
                        .choice("PreferredAppointmentDayCode", "Preferred Day", Options.APPOINTMENT_DAY)
                        .choice("PreferredAppointmentTimeCode", "Preferred Time", Options.APPOINTMENT_TIME)
                        .choice("PreferredContactMethodCode", "Preferred Method of Contact", Options.CONTACT_METHOD)
                        .choice("ShippingMethodCode", "Shipping Method", Options.DEFAULT_VALUE)
                        .choice("TerritoryCode", "Territory", Options.DEFAULT_VALUE)
                        .money("AnnualIncome", "Annual Income")
                        .money("CreditLimit", "Credit Limit")
                        .money("Aging30", "Aging 30")
                        .money("Aging60", "Aging 60")
                        .money("Aging90", "Aging 90")
                        .currency()
                        .flag("CreditOnHold", "Credit Hold")
                        .flag("DoNotBulkEMail", "Do not allow Bulk Emails", "Allow", "Do Not Allow")
                        .flag("DoNotBulkPostalMail", "Do not allow Bulk Mails")
                        .flag("DoNotEMail", "Do not allow Emails", "Allow", "Do Not Allow")
                        .flag("DoNotFax", "Do not allow Faxes", "Allow", "Do Not Allow")
                        .flag("DoNotPhone", "Do not allow Phone Calls", "Allow", "Do Not Allow")
                        .flag("DoNotPostalMail", "Do not allow Mails", "Allow", "Do Not Allow")
                        .flag("DoNotSendMM", "Send Marketing Materials", "Send", "Do Not Send")
                        .flag("FollowEmail", "Follow Email Activity", "Do Not Allow", "Allow")
                        .flag("IsBackofficeCustomer", "Back Office Customer")
                        .flag("MarketingOnly", "Marketing Only")
                        .flag("Merged", "Merged")
                        .flag("ParticipatesInWorkflow", "Participates in Workflow")
                        .customer("ParentCustomerId", "Company Name")
                        .lookup("MasterId", "Master ID", "contact")
                        .lookup("OriginatingLeadId", "Originating Lead", "lead")
                        .lookup("PreferredSystemUserId", "Preferred User", "systemuser")
                        .add(dateTime("LastUsedInCampaign", "Last Date Included in Campaign")
                                .format("DateOnly"))
                        .add(dateTime("LastOnHoldTime", "Last On Hold Time"))
                        .add(integer("OnHoldTime", "On Hold Time (Minutes)").readOnly())
                        .add(guid("SubscriptionId", "Subscription"))
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
                        "contact_customer_accounts",
                        "account",
                        "contact",
                        "parentcustomerid",
                        "parentcustomerid_account",
                        DeleteBehavior.CASCADE)
                .oneToMany(
                        "contact_customer_contacts",
                        "contact",
                        "contact",
                        "parentcustomerid",
                        "parentcustomerid_contact",
                        DeleteBehavior.CASCADE)
                .oneToMany("contact_master_contact", "contact", "contact", "masterid", DeleteBehavior.NO_CASCADE)
                .oneToMany(
                        "contact_originating_lead", "lead", "contact", "originatingleadid", DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "system_user_contacts",
                        "systemuser",
                        "contact",
                        "preferredsystemuserid",
                        DeleteBehavior.REMOVE_LINK);
    }
}
