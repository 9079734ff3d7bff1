package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What pages promise while rows come, change and go between them: a row that is there from the first page to the last, and whose sort
 * columns stay, comes exactly once; no row comes twice; no link comes twice.
 */
class PageInvariantsTest {

    private static final int MAX_PAGES = 1_000;
    private static final List<String> ORDERS = List.of(
            "",
            "lastname",
            "lastname desc",
            "jobtitle,lastname",
            "jobtitle desc,lastname",
            "contactid desc",
            "createdon");

    private static final class Life {

        private final Org org;
        private final Random random;
        private final List<RecordId> alive = new ArrayList<>();
        private final Set<String> throughout = new HashSet<>();

        Life(Org org, long seed) {
            this.org = org;
            this.random = new Random(seed);
            for (int i = 0; i < 30 + random.nextInt(20); i++) {
                create();
            }
        }

        private void create() {
            Map<String, Object> values = new HashMap<>();
            values.put(
                    "lastname",
                    List.of("Zoë", "zoe", "Abel", "O'Hara & <co>", "  x").get(random.nextInt(5)));
            values.put("jobtitle", random.nextInt(3) == 0 ? null : "job" + random.nextInt(3));
            alive.add(org.insert("contact", values));
        }

        void beginRead() {
            throughout.clear();
            alive.forEach(id -> throughout.add(id.text()));
        }

        void between() {
            for (int i = random.nextInt(4); i > 0; i--) {
                switch (random.nextInt(3)) {
                    case 0 -> create();
                    case 1 -> {
                        RecordId id = alive.get(random.nextInt(alive.size()));
                        org.sandbox.store().update("contact", id, Map.of("firstname", "f" + random.nextInt()));
                    }
                    default -> {
                        if (alive.size() > 20) {
                            RecordId id = alive.remove(random.nextInt(alive.size()));
                            org.sandbox.store().delete("contact", id);
                            throughout.remove(id.text());
                        }
                    }
                }
            }
        }

        void check(String what, List<Object> ids) {
            Set<Object> once = new HashSet<>(ids);
            assertThat(ids).as(what).hasSameSizeAs(once);
            assertThat(once).as(what).containsAll(throughout);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void eachRowOfAListComesOnceAndNoLinkTwice(long seed) {
        try (Org org = Org.start()) {
            Life life = new Life(org, seed);
            for (String order : ORDERS) {
                life.beginRead();
                int size = 1 + life.random.nextInt(9);
                List<Object> ids = new ArrayList<>();
                Set<String> links = new HashSet<>();
                String next = "contacts?$select=lastname" + (order.isEmpty() ? "" : "&$orderby=" + order);
                while (!next.isEmpty()) {
                    assertThat(links.add(next)).as(next).isTrue();
                    assertThat(links).hasSizeLessThan(MAX_PAGES);
                    Org.Reply page = org.get(next, "Prefer", "odata.maxpagesize=" + size);
                    assertThat(page.status()).as(page.text()).isEqualTo(200);
                    ids.addAll(page.column("contactid"));
                    next = page.link("@odata.nextLink");
                    assertThat(page.value())
                            .hasSize(next.isEmpty() ? page.value().size() : size);
                    life.between();
                }
                life.check("$orderby=" + order, ids);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void eachRowOfAFetchComesOnceWithPagingCookies(long seed) {
        try (Org org = Org.start()) {
            Life life = new Life(org, seed);
            for (String order : ORDERS) {
                life.beginRead();
                StringBuilder orders = new StringBuilder();
                for (String column : order.isEmpty() ? new String[0] : order.split(",", -1)) {
                    String[] words = column.split(" ", -1);
                    orders.append("<order attribute='").append(words[0]).append("' descending='");
                    orders.append(words.length > 1).append("'/>");
                }
                // A join to one row each changes nothing.
                String entity = "<entity name='contact'><attribute name='lastname'/>" + orders
                        + "<link-entity name='systemuser' from='systemuserid' to='owninguser' alias='u'>"
                        + "<attribute name='fullname'/></link-entity></entity>";
                List<Object> ids = new ArrayList<>();
                Fetch.pages(org, "contacts", entity, 1 + life.random.nextInt(9), life::between)
                        .forEach(row -> ids.add(row.get("contactid")));
                life.check("order " + order, ids);
            }
        }
    }
}
