package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writes through several open transactions that commit late or never, read by a client who keeps a token; the client must end
 * with the store's rows.
 */
class StoreModelTest {

    private static final int STEPS = 4_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aClientWhoFollowsTheVersionsEndsWithTheRowsOfTheStore(long seed) {
        Random random = new Random(seed);
        Store store = new Store(
                SmallSchema.schema(DeleteBehavior.CASCADE),
                SmallSchema.clock(),
                table -> new RecordId.Guid(random.nextLong(), random.nextLong()),
                Duration.ZERO);
        List<Transaction> open = new ArrayList<>();
        Map<String, Client> clients = Map.of("house", new Client("house"), "room", new Client("room"));
        int lateCommits = 0;
        for (int step = 0; step < STEPS; step++) {
            int what = random.nextInt(20);
            if (what == 0 && open.size() < 4) {
                open.add(store.begin());
            } else if (what == 1 && !open.isEmpty()) {
                Transaction ending = open.remove(random.nextInt(open.size()));
                lateCommits += end(ending, random);
            } else if (what < 5) {
                clients.values().forEach(client -> client.read(store));
            } else if (what < 12 && !open.isEmpty()) {
                work(open.get(random.nextInt(open.size())), store, random);
            } else {
                try (Transaction own = store.begin()) {
                    work(own, store, random);
                    own.commit();
                } catch (StoreException | IllegalStateException e) {
                    assertThat(e).hasMessageNotContaining("null");
                }
            }
        }
        open.forEach(Transaction::close);
        clients.values().forEach(client -> {
            client.read(store);
            client.mustEqual(store);
        });
        assertThat(lateCommits).isGreaterThan(20);
        versionsAreUnique(store);
        nothingDanglesAndKeysAreUnique(store);
    }

    private static void nothingDanglesAndKeysAreUnique(Store store) {
        Set<Object> codes = new HashSet<>();
        store.scan("house", null, Integer.MAX_VALUE).forEach(row -> {
            if (row.get("code") != null) {
                assertThat(codes.add(row.get("code"))).isTrue();
            }
        });
        for (Row room : store.scan("room", null, Integer.MAX_VALUE)) {
            if (room.get("houseid") instanceof Reference house) {
                assertThat(store.get("house", house.id())).isPresent();
            }
        }
    }

    private static int end(Transaction transaction, Random random) {
        try (transaction) {
            if (random.nextInt(4) > 0) {
                transaction.commit();
                return 1;
            }
        } catch (StoreException | IllegalStateException e) {
            return 0; // somebody else was first, or a cascade failed half-way: rolled back
        }
        return 0;
    }

    private static void work(Transaction tx, Store store, Random random) {
        String table = random.nextInt(3) == 0 ? "house" : "room";
        List<Row> rows = store.scan(table, new RecordId.Guid(random.nextLong(), 0), 1);
        List<Row> houses = store.scan("house", new RecordId.Guid(random.nextLong(), 0), 1);
        Map<String, Object> values = new HashMap<>(Map.of("name", "n" + random.nextInt(1000)));
        if (table.equals("room") && !houses.isEmpty()) {
            values.put("houseid", houses.get(0).reference());
        }
        if (table.equals("house")) {
            values.put("code", "c" + random.nextInt(200));
        }
        try {
            int what = random.nextInt(10);
            if (what < 4 || rows.isEmpty()) {
                tx.insert(table, null, values);
            } else if (what < 8) {
                tx.update(table, rows.get(0).id(), values);
            } else {
                tx.delete(table, rows.get(0).id());
            }
        } catch (StoreException e) {
            assertThat(e.table()).isNotEmpty(); // locked, deleted meanwhile, key taken: the real server refuses too
        }
    }

    private static void versionsAreUnique(Store store) {
        Set<Long> versions = new HashSet<>();
        for (String table : List.of("house", "room")) {
            Changes changes = store.changesSince(table, 0, Long.MAX_VALUE);
            changes.rows()
                    .forEach(row -> assertThat(versions.add(row.version())).isTrue());
            changes.tombstones()
                    .forEach(dead -> assertThat(versions.add(dead.version())).isTrue());
        }
        assertThat(versions).allSatisfy(version -> assertThat(version).isLessThanOrEqualTo(store.currentRowVersion()));
    }

    /** A synchronizing client in five lines. */
    private static final class Client {

        private final String table;
        private final Map<RecordId, Long> rows = new HashMap<>();
        private long token;

        Client(String table) {
            this.table = table;
        }

        void read(Store store) {
            long upTo = store.minActiveRowVersion() - 1;
            Changes changes = store.changesSince(table, token, upTo);
            changes.rows().forEach(row -> rows.put(row.id(), row.version()));
            changes.tombstones().forEach(dead -> rows.remove(dead.id()));
            token = upTo;
        }

        void mustEqual(Store store) {
            Map<RecordId, Long> actual = new HashMap<>();
            store.scan(table, null, Integer.MAX_VALUE).forEach(row -> actual.put(row.id(), row.version()));
            assertThat(rows).isEqualTo(actual);
        }
    }
}
