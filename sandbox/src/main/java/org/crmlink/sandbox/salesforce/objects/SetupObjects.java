package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CLEAR;
import static org.crmlink.sandbox.salesforce.org.OnDelete.RESTRICT;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Users and what administers them. */
final class SetupObjects {

    private static final Traits CHANGED_ONLY = new Traits(false, true, false, false, false, false);

    private SetupObjects() {}

    static SObject user() {
        FieldList fields = FieldList.permanent()
                .text(
                        "Username",
                        "Username",
                        80,
                        f -> f.required().unique(false).idLookup())
                .text("LastName", "Last Name", 80, f -> f.required().partOf("Name"))
                .text("FirstName", "First Name", 40, f -> f.partOf("Name"))
                .text("Name", "Full Name", 121, f -> f.readOnly().required().nameField())
                .text("CompanyName", "Company Name", 80)
                .text("Title", "Title", 80)
                .address("")
                .add(Field.of("Email", "Email", FieldType.EMAIL).length(128).required())
                .of(FieldType.PHONE, "Phone", "Phone", 40)
                .text("Alias", "Alias", 8, f -> f.required())
                .text("CommunityNickname", "Nickname", 40)
                .add(Field.of("IsActive", "Active", FieldType.BOOLEAN))
                .text("TimeZoneSidKey", "Time Zone", 40, f -> f.required().defaultValue("America/Los_Angeles"))
                .text("LocaleSidKey", "Locale", 40, f -> f.required().defaultValue("en_US"))
                .text("LanguageLocaleKey", "Language", 40, f -> f.required().defaultValue("en_US"))
                .text(
                        "EmailEncodingKey",
                        "Email Encoding",
                        40,
                        f -> f.required().defaultValue("UTF-8"))
                .lookup("UserRoleId", "Role ID", "UserRole", "Users", CLEAR)
                .add(FieldList.lookupField("ProfileId", "Profile ID", "Users", RESTRICT, "Profile")
                        .required())
                .restricted("UserType", "User Type", "Standard", "PowerPartner", "CspLitePortal", "Guest")
                .lookup("ManagerId", "Manager ID", "User", "ManagedUsers", CLEAR);
        return new SObject("User", "User", "Users", "005", Traits.NEVER_DELETED, fields.audited());
    }

    static SObject profile() {
        FieldList fields = FieldList.permanent()
                .text("Name", "Name", 255, f -> f.required().nameField())
                .text("Description", "Description", 255)
                .restricted("UserType", "User Type", "Standard");
        return new SObject("Profile", "Profile", "Profiles", "00e", CHANGED_ONLY, fields.audited());
    }

    static SObject role() {
        FieldList fields = FieldList.permanent()
                .text("Name", "Name", 80, f -> f.required().nameField())
                .text("DeveloperName", "Developer Name", 80);
        return new SObject(
                "UserRole", "Role", "Role", "00E", new Traits(true, true, true, false, false, false), fields.audited());
    }

    static SObject group() {
        FieldList fields = FieldList.permanent()
                .text("Name", "Name", 40, f -> f.required().nameField())
                .text("DeveloperName", "Developer Name", 80)
                .restricted("Type", "Type", "Regular", "Queue", "Role", "RoleAndSubordinates", "Organization");
        return new SObject(
                "Group", "Group", "Group", "00G", new Traits(true, true, true, false, false, false), fields.audited());
    }

    static SObject recordType() {
        FieldList fields = FieldList.permanent()
                .text("Name", "Name", 80, f -> f.required().nameField())
                .text("DeveloperName", "Record Type Name", 80)
                .text("SobjectType", "SObject Type Name", 40, Field.Builder::required)
                .text("Description", "Description", 255)
                .flag("IsActive", "Active");
        return new SObject(
                "RecordType",
                "Record Type",
                "Record Types",
                "012",
                new Traits(true, true, false, false, true, false),
                fields.audited());
    }

    static SObject organization() {
        FieldList fields = FieldList.permanent()
                .text("Name", "Name", 80, f -> f.required().nameField())
                .address("")
                .of(FieldType.PHONE, "Phone", "Phone", 40)
                .text("PrimaryContact", "Primary Contact", 80)
                .text("DefaultLocaleSidKey", "Locale", 40)
                .text("LanguageLocaleKey", "Language", 40)
                .text("TimeZoneSidKey", "Time Zone", 40)
                .count("FiscalYearStartMonth", "Fiscal Year Starts In")
                .text("InstanceName", "Instance Name", 5)
                .fixedFlag("IsSandbox", "Is Sandbox")
                .text("OrganizationType", "Edition", 40);
        return new SObject("Organization", "Organization", "Organizations", "00D", CHANGED_ONLY, fields.audited());
    }
}
