package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;
import static org.crmlink.sandbox.schema.Option.of;

import java.util.List;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** Leads, opportunities, products, competitors. */
final class SalesTables {

    private SalesTables() {}

    static List<Table> tables() {
        return List.of(
                lead(),
                opportunity(),
                product(),
                competitor(),
                IntersectTable.of(
                        "AccountLeads", "accountleadscollection", "AccountLeadId", false, 16, "AccountId", "LeadId"),
                IntersectTable.of(
                        "ContactLeads", "contactleadscollection", "ContactLeadId", false, 22, "ContactId", "LeadId"),
                IntersectTable.of(
                        "OpportunityCompetitors",
                        "opportunitycompetitorscollection",
                        "OpportunityCompetitorId",
                        false,
                        24,
                        "OpportunityId",
                        "CompetitorId"));
    }

    private static Table lead() {
        return TableBuilder.table("Lead", "Lead", "leads")
                .plural("Leads")
                .primaryName("fullname")
                .objectTypeCode(4)
                .columns(new ColumnList()
                        .add(primaryId("LeadId", "Lead"))
                        .add(string("FullName", "Name", 160).computed(ColumnList::fullName))
                        .text("FirstName", "First Name", 50)
                        .add(string("LastName", "Last Name", 50).required(RequiredLevel.APPLICATION_REQUIRED))
                        .add(string("Subject", "Topic", 300).required(RequiredLevel.APPLICATION_REQUIRED))
                        .text("CompanyName", "Company Name", 100)
                        .text("JobTitle", "Job Title", 100)
                        .text("Salutation", "Salutation", 100)
                        .email("EMailAddress1", "Email")
                        .phone("Telephone1", "Business Phone")
                        .phone("MobilePhone", "Mobile Phone")
                        .phone("Fax", "Fax")
                        .url("WebSiteUrl", "Website")
                        .memos("Description", "Description", 2000)
                        .choice("LeadSourceCode", "Lead Source", Options.LEAD_SOURCE)
                        .choice("LeadQualityCode", "Rating", Options.RATING)
                        .choice("IndustryCode", "Industry", Options.INDUSTRY)
                        .choice("PreferredContactMethodCode", "Preferred Method of Contact", Options.CONTACT_METHOD)
                        .choice(
                                "BudgetStatus",
                                "Budget",
                                of(0, "No Committed Budget"),
                                of(1, "May Buy"),
                                of(2, "Can Buy"),
                                of(3, "Will Buy"))
                        .money("Revenue", "Annual Revenue")
                        .money("BudgetAmount", "Budget Amount")
                        .money("EstimatedAmount", "Est. Value")
                        .currency()
                        .whole("NumberOfEmployees", "No. of Employees", 0, 1_000_000)
                        .add(date("EstimatedCloseDate", "Est. Close Date"))
                        .flag("DecisionMaker", "Decision Maker?")
                        .flag("DoNotEMail", "Do not allow Emails", "Allow", "Do Not Allow")
                        .flag("DoNotPhone", "Do not allow Phone Calls", "Allow", "Do Not Allow")
                        .lookup("ParentAccountId", "Parent Account for lead", "account")
                        .lookup("ParentContactId", "Parent Contact for lead", "contact")
                        .address(1)
                        .state(
                                List.of(of(0, "Open"), of(1, "Qualified"), of(2, "Disqualified")),
                                List.of(
                                        inState(0, 1, "New"),
                                        inState(0, 2, "Contacted"),
                                        inState(1, 3, "Qualified"),
                                        inState(2, 4, "Lost"),
                                        inState(2, 5, "Cannot Contact"),
                                        inState(2, 6, "No Longer Interested"),
                                        inState(2, 7, "Canceled")))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table opportunity() {
        return TableBuilder.table("Opportunity", "Opportunity", "opportunities")
                .plural("Opportunities")
                .primaryName("name")
                .objectTypeCode(3)
                .writeRule(SalesHeaderRule.OPPORTUNITY)
                .columns(SalesDocumentTables.totals(new ColumnList())
                        .add(primaryId("OpportunityId", "Opportunity"))
                        .add(string("Name", "Topic", 300).required(RequiredLevel.APPLICATION_REQUIRED))
                        .memos("Description", "Description", 2000)
                        .memos("CurrentSituation", "Current Situation", 2000)
                        .memos("CustomerNeed", "Customer Need", 2000)
                        .memos("ProposedSolution", "Proposed Solution", 2000)
                        .choice("OpportunityRatingCode", "Rating", Options.RATING)
                        .choice(
                                "SalesStage",
                                "Sales Stage",
                                of(0, "Qualify"),
                                of(1, "Develop"),
                                of(2, "Propose"),
                                of(3, "Close"))
                        .text("StepName", "Pipeline Phase", 200)
                        .money("EstimatedValue", "Est. Revenue")
                        .money("ActualValue", "Actual Revenue")
                        .money("BudgetAmount", "Budget Amount")
                        .currency()
                        .add(decimal("DiscountPercentage", "Opportunity Discount (%)", 2)
                                .range(0, 100))
                        .whole("CloseProbability", "Probability", 0, 100)
                        .add(
                                date("EstimatedCloseDate", "Est. Close Date"),
                                date("ActualCloseDate", "Actual Close Date"))
                        .add(dateTime("ScheduleFollowup_Qualify", "Scheduled Follow up (Qualify)"))
                        .flag("IsRevenueSystemCalculated", "Revenue", "User Provided", "System Calculated")
                        .flag("CompleteFinalProposal", "Final Proposal Ready")
                        .customer("CustomerId", "Potential Customer")
                        .lookup("ParentAccountId", "Account", "account")
                        .lookup("ParentContactId", "Contact", "contact")
                        .lookup("OriginatingLeadId", "Originating Lead", "lead")
                        .state(
                                List.of(of(0, "Open"), of(1, "Won"), of(2, "Lost")),
                                List.of(
                                        inState(0, 1, "In Progress"),
                                        inState(0, 2, "On Hold"),
                                        inState(1, 3, "Won"),
                                        inState(2, 4, "Canceled"),
                                        inState(2, 5, "Out-Sold")))
                        .owner()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table product() {
        return TableBuilder.table("Product", "Product", "products")
                .plural("Products")
                .primaryName("name")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(1024)
                .key("ProductNumberKey", "Product Number", "productnumber")
                .columns(new ColumnList()
                        .add(primaryId("ProductId", "Product"))
                        .add(string("Name", "Name", 100).required(RequiredLevel.APPLICATION_REQUIRED))
                        .add(string("ProductNumber", "Product ID", 100).required(RequiredLevel.APPLICATION_REQUIRED))
                        .memos("Description", "Description", 2000)
                        .choice(
                                "ProductStructure",
                                "Product Structure",
                                of(1, "Product"),
                                of(2, "Product Family"),
                                of(3, "Product Bundle"))
                        .money("Price", "List Price")
                        .money("StandardCost", "Standard Cost")
                        .money("CurrentCost", "Current Cost")
                        .currency()
                        .add(
                                integer("QuantityDecimal", "Decimals Supported").range(0, 5),
                                decimal("QuantityOnHand", "Quantity On Hand", 2),
                                decimal("StockVolume", "Stock Volume", 2),
                                decimal("StockWeight", "Stock Weight", 2))
                        .text("VendorName", "Vendor", 100)
                        .text("VendorPartNumber", "Vendor Name", 100)
                        .lookup("DefaultUoMId", "Default Unit", "uom")
                        .lookup("DefaultUoMScheduleId", "Unit Group", "uomschedule")
                        .lookup("PriceLevelId", "Default Price List", "pricelevel")
                        .lookup("ParentProductId", "Parent", "product")
                        .url("ProductUrl", "URL")
                        .add(date("ValidFromDate", "Valid From"), date("ValidToDate", "Valid To"))
                        .flag("IsStockItem", "Stock Item")
                        .state(
                                List.of(of(0, "Active"), of(1, "Retired"), of(2, "Draft"), of(3, "Under Revision")),
                                List.of(
                                        inState(0, 1, "Active"),
                                        inState(1, 2, "Retired"),
                                        inState(2, 0, "Draft"),
                                        inState(3, 3, "Under Revision")))
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    private static Table competitor() {
        return TableBuilder.table("Competitor", "Competitor", "competitors")
                .plural("Competitors")
                .primaryName("name")
                .ownership(Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(123)
                .columns(new ColumnList()
                        .add(primaryId("CompetitorId", "Competitor"))
                        .add(string("Name", "Name", 100).required(RequiredLevel.APPLICATION_REQUIRED))
                        .memos("Overview", "Overview", 2000)
                        .memos("Strengths", "Strengths", 2000)
                        .memos("Weaknesses", "Weaknesses", 2000)
                        .memos("Threats", "Threats", 2000)
                        .url("WebSiteUrl", "Website")
                        .text("TickerSymbol", "Ticker Symbol", 10)
                        .money("ReportedRevenue", "Reported Revenue")
                        .currency()
                        .audit()
                        .imported()
                        .list())
                .build();
    }

    static void relate(Relations relations) {
        relations
                .oneToMany("lead_parent_account", "account", "lead", "parentaccountid", DeleteBehavior.REMOVE_LINK)
                .oneToMany("lead_parent_contact", "contact", "lead", "parentcontactid", DeleteBehavior.REMOVE_LINK)
                .customer("opportunity", "opportunity", "customerid", DeleteBehavior.CASCADE)
                .oneToMany(
                        "opportunity_parent_account",
                        "account",
                        "opportunity",
                        "parentaccountid",
                        DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "opportunity_parent_contact",
                        "contact",
                        "opportunity",
                        "parentcontactid",
                        DeleteBehavior.REMOVE_LINK)
                .oneToMany(
                        "opportunity_originating_lead",
                        "lead",
                        "opportunity",
                        "originatingleadid",
                        DeleteBehavior.REMOVE_LINK)
                .manyToMany("accountleads_association", "accountleads", "account", "accountid", "lead", "leadid")
                .manyToMany("contactleads_association", "contactleads", "contact", "contactid", "lead", "leadid")
                .manyToMany(
                        "opportunitycompetitors_association",
                        "opportunitycompetitors",
                        "opportunity",
                        "opportunityid",
                        "competitor",
                        "competitorid");
    }
}
