package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CASCADE;
import static org.crmlink.sandbox.salesforce.org.OnDelete.CLEAR;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Opportunities and campaigns. */
final class SalesObjects {

    private SalesObjects() {}

    static SObject opportunity() {
        FieldList fields = FieldList.deletable()
                .lookup("AccountId", "Account ID", "Account", "Opportunities", CASCADE)
                .flag("IsPrivate", "Private")
                .text("Name", "Name", 120, f -> f.required().nameField())
                .longText("Description", "Description")
                .add(Field.of("StageName", "Stage", FieldType.PICKLIST)
                        .options(
                                "Prospecting",
                                "Qualification",
                                "Needs Analysis",
                                "Value Proposition",
                                "Id. Decision Makers",
                                "Perception Analysis",
                                "Proposal/Price Quote",
                                "Negotiation/Review",
                                "Closed Won",
                                "Closed Lost")
                        .required())
                .number(FieldType.CURRENCY, "Amount", "Amount", 18, 2)
                .add(Field.of("Probability", "Probability (%)", FieldType.PERCENT)
                        .digits(3, 0)
                        .defaulted())
                .add(Field.of("ExpectedRevenue", "Expected Amount", FieldType.CURRENCY)
                        .digits(18, 2)
                        .readOnly())
                .number(FieldType.DOUBLE, "TotalOpportunityQuantity", "Quantity", 18, 2)
                .add(Field.of("CloseDate", "Close Date", FieldType.DATE).required())
                .picklist(
                        "Type",
                        "Opportunity Type",
                        "Existing Customer - Upgrade",
                        "Existing Customer - Replacement",
                        "Existing Customer - Downgrade",
                        "New Customer")
                .text("NextStep", "Next Step", 255)
                .picklist("LeadSource", "Lead Source", CustomerObjects.SOURCES)
                .fixedFlag("IsClosed", "Closed")
                .fixedFlag("IsWon", "Won")
                .add(Field.of("ForecastCategory", "Forecast Category", FieldType.PICKLIST)
                        .options("Omitted", "Pipeline", "BestCase", "MostLikely", "Forecast", "Closed")
                        .restricted()
                        .readOnly())
                .add(Field.of("ForecastCategoryName", "Forecast Category", FieldType.PICKLIST)
                        .options("Omitted", "Pipeline", "Best Case", "Commit", "Closed")
                        .restricted()
                        .defaulted())
                .lookup("CampaignId", "Campaign ID", "Campaign", "Opportunities", CLEAR)
                .fixedFlag("HasOpportunityLineItem", "Has Line Item")
                .lookup("Pricebook2Id", "Price Book ID", "Pricebook2", "Opportunities", CLEAR)
                .owner("User")
                .add(FieldList.lookupField("ContactId", "Contact ID", "", CLEAR, "Contact")
                        .createOnly());
        return new SObject(
                "Opportunity", "Opportunity", "Opportunities", "006", Traits.ORDINARY, fields.auditedAndViewed());
    }

    static SObject contactRole() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField(
                                "OpportunityId", "Opportunity ID", "OpportunityContactRoles", CASCADE, "Opportunity")
                        .required()
                        .createOnly())
                .add(FieldList.lookupField("ContactId", "Contact ID", "OpportunityContactRoles", CASCADE, "Contact")
                        .required())
                .picklist(
                        "Role",
                        "Role",
                        "Business User",
                        "Decision Maker",
                        "Economic Buyer",
                        "Economic Decision Maker",
                        "Evaluator",
                        "Executive Sponsor",
                        "Influencer",
                        "Technical Buyer",
                        "Other")
                .flag("IsPrimary", "Primary");
        return new SObject(
                "OpportunityContactRole",
                "Opportunity Contact Role",
                "Opportunity Contact Roles",
                "00K",
                Traits.ORDINARY,
                fields.audited());
    }

    static SObject campaign() {
        FieldList fields = FieldList.deletable()
                .text("Name", "Name", 80, f -> f.required().nameField())
                .lookup("ParentId", "Parent Campaign ID", "Campaign", "ChildCampaigns", CLEAR)
                .picklist(
                        "Type",
                        "Type",
                        "Conference",
                        "Webinar",
                        "Trade Show",
                        "Public Relations",
                        "Partners",
                        "Referral Program",
                        "Advertisement",
                        "Banner Ads",
                        "Direct Mail",
                        "Email",
                        "Telemarketing",
                        "Other")
                .picklist("Status", "Status", "Planned", "In Progress", "Completed", "Aborted")
                .date("StartDate", "Start Date")
                .date("EndDate", "End Date")
                .number(FieldType.CURRENCY, "ExpectedRevenue", "Expected Revenue", 18, 0)
                .number(FieldType.CURRENCY, "BudgetedCost", "Budgeted Cost", 18, 0)
                .number(FieldType.CURRENCY, "ActualCost", "Actual Cost", 18, 0)
                .number(FieldType.PERCENT, "ExpectedResponse", "Expected Response (%)", 10, 2)
                .number(FieldType.DOUBLE, "NumberSent", "Num Sent", 18, 0)
                .flag("IsActive", "Active")
                .longText("Description", "Description")
                .owner("User");
        return new SObject("Campaign", "Campaign", "Campaigns", "701", Traits.ORDINARY, fields.auditedAndViewed());
    }

    static SObject campaignMember() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField("CampaignId", "Campaign ID", "CampaignMembers", CASCADE, "Campaign")
                        .required()
                        .createOnly())
                .lookup("LeadId", "Lead ID", "Lead", "CampaignMembers", CASCADE)
                .lookup("ContactId", "Contact ID", "Contact", "CampaignMembers", CASCADE)
                .picklist("Status", "Status", "Sent", "Responded")
                .fixedFlag("HasResponded", "Responded");
        return new SObject(
                "CampaignMember", "Campaign Member", "Campaign Members", "00v", Traits.ORDINARY, fields.audited());
    }
}
