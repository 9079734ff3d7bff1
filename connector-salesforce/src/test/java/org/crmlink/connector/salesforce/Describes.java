package org.crmlink.connector.salesforce;

import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;

/** Describes of a small org, in the shape of the service's; keys that the connector does not read are left out. */
final class Describes {

    private Describes() {}

    static MockResponse global() {
        return FakeOrg.json("{\"encoding\":\"UTF-8\",\"maxBatchSize\":200,\"sobjects\":["
                        + object("Account", "001", "") + "," + object("User", "005", "") + ","
                        + object("Group", "00G", "") + "," + object("AccountHistory", "", "History") + ","
                        + object("ContentDocumentLink", "06A", "") + "," + object("Task", "00T", "") + "]}")
                .newBuilder()
                .addHeader("Last-Modified", "Wed, 06 May 2026 09:49:20 GMT")
                .build();
    }

    private static String object(String name, String prefix, String associate) {
        return "{\"name\":\"" + name + "\",\"label\":\"" + name + "\",\"queryable\":true,\"deprecatedAndHidden\":false,"
                + "\"keyPrefix\":" + (prefix.isEmpty() ? "null" : "\"" + prefix + "\"") + ",\"associateEntityType\":"
                + (associate.isEmpty() ? "null" : "\"" + associate + "\"") + "}";
    }

    static String account() {
        List<String> fields = new ArrayList<>();
        fields.add(field("Id", "id", false, "\"idLookup\":true,\"defaultedOnCreate\":true"));
        fields.add(field("Name", "string", true, "\"length\":255,\"nameField\":true,\"nillable\":false"));
        fields.add(field("IsDeleted", "boolean", false, "\"defaultedOnCreate\":true"));
        fields.add(field("SystemModstamp", "datetime", false, "\"defaultedOnCreate\":true"));
        fields.add(field("CreatedDate", "datetime", false, "\"defaultedOnCreate\":true"));
        fields.add(field(
                "CreatedById", "reference", false, "\"referenceTo\":[\"User\"],\"relationshipName\":\"CreatedBy\""));
        fields.add(field(
                "OwnerId",
                "reference",
                true,
                "\"referenceTo\":[\"Group\",\"User\"],\"relationshipName\":\"Owner\",\"defaultedOnCreate\":true"));
        fields.add(
                field("ParentId", "reference", true, "\"referenceTo\":[\"Account\"],\"relationshipName\":\"Parent\""));
        fields.add(field("Revenue__c", "currency", true, "\"precision\":18,\"scale\":2"));
        fields.add(field("Employees", "int", true, "\"digits\":8"));
        fields.add(field("Active__c", "boolean", true, "\"nillable\":false,\"defaultedOnCreate\":true"));
        fields.add(field("Founded__c", "date", true, ""));
        fields.add(field("Opens__c", "time", true, ""));
        fields.add(
                field(
                        "Industry",
                        "picklist",
                        true,
                        "\"picklistValues\":[{\"active\":true,\"label\":\"Banks\",\"value\":\"Banking\"},{\"active\":false,\"label\":\"Old\",\"value\":\"Old\"}]"));
        fields.add(
                field(
                        "Colours__c",
                        "multipicklist",
                        true,
                        "\"picklistValues\":[{\"active\":true,\"label\":\"Red\",\"value\":\"red\"},{\"active\":true,\"label\":\"Blue\",\"value\":\"blue\"}]"));
        fields.add(field("BillingAddress", "address", false, ""));
        fields.add(
                field("Key__c", "string", true, "\"length\":80,\"externalId\":true,\"unique\":true,\"idLookup\":true"));
        fields.add(field("New__c", "quantumfoam", false, ""));
        return "{\"name\":\"Account\",\"label\":\"Account\",\"createable\":true,\"updateable\":true,\"deletable\":true,\"fields\":["
                + String.join(",", fields) + "],\"recordTypeInfos\":[],"
                + "\"childRelationships\":[{\"childSObject\":\"Task\",\"field\":\"WhatId\",\"cascadeDelete\":true}]}";
    }

    private static String field(String name, String type, boolean writable, String more) {
        return "{\"name\":\"" + name + "\",\"label\":\"" + name + "\",\"type\":\"" + type + "\",\"createable\":"
                + writable
                + ",\"updateable\":" + writable + ",\"filterable\":true,\"sortable\":true"
                + (more.contains("nillable") ? "" : ",\"nillable\":true") + (more.isEmpty() ? "" : "," + more) + "}";
    }

    static void lay(FakeOrg org) {
        org.on("GET /services/data/v62.0/sobjects", global());
        org.on("GET /services/data/v62.0/sobjects/Account/describe", FakeOrg.json(account()));
    }
}
