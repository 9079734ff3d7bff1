package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchPagingTest {

    private static final String CONTACTS = "<entity name='contact'><attribute name='lastname'/>%s</entity>";

    private Org org;

    @BeforeEach
    void start() {
        org = Org.start();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private RecordId contact(String last, RecordId account) {
        return account == null
                ? org.insert("contact", Map.of("lastname", last))
                : org.insert(
                        "contact", Map.of("lastname", last, "parentcustomerid", new Reference("account", account)));
    }

    private Org.Reply page(String attributes, String entity) {
        return Fetch.rows(org, "contacts", "<fetch " + attributes + ">" + entity + "</fetch>", "Prefer", Fetch.ALL);
    }

    @Test
    void theCookieHasTheDocumentedForm() {
        RecordId first = contact("O'Neil & <b>", null);
        RecordId second = contact("Alpha", null);
        contact("Aachen", null);
        Org.Reply reply =
                page("count='2' page='1'", CONTACTS.formatted("<order attribute='lastname' descending='true'/>"));
        assertThat(reply.column("lastname")).containsExactly("O'Neil & <b>", "Alpha");
        assertThat(reply.json().get("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie"))
                .asString()
                .startsWith(
                        "<cookie pagenumber=\"2\" pagingcookie=\"%253ccookie%2520page%253d%25221%2522%253e%253clastname"
                                + "%2520last%253d%2522Alpha%2522%2520first%253d%2522O%2527Neil%2520");
        assertThat(Fetch.cookie(reply))
                .isEqualTo("<cookie page=\"1\"><lastname last=\"Alpha\" first=\"O'Neil &amp; &lt;b&gt;\" /><contactid"
                        + " last=\"{" + upper(second) + "}\" first=\"{" + upper(first) + "}\" /></cookie>");
        assertThat(Fetch.more(reply)).isTrue();
        List<String> names = new ArrayList<>(
                reply.json().keySet().stream().map(Object::toString).toList());
        assertThat(names.indexOf("value")).isEqualTo(names.size() - 1);
    }

    private static String upper(RecordId id) {
        return id.text().toUpperCase(Locale.ROOT);
    }

    @Test
    void theLastPageHasNeitherCookieNorFlagAndNeitherComesUnasked() {
        contact("a", null);
        contact("b", null);
        Org.Reply last = page("count='2'", CONTACTS.formatted(""));
        assertThat(last.text()).doesNotContain("morerecords", "fetchxmlpagingcookie");
        Org.Reply unasked = Fetch.rows(org, "contacts", "<fetch count='1'>" + CONTACTS.formatted("") + "</fetch>");
        assertThat(unasked.text()).doesNotContain("morerecords", "fetchxmlpagingcookie");
    }

    @Test
    void pagesByCookieContainEachRowOnceWhateverTheOrder() {
        Instant start = Instant.parse("2024-01-01T00:00:00Z");
        for (int i = 0; i < 23; i++) {
            RecordId id = contact("n" + i % 4, null);
            if (i % 5 > 0) {
                Instant time = start.plus(Duration.ofDays(i % 3));
                org.sandbox
                        .store()
                        .update(
                                "contact",
                                id,
                                Map.of("anniversary", java.time.LocalDate.ofInstant(time, java.time.ZoneOffset.UTC)));
            }
        }
        for (String order : List.of(
                "",
                "<order attribute='lastname'/>",
                "<order attribute='anniversary' descending='true'/><order attribute='lastname'/>",
                "<order attribute='contactid' descending='true'/>",
                "<order attribute='ownerid'/>",
                "<order attribute='statecode'/><order attribute='createdon'/>",
                "<order attribute='versionnumber'/>")) {
            List<Map<String, Object>> rows = Fetch.pages(org, "contacts", CONTACTS.formatted(order), 4, () -> {});
            assertThat(rows).as(order).hasSize(23);
            LinkedHashSet<Object> ids = new LinkedHashSet<>();
            rows.forEach(row -> ids.add(row.get("contactid")));
            assertThat(ids).as(order).hasSize(23);
            List<Object> whole = page("", CONTACTS.formatted(order)).column("contactid");
            assertThat(new ArrayList<>(ids)).as(order).isEqualTo(whole);
        }
    }

    @Test
    void rowsThatComeAndGoBetweenPagesShiftNothing() {
        for (String name : List.of("b", "d", "f", "h")) {
            contact(name, null);
        }
        String entity = CONTACTS.formatted("<order attribute='lastname'/>");
        Org.Reply first = page("count='2' page='1'", entity);
        org.sandbox
                .store()
                .delete(
                        "contact",
                        RecordId.guid(first.column("contactid").get(1).toString()));
        contact("a", null);
        contact("e", null);
        String next = " page='2' count='2' paging-cookie='" + Fetch.escaped(Fetch.cookie(first)) + "'";
        assertThat(page(next, entity).column("lastname")).containsExactly("e", "f");
        assertThat(page("count='2' page='2'", entity).column("lastname")).containsExactly("e", "f");
        org.sandbox
                .store()
                .delete(
                        "contact",
                        RecordId.guid(first.column("contactid").get(0).toString()));
        assertThat(page(next, entity).column("lastname")).containsExactly("e", "f");
        assertThat(page("count='2' page='2'", entity).column("lastname")).containsExactly("f", "h");
    }

    @Test
    void aCookieOfAnotherPageThanTheOneBeforeIsIgnored() {
        for (int i = 0; i < 6; i++) {
            contact("n" + i, null);
        }
        String entity = CONTACTS.formatted("<order attribute='lastname'/>");
        String cookie = Fetch.escaped(Fetch.cookie(page("count='2'", entity)));
        assertThat(page("count='2' page='3' paging-cookie='" + cookie + "'", entity)
                        .column("lastname"))
                .containsExactly("n4", "n5");
        Org.Reply bad =
                Fetch.get(org, "contacts", "<fetch count='2' page='2' paging-cookie='rubbish'>" + entity + "</fetch>");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.errorMessage()).isEqualTo("Malformed XML in the Paging Cookie");
    }

    @Test
    void anOrderByALinkedColumnFallsBackToPageNumbers() {
        for (String name : List.of("y", "x", "z")) {
            RecordId account = org.insert("account", Map.of("name", name));
            contact("of " + name, account);
        }
        String entity =
                CONTACTS.formatted("<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'>"
                        + "<order attribute='name'/></link-entity>");
        Org.Reply first = page("count='2' page='1'", entity);
        assertThat(first.column("lastname")).containsExactly("of x", "of y");
        assertThat(Fetch.more(first)).isTrue();
        assertThat(Fetch.cookie(first)).isEmpty();
        assertThat(page("count='2' page='2'", entity).column("lastname")).containsExactly("of z");
        Org.Reply far = Fetch.get(org, "contacts", "<fetch count='5000' page='11'>" + entity + "</fetch>");
        assertThat(far.status()).isEqualTo(400);
    }

    @Test
    void joinedRowsOfOneRowThatAPageEndCutsApartAreLostAsWithTheRealService() {
        RecordId account = org.insert("account", Map.of("name", "one"));
        for (int i = 0; i < 5; i++) {
            contact("n" + i, account);
        }
        org.insert("account", Map.of("name", "two"));
        String entity =
                "<entity name='account'><attribute name='name'/><order attribute='name'/><link-entity name='contact'"
                        + " from='parentcustomerid' to='accountid' link-type='outer'/></entity>";
        assertThat(Fetch.pages(org, "accounts", entity, 3, () -> {})).hasSize(4);
        assertThat(Fetch.rows(org, "accounts", "<fetch>" + entity + "</fetch>").value())
                .hasSize(6);
    }

    @Test
    void aSemiJoinPagesByCookieWithoutLossEitherAsDistinctOrAsExists() {
        for (int i = 0; i < 9; i++) {
            RecordId account = org.insert("account", Map.of("name", "a" + i % 2));
            for (int j = 0; j < i % 4; j++) {
                contact("n" + j, account);
            }
        }
        String link = "<link-entity name='contact' from='parentcustomerid' to='accountid' link-type='%s'/>";
        String entity = "<entity name='account'><attribute name='accountid'/><order attribute='name'/>%s</entity>";
        String distinct = entity.formatted(link.formatted("inner"));
        List<Object> ids = new ArrayList<>();
        String cookie = "";
        for (int page = 1; page <= 10; page++) {
            Org.Reply reply = Fetch.rows(
                    org,
                    "accounts",
                    "<fetch distinct='true' count='2' page='" + page + "'"
                            + (cookie.isEmpty() ? "" : " paging-cookie='" + Fetch.escaped(cookie) + "'") + ">"
                            + distinct + "</fetch>",
                    "Prefer",
                    Fetch.ALL);
            ids.addAll(reply.column("accountid"));
            cookie = Fetch.cookie(reply);
            assertThat(cookie.isEmpty()).isEqualTo(!Fetch.more(reply));
            if (cookie.isEmpty()) {
                break;
            }
        }
        // Of nine accounts the first, the fifth and the ninth have no contact.
        assertThat(ids).hasSize(6).doesNotHaveDuplicates();
        List<Object> tested = new ArrayList<>();
        Fetch.pages(org, "accounts", entity.formatted(link.formatted("exists")), 2, () -> {})
                .forEach(row -> tested.add(row.get("accountid")));
        assertThat(tested).isEqualTo(ids);
    }

    @Test
    void theSmallestOfCountAndPreferenceIsThePage() {
        for (int i = 0; i < 4; i++) {
            contact("n" + i, null);
        }
        Org.Reply reply = Fetch.rows(
                org,
                "contacts",
                "<fetch count='3'>" + CONTACTS.formatted("") + "</fetch>",
                "Prefer",
                "odata.maxpagesize=2");
        assertThat(reply.value()).hasSize(2);
        assertThat(reply.header("Preference-Applied")).isEqualTo("odata.maxpagesize=2");
        assertThat(page("top='3'", CONTACTS.formatted("")).value()).hasSize(3);
    }

    @Test
    void theNumberOfAllRowsIsToldWhenAskedFor() {
        for (int i = 0; i < 4; i++) {
            contact("n" + i, null);
        }
        Org.Reply asked = page("count='2' returntotalrecordcount='true'", CONTACTS.formatted(""));
        assertThat(asked.json().get("@odata.count")).isEqualTo(4L);
        assertThat(asked.json().get("@Microsoft.Dynamics.CRM.totalrecordcount")).isEqualTo(4L);
        assertThat(asked.json().get("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"))
                .isEqualTo(false);
        Org.Reply option = org.get(
                "contacts?$count=true&fetchXml=" + Fetch.encoded("<fetch>" + CONTACTS.formatted("") + "</fetch>"));
        assertThat(option.json().get("@odata.count")).isEqualTo(4L);
        assertThat(page("", CONTACTS.formatted("")).json().containsKey("@odata.count"))
                .isFalse();
    }

    @Test
    void aJoinOverManyRowsTakesNoLongTimePerPage() {
        int many = 30_000;
        org.sandbox.store().run(transaction -> {
            RecordId account = null;
            for (int i = 0; i < many; i++) {
                if (i % 3 == 0) {
                    account = transaction
                            .insert("account", null, Map.of("name", "a" + i))
                            .id();
                }
                transaction.insert(
                        "contact",
                        null,
                        Map.of(
                                "lastname",
                                "n" + (i * 7919) % many,
                                "parentcustomerid",
                                new Reference("account", account)));
            }
        });
        String link = "<link-entity name='account' from='accountid' to='parentcustomerid' alias='a'>"
                + "<attribute name='name'/></link-entity>";
        long start = System.nanoTime();
        List<Map<String, Object>> rows = Fetch.pages(
                org, "contacts", CONTACTS.formatted("<order attribute='lastname'/>" + link), 5_000, () -> {});
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(rows).hasSize(many);
        assertThat(rows.get(0)).containsEntry("lastname", "n0").containsKey("a.name");
        // Six pages; a search through the other table for each row would take minutes.
        assertThat(seconds).isLessThan(30);
    }
}
