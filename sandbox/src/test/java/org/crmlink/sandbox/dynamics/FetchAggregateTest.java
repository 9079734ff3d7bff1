package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The data and the results are those of the documentation's examples. */
class FetchAggregateTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
        account("Example Account", null, null, "2023-08-27T10:00:00Z");
        account("Contoso", 1_500, "Redmond", "2023-03-25T17:42:00Z");
        account("Fabrikam", 2_700, "Lynnwood", "2023-03-25T17:42:00Z");
        account("Blue Yonder", 2_900, "Los Angeles", "2023-03-25T17:42:00Z");
        account("City Power", 2_900, "Redmond", "2023-03-25T17:42:00Z");
        account("Coho Winery", 3_900, "Phoenix", "2023-03-25T17:42:00Z");
        account("Adventure Works", 4_300, "Santa Cruz", "2023-03-25T17:42:00Z");
        account("Alpine Ski House", 4_800, "Missoula", "2023-03-25T17:42:00Z");
        account("Litware", 6_000, "Dallas", "2023-03-25T17:42:00Z");
        RecordId datum = account("A. Datum", 6_200, "redmond", "2023-03-25T17:42:00Z");
        org.patch("accounts(" + datum.text() + ")", "{\"revenue\":10000,\"industrycode\":1}");
        org.insert("contact", Map.of("lastname", "x", "parentcustomerid", new Reference("account", datum)));
        org.insert("contact", Map.of("lastname", "y", "parentcustomerid", new Reference("account", datum)));
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId account(String name, Integer employees, String city, String created) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", name);
        values.put("numberofemployees", employees);
        values.put("address1_city", city);
        values.put("lastonholdtime", Instant.parse(created));
        return org.insert("account", values);
    }

    private static Org.Reply groups(String attributes, String inside, String... headers) {
        return Fetch.rows(
                org,
                "accounts",
                "<fetch aggregate='true' " + attributes + "><entity name='account'>" + inside + "</entity></fetch>",
                headers);
    }

    private static String measure(String name, String aggregate, String alias) {
        return "<attribute name='" + name + "' aggregate='" + aggregate + "' alias='" + alias + "'/>";
    }

    private static String group(String name, String alias) {
        return "<attribute name='" + name + "' groupby='true' alias='" + alias + "'/>";
    }

    @Test
    void measuresOfAllRowsMakeOneLine() {
        Org.Reply reply = groups(
                "",
                measure("numberofemployees", "avg", "Average") + measure("numberofemployees", "count", "Count")
                        + measure("numberofemployees", "countcolumn", "ColumnCount")
                        + measure("numberofemployees", "max", "Maximum")
                        + measure("numberofemployees", "min", "Minimum") + measure("numberofemployees", "sum", "Sum")
                        + "<attribute name='numberofemployees' aggregate='countcolumn' distinct='true'"
                        + " alias='Distinct'/>");
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts");
        assertThat(reply.value())
                .containsExactly(Map.of(
                        "Average",
                        3_911L,
                        "Count",
                        10L,
                        "ColumnCount",
                        9L,
                        "Maximum",
                        6_200L,
                        "Minimum",
                        1_500L,
                        "Sum",
                        35_200L,
                        "Distinct",
                        8L));
    }

    @Test
    void groupsMergeWhatTheCollationMergesAndSayNothingOfNothing() {
        Org.Reply reply = groups(
                "",
                measure("numberofemployees", "sum", "Total") + measure("address1_city", "count", "Count")
                        + group("address1_city", "City") + "<order alias='City'/>");
        assertThat(reply.value()).hasSize(8);
        assertThat(reply.value().get(0)).containsOnlyKeys("Total", "Count").containsEntry("Total", 0L);
        // Which of the spellings stands for the group is not defined.
        assertThat(reply.value().get(6).get("City")).asString().isEqualToIgnoringCase("Redmond");
        assertThat(reply.value().get(6)).containsEntry("Total", 10_600L).containsEntry("Count", 3L);
        Org.Reply biggest = groups(
                "top='2'",
                measure("accountid", "count", "n") + group("address1_city", "City")
                        + "<order alias='n' descending='true'/>");
        assertThat(biggest.value()).hasSize(2);
        assertThat(biggest.value().get(0).get("City")).asString().isEqualToIgnoringCase("Redmond");
    }

    @Test
    void datesAreGroupedByTheirParts() {
        StringBuilder parts = new StringBuilder(measure("numberofemployees", "sum", "Total"));
        for (String part : List.of("day", "week", "month", "quarter", "year", "fiscal-period", "fiscal-year")) {
            parts.append("<attribute name='lastonholdtime' groupby='true' dategrouping='" + part + "' alias='"
                    + part.replace("-", "") + "'/>");
        }
        Org.Reply reply = groups("", parts + "<order alias='month'/>", "Prefer", Fetch.ALL);
        assertThat(reply.value()).hasSize(2);
        Map<String, Object> march = reply.value().get(0);
        assertThat(march)
                .containsEntry("Total", 35_200L)
                .containsEntry("Total@OData.Community.Display.V1.FormattedValue", "35,200")
                .containsEntry("day", 25L)
                .containsEntry("week", 12L)
                .containsEntry("month", 3L)
                .containsEntry("quarter", 1L)
                .containsEntry("year@OData.Community.Display.V1.FormattedValue", "2,023")
                .containsEntry("fiscalperiod@OData.Community.Display.V1.FormattedValue", "Quarter 1 FY2023")
                .containsEntry("fiscalyear@OData.Community.Display.V1.FormattedValue", "FY2023")
                .containsEntry("day@OData.Community.Display.V1.AttributeName", "lastonholdtime");
        assertThat(reply.value().get(1)).containsEntry("week", 35L);
    }

    @Test
    void lookupsChoicesAndJoinedColumnsMakeGroups() {
        Map<String, Object> owner = groups(
                        "", group("ownerid", "owner") + measure("accountid", "count", "n"), "Prefer", Fetch.ALL)
                .value()
                .get(0);
        assertThat(owner)
                .containsEntry("owner@OData.Community.Display.V1.FormattedValue", "System Administrator")
                .containsEntry("owner@Microsoft.Dynamics.CRM.lookuplogicalname", "systemuser")
                .containsEntry("n", 10L);
        Org.Reply joined = groups(
                "",
                group("industrycode", "branch")
                        + "<link-entity name='contact' from='parentcustomerid' to='accountid'>"
                        + measure("contactid", "count", "people") + "</link-entity>",
                "Prefer",
                Fetch.ALL);
        assertThat(joined.value()).hasSize(1);
        assertThat(joined.value().get(0))
                .containsEntry("people", 2L)
                .containsEntry("branch", 1L)
                .containsEntry("branch@OData.Community.Display.V1.FormattedValue", "Accounting");
    }

    @Test
    void amountsAreFormattedAndPagesOfGroupsHaveNoCookie() {
        Org.Reply amount = groups("", measure("revenue", "sum", "total"), "Prefer", Fetch.ALL);
        assertThat(amount.text()).contains("\"total\":10000.000000000");
        assertThat(amount.value().get(0))
                .containsEntry("total@OData.Community.Display.V1.FormattedValue", "$10,000.00");
        String cities = group("address1_city", "City") + "<order alias='City'/>";
        Org.Reply page = groups("count='3' page='2'", cities, "Prefer", Fetch.ALL);
        assertThat(page.column("City")).containsExactly("Lynnwood", "Missoula", "Phoenix");
        assertThat(Fetch.more(page)).isTrue();
        assertThat(Fetch.cookie(page)).isEmpty();
    }

    @Test
    void anAggregationOfNothingHasOneLineAndGroupsOfNothingHaveNone() {
        String nothing = "<filter><condition attribute='name' operator='eq' value='nobody'/></filter>";
        assertThat(groups("", measure("accountid", "count", "n") + nothing).value())
                .containsExactly(Map.of("n", 0L));
        assertThat(groups("", group("name", "name") + nothing).value()).isEmpty();
    }

    @Test
    void wrongAggregationsAreRefused() {
        refused("", "<attribute name='name'/>", "0x80041107");
        refused("", "<attribute name='name' aggregate='count'/>", "0x8004110b");
        refused("", measure("name", "median", "n"), "0x8004111a");
        refused("", measure("name", "sum", "n"), "0x8004111a");
        refused("", measure("name", "count", "n") + measure("sic", "count", "n"), "0x80041109");
        refused("", measure("name", "count", "n") + "<order attribute='name'/>", "0x80041107");
        refused("", measure("name", "count", "n") + "<order alias='other'/>", "0x80041126");
        refused("aggregatelimit='9'", measure("name", "count", "n"), "0x8004e023");
        assertThat(groups("aggregatelimit='10'", measure("name", "count", "n")).value())
                .hasSize(1);
    }

    private static void refused(String attributes, String inside, String code) {
        Org.Reply reply = Fetch.get(
                org,
                "accounts",
                "<fetch aggregate='true' " + attributes + "><entity name='account'>" + inside + "</entity></fetch>");
        assertThat(reply.status()).as(inside).isEqualTo(400);
        assertThat(reply.errorCode()).as(inside).isEqualTo(code);
    }
}
