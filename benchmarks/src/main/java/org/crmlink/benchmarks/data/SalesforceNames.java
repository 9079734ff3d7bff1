package org.crmlink.benchmarks.data;

import java.util.Map;

/** What the fields of the account are called in a Salesforce organization. Stateless. */
public final class SalesforceNames {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("accountid", "Id"),
            Map.entry("name", "Name"),
            Map.entry("accountnumber", "AccountNumber"),
            Map.entry("emailaddress1", "Email__c"),
            Map.entry("telephone1", "Phone"),
            Map.entry("websiteurl", "Website"),
            Map.entry("address1_line1", "BillingStreet"),
            Map.entry("address1_city", "BillingCity"),
            Map.entry("description", "Description"),
            Map.entry("revenue", "AnnualRevenue"),
            Map.entry("exchangerate", "ExchangeRate__c"),
            Map.entry("numberofemployees", "NumberOfEmployees"),
            Map.entry("industrycode", "IndustryCode__c"),
            Map.entry("statecode", "StateCode__c"),
            Map.entry("creditonhold", "CreditOnHold__c"),
            Map.entry("createdon", "CreatedDate"),
            Map.entry("modifiedon", "LastModifiedDate"),
            Map.entry("acme_renewalday", "RenewalDay__c"),
            Map.entry("ownerid", "OwnerId"),
            Map.entry("primarycontactid", "PrimaryContact__c"),
            Map.entry("parentaccountid", "ParentId"));

    private SalesforceNames() {}

    static String of(Property property) {
        return NAMES.getOrDefault(property.column(), property.column());
    }
}
