package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a change feed promises, while requests, change sets and long transactions change two tables at random: whoever has any token
 * learns of everything that was committed after it was given out.
 */
class FeedInvariantsTest {

    private static final int ROUNDS = 120;
    private static final int MAX_PAGES = 1_000;
    private static final Map<String, String> TABLES = Map.of("accounts", "account", "contacts", "contact");
    private static final Pattern VERSION = Pattern.compile("\\$deltatoken=(\\d+)%21");

    /** A delta link and how many commits had been made when its read began. */
    private record Token(String set, String link, int commits) {}

    /** A transaction that stays open for a while, and the rows that only it touches. */
    private record Late(Transaction transaction, Map<RecordId, String> rows) {}

    private static final class Life {

        private final Org org;
        private final Random random;
        private final Map<String, List<RecordId>> alive = new HashMap<>();
        /** By set and id: number of the last commit that changed the row. */
        private final Map<String, Map<RecordId, Integer>> changed = new HashMap<>();

        private final List<Late> late = new ArrayList<>();
        private final List<Token> tokens = new ArrayList<>();
        private final Map<String, Long> lastVersion = new HashMap<>();
        private int commits;

        Life(Org org, long seed) {
            this.org = org;
            this.random = new Random(seed);
            for (String set : TABLES.keySet()) {
                alive.put(set, new ArrayList<>());
                changed.put(set, new LinkedHashMap<>());
            }
        }

        private String anySet() {
            return random.nextBoolean() ? "accounts" : "contacts";
        }

        private static String nameOf(String set) {
            return set.equals("accounts") ? "name" : "lastname";
        }

        private String body(String set) {
            return "{\"" + nameOf(set) + "\":\"" + Integer.toHexString(random.nextInt()) + "\"}";
        }

        private RecordId pick(String set) {
            return alive.get(set).get(random.nextInt(alive.get(set).size()));
        }

        void step() {
            String set = anySet();
            int kind = alive.get(set).size() < 4 ? 0 : random.nextInt(10);
            switch (kind) {
                case 0, 1 -> committed(set, created(org.post(set, body(set))), true);
                case 2, 3, 4 -> {
                    RecordId id = pick(set);
                    assertThat(org.patch(set + "(" + id.text() + ")", body(set), "If-Match", "*")
                                    .status())
                            .isEqualTo(204);
                    committed(set, id, true);
                }
                case 5 -> {
                    RecordId id = pick(set);
                    assertThat(org.delete(set + "(" + id.text() + ")").status()).isEqualTo(204);
                    committed(set, id, false);
                }
                case 6 -> changeSet(random.nextBoolean());
                case 7 -> begin(set);
                default -> end();
            }
        }

        private static RecordId created(Org.Reply reply) {
            assertThat(reply.status()).as(reply.text()).isEqualTo(204);
            return Org.created(reply);
        }

        private void committed(String set, RecordId id, boolean lives) {
            commits++;
            note(set, id, lives);
        }

        private void note(String set, RecordId id, boolean lives) {
            changed.get(set).put(id, commits);
            if (!lives) {
                alive.get(set).remove(id);
            } else if (!alive.get(set).contains(id)) {
                alive.get(set).add(id);
            }
        }

        /** Writes to both tables in one transaction; a bad one must leave nothing behind. */
        private void changeSet(boolean good) {
            RecordId account = RecordId.random();
            RecordId contact = RecordId.random();
            String part = """
                    --c
                    Content-Type: application/http
                    Content-Transfer-Encoding: binary
                    Content-ID: %d

                    %s HTTP/1.1
                    Content-Type: application/json

                    %s
                    """;
            String parts = part.formatted(1, "PATCH accounts(" + account.text() + ")", body("accounts"))
                    + part.formatted(2, "PATCH contacts(" + contact.text() + ")", body("contacts"))
                    + (good ? "" : part.formatted(3, "POST accounts", "{\"nope\":1}"));
            Org.Reply reply = org.post(
                    "$batch",
                    "--b\nContent-Type: multipart/mixed; boundary=c\n\n" + parts + "--c--\n--b--\n",
                    "Content-Type",
                    "multipart/mixed; boundary=b");
            assertThat(reply.status()).as(reply.text()).isEqualTo(good ? 200 : 400);
            if (good) {
                commits++;
                note("accounts", account, true);
                note("contacts", contact, true);
            }
        }

        private void begin(String set) {
            if (late.size() > 2) {
                return;
            }
            Transaction transaction = org.sandbox.store().begin();
            Map<RecordId, String> rows = new HashMap<>();
            String table = TABLES.get(set);
            Map<String, Object> values = Map.of(nameOf(set), "late" + random.nextInt());
            rows.put(transaction.insert(table, null, values).id(), set);
            if (alive.get(set).size() > 4) {
                RecordId id = pick(set);
                // Nobody else may wait for the row that the transaction holds.
                alive.get(set).remove(id);
                rows.put(id, set);
                if (random.nextInt(3) == 0) {
                    transaction.delete(table, id);
                } else {
                    transaction.update(table, id, values);
                }
            }
            late.add(new Late(transaction, rows));
        }

        private void end() {
            if (late.isEmpty()) {
                return;
            }
            Late one = late.remove(random.nextInt(late.size()));
            boolean commit = random.nextInt(4) > 0;
            if (commit) {
                one.transaction().commit();
                commits++;
            } else {
                one.transaction().rollback();
            }
            one.rows().forEach((id, set) -> {
                boolean lives = org.sandbox.store().get(TABLES.get(set), id).isPresent();
                if (commit) {
                    note(set, id, lives);
                } else if (lives) {
                    alive.get(set).add(id);
                }
            });
        }

        void takeToken() {
            String set = anySet();
            int before = commits;
            Read read = read(
                    random.nextBoolean() || tokens.isEmpty() ? set + "?$select=" + nameOf(set) : anyLink(set), () -> {
                        if (random.nextBoolean()) {
                            step();
                        }
                    });
            long version = version(read.delta());
            assertThat(version).as("tokens grow").isGreaterThanOrEqualTo(lastVersion.getOrDefault(set, 0L));
            lastVersion.put(set, version);
            tokens.add(new Token(set, read.delta(), before));
        }

        private String anyLink(String set) {
            Optional<Token> token =
                    tokens.stream().filter(one -> one.set().equals(set)).reduce((a, b) -> b);
            return token.map(Token::link).orElse(set + "?$select=" + nameOf(set));
        }

        private static long version(String link) {
            Matcher matcher = VERSION.matcher(link);
            assertThat(matcher.find()).as(link).isTrue();
            return Long.parseLong(matcher.group(1));
        }

        /** What a read of several pages brought: the etag of each row, or nothing for a deletion. */
        private record Read(Map<String, Optional<String>> rows, String delta) {}

        private Read read(String from, Runnable between) {
            Map<String, Optional<String>> rows = new LinkedHashMap<>();
            Set<String> links = new HashSet<>();
            String next = from;
            while (true) {
                assertThat(links.add(next)).as("a link comes once").isTrue();
                assertThat(links).hasSizeLessThan(MAX_PAGES);
                Org.Reply page = org.get(next, "Prefer", "odata.track-changes,odata.maxpagesize=3");
                assertThat(page.status()).as(page.text()).isEqualTo(200);
                for (Map<String, Object> item : page.value()) {
                    if ("deleted".equals(item.get("reason"))) {
                        rows.put(item.get("id").toString(), Optional.empty());
                    } else {
                        Object id = item.containsKey("accountid") ? item.get("accountid") : item.get("contactid");
                        rows.put(
                                id.toString(),
                                Optional.of(item.get("@odata.etag").toString()));
                    }
                }
                next = page.link("@odata.nextLink");
                if (next.isEmpty()) {
                    return new Read(rows, page.link("@odata.deltaLink"));
                }
                between.run();
            }
        }

        /** Follows a token to the end and looks for all that was committed after it. */
        void check(Token token) {
            Read delta = read(token.link(), () -> {});
            changed.get(token.set()).forEach((id, commit) -> {
                if (commit > token.commits()) {
                    assertThat(delta.rows())
                            .as(
                                    "a change of %s in commit %d, token from commit %d",
                                    token.set(), commit, token.commits())
                            .containsKey(id.text());
                }
            });
            delta.rows().forEach((id, etag) -> {
                Optional<Row> row = org.sandbox.store().get(TABLES.get(token.set()), RecordId.guid(id));
                assertThat(etag).as("the state told of %s", id).isEqualTo(row.map(RowWriter::etag));
            });
        }

        void endAll() {
            while (!late.isEmpty()) {
                end();
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyCommittedChangeIsInTheDeltaOfEachEarlierToken(long seed) {
        try (Org org = Org.start()) {
            Life life = new Life(org, seed);
            for (int round = 0; round < ROUNDS; round++) {
                life.step();
                if (round % 6 == 0) {
                    life.takeToken();
                }
                if (round % 20 == 19) {
                    // Also while transactions are open: their changes are not committed and not awaited yet.
                    life.check(life.tokens.get(life.random.nextInt(life.tokens.size())));
                }
            }
            life.endAll();
            assertThat(life.commits).isGreaterThan(ROUNDS / 2);
            life.tokens.forEach(life::check);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void whoFollowsTheFeedFromTokenToTokenMissesNothing(long seed) {
        try (Org org = Org.start()) {
            Life life = new Life(org, seed);
            Map<String, String> mirror = new HashMap<>();
            String link = "contacts?$select=lastname";
            for (int round = 0; round < ROUNDS; round++) {
                life.step();
                if (round == ROUNDS - 1) {
                    life.endAll();
                }
                if (round % 5 == 4) {
                    Life.Read read = life.read(link, life::step);
                    read.rows().forEach((id, etag) -> {
                        if (etag.isPresent()) {
                            mirror.put(id, etag.get());
                        } else {
                            mirror.remove(id);
                        }
                    });
                    link = read.delta();
                }
            }
            life.endAll();
            life.read(link, () -> {}).rows().forEach((id, etag) -> {
                if (etag.isPresent()) {
                    mirror.put(id, etag.get());
                } else {
                    mirror.remove(id);
                }
            });
            Map<String, String> server = new HashMap<>();
            org.sandbox
                    .store()
                    .scan("contact", null, 100_000)
                    .forEach(row -> server.put(row.id().text(), RowWriter.etag(row)));
            assertThat(mirror).isEqualTo(server);
        }
    }
}
