package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CASCADE;
import static org.crmlink.sandbox.salesforce.org.OnDelete.CLEAR;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Account, Contact and Lead. */
final class CustomerObjects {

    static final String[] SOURCES = {"Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"};
    private static final String[] INDUSTRIES = {
        "Agriculture",
        "Apparel",
        "Banking",
        "Biotechnology",
        "Chemicals",
        "Communications",
        "Construction",
        "Consulting",
        "Education",
        "Electronics",
        "Energy",
        "Engineering",
        "Entertainment",
        "Environmental",
        "Finance",
        "Food & Beverage",
        "Government",
        "Healthcare",
        "Hospitality",
        "Insurance",
        "Machinery",
        "Manufacturing",
        "Media",
        "Not For Profit",
        "Recreation",
        "Retail",
        "Shipping",
        "Technology",
        "Telecommunications",
        "Transportation",
        "Utilities",
        "Other"
    };
    private static final String[] RATINGS = {"Hot", "Warm", "Cold"};

    private CustomerObjects() {}

    static SObject account(boolean personAccounts) {
        FieldList fields = FieldList.deletable()
                .add(merged("Account"))
                .text(
                        "Name",
                        "Account Name",
                        255,
                        f -> (personAccounts ? f.extraTypeInfo("switchablepersonname") : f.required()).nameField())
                .picklist(
                        "Type",
                        "Account Type",
                        "Prospect",
                        "Customer - Direct",
                        "Customer - Channel",
                        "Channel Partner / Reseller",
                        "Installation Partner",
                        "Technology Partner",
                        "Other")
                .add(recordType())
                .lookup("ParentId", "Parent Account ID", "Account", "ChildAccounts", CLEAR)
                .address("Billing")
                .address("Shipping")
                .of(FieldType.PHONE, "Phone", "Account Phone", 40)
                .of(FieldType.PHONE, "Fax", "Account Fax", 40)
                .text("AccountNumber", "Account Number", 40)
                .of(FieldType.URL, "Website", "Website", 255)
                .text("Sic", "SIC Code", 20)
                .picklist("Industry", "Industry", INDUSTRIES)
                .number(FieldType.CURRENCY, "AnnualRevenue", "Annual Revenue", 18, 0)
                .count("NumberOfEmployees", "Employees")
                .picklist("Ownership", "Ownership", "Public", "Private", "Subsidiary", "Other")
                .text("TickerSymbol", "Ticker Symbol", 20)
                .longText("Description", "Account Description")
                .picklist("Rating", "Account Rating", RATINGS)
                .text("Site", "Account Site", 80)
                .picklist("AccountSource", "Account Source", SOURCES)
                .text("SicDesc", "SIC Description", 80)
                .owner("User");
        if (personAccounts) {
            person(fields);
        }
        return new SObject("Account", "Account", "Accounts", "001", Traits.ORDINARY, fields.auditedAndViewed());
    }

    /** What an account that is a person has more. Source: backend page, section 15. */
    private static void person(FieldList fields) {
        fields.text("LastName", "Last Name", 80, f -> f.partOf("Name").extraTypeInfo("personname"))
                .text("FirstName", "First Name", 40, f -> f.partOf("Name").extraTypeInfo("personname"))
                .add(Field.of("Salutation", "Salutation", FieldType.PICKLIST)
                        .options("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.")
                        .partOf("Name")
                        .extraTypeInfo("personname"))
                .add(Field.of("PersonContactId", "Contact ID", FieldType.REFERENCE)
                        .refersTo("PersonContact", "Contact")
                        .readOnly())
                .fixedFlag("IsPersonAccount", "Is Person Account")
                .of(FieldType.EMAIL, "PersonEmail", "Email", 80)
                .of(FieldType.PHONE, "PersonMobilePhone", "Mobile", 40)
                .text("PersonTitle", "Title", 80)
                .date("PersonBirthdate", "Birthdate")
                .address("PersonMailing");
    }

    static SObject contact() {
        FieldList fields = FieldList.deletable()
                .add(merged("Contact"))
                .lookup("AccountId", "Account ID", "Account", "Contacts", CASCADE)
                .personName()
                .address("Other")
                .address("Mailing")
                .of(FieldType.PHONE, "Phone", "Business Phone", 40)
                .of(FieldType.PHONE, "Fax", "Business Fax", 40)
                .of(FieldType.PHONE, "MobilePhone", "Mobile Phone", 40)
                .of(FieldType.PHONE, "HomePhone", "Home Phone", 40)
                .of(FieldType.PHONE, "OtherPhone", "Other Phone", 40)
                .of(FieldType.PHONE, "AssistantPhone", "Asst. Phone", 40)
                .lookup("ReportsToId", "Reports To ID", "Contact", "", CLEAR)
                .add(Field.of("Email", "Email", FieldType.EMAIL).length(80).idLookup())
                .text("Title", "Title", 128)
                .text("Department", "Department", 80)
                .text("AssistantName", "Assistant's Name", 40)
                .picklist("LeadSource", "Lead Source", SOURCES)
                .date("Birthdate", "Birthdate")
                .longText("Description", "Contact Description")
                .owner("User")
                .flag("HasOptedOutOfEmail", "Email Opt Out")
                .flag("DoNotCall", "Do Not Call")
                .text("EmailBouncedReason", "Email Bounced Reason", 255)
                .moment("EmailBouncedDate", "Email Bounced Date");
        return new SObject("Contact", "Contact", "Contacts", "003", Traits.ORDINARY, fields.auditedAndViewed());
    }

    static SObject lead() {
        FieldList fields = FieldList.deletable()
                .add(merged("Lead"))
                .personName()
                .text("Title", "Title", 128)
                .text("Company", "Company", 255, Field.Builder::required)
                .address("")
                .of(FieldType.PHONE, "Phone", "Phone", 40)
                .of(FieldType.PHONE, "MobilePhone", "Mobile Phone", 40)
                .of(FieldType.PHONE, "Fax", "Fax", 40)
                .add(Field.of("Email", "Email", FieldType.EMAIL).length(80).idLookup())
                .of(FieldType.URL, "Website", "Website", 255)
                .longText("Description", "Description")
                .picklist("LeadSource", "Lead Source", SOURCES)
                .add(Field.of("Status", "Status", FieldType.PICKLIST)
                        .options(
                                "Open - Not Contacted",
                                "Working - Contacted",
                                "Closed - Converted",
                                "Closed - Not Converted")
                        .required()
                        .defaultValue("Open - Not Contacted"))
                .picklist("Industry", "Industry", INDUSTRIES)
                .picklist("Rating", "Rating", RATINGS)
                .number(FieldType.CURRENCY, "AnnualRevenue", "Annual Revenue", 18, 0)
                .count("NumberOfEmployees", "Employees")
                .owner("Group", "User")
                .fixedFlag("IsConverted", "Converted")
                .add(Field.of("ConvertedDate", "Converted Date", FieldType.DATE).readOnly())
                .add(converted("Account"))
                .add(converted("Contact"))
                .add(converted("Opportunity"))
                .flag("IsUnreadByOwner", "Unread By Owner");
        return new SObject("Lead", "Lead", "Leads", "00Q", Traits.ORDINARY, fields.auditedAndViewed());
    }

    private static Field.Builder converted(String target) {
        return FieldList.lookupField("Converted" + target + "Id", "Converted " + target + " ID", "", CLEAR, target)
                .readOnly();
    }

    private static Field.Builder merged(String object) {
        return FieldList.lookupField("MasterRecordId", "Master Record ID", "", CLEAR, object)
                .readOnly();
    }

    static Field.Builder recordType() {
        return FieldList.lookupField("RecordTypeId", "Record Type ID", "", CLEAR, "RecordType");
    }
}
