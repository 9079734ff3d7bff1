package org.crmlink.benchmarks.data;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contacts of a Salesforce org, each with its own values in twenty fields, times and id included. Stateless. */
public final class SalesforceContacts {

    public static final String OBJECT = "Contact";

    /** What is read; the server writes the last ones. */
    public static final List<String> FIELDS = List.of(
            "FirstName",
            "LastName",
            "Email",
            "Phone",
            "MobilePhone",
            "Title",
            "Department",
            "MailingStreet",
            "MailingCity",
            "MailingPostalCode",
            "MailingCountry",
            "Description",
            "Birthdate",
            "LeadSource",
            "OwnerId",
            "CreatedDate",
            "LastModifiedDate",
            "SystemModstamp",
            "IsDeleted");

    private static final List<String> SOURCES = List.of("Web", "Phone Inquiry", "Partner Referral", "Purchased List");

    private SalesforceContacts() {}

    /** What is written for the contact with this number; some fields stay empty. */
    public static Map<String, Object> values(int number) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("FirstName", "First" + number % 1_000);
        values.put("LastName", "Last" + number);
        values.put("Email", "person" + number + "@example.com");
        values.put("Phone", "+1 555 " + (1_000_000 + number));
        values.put("Title", "Engineer, grade " + number % 9);
        values.put("MailingStreet", number % 300 + " Main \"Old\" Street\nBlock " + number % 7);
        values.put("MailingCity", "City" + number % 5_000);
        values.put("MailingPostalCode", String.valueOf(10_000 + number % 90_000));
        values.put("MailingCountry", "Österreich");
        values.put("LeadSource", SOURCES.get(number % SOURCES.size()));
        if (number % 3 == 0) {
            values.put("MobilePhone", "+43 660 " + (2_000_000 + number));
            values.put("Department", "Department " + number % 40);
            values.put(
                    "Birthdate",
                    LocalDate.of(1950, 1, 1).plusDays(number % 20_000).toString());
            values.put("Description", "Met at the fair; wants an offer, calls back. Number " + number + ".");
        }
        return values;
    }
}
