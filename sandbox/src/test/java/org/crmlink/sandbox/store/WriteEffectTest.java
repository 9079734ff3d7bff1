package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.WriteEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WriteEffectTest {

    /** Writes the number of rooms into the house; a house with the code CLOSED takes no more. */
    private static final class CountRooms implements WriteEffect {

        @Override
        public void check(Change change) {
            change.now()
                    .map(room -> room.get("houseid"))
                    .map(change::find)
                    .filter(house -> "CLOSED".equals(house.get("code")))
                    .ifPresent(house -> {
                        throw new StoreException.Refused("room", "0x1", "closed");
                    });
        }

        @Override
        public void after(Change change) {
            Object house = change.now()
                    .or(change::before)
                    .map(room -> room.get("houseid"))
                    .orElse(null);
            if (house == null || change.find(house) == null) {
                return;
            }
            change.hold(house);
            int rooms = change.referrers("room", "houseid", house).size();
            if (rooms > 3) {
                throw new IllegalArgumentException("too many");
            }
            change.update(house, Map.of("name", rooms + " rooms"));
        }
    }

    private static Store store() {
        Schema small = SmallSchema.schema();
        Schema schema = small.toBuilder()
                .table(small.require("room").toBuilder()
                        .effect(new CountRooms())
                        .build())
                .build();
        return new Store(schema, SmallSchema.clock(), table -> RecordId.random(), Duration.ofSeconds(10));
    }

    private static Object name(Store store, Row house) {
        return store.get("house", house.id()).orElseThrow().get("name");
    }

    @Test
    void whatFollowsIsCommittedWithTheChangeAndTakesALaterVersion() {
        Store store = store();
        Row house = SmallSchema.house(store, "h");
        Row room = SmallSchema.room(store, "r", house);
        assertThat(name(store, house)).isEqualTo("1 rooms");
        assertThat(store.get("house", house.id()).orElseThrow().version()).isGreaterThan(room.version());
        store.delete("room", room.id());
        assertThat(name(store, house)).isEqualTo("0 rooms");
        store.delete("house", house.id());
    }

    @Test
    void aRefusalLeavesTheTransactionAsItWas() {
        Store store = store();
        Row open = SmallSchema.house(store, "h");
        Row closed = store.insert("house", Map.of("name", "c", "code", "CLOSED"));
        store.run(transaction -> {
            transaction.insert("room", null, Map.of("name", "a", "houseid", open.reference()));
            assertThatThrownBy(
                            () -> transaction.insert("room", null, Map.of("name", "b", "houseid", closed.reference())))
                    .isInstanceOf(StoreException.Refused.class);
        });
        assertThat(store.count("room")).isEqualTo(1);
        assertThat(name(store, closed)).isEqualTo("c");
    }

    @Test
    void theServerAndThoseWhoMakeHistoryAreNotRefused() {
        Store store = store();
        Row closed = store.insert("house", Map.of("name", "c", "code", "CLOSED"));
        store.run(transaction ->
                transaction.asSystem().insert("room", null, Map.of("name", "b", "houseid", closed.reference())));
        assertThat(name(store, closed)).isEqualTo("1 rooms");
        store.run(transaction -> {
            transaction.asServer(
                    () -> transaction.insert("room", null, Map.of("name", "c", "houseid", closed.reference())));
            assertThatThrownBy(
                            () -> transaction.insert("room", null, Map.of("name", "d", "houseid", closed.reference())))
                    .isInstanceOf(StoreException.Refused.class);
        });
        assertThat(name(store, closed)).isEqualTo("2 rooms");
    }

    @Test
    void halfOfWhatFollowsIsNeverCommitted() {
        Store store = store();
        Row house = SmallSchema.house(store, "h");
        for (int i = 0; i < 3; i++) {
            SmallSchema.room(store, "r" + i, house);
        }
        Transaction transaction = store.begin();
        assertThatThrownBy(() -> transaction.insert("room", null, Map.of("name", "x", "houseid", house.reference())))
                .hasMessage("too many");
        assertThatThrownBy(transaction::commit).hasMessageContaining("rolled back");
        transaction.close();
        assertThat(store.count("room")).isEqualTo(3);
        assertThat(name(store, house)).isEqualTo("3 rooms");
    }

    @Test
    @Timeout(30)
    void sumsOfSimultaneousWritersMissNothing() throws Exception {
        Store store = store();
        Row house = SmallSchema.house(store, "h");
        CountDownLatch started = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (Transaction transaction = store.begin()) {
                started.countDown();
                transaction.insert("room", null, Map.of("name", "b", "houseid", house.reference()));
                transaction.commit();
            }
        });
        try (Transaction first = store.begin()) {
            first.insert("room", null, Map.of("name", "a", "houseid", house.reference()));
            second.start();
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            while (second.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait(); // until it waits for the house; the timeout of the test bounds this
            }
            first.commit();
        }
        second.join(10_000);
        assertThat(name(store, house)).isEqualTo("2 rooms");
    }

    @Test
    void numbersOfTheServerAreUniqueAndFollowTheirFormat() {
        assertThat(AutoNumber.format("A-{SEQNUM:4}-{RANDSTRING:3}-z", 12)).matches("A-0012-[0-9B-Z]{3}-z");
        assertThat(AutoNumber.format("A-{SEQNUM:2}", 12_345)).isEqualTo("A-12345");
        assertThat(AutoNumber.format("$plain\\", 1)).isEqualTo("$plain\\");
    }
}
