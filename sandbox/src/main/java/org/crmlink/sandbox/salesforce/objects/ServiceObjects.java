package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CASCADE;
import static org.crmlink.sandbox.salesforce.org.OnDelete.CLEAR;
import static org.crmlink.sandbox.salesforce.org.OnDelete.RESTRICT;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Cases, assets, contracts, and the notes on all of them. */
final class ServiceObjects {

    private ServiceObjects() {}

    static SObject serviceCase() {
        FieldList fields = FieldList.deletable()
                .text(
                        "CaseNumber",
                        "Case Number",
                        30,
                        f -> f.autoNumber("{00000000}").nameField().idLookup())
                .lookup("ContactId", "Contact ID", "Contact", "Cases", RESTRICT)
                .lookup("AccountId", "Account ID", "Account", "Cases", RESTRICT)
                .lookup("AssetId", "Asset ID", "Asset", "Cases", CLEAR)
                .lookup("ParentId", "Parent Case ID", "Case", "Cases", CLEAR)
                .text("SuppliedName", "Name", 80)
                .of(FieldType.EMAIL, "SuppliedEmail", "Email Address", 80)
                .text("SuppliedPhone", "Phone", 40)
                .text("SuppliedCompany", "Company", 80)
                .picklist("Type", "Case Type", "Mechanical", "Electrical", "Electronic", "Structural", "Other")
                .add(Field.of("Status", "Status", FieldType.PICKLIST)
                        .options("New", "Working", "Escalated", "Closed")
                        .defaultValue("New"))
                .picklist(
                        "Reason",
                        "Case Reason",
                        "Installation",
                        "Equipment Complexity",
                        "Performance",
                        "Breakdown",
                        "Equipment Design",
                        "Feedback",
                        "Other")
                .picklist("Origin", "Case Origin", "Phone", "Email", "Web")
                .text("Subject", "Subject", 255)
                .add(Field.of("Priority", "Priority", FieldType.PICKLIST)
                        .options("High", "Medium", "Low")
                        .defaultValue("Medium"))
                .longText("Description", "Description")
                .fixedFlag("IsClosed", "Closed")
                .add(Field.of("ClosedDate", "Closed Date", FieldType.DATETIME).readOnly())
                .flag("IsEscalated", "Escalated")
                .owner("Group", "User");
        return new SObject("Case", "Case", "Cases", "500", Traits.ORDINARY, fields.audited());
    }

    static SObject asset() {
        FieldList fields = FieldList.deletable()
                .lookup("ContactId", "Contact ID", "Contact", "Assets", CASCADE)
                .lookup("AccountId", "Account ID", "Account", "Assets", CASCADE)
                .lookup("Product2Id", "Product ID", "Product2", "Assets", CLEAR)
                .text("SerialNumber", "Serial Number", 80)
                .text("Name", "Asset Name", 255, f -> f.required().nameField())
                .date("InstallDate", "Install Date")
                .date("PurchaseDate", "Purchase Date")
                .picklist("Status", "Status", "Shipped", "Installed", "Registered", "Obsolete", "Purchased")
                .number(FieldType.CURRENCY, "Price", "Price", 18, 0)
                .number(FieldType.DOUBLE, "Quantity", "Quantity", 18, 2)
                .longText("Description", "Description")
                .owner("User");
        return new SObject("Asset", "Asset", "Assets", "02i", Traits.ORDINARY, fields.auditedAndViewed());
    }

    static SObject contract() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField("AccountId", "Account ID", "Contracts", RESTRICT, "Account")
                        .required())
                .text(
                        "ContractNumber",
                        "Contract Number",
                        30,
                        f -> f.autoNumber("{00000000}").nameField().idLookup())
                .date("StartDate", "Contract Start Date")
                .add(Field.of("EndDate", "Contract End Date", FieldType.DATE).readOnly())
                .count("ContractTerm", "Contract Term")
                .add(Field.of("Status", "Status", FieldType.PICKLIST)
                        .options("In Approval Process", "Activated", "Draft")
                        .required()
                        .defaultValue("Draft"))
                .longText("Description", "Description")
                .owner("User");
        return new SObject("Contract", "Contract", "Contracts", "800", Traits.ORDINARY, fields.auditedAndViewed());
    }

    static SObject note() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField("ParentId", "Parent ID", "Notes", CASCADE, StandardObjects.PARENTS)
                        .required()
                        .createOnly())
                .text("Title", "Title", 80, f -> f.required().nameField())
                .flag("IsPrivate", "Private")
                .longText("Body", "Body")
                .owner("User");
        return new SObject("Note", "Note", "Notes", "002", Traits.ORDINARY, fields.audited());
    }
}
