package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.Schema;
import org.junit.jupiter.api.Test;

class StoreTest {

    private final Store store = SmallSchema.store();

    @Test
    void aRowIsFoundByItsIdWithTheValuesThatWereGiven() {
        Row house = SmallSchema.house(store, "Elm");
        assertThat(store.get("house", house.id())).hasValueSatisfying(row -> {
            assertThat(row.get("name")).isEqualTo("Elm");
            assertThat(row.get("code")).isNull();
            assertThat(row.get("houseid")).isEqualTo(house.id());
            assertThat(row.get("versionnumber")).isEqualTo(row.version());
        });
    }

    @Test
    void aGivenIdIsKeptAsParameterOrAsPrimaryIdColumn() {
        RecordId first = RecordId.random();
        RecordId second = RecordId.random();
        store.run(tx -> tx.insert("house", first, Map.of()));
        store.insert("house", Map.of("houseid", second));
        assertThat(store.get("house", first)).isPresent();
        assertThat(store.get("house", second)).isPresent();
    }

    @Test
    void anExistingIdIsRefused() {
        Row house = SmallSchema.house(store, "Elm");
        assertThatThrownBy(() -> store.run(tx -> tx.insert("house", house.id(), Map.of())))
                .isInstanceOfSatisfying(
                        StoreException.DuplicateKey.class,
                        e -> assertThat(e.key()).isEmpty());
    }

    @Test
    void anUpdateKeepsOtherColumnsAndMovesTheRowToTheEndInVersionOrder() {
        Row first = SmallSchema.house(store, "A");
        Row second = SmallSchema.house(store, "B");
        store.update("house", first.id(), Map.of("code", "x"));
        assertThat(store.rowsSince("house", 0, Long.MAX_VALUE, 10))
                .extracting(Row::id)
                .containsExactly(second.id(), first.id());
        assertThat(store.get("house", first.id()).orElseThrow().values())
                .containsEntry("name", "A")
                .containsEntry("code", "x");
    }

    @Test
    void anUpdateWithoutAnyChangeTakesANewVersionToo() {
        Row house = SmallSchema.house(store, "A");
        assertThat(store.update("house", house.id(), Map.of()).version()).isGreaterThan(house.version());
    }

    @Test
    void nullEmptiesAColumn() {
        Row house = SmallSchema.house(store, "A");
        Map<String, Object> values = new HashMap<>();
        values.put("name", null);
        assertThat(store.update("house", house.id(), values).get("name")).isNull();
    }

    @Test
    void anUpdateOfAMissingRowIsRefused() {
        assertThatThrownBy(() -> store.update("house", RecordId.random(), Map.of()))
                .isInstanceOf(StoreException.RowNotFound.class);
    }

    @Test
    void unknownTablesAndColumnsAreRefused() {
        assertThatThrownBy(() -> store.insert("barn", Map.of())).isInstanceOf(StoreException.UnknownTable.class);
        assertThatThrownBy(() -> store.insert("house", Map.of("Name", "x")))
                .isInstanceOfSatisfying(
                        StoreException.UnknownColumn.class,
                        e -> assertThat(e.column()).isEqualTo("Name"));
    }

    @Test
    void aWriteThatExpectsAnotherVersionIsRefusedAndChangesNothing() {
        Row house = SmallSchema.house(store, "A");
        Row changed = store.update("house", house.id(), Map.of("name", "B"));
        assertThatThrownBy(() -> store.run(tx -> tx.update("house", house.id(), Map.of("name", "C"), house.version())))
                .isInstanceOfSatisfying(StoreException.VersionMismatch.class, e -> {
                    assertThat(e.expected()).isEqualTo(house.version());
                    assertThat(e.actual()).isEqualTo(changed.version());
                });
        assertThatThrownBy(() -> store.run(tx -> tx.delete("house", house.id(), house.version())))
                .isInstanceOf(StoreException.VersionMismatch.class);
        assertThat(store.get("house", house.id()).orElseThrow().get("name")).isEqualTo("B");
        store.run(tx -> tx.delete("house", house.id(), changed.version()));
        assertThat(store.get("house", house.id())).isEmpty();
    }

    @Test
    void upsertCreatesThenChanges() {
        RecordId id = RecordId.random();
        assertThat(store.write(tx -> tx.upsert("house", id, Map.of("name", "A")))
                        .created())
                .isTrue();
        Upserted second = store.write(tx -> tx.upsert("house", id, Map.of("name", "B")));
        assertThat(second.created()).isFalse();
        assertThat(second.row().get("name")).isEqualTo("B");
    }

    @Test
    void timesAreWholeSecondsOfTheServersClock() {
        Row house = SmallSchema.house(store, "A");
        Row room = SmallSchema.room(store, "R", house);
        assertThat(room.get("createdon")).isEqualTo(Instant.parse("2024-03-01T10:00:00Z"));
        store.clock().shift(Duration.ofDays(2));
        Row changed = store.update("room", room.id(), Map.of("number", 1));
        assertThat(changed.get("createdon")).isEqualTo(room.get("createdon"));
        assertThat(changed.get("modifiedon")).isEqualTo(Instant.parse("2024-03-03T10:00:00Z"));
    }

    @Test
    void readOnlyColumnsAreIgnoredUnlessTheSystemWrites() {
        Instant past = Instant.parse("2001-01-01T00:00:00Z");
        Map<String, Object> values = Map.of("name", "R", "locked", "x", "createdon", past, "label", "mine");
        Row byClient = store.insert("room", values);
        assertThat(byClient.get("locked")).isNull();
        assertThat(byClient.get("createdon")).isNotEqualTo(past);
        assertThat(byClient.get("label")).isEqualTo("R/null");
        Row bySystem = store.write(tx -> tx.asSystem().insert("room", null, values));
        assertThat(bySystem.get("locked")).isEqualTo("x");
        assertThat(bySystem.get("createdon")).isEqualTo(past);
    }

    @Test
    void aScanGoesThroughTheRowsInIdOrderFromAKeyOn() {
        for (int i = 0; i < 20; i++) {
            SmallSchema.house(store, "h" + i);
        }
        List<Row> all = store.scan("house", null, 100);
        assertThat(all).hasSize(20).isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
        assertThat(store.scan("house", all.get(4).id(), 5)).isEqualTo(all.subList(5, 10));
        assertThat(store.scan("house", null, 5, row -> "h7".equals(row.get("name"))))
                .hasSize(1);
    }

    @Test
    void guidsAreOrderedAsUnsignedNumbers() {
        RecordId low = RecordId.guid("00000000-0000-0000-0000-000000000001");
        RecordId high = RecordId.guid("{F0000000-0000-0000-0000-000000000001}");
        assertThat(low).isLessThan(high);
        assertThat(high.text()).isEqualTo("f0000000-0000-0000-0000-000000000001");
    }

    @Test
    void relatedRowsAreFoundAndFollowLaterChanges() {
        Row house = SmallSchema.house(store, "A");
        Row other = SmallSchema.house(store, "B");
        Row room = SmallSchema.room(store, "1", house);
        assertThat(store.related("room", "houseid", house.id()))
                .extracting(Row::id)
                .containsExactly(room.id());
        Row second = SmallSchema.room(store, "2", house);
        store.update("room", room.id(), Map.of("houseid", other.reference()));
        assertThat(store.related("room", "houseid", house.id()))
                .extracting(Row::id)
                .containsExactly(second.id());
        assertThat(store.related("room", "houseid", other.id()))
                .extracting(Row::id)
                .containsExactly(room.id());
    }

    @Test
    void relatedRowsCanBeAskedForInsideAScan() {
        Row house = SmallSchema.house(store, "A");
        SmallSchema.house(store, "B");
        SmallSchema.room(store, "1", house);
        assertThat(store.scan(
                        "house",
                        null,
                        9,
                        row -> !store.related("room", "houseid", row.id()).isEmpty()))
                .extracting(Row::id)
                .containsExactly(house.id());
    }

    @Test
    void changesAreRowsInVersionOrderThenDeletions() {
        Row a = SmallSchema.house(store, "A");
        Row b = SmallSchema.house(store, "B");
        long after = store.currentRowVersion();
        store.delete("house", a.id());
        store.update("house", b.id(), Map.of("name", "B2"));
        Row c = SmallSchema.house(store, "C");
        Changes changes = store.changesSince("house", after, Long.MAX_VALUE);
        assertThat(changes.rows()).extracting(Row::id).containsExactly(b.id(), c.id());
        assertThat(changes.tombstones()).extracting(Tombstone::id).containsExactly(a.id());
        assertThat(store.countChanges("house", after, Long.MAX_VALUE)).isEqualTo(3);
        assertThat(store.changesSince("house", after, c.version() - 1).rows()).hasSize(1);
        assertThat(store.rowsSince("house", after, Long.MAX_VALUE, 1)).hasSize(1);
    }

    @Test
    void aRowCreatedAndDeletedLeavesADeletion() {
        Row house = SmallSchema.house(store, "A");
        store.delete("house", house.id());
        assertThat(store.changesSince("house", 0, Long.MAX_VALUE).tombstones())
                .singleElement()
                .satisfies(dead -> assertThat(dead.version()).isGreaterThan(house.version()));
    }

    @Test
    void aRowThatIsCreatedAgainUnderItsIdIsNoDeletionAnyMore() {
        Row house = SmallSchema.house(store, "A");
        store.delete("house", house.id());
        store.run(tx -> tx.insert("house", house.id(), Map.of("name", "again")));
        Changes changes = store.changesSince("house", 0, Long.MAX_VALUE);
        assertThat(changes.tombstones()).isEmpty();
        assertThat(changes.rows()).hasSize(1);
    }

    @Test
    void oldDeletionsCanBeForgotten() {
        Row first = SmallSchema.house(store, "A");
        Row second = SmallSchema.house(store, "B");
        store.delete("house", first.id());
        store.clock().shift(Duration.ofDays(10));
        store.delete("house", second.id());
        assertThat(store.forgetTombstones(store.clock().instant().minus(Duration.ofDays(5))))
                .isEqualTo(1);
        assertThat(store.changesSince("house", 0, Long.MAX_VALUE).tombstones())
                .extracting(Tombstone::id)
                .containsExactly(second.id());
    }

    @Test
    void aCustomizationKeepsWhatStillExistsAndChangesNoVersion() {
        Row house = store.insert("house", Map.of("name", "A", "code", "c1"));
        Schema old = store.schema();
        Schema changed = old.toBuilder()
                .table(old.require("house").toBuilder()
                        .withoutColumn("name")
                        .column(ColumnBuilder.string("Added", "Added", 5).build())
                        .build())
                .build();
        store.alter(changed);
        Row after = store.get("house", house.id()).orElseThrow();
        assertThat(after.version()).isEqualTo(house.version());
        assertThat(after.values()).containsEntry("code", "c1").doesNotContainKey("name");
        assertThat(store.update("house", house.id(), Map.of("added", "x")).get("added"))
                .isEqualTo("x");
        assertThat(store.getByKey("house", Map.of("code", "C1"))).isPresent();
    }

    @Test
    void manyUpdatesOfOneRowLeaveOneEntryInTheVersionOrder() {
        Row house = SmallSchema.house(store, "A");
        for (int i = 0; i < 500; i++) {
            store.update("house", house.id(), Map.of("name", "n" + i));
        }
        assertThat(store.rowsSince("house", 0, Long.MAX_VALUE, 10))
                .singleElement()
                .satisfies(row -> assertThat(row.get("name")).isEqualTo("n499"));
    }
}
