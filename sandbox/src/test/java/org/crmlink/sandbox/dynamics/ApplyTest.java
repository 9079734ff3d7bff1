package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApplyTest {

    private static final String FORMATTED = "odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\"";

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
        RecordId jim = org.insert("contact", Map.of("firstname", "Jim", "lastname", "Glynn"));
        RecordId maria = org.insert("contact", Map.of("firstname", "Maria", "lastname", "Campbell"));
        account("one", 10_000, "WA", jim);
        account("two", 50_000, "WA", maria);
        account("three", 30_000, "TX", maria);
        RecordId four = account("four", null, "TX", null);
        org.patch("accounts(" + four.text() + ")", "{\"statecode\":1,\"statuscode\":2}");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId account(String name, Integer revenue, String state, RecordId contact) {
        Map<String, Object> values = new HashMap<>(Map.of("name", name, "address1_stateorprovince", state));
        if (contact != null) {
            values.put("primarycontactid", new Reference("contact", contact));
        }
        RecordId id = org.insert("account", values);
        if (revenue != null) {
            org.patch("accounts(" + id.text() + ")", "{\"revenue\":" + revenue + "}");
        }
        return id;
    }

    private static Org.Reply apply(String text, String... headers) {
        Org.Reply reply = org.get("accounts?$apply=" + text, headers);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    @Test
    void groupsHaveTheDocumentedShape() {
        Org.Reply reply = apply("groupby((statuscode),aggregate($count as count))", "Prefer", FORMATTED);
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts");
        assertThat(List.copyOf(reply.value().get(0).entrySet()))
                .isEqualTo(List.of(
                        Map.entry("statuscode@OData.Community.Display.V1.FormattedValue", "Active"),
                        Map.entry("statuscode", 1L),
                        Map.entry("count@OData.Community.Display.V1.FormattedValue", "3"),
                        Map.entry("count", 3L)));
        assertThat(reply.value()).hasSize(2);
        assertThat(apply("groupby((statuscode))").value())
                .containsExactly(Map.of("statuscode", 1L), Map.of("statuscode", 2L));
    }

    @Test
    void measuresOfAllRowsMakeOneLine() {
        Org.Reply reply = apply(
                "aggregate(revenue with sum as total,revenue with average as mean,revenue with max as most,"
                        + "createdon with min as first,name with countdistinct as names,$count as n)",
                "Prefer",
                FORMATTED);
        assertThat(reply.text()).contains("\"total\":90000.000000000", "\"mean\":30000.000000000");
        assertThat(reply.value()).hasSize(1);
        assertThat(reply.value().get(0))
                .containsEntry("total@OData.Community.Display.V1.FormattedValue", "$90,000.00")
                .containsEntry("names", 4L)
                .containsEntry("n", 4L)
                .containsKey("first");
    }

    @Test
    void groupsReachOverLookupsAndFiltersGoBefore() {
        Org.Reply reply = apply("filter(primarycontactid/fullname ne null)"
                + "/groupby((primarycontactid/fullname),aggregate(revenue with sum as total))");
        assertThat(reply.column("contact_fullname")).containsExactly("Jim Glynn", "Maria Campbell");
        assertThat(reply.text()).contains("\"total\":80000.000000000,\"contact_fullname\":\"Maria Campbell\"");
        assertThat(apply("filter(address1_stateorprovince eq 'wa')/groupby((primarycontactid/fullname))")
                        .value())
                .containsExactly(Map.of("contact_fullname", "Jim Glynn"), Map.of("contact_fullname", "Maria Campbell"));
        assertThat(apply("groupby((_primarycontactid_value),aggregate($count as n))")
                        .column("n"))
                .containsExactlyInAnyOrder(1L, 2L, 1L);
    }

    @Test
    void groupsCanBeOrderedAndPaged() {
        assertThat(apply("groupby((name))&$orderby=name desc").column("name"))
                .containsExactly("two", "three", "one", "four");
        Org.Reply first = apply("groupby((name))", "Prefer", "odata.maxpagesize=3");
        assertThat(first.column("name")).containsExactly("four", "one", "three");
        Org.Reply second = org.get(first.link("@odata.nextLink"), "Prefer", "odata.maxpagesize=3");
        assertThat(second.column("name")).containsExactly("two");
        assertThat(second.link("@odata.nextLink")).isEmpty();
    }

    @Test
    void whatTheServiceDoesNotDoIsRefused() {
        Org.Reply order = org.get("accounts?$apply=groupby((name),aggregate($count as n))&$orderby=n");
        assertThat(order.status()).isEqualTo(400);
        assertThat(order.errorMessage()).isEqualTo("The query node SingleValueOpenPropertyAccess is not supported.");
        for (String bad : List.of(
                "groupby((createdon))",
                "groupby((nope))",
                "groupby(name)",
                "aggregate(name with sum as x)",
                "aggregate(revenue with median as x)",
                "aggregate($count as n,$count as n)",
                "aggregate(nonsense)",
                "groupby((name))&$filter=name eq 'x'",
                "groupby((name))&$top=1")) {
            assertThat(org.get("accounts?$apply=" + bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(org.get("accounts?$apply=topcount(2,revenue)").status()).isEqualTo(501);
        assertThat(org.get("accounts?$apply=groupby((name))/filter(name eq 'x')")
                        .status())
                .isEqualTo(501);
    }

    @Test
    void anAggregationReadsNoMoreRowsThanTheLimit() {
        org.sandbox.settings().aggregateLimit(3);
        try {
            assertThat(org.get("accounts?$apply=filter(name ne 'four')/aggregate($count as n)")
                            .status())
                    .isEqualTo(200);
            assertThat(org.get("accounts?$apply=aggregate($count as n)").errorCode())
                    .isEqualTo("0x8004e023");
            String count = "<fetch aggregate='true'><entity name='account'><attribute name='name' aggregate='count'"
                    + " alias='n'/></entity></fetch>";
            assertThat(org.get("accounts?fetchXml=" + Fetch.encoded(count)).errorCode())
                    .isEqualTo("0x8004e023");
        } finally {
            org.sandbox.settings().aggregateLimit(50_000);
        }
    }
}
