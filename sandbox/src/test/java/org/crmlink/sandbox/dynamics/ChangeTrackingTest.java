package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeTrackingTest {

    private static final String TRACK = "odata.track-changes";

    private Org org;

    @BeforeEach
    void start() {
        org = Org.start();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private RecordId account(String name) {
        return org.insert("account", Map.of("name", name));
    }

    /** Everything up to the delta link, which becomes the last item. */
    private List<Org.Reply> read(String url, String prefer) {
        List<Org.Reply> pages = new ArrayList<>();
        String next = url;
        while (!next.isEmpty()) {
            Org.Reply page = org.get(next, "Prefer", prefer);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            pages.add(page);
            next = page.link("@odata.nextLink");
            assertThat(next.isEmpty())
                    .isNotEqualTo(page.link("@odata.deltaLink").isEmpty());
            assertThat(pages).hasSizeLessThan(1_000);
        }
        return pages;
    }

    private static String delta(List<Org.Reply> pages) {
        return pages.get(pages.size() - 1).link("@odata.deltaLink");
    }

    @Test
    void theFirstReadGivesAllRowsAndEndsWithADeltaLink() {
        for (int i = 0; i < 5; i++) {
            account("a" + i);
        }
        List<Org.Reply> pages = read("accounts?$select=name", TRACK + ",odata.maxpagesize=2");
        assertThat(pages).hasSize(3);
        assertThat(pages.get(0).headers().get("preference-applied")).contains(TRACK);
        String token = delta(pages).substring(delta(pages).indexOf("$deltatoken=") + 12);
        assertThat(URLDecoder.decode(token, StandardCharsets.UTF_8))
                .matches("\\d+!\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d");
        assertThat(delta(pages)).startsWith(org.root() + "accounts?$select=name&$deltatoken=");
    }

    @Test
    void aDeltaHasWholeChangedRowsAndBareIdsOfDeletedOnes() {
        RecordId kept = account("kept");
        RecordId gone = account("gone");
        String link = delta(read("accounts?$select=name", TRACK));
        assertThat(org.get(link).value()).isEmpty();
        org.sandbox.store().update("account", kept, Map.of("name", "changed"));
        org.sandbox.store().delete("account", gone);
        RecordId fresh = account("new");
        Org.Reply reply = org.get(link);
        assertThat(reply.json().get("@odata.context")).isEqualTo(org.root() + "$metadata#accounts(name)/$delta");
        List<Map<String, Object>> value = reply.value();
        assertThat(value).hasSize(3);
        assertThat(value.get(0)).containsEntry("name", "changed").containsEntry("accountid", kept.text());
        assertThat(value.get(1)).containsEntry("name", "new").containsEntry("accountid", fresh.text());
        assertThat(value.get(2))
                .containsExactly(
                        Map.entry("@odata.context", org.root() + "$metadata#accounts/$deletedEntity"),
                        Map.entry("id", gone.text()),
                        Map.entry("reason", "deleted"));
        String newLink = reply.link("@odata.deltaLink");
        assertThat(newLink).isNotEqualTo(link);
        assertThat(org.get(newLink).value()).isEmpty();
        assertThat(org.get(link.replace("/accounts?", "/accounts/$count?")).text())
                .isEqualTo("3");
    }

    @Test
    void aLateCommitIsNotMissed() {
        account("early");
        try (Transaction late = org.sandbox.store().begin()) {
            RecordId slow = late.insert("account", null, Map.of("name", "late")).id();
            RecordId fast = account("fast");
            String link = delta(read("accounts?$select=name", TRACK));
            String second = org.get(link).link("@odata.deltaLink");
            late.commit();
            assertThat(org.get(link).column("accountid")).contains(slow.text(), fast.text());
            assertThat(org.get(second).column("accountid")).contains(slow.text());
        }
    }

    @Test
    void rowsChangedBetweenTwoPagesComeAgain() {
        for (int i = 0; i < 6; i++) {
            account("a" + i);
        }
        Org.Reply first = org.get("accounts?$select=name", "Prefer", TRACK + ",odata.maxpagesize=3");
        String read = first.column("accountid").get(0).toString();
        org.sandbox.store().update("account", RecordId.guid(read), Map.of("name", "changed meanwhile"));
        List<Org.Reply> rest = read(first.link("@odata.nextLink"), "odata.maxpagesize=3");
        assertThat(org.get(delta(rest)).column("name")).containsExactly("changed meanwhile");
    }

    @Test
    void aRowDeletedAndMadeAgainIsNotReportedAsDeleted() {
        RecordId id = account("first life");
        String link = delta(read("accounts?$select=name", TRACK));
        org.sandbox.store().delete("account", id);
        org.sandbox.store().write(transaction -> transaction.insert("account", id, Map.of("name", "second life")));
        Org.Reply reply = org.get(link);
        assertThat(reply.value()).hasSize(1);
        assertThat(reply.value().get(0)).containsEntry("name", "second life");
    }

    @Test
    void anOldOrForeignTokenDemandsAFullSync() {
        account("x");
        String link = delta(read("accounts?$select=name", TRACK));
        String foreign = link.replaceAll("deltatoken=\\d+", "deltatoken=99999999");
        assertThat(org.get(foreign).errorCode()).isEqualTo("0x80044352");
        assertThat(org.get("accounts?$deltatoken=rubbish").errorCode()).isEqualTo("0x80044352");
        org.sandbox.store().clock().shift(Duration.ofDays(6));
        assertThat(org.get(link).status()).isEqualTo(200);
        org.sandbox.store().clock().shift(Duration.ofDays(2));
        Org.Reply expired = org.get(link);
        assertThat(expired.status()).isEqualTo(400);
        assertThat(expired.errorCode()).isEqualTo("0x80044352");
        assertThat(expired.errorMessage())
                .isEqualTo("Version stamp associated with the client has expired. Please perform a full sync.");
    }

    @Test
    void linksThatAreDeclaredTooOldDemandAFullSyncAndLaterOnesDoNot() {
        account("x");
        String before = delta(read("accounts?$select=name", TRACK));
        org.sandbox.expireDeltaLinks();
        String after = delta(read("accounts?$select=name", TRACK));
        account("y");
        assertThat(org.get(before).errorCode()).isEqualTo("0x80044352");
        assertThat(org.get(after).value()).hasSize(1);
    }

    @Test
    void aTokenOfTheSandboxThatRanBeforeDemandsAFullSync() {
        String before = delta(read("accounts", TRACK));
        org.close();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(2));
        org = Org.start(options -> options.clock(later));
        account("more than before");
        String token = before.substring(before.indexOf("$deltatoken="));
        assertThat(org.get("accounts?" + token).errorCode()).isEqualTo("0x80044352");
        assertThat(org.get(delta(read("accounts", TRACK)), "Prefer", TRACK).status())
                .isEqualTo(200);
    }

    @Test
    void trackingForbidsFiltersAndUntrackedTablesRefuseIt() {
        for (String option : List.of("filter=name eq 'x'", "orderby=name", "top=1", "expand=primarycontactid")) {
            Org.Reply reply = org.get("accounts?$" + option, "Prefer", TRACK);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.errorMessage())
                    .isEqualTo("The \"${" + option.split("=", 2)[0]
                            + "}\" query parameter isn't supported when Change Tracking is enabled.");
        }
        Org.Reply untracked = org.get("posts", "Prefer", TRACK);
        assertThat(untracked.status()).isEqualTo(400);
        assertThat(untracked.errorCode()).isEqualTo("0x80072491");
    }

    @Test
    void aClientThatFollowsTheFeedEndsWithTheServersState() {
        Random random = new Random(7);
        List<RecordId> alive = new ArrayList<>();
        Map<String, Object> mirror = new TreeMap<>();
        String link = "accounts?$select=name";
        String prefer = TRACK + ",odata.maxpagesize=3";
        for (int round = 0; round < 40; round++) {
            String next = link;
            while (!next.isEmpty()) {
                Org.Reply page = org.get(next, "Prefer", prefer);
                for (Map<String, Object> item : page.value()) {
                    if ("deleted".equals(item.get("reason"))) {
                        mirror.remove(item.get("id").toString());
                    } else {
                        mirror.put(item.get("accountid").toString(), item.get("name"));
                    }
                }
                change(random, alive);
                next = page.link("@odata.nextLink");
                link = next.isEmpty() ? page.link("@odata.deltaLink") : link;
            }
        }
        Org.Reply last = org.get(link);
        for (Map<String, Object> item : last.value()) {
            if ("deleted".equals(item.get("reason"))) {
                mirror.remove(item.get("id").toString());
            } else {
                mirror.put(item.get("accountid").toString(), item.get("name"));
            }
        }
        Map<String, Object> server = new TreeMap<>();
        org.sandbox
                .store()
                .scan("account", null, 100_000)
                .forEach(row -> server.put(row.id().text(), row.get("name")));
        assertThat(mirror).isEqualTo(server).hasSizeGreaterThan(10);
    }

    private void change(Random random, List<RecordId> alive) {
        int kind = random.nextInt(4);
        if (kind < 2 || alive.size() < 3) {
            alive.add(account("n" + random.nextInt()));
        } else if (kind == 2) {
            RecordId id = alive.get(random.nextInt(alive.size()));
            org.sandbox.store().update("account", id, Map.of("name", "u" + random.nextInt()));
        } else {
            org.sandbox.store().delete("account", alive.remove(random.nextInt(alive.size())));
        }
    }
}
