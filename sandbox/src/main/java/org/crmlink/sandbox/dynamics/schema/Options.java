package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.Option.inState;
import static org.crmlink.sandbox.schema.Option.of;

import java.util.List;
import org.crmlink.sandbox.schema.Option;

/** Option sets of the standard tables with their real numbers and English labels. */
final class Options {

    static final Option[] ADDRESS_TYPE = list("Bill To", "Ship To", "Primary", "Other");
    static final Option[] SHIPPING_METHOD =
            list("Airborne", "DHL", "FedEx", "UPS", "Postal Mail", "Full Load", "Will Call");
    static final Option[] FREIGHT_TERMS = list("FOB", "No Charge");
    static final Option[] DEFAULT_VALUE = list("Default Value");
    static final Option[] CUSTOMER_TYPE = list(
            "Competitor",
            "Consultant",
            "Customer",
            "Investor",
            "Partner",
            "Influencer",
            "Press",
            "Prospect",
            "Reseller",
            "Supplier",
            "Vendor",
            "Other");
    static final Option[] OWNERSHIP = list("Public", "Private", "Subsidiary", "Other");
    static final Option[] PAYMENT_TERMS = list("Net 30", "2% 10, Net 30", "Net 45", "Net 60");
    static final Option[] CONTACT_METHOD = list("Any", "Email", "Phone", "Fax", "Mail");
    static final Option[] APPOINTMENT_TIME = list("Morning", "Afternoon", "Evening");
    static final Option[] APPOINTMENT_DAY = {
        of(0, "Sunday"),
        of(1, "Monday"),
        of(2, "Tuesday"),
        of(3, "Wednesday"),
        of(4, "Thursday"),
        of(5, "Friday"),
        of(6, "Saturday")
    };
    static final Option[] CATEGORY = list("Preferred Customer", "Standard");
    static final Option[] LEAD_SOURCE = list(
            "Advertisement",
            "Employee Referral",
            "External Referral",
            "Partner",
            "Public Relations",
            "Seminar",
            "Trade Show",
            "Web",
            "Word of Mouth",
            "Other");
    static final Option[] RATING = list("Hot", "Warm", "Cold");
    static final Option[] ACTIVITY_PRIORITY = {of(0, "Low"), of(1, "Normal"), of(2, "High")};
    static final Option[] INDUSTRY = list(
            "Accounting",
            "Agriculture and Non-petrol Natural Resource Extraction",
            "Broadcasting Printing and Publishing",
            "Brokers",
            "Building Supply Retail",
            "Business Services",
            "Consulting",
            "Consumer Services",
            "Design, Direction and Creative Management",
            "Distributors, Dispatchers and Processors",
            "Doctor's Offices and Clinics",
            "Durable Manufacturing",
            "Eating and Drinking Places",
            "Entertainment Retail",
            "Equipment Rental and Leasing",
            "Financial",
            "Food and Tobacco Processing",
            "Inbound Capital Intensive Processing",
            "Inbound Repair and Services",
            "Insurance",
            "Legal Services",
            "Non-Durable Merchandise Retail",
            "Outbound Consumer Service",
            "Petrochemical Extraction and Distribution",
            "Service Retail",
            "SIG Affiliations",
            "Social Services",
            "Special Outbound Trade Contractors",
            "Specialty Realty",
            "Transportation",
            "Utility Creation and Distribution",
            "Vehicle Retail",
            "Wholesale");

    static final List<Option> ACTIVE_INACTIVE = List.of(of(0, "Active"), of(1, "Inactive"));
    static final List<Option> ACTIVE_INACTIVE_STATUS = List.of(inState(0, 1, "Active"), inState(1, 2, "Inactive"));

    private Options() {}

    /** Options numbered from 1. */
    static Option[] list(String... labels) {
        Option[] options = new Option[labels.length];
        for (int i = 0; i < labels.length; i++) {
            options[i] = of(i + 1, labels[i]);
        }
        return options;
    }
}
