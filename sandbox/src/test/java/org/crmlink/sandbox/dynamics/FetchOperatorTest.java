package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The condition operators, on FetchXML and as query functions of {@code $filter}. It is Wednesday, May 15, 2024, noon. */
class FetchOperatorTest {

    private static final Instant NOW = Instant.parse("2024-05-15T12:00:00Z");
    private static final String USER = "00000000-0000-0000-0000-000000000002";
    private static final RecordId COLLEAGUE = RecordId.guid("00000000-0000-0000-0000-000000000101");

    private static Org org;
    private static RecordId top;
    private static RecordId middle;

    @BeforeAll
    static void start() {
        org = Org.start(options -> options.clock(Clock.fixed(NOW, ZoneOffset.UTC)));
        date("year ago", "2023-05-15T12:00:00Z");
        date("new year", "2024-01-01T00:00:00Z");
        date("march", "2024-03-31T23:59:59Z");
        date("april", "2024-04-10T00:00:00Z");
        date("sunday", "2024-05-12T00:00:00Z");
        date("yesterday", "2024-05-14T08:00:00Z");
        date("morning", "2024-05-15T09:30:00Z");
        date("evening", "2024-05-15T20:00:00Z");
        date("tomorrow", "2024-05-16T10:00:00Z");
        date("june", "2024-06-03T00:00:00Z");
        date("july", "2024-07-01T00:00:00Z");
        date("next year", "2025-02-01T00:00:00Z");
        top = tree("top", null);
        middle = tree("middle", top);
        tree("leaf", middle);
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static void date(String name, String moment) {
        org.insert("account", Map.of("name", name, "sic", "date", "lastonholdtime", Instant.parse(moment)));
    }

    private static RecordId tree(String name, RecordId parent) {
        Map<String, Object> values = new HashMap<>(Map.of("name", name, "sic", "tree"));
        if (parent != null) {
            values.put("parentaccountid", new Reference("account", parent));
        }
        return org.insert("account", values);
    }

    private static String condition(String attribute, String operator, String... values) {
        StringBuilder xml = new StringBuilder("<condition attribute='" + attribute + "' operator='" + operator + "'>");
        for (String value : values) {
            xml.append("<value>").append(value).append("</value>");
        }
        return xml.append("</condition>").toString();
    }

    private static List<Object> fetched(String group, String condition) {
        return Fetch.rows(
                        org,
                        "accounts",
                        "<fetch><entity name='account'><attribute name='name'/><order attribute='lastonholdtime'/>"
                                + "<order attribute='name'/><filter>" + condition("sic", "eq", group) + condition
                                + "</filter></entity></fetch>")
                .column("name");
    }

    private static List<Object> filtered(String group, String function) {
        Org.Reply reply = org.get("accounts?$select=name&$orderby=lastonholdtime,name&$filter=sic eq '" + group
                + "' and Microsoft.Dynamics.CRM." + function);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.column("name");
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource({
        "today, Today, , morning evening",
        "yesterday, Yesterday, , yesterday",
        "tomorrow, Tomorrow, , tomorrow",
        "last-seven-days, Last7Days, , sunday yesterday morning",
        "next-seven-days, Next7Days, , evening tomorrow",
        "this-week, ThisWeek, , sunday yesterday morning evening tomorrow",
        "last-week, LastWeek, ,",
        "this-month, ThisMonth, , sunday yesterday morning evening tomorrow",
        "last-month, LastMonth, , april",
        "next-month, NextMonth, , june",
        "last-year, LastYear, , year_ago",
        "next-year, NextYear, , next_year",
        "this-fiscal-period, ThisFiscalPeriod, , april sunday yesterday morning evening tomorrow june",
        "last-fiscal-period, LastFiscalPeriod, , new_year march",
        "next-fiscal-period, NextFiscalPeriod, , july",
        "last-fiscal-year, LastFiscalYear, , year_ago",
        "next-fiscal-year, NextFiscalYear, , next_year",
        "last-x-hours, LastXHours, 4, morning",
        "next-x-hours, NextXHours, 9, evening",
        "last-x-days, LastXDays, 1, yesterday morning",
        "next-x-days, NextXDays, 1, evening tomorrow",
        "last-x-weeks, LastXWeeks, 1, sunday yesterday morning",
        "next-x-months, NextXMonths, 1, evening tomorrow june",
        "last-x-fiscal-periods, LastXFiscalPeriods, 1, new_year march",
        "next-x-fiscal-years, NextXFiscalYears, 1, next_year",
        "olderthan-x-minutes, OlderThanXMinutes, 60, year_ago new_year march april sunday yesterday morning",
        "olderthan-x-months, OlderThanXMonths, 1, year_ago new_year march april",
        "olderthan-x-years, OlderThanXYears, 1,",
        "on, On, 2024-05-15, morning evening",
        "on-or-after, OnOrAfter, 2024-07-01, july next_year",
        "on-or-before, OnOrBefore, 2024-01-01, year_ago new_year",
        "in-fiscal-year, InFiscalYear, 2025, next_year",
        "in-fiscal-period, InFiscalPeriod, 1, new_year march next_year"
    })
    void datesAreComparedWithNowAlikeInFetchXmlAndInFilters(
            String operator, String function, String value, String expected) {
        List<Object> names = new ArrayList<>();
        for (String name : (expected == null ? "" : expected).split(" ", -1)) {
            if (!name.isEmpty()) {
                names.add(name.replace('_', ' '));
            }
        }
        assertThat(fetched(
                        "date",
                        value == null
                                ? condition("lastonholdtime", operator)
                                : condition("lastonholdtime", operator, value)))
                .isEqualTo(names);
        String argument = value == null ? "" : ",PropertyValue=" + (value.contains("-") ? "'" + value + "'" : value);
        assertThat(filtered("date", function + "(PropertyName='lastonholdtime'" + argument + ")"))
                .isEqualTo(names);
    }

    @Test
    void fiscalPeriodsOfAYearTakeTwoValues() {
        for (String[] one : new String[][] {
            {"in-fiscal-period-and-year", "InFiscalPeriodAndYear", "july"},
            {"in-or-after-fiscal-period-and-year", "InOrAfterFiscalPeriodAndYear", "july,next year"}
        }) {
            List<Object> names = List.of((Object[]) one[2].split(",", -1));
            assertThat(fetched("date", condition("lastonholdtime", one[0], "3", "2024")))
                    .isEqualTo(names);
            assertThat(filtered(
                            "date", one[1] + "(PropertyName='lastonholdtime',PropertyValue1=3,PropertyValue2=2024)"))
                    .isEqualTo(names);
        }
        assertThat(fetched("date", condition("lastonholdtime", "in-or-before-fiscal-period-and-year", "1", "2024")))
                .containsExactly("year ago", "new year", "march");
    }

    @Test
    void hierarchiesAreFollowedUpAndDown() {
        Map<String, List<Object>> expected = Map.of(
                "under", List.of("leaf", "middle"),
                "eq-or-under", List.of("leaf", "middle", "top"),
                "not-under", List.of("top"),
                "above", List.of(),
                "eq-or-above", List.of("top"));
        expected.forEach((operator, names) -> assertThat(fetched("tree", condition("accountid", operator, top.text())))
                .as(operator)
                .containsExactlyInAnyOrderElementsOf(names));
        assertThat(fetched("tree", condition("accountid", "above", middle.text())))
                .containsExactly("top");
        assertThat(filtered("tree", "Under(PropertyName='accountid',PropertyValue='" + middle.text() + "')"))
                .containsExactly("leaf");
        assertThat(filtered("tree", "AboveOrEqual(PropertyName='accountid',PropertyValue='" + middle.text() + "')"))
                .containsExactlyInAnyOrder("middle", "top");
        Org.Reply none = Fetch.get(
                org,
                "contacts",
                "<fetch><entity name='contact'><filter>" + condition("contactid", "under", top.text())
                        + "</filter></entity></fetch>");
        assertThat(none.status()).isEqualTo(400);
        assertThat(org.get("RelationshipDefinitions(SchemaName='account_parent_account')/"
                                + "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select=IsHierarchical")
                        .json()
                        .get("IsHierarchical"))
                .isEqualTo(true);
    }

    @Test
    void ownersAreComparedWithTheCallerAndTheCallersTeams() {
        RecordId team = org.sandbox.store().scan("team", null, 1).get(0).id();
        owned("mine", new Reference("systemuser", RecordId.guid(USER)));
        owned("teams", new Reference("team", team));
        owned("theirs", new Reference("systemuser", COLLEAGUE));
        assertThat(fetched("own", condition("ownerid", "eq-userid"))).containsExactly("mine");
        assertThat(fetched("own", condition("ownerid", "ne-userid"))).containsExactly("teams", "theirs");
        assertThat(fetched("own", condition("ownerid", "eq-userteams"))).containsExactly("teams");
        assertThat(fetched("own", condition("ownerid", "eq-useroruserteams"))).containsExactly("mine", "teams");
        assertThat(filtered("own", "EqualUserOrUserTeams(PropertyName='ownerid')"))
                .containsExactly("mine", "teams");
        assertThat(filtered("own", "NotEqualUserId(PropertyName='ownerid')")).containsExactly("teams", "theirs");
        org.sandbox
                .store()
                .update(
                        "systemuser",
                        COLLEAGUE,
                        Map.of("parentsystemuserid", new Reference("systemuser", RecordId.guid(USER))));
        assertThat(fetched("own", condition("ownerid", "eq-useroruserhierarchy")))
                .containsExactly("mine", "theirs");
        assertThat(fetched("own", condition("ownerid", "eq-useroruserhierarchyandteams")))
                .hasSize(3);
        assertThat(fetched("own", condition("owningbusinessunit", "eq-businessid")))
                .contains("mine", "theirs");
        assertThat(fetched("own", condition("owningbusinessunit", "ne-businessid")))
                .doesNotContain("mine", "theirs");
        Org.Reply asColleague = Fetch.rows(
                org,
                "accounts",
                "<fetch><entity name='account'><attribute name='name'/><filter>" + condition("sic", "eq", "own")
                        + condition("ownerid", "eq-userid") + "</filter></entity></fetch>",
                "MSCRMCallerID",
                COLLEAGUE.text());
        assertThat(asColleague.column("name")).containsExactly("theirs");
    }

    private static void owned(String name, Reference owner) {
        org.insert("account", Map.of("name", name, "sic", "own", "ownerid", owner));
    }

    @Test
    void textsAreMatchedWithoutCaseByPatternsAndLiterally() {
        for (String name : List.of("100% wool", "100 sheep", "Café [open]", "plain_text")) {
            org.insert("account", Map.of("name", name, "sic", "text"));
        }
        assertThat(fetched("text", condition("name", "like", "100%"))).containsExactly("100 sheep", "100% wool");
        assertThat(fetched("text", condition("name", "begins-with", "100%"))).containsExactly("100% wool");
        assertThat(fetched("text", condition("name", "ends-with", "OPEN]"))).containsExactly("Café [open]");
        assertThat(fetched("text", condition("name", "like", "%[_]%"))).containsExactly("plain_text");
        assertThat(fetched("text", condition("name", "like", "[a-c]%"))).containsExactly("Café [open]");
        assertThat(fetched("text", condition("name", "like", "[^1c]%"))).containsExactly("plain_text");
        assertThat(fetched("text", condition("name", "like", "1__ s%p"))).containsExactly("100 sheep");
        assertThat(fetched("text", condition("name", "not-like", "%e%"))).containsExactly("100% wool");
        assertThat(fetched("text", condition("name", "not-begin-with", "1")))
                .containsExactly("Café [open]", "plain_text");
        assertThat(fetched("text", condition("name", "not-end-with", "p")))
                .containsExactly("100% wool", "Café [open]", "plain_text");
        assertThat(fetched("text", condition("fax", "not-like", "x%"))).hasSize(4);
        assertThat(filtered("text", "Contains(PropertyName='name',PropertyValue='WOOL')"))
                .containsExactly("100% wool");
    }

    @Test
    void numbersChoicesAndFlagsAreComparedByTheirType() {
        number("one", 1, 1, true);
        number("two", 2, 2, false);
        number("none", null, null, false);
        assertThat(fetched("number", condition("numberofemployees", "eq", "1.0")))
                .containsExactly("one");
        assertThat(fetched("number", condition("numberofemployees", "ne", "1"))).containsExactly("none", "two");
        assertThat(fetched("number", condition("numberofemployees", "neq", "1")))
                .containsExactly("none", "two");
        assertThat(fetched("number", condition("numberofemployees", "ge", "2"))).containsExactly("two");
        assertThat(fetched("number", condition("numberofemployees", "lt", "2"))).containsExactly("one");
        assertThat(fetched("number", condition("numberofemployees", "between", "2", "9")))
                .containsExactly("two");
        assertThat(fetched("number", condition("numberofemployees", "not-between", "2", "9")))
                .containsExactly("none", "one");
        assertThat(fetched("number", condition("industrycode", "in", "1", "7"))).containsExactly("one");
        assertThat(fetched("number", condition("industrycode", "not-in", "1", "7")))
                .containsExactly("none", "two");
        assertThat(fetched("number", condition("industrycodename", "eq", "accounting")))
                .containsExactly("one");
        assertThat(fetched("number", condition("creditonhold", "eq", "1"))).containsExactly("one");
        assertThat(fetched("number", condition("creditonhold", "eq", "false"))).containsExactly("none", "two");
        assertThat(fetched("number", condition("industrycode", "null"))).containsExactly("none");
        assertThat(fetched("number", condition("industrycode", "not-null"))).containsExactly("one", "two");
        assertThat(fetched("number", "<condition attribute='numberofemployees' operator='gt' value='1'/>"))
                .containsExactly("two");
    }

    private static void number(String name, Integer employees, Integer industry, boolean hold) {
        Map<String, Object> values = new HashMap<>(Map.of("name", name, "sic", "number", "creditonhold", hold));
        values.put("numberofemployees", employees);
        values.put("industrycode", industry);
        org.insert("account", values);
    }

    @Test
    void idsAreReadInBracesAndUpperCase() {
        String upper = "{" + top.text().toUpperCase(java.util.Locale.ROOT) + "}";
        assertThat(fetched("tree", condition("accountid", "eq", upper))).containsExactly("top");
        assertThat(fetched("tree", condition("parentaccountid", "eq", upper))).containsExactly("middle");
        assertThat(fetched("tree", condition("parentaccountid", "in", upper, middle.text())))
                .containsExactly("leaf", "middle");
        assertThat(fetched("tree", condition("parentaccountidname", "eq", "TOP")))
                .containsExactly("middle");
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        for (String[] one : new String[][] {
            {"numberofemployees", "eq", "many", "0x80041108"},
            {"accountid", "eq", "1", "0x80041108"},
            {"lastonholdtime", "on", "someday", "0x80040239"},
            {"lastonholdtime", "last-x-days", "x", "0x80040203"},
            {"name", "today", null, "0x80040203"},
            {"numberofemployees", "like", "1%", "0x80041108"},
            {"name", "eq", null, "0x80041108"}
        }) {
            String condition = one[2] == null ? condition(one[0], one[1]) : condition(one[0], one[1], one[2]);
            Org.Reply reply = Fetch.get(
                    org,
                    "accounts",
                    "<fetch><entity name='account'><filter>" + condition + "</filter></entity></fetch>");
            assertThat(reply.status()).as(condition).isEqualTo(400);
            assertThat(reply.errorCode()).as(condition).isEqualTo(one[3]);
        }
    }
}
