package org.crmlink.sandbox.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.sandbox.dynamics.schema.DynamicsSchema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.junit.jupiter.api.Test;

class SampleDataTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-06-01T12:00:00Z"), ZoneOffset.UTC);

    private static Store filled(int size, long seed) {
        Store store = new Store(DynamicsSchema.standard(), CLOCK);
        SampleData.generate(store, size, seed);
        return store;
    }

    private static Map<RecordId, Map<String, Object>> content(Store store, String table) {
        return store.scan(table, null, Integer.MAX_VALUE).stream().collect(Collectors.toMap(Row::id, row -> {
            Map<String, Object> values = row.values();
            values.remove("versionnumber");
            return values;
        }));
    }

    @Test
    void asManyAccountsAndContactsAsAskedForAndOthersInProportion() {
        Store store = filled(300, 1);
        assertThat(store.count("account")).isEqualTo(300);
        assertThat(store.count("contact")).isEqualTo(300);
        for (String table : List.of(
                "lead",
                "opportunity",
                "incident",
                "task",
                "phonecall",
                "appointment",
                "annotation",
                "product",
                "new_project",
                "post",
                "competitor",
                "list",
                "listmember",
                "accountleads",
                "new_new_project_contact",
                "systemuserroles",
                "email",
                "activityparty",
                "activitypointer",
                "uom",
                "pricelevel",
                "productpricelevel",
                "quote",
                "quotedetail",
                "salesorder",
                "salesorderdetail",
                "new_milestone")) {
            assertThat(store.count(table)).as(table).isPositive();
        }
    }

    @Test
    void headersHaveTheSumsOfTheirLinesAndActivitiesTheirParties() {
        Store store = filled(300, 1);
        for (Row quote : store.scan("quote", null, Integer.MAX_VALUE)) {
            BigDecimal lines = store.related("quotedetail", "quoteid", quote.id()).stream()
                    .map(line -> ((BigDecimal) line.get("baseamount")).subtract(discount(line)))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat((BigDecimal) quote.get("totallineitemamount")).isEqualByComparingTo(lines);
            assertThat((Instant) quote.get("modifiedon")).isBefore(CLOCK.instant());
        }
        assertThat(store.scan("quote", null, Integer.MAX_VALUE))
                .extracting(row -> row.get("statecode"))
                .contains(0, 1, 2);
        for (String activity : List.of("email", "phonecall", "appointment")) {
            for (Row row : store.scan(activity, null, Integer.MAX_VALUE)) {
                assertThat(store.related("activityparty", "activityid", row.id()))
                        .as(activity)
                        .hasSizeGreaterThanOrEqualTo(3);
                assertThat(store.get("activitypointer", row.id())).isPresent();
            }
        }
    }

    private static BigDecimal discount(Row line) {
        return line.get("manualdiscountamount") instanceof BigDecimal amount ? amount : BigDecimal.ZERO;
    }

    @Test
    void zeroMeansOnlyTheOrganization() {
        Store store = filled(0, 1);
        assertThat(store.count("account")).isZero();
        assertThat(store.count("systemuser")).isEqualTo(10);
        assertThat(store.count("organization")).isEqualTo(1);
    }

    @Test
    void oneIsEnoughForEveryTable() {
        Store store = filled(1, 3);
        assertThat(store.count("contact")).isEqualTo(1);
        assertThat(store.count("opportunity")).isEqualTo(1);
    }

    @Test
    void equalSeedsGiveEqualRowsAndOthersGiveOthers() {
        Store first = filled(60, 7);
        Store second = filled(60, 7);
        Store other = filled(60, 8);
        for (Table table : first.schema().tables()) {
            if (!table.isIntersect()) {
                assertThat(content(second, table.logicalName()))
                        .as(table.logicalName())
                        .isEqualTo(content(first, table.logicalName()));
            }
        }
        assertThat(content(other, "account").keySet())
                .doesNotContainAnyElementsOf(content(first, "account").keySet());
    }

    @Test
    void namesComeInSeveralScriptsAndWithQuotes() {
        Store store = filled(1_000, 1);
        Set<Character.UnicodeScript> scripts = new HashSet<>();
        boolean quotes = false;
        for (Row row : store.scan("account", null, Integer.MAX_VALUE)) {
            String name = String.valueOf(row.get("name"));
            name.codePoints().forEach(point -> scripts.add(Character.UnicodeScript.of(point)));
            quotes |= name.contains("\"") && name.contains("'");
        }
        assertThat(scripts)
                .contains(
                        Character.UnicodeScript.LATIN,
                        Character.UnicodeScript.CYRILLIC,
                        Character.UnicodeScript.HAN,
                        Character.UnicodeScript.HANGUL);
        assertThat(quotes).isTrue();
    }

    @Test
    void lookupsLeadSomewhereAndSomeColumnsAreEmpty() {
        Store store = filled(500, 1);
        int parents = 0;
        int emptyMail = 0;
        for (Row contact : store.scan("contact", null, Integer.MAX_VALUE)) {
            if (contact.get("parentcustomerid") instanceof Reference parent) {
                parents++;
                assertThat(store.get(parent.table(), parent.id())).isPresent();
            }
            emptyMail += contact.get("emailaddress1") == null ? 1 : 0;
        }
        assertThat(parents).isBetween(300, 499);
        assertThat(emptyMail).isBetween(30, 250);
        assertThat(store.scan("account", null, 999, row -> row.get("primarycontactid") != null))
                .hasSizeBetween(200, 400);
    }

    @Test
    void theServersOwnColumnsAreFilled() {
        Store store = filled(50, 1);
        Row account = store.scan("account", null, 1, row -> row.get("revenue") != null)
                .get(0);
        assertThat(account.values())
                .containsKeys(
                        "revenue_base",
                        "exchangerate",
                        "transactioncurrencyid",
                        "ownerid",
                        "owninguser",
                        "owningbusinessunit",
                        "createdby",
                        "createdon",
                        "modifiedon",
                        "statecode",
                        "statuscode");
        assertThat((Instant) account.get("modifiedon")).isBefore(CLOCK.instant());
    }
}
