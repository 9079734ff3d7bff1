package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransactionTest {

    private final Store store = SmallSchema.store();

    @Test
    void aLateCommitAppearsBelowWhatWasVisibleBefore() {
        try (Transaction late = store.begin()) {
            Row slow = late.insert("house", null, Map.of("name", "slow"));
            Row quick = SmallSchema.house(store, "quick");
            assertThat(quick.version()).isGreaterThan(slow.version());
            assertThat(store.rowsSince("house", 0, Long.MAX_VALUE, 9))
                    .extracting(Row::id)
                    .containsExactly(quick.id());
            assertThat(store.minActiveRowVersion()).isEqualTo(slow.version());
            late.commit();
            assertThat(store.rowsSince("house", 0, Long.MAX_VALUE, 9))
                    .extracting(Row::id)
                    .containsExactly(slow.id(), quick.id());
            assertThat(store.minActiveRowVersion()).isEqualTo(quick.version() + 1);
        }
    }

    @Test
    void aTokenBelowTheLowestActiveVersionMissesNoLateCommit() {
        Set<RecordId> seen = new HashSet<>();
        long token = 0;
        try (Transaction late = store.begin()) {
            Row slow = late.insert("house", null, Map.of("name", "slow"));
            Row quick = SmallSchema.house(store, "quick");
            long upTo = store.minActiveRowVersion() - 1;
            store.rowsSince("house", token, Long.MAX_VALUE, 9).forEach(row -> seen.add(row.id()));
            token = upTo;
            late.commit();
            store.rowsSince("house", token, Long.MAX_VALUE, 9).forEach(row -> seen.add(row.id()));
            assertThat(seen).containsExactlyInAnyOrder(slow.id(), quick.id());
        }
    }

    @Test
    void aTransactionThatHasOnlyReadHoldsNoVersion() {
        Row house = SmallSchema.house(store, "A");
        try (Transaction reader = store.begin()) {
            assertThat(reader.get("house", house.id())).isPresent();
            assertThat(store.minActiveRowVersion()).isEqualTo(house.version() + 1);
        }
    }

    @Test
    void othersSeeNothingBeforeTheCommitAndTheTransactionSeesItsOwnChanges() {
        Row kept = SmallSchema.house(store, "kept");
        try (Transaction tx = store.begin()) {
            Row added = tx.insert("house", null, Map.of("name", "new", "code", "k"));
            tx.delete("house", kept.id());
            assertThat(store.get("house", added.id())).isEmpty();
            assertThat(store.get("house", kept.id())).isPresent();
            assertThat(tx.get("house", added.id())).isPresent();
            assertThat(tx.get("house", kept.id())).isEmpty();
            assertThat(tx.getByKey("house", Map.of("code", "K"))).isPresent();
            tx.commit();
        }
        assertThat(store.get("house", kept.id())).isEmpty();
        assertThat(store.count("house")).isEqualTo(1);
    }

    @Test
    void aRollbackLeavesNothingBehindButTheVersionsAreTaken() {
        long before = store.currentRowVersion();
        try (Transaction tx = store.begin()) {
            tx.insert("house", null, Map.of("name", "gone"));
        }
        assertThat(store.count("house")).isZero();
        assertThat(store.changesSince("house", 0, Long.MAX_VALUE).size()).isZero();
        assertThat(SmallSchema.house(store, "next").version()).isGreaterThan(before + 1);
    }

    @Test
    void aWriteThatThrowsWritesNothingAtAll() {
        assertThatThrownBy(() -> store.run(tx -> {
                    tx.insert("house", null, Map.of("name", "first"));
                    tx.insert("house", null, Map.of("name", "a name that is too long"));
                }))
                .isInstanceOf(StoreException.InvalidValue.class);
        assertThat(store.count("house")).isZero();
        assertThat(store.minActiveRowVersion()).isEqualTo(store.currentRowVersion() + 1);
    }

    @Test
    void aRefusedOperationInsideATransactionDoesNotSpoilTheOthers() {
        try (Transaction tx = store.begin()) {
            tx.insert("house", null, Map.of("name", "good"));
            assertThatThrownBy(() -> tx.insert("house", null, Map.of("name", "a name that is too long")))
                    .isInstanceOf(StoreException.InvalidValue.class);
            tx.commit();
        }
        assertThat(store.count("house")).isEqualTo(1);
    }

    @Test
    void aRowThatAnotherTransactionHoldsIsWaitedForThenRefused() {
        Row house = SmallSchema.house(store, "A");
        try (Transaction holder = store.begin()) {
            holder.update("house", house.id(), Map.of("name", "B"));
            assertThatThrownBy(() -> store.update("house", house.id(), Map.of("name", "C")))
                    .isInstanceOf(StoreException.LockTimeout.class);
            assertThatThrownBy(() -> store.delete("house", house.id())).isInstanceOf(StoreException.LockTimeout.class);
            holder.commit();
        }
        assertThat(store.update("house", house.id(), Map.of("name", "C")).get("name"))
                .isEqualTo("C");
    }

    @Test
    void aWaitingWriterGoesOnAfterTheCommitOfTheHolder() throws Exception {
        Store patient = new Store(
                SmallSchema.schema(), SmallSchema.clock(), table -> RecordId.random(), Duration.ofSeconds(20));
        Row house = SmallSchema.house(patient, "A");
        try (Transaction holder = patient.begin()) {
            holder.update("house", house.id(), Map.of("name", "B"));
            CompletableFuture<Row> waiting =
                    CompletableFuture.supplyAsync(() -> patient.update("house", house.id(), Map.of("code", "c")));
            assertThat(waiting).isNotDone();
            holder.commit();
            assertThat(waiting.get(20, TimeUnit.SECONDS).values())
                    .containsEntry("name", "B")
                    .containsEntry("code", "c");
        }
    }

    @Test
    void anEndedTransactionCannotBeUsed() {
        Transaction tx = store.begin();
        tx.commit();
        tx.close();
        assertThatThrownBy(() -> tx.insert("house", null, Map.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tx::commit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTargetDeletedMeanwhileStopsTheCommit() {
        Row house = SmallSchema.house(store, "A");
        try (Transaction tx = store.begin()) {
            tx.insert("room", null, Map.of("name", "R", "houseid", house.reference()));
            store.delete("house", house.id());
            assertThatThrownBy(tx::commit).isInstanceOf(StoreException.InvalidValue.class);
        }
        assertThat(store.count("room")).isZero();
    }

    @Test
    void aChildMadeMeanwhileFollowsItsDeletedParent() {
        Row house = SmallSchema.house(store, "A");
        try (Transaction tx = store.begin()) {
            tx.delete("house", house.id());
            SmallSchema.room(store, "late", house);
            tx.commit();
        }
        assertThat(store.count("room")).isZero();
        assertThat(store.tombstonesSince("room", 0, Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void twoTransactionsCannotBothTakeAnAlternateKey() {
        try (Transaction first = store.begin();
                Transaction second = store.begin()) {
            first.insert("house", null, Map.of("code", "X"));
            second.insert("house", null, Map.of("code", "x "));
            first.commit();
            assertThatThrownBy(second::commit).isInstanceOf(StoreException.DuplicateKey.class);
        }
        assertThat(store.count("house")).isEqualTo(1);
    }

    @Test
    void theSchemaDoesNotChangeUnderAnOpenTransaction() {
        try (Transaction tx = store.begin()) {
            assertThat(tx.caller()).isEmpty();
            assertThatThrownBy(() -> store.alter(SmallSchema.schema())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void concurrentWritersLoseNothing() throws Exception {
        Row house = store.insert("house", Map.of("name", "0"));
        int threads = 4;
        int each = 50;
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            running.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < each; i++) {
                    store.run(tx -> {
                        Object now = tx.get("house", house.id()).orElseThrow().get("name");
                        int next = Integer.parseInt(String.valueOf(now)) + 1;
                        tx.update("house", house.id(), Map.of("name", Integer.toString(next)));
                    });
                    store.scan("house", null, 10);
                }
            }));
        }
        for (CompletableFuture<Void> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(store.get("house", house.id()).orElseThrow().get("name"))
                .isEqualTo(Integer.toString(threads * each));
    }
}
