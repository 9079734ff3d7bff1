package org.crmlink.sandbox.salesforce.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EffectsTest {

    private static Field.Builder truth(String name) {
        return Field.of(name, name, FieldType.BOOLEAN).readOnly();
    }

    private static Field.Builder number(String name) {
        return Field.of(name, name, FieldType.CURRENCY).digits(18, 2);
    }

    private static Field.Builder moment(String name) {
        return Field.of(name, name, FieldType.DATETIME);
    }

    private static final SObject OPPORTUNITY = TestOrg.object(
            "Opportunity",
            "006",
            TestOrg.text("Name").required(),
            TestOrg.text("StageName").required(),
            truth("IsClosed"),
            truth("IsWon"),
            number("Amount"),
            number("ExpectedRevenue").readOnly(),
            Field.of("Probability", "Probability", FieldType.PERCENT).digits(3, 0),
            TestOrg.text("ForecastCategory").readOnly(),
            TestOrg.text("ForecastCategoryName"),
            Field.of("CloseDate", "Close Date", FieldType.DATE),
            Field.of("FiscalYear", "Year", FieldType.INT).readOnly(),
            Field.of("FiscalQuarter", "Quarter", FieldType.INT).readOnly(),
            truth("HasOpportunityLineItem"));

    private static final SObject ENTRY = TestOrg.object("PricebookEntry", "01u", number("UnitPrice"));

    private static final SObject ITEM = TestOrg.object(
            "OpportunityLineItem",
            "00k",
            TestOrg.lookup("OpportunityId", "Opportunity", "Opportunity").required(),
            TestOrg.lookup("PricebookEntryId", "PricebookEntry", "PricebookEntry"),
            number("Quantity").required(),
            number("UnitPrice"),
            number("TotalPrice"),
            Field.of("Discount", "Discount", FieldType.PERCENT).digits(3, 0));

    private static final SObject CASE = TestOrg.object(
            "Case",
            "500",
            TestOrg.text("Status"),
            truth("IsClosed"),
            moment("ClosedDate").readOnly());

    private static final SObject LEAD = TestOrg.object(
            "Lead", "00Q", TestOrg.text("LastName"), Field.of("IsConverted", "Converted", FieldType.BOOLEAN));

    private static final SObject TASK = TestOrg.object(
            "Task",
            "00T",
            TestOrg.text("Status"),
            truth("IsClosed"),
            TestOrg.lookup("WhatId", "What", "Account", "Case"),
            TestOrg.lookup("AccountId", "Account", "Account").readOnly());

    private static final SObject EVENT = TestOrg.object(
            "Event",
            "00U",
            moment("StartDateTime"),
            moment("ActivityDateTime"),
            moment("EndDateTime"),
            Field.of("DurationInMinutes", "Duration", FieldType.INT),
            Field.of("IsAllDayEvent", "All Day", FieldType.BOOLEAN),
            Field.of("ActivityDate", "Day", FieldType.DATE));

    private final TestOrg org = TestOrg.of(TestOrg.account(), OPPORTUNITY, ENTRY, ITEM, CASE, LEAD, TASK, EVENT);

    private Row created(String object, Map<String, ? extends @Nullable Object> values) {
        return org.row(org.create(object, values));
    }

    private static OrgException refused(ThrowingCallable call) {
        OrgException failure = catchThrowableOfType(OrgException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void assertNumber(Row row, String field, String number) {
        assertThat((BigDecimal) row.get(field)).isEqualByComparingTo(number);
    }

    @Test
    void theStageSaysWhatBecomesOfAnOpportunity() {
        Row open = created(
                "Opportunity",
                Map.of("Name", "O", "StageName", "Prospecting", "Amount", 1000L, "CloseDate", "2026-11-30"));
        assertThat(open.get("IsClosed")).isEqualTo(false);
        assertThat(open.get("ForecastCategory")).isEqualTo("Pipeline");
        assertNumber(open, "Probability", "10");
        assertNumber(open, "ExpectedRevenue", "100");
        assertNumber(open, "FiscalQuarter", "4");
        Row guessed = org.update(open.id(), Map.of("Probability", 30L, "ForecastCategoryName", "Best Case"));
        assertNumber(guessed, "Probability", "30");
        assertThat(guessed.get("ForecastCategory")).isEqualTo("BestCase");
        Row won = org.update(open.id(), Map.of("StageName", "Closed Won"));
        assertThat(won.get("IsClosed")).isEqualTo(true);
        assertThat(won.get("IsWon")).isEqualTo(true);
        assertThat(won.get("ForecastCategoryName")).isEqualTo("Closed");
        assertNumber(won, "Probability", "100");
        Row lost = org.update(open.id(), Map.of("StageName", "Closed Lost", "Probability", 5L));
        assertThat(lost.get("IsWon")).isEqualTo(false);
        assertThat(lost.get("ForecastCategory")).isEqualTo("Omitted");
        assertNumber(lost, "Probability", "5");
        assertThat(org.update(open.id(), Map.of("StageName", "Own stage")).get("IsClosed"))
                .isEqualTo(false);
    }

    @Test
    void theProductsOfAnOpportunityAddUp() {
        String opportunity = org.create("Opportunity", Map.of("Name", "O", "StageName", "Prospecting"));
        String entry = org.create("PricebookEntry", Map.of("UnitPrice", new BigDecimal("2.50")));
        Row item = created(
                "OpportunityLineItem", Map.of("OpportunityId", opportunity, "PricebookEntryId", entry, "Quantity", 4L));
        assertNumber(item, "UnitPrice", "2.50");
        assertNumber(item, "TotalPrice", "10");
        Row other = created(
                "OpportunityLineItem",
                Map.of("OpportunityId", opportunity, "Quantity", 3L, "UnitPrice", 100L, "Discount", 10L));
        assertNumber(other, "TotalPrice", "270");
        assertNumber(org.row(opportunity), "Amount", "280");
        assertNumber(org.row(opportunity), "ExpectedRevenue", "28");
        assertThat(org.row(opportunity).get("HasOpportunityLineItem")).isEqualTo(true);
        Row priced = org.update(item.id(), Map.of("TotalPrice", 20L));
        assertNumber(priced, "UnitPrice", "5");
        assertNumber(org.row(opportunity), "Amount", "290");
        org.delete(item.id());
        assertNumber(org.row(opportunity), "Amount", "270");
        org.delete(other.id());
        assertThat(org.row(opportunity).get("HasOpportunityLineItem")).isEqualTo(false);
        assertNumber(org.row(opportunity), "Amount", "270");
    }

    @Test
    void casesAndTasksAreClosedByTheirStatus() {
        Row open = created("Case", Map.of("Status", "New"));
        assertThat(open.get("IsClosed")).isEqualTo(false);
        Row closed = org.update(open.id(), Map.of("Status", "Closed"));
        assertThat(closed.get("IsClosed")).isEqualTo(true);
        assertThat(closed.get("ClosedDate")).isEqualTo(TestOrg.NOW);
        assertThat(org.update(open.id(), Map.of("Status", "Working")).get("ClosedDate"))
                .isNull();
        String account = org.create("Account", Map.of("Name", "A"));
        Row task = created("Task", Map.of("Status", "Completed", "WhatId", account));
        assertThat(task.get("IsClosed")).isEqualTo(true);
        assertThat(task.get("AccountId")).isEqualTo(account);
        assertThat(org.update(task.id(), Map.of("Status", "Open", "WhatId", open.id()))
                        .get("AccountId"))
                .isNull();
        assertThat(org.row(task.id()).get("IsClosed")).isEqualTo(false);
    }

    @Test
    void aConvertedLeadStaysAsItIs() {
        Row lead = created("Lead", Map.of("LastName", "L", "IsConverted", true));
        assertThat(lead.get("IsConverted")).isEqualTo(false);
        org.update(lead.id(), Map.of("IsConverted", true));
        assertThat(refused(() -> org.update(lead.id(), Map.of("LastName", "M"))).code())
                .isEqualTo("CANNOT_UPDATE_CONVERTED_LEAD");
    }

    @Test
    void beginEndAndLengthOfAnEventAgree() {
        Row byLength = created("Event", Map.of("ActivityDateTime", "2026-05-01T22:30:00Z", "DurationInMinutes", 120L));
        assertThat(byLength.get("StartDateTime")).isEqualTo(Instant.parse("2026-05-01T22:30:00Z"));
        assertThat(byLength.get("EndDateTime")).isEqualTo(Instant.parse("2026-05-02T00:30:00Z"));
        assertThat(byLength.get("ActivityDate")).isEqualTo(LocalDate.of(2026, 5, 1));
        Row byEnd = org.update(byLength.id(), Map.of("EndDateTime", "2026-05-01T23:00:00Z"));
        assertNumber(byEnd, "DurationInMinutes", "30");
        Row moved = org.update(byLength.id(), Map.of("StartDateTime", "2026-05-03T10:00:00Z"));
        assertThat(moved.get("EndDateTime")).isEqualTo(Instant.parse("2026-05-03T10:30:00Z"));
        assertThat(moved.get("ActivityDateTime")).isEqualTo(moved.get("StartDateTime"));
        Row whole = created("Event", Map.of("IsAllDayEvent", true, "ActivityDate", "2026-05-05"));
        assertNumber(whole, "DurationInMinutes", "1440");
        assertThat(refused(() -> org.update(moved.id(), Map.of("EndDateTime", "2026-05-01T00:00:00Z")))
                        .fields())
                .containsExactly("EndDateTime");
        Map<String, Object> torn = new HashMap<>();
        torn.put("EndDateTime", "2026-05-03T12:00:00Z");
        torn.put("DurationInMinutes", 5L);
        assertThat(refused(() -> org.update(moved.id(), torn)).code()).isEqualTo("FIELD_INTEGRITY_EXCEPTION");
        assertThat(refused(() -> org.create("Event", Map.of())).fields())
                .containsExactly("ActivityDateTime", "DurationInMinutes");
    }

    @Test
    void anEffectDoesWithoutWhatTheSchemaLacks() {
        TestOrg bare = TestOrg.of(
                TestOrg.object("Opportunity", "006", TestOrg.text("StageName")),
                TestOrg.object("Event", "00U", TestOrg.text("Subject")),
                TestOrg.object("Task", "00T", TestOrg.text("Status")),
                TestOrg.object("ContentVersion", "068", TestOrg.text("Title")),
                TestOrg.object("OpportunityLineItem", "00k", TestOrg.text("Text")));
        assertThat(bare.row(bare.create("Opportunity", Map.of("StageName", "Closed Won")))
                        .get("StageName"))
                .isEqualTo("Closed Won");
        assertThat(bare.row(bare.create("Event", Map.of("Subject", "S"))).get("Subject"))
                .isEqualTo("S");
        assertThat(bare.row(bare.create("Task", Map.of("Status", "Completed"))).get("Status"))
                .isEqualTo("Completed");
        assertThat(bare.row(bare.create("ContentVersion", Map.of("Title", "T"))).get("Title"))
                .isEqualTo("T");
        assertThat(bare.row(bare.create("OpportunityLineItem", Map.of("Text", "T")))
                        .get("Text"))
                .isEqualTo("T");
    }
}
