package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.junit.jupiter.api.Test;

class DeletionTest {

    @Test
    void cascadeDeletesTheChildrenWithTombstonesOfTheirOwn() {
        Store store = SmallSchema.store(DeleteBehavior.CASCADE);
        Row house = SmallSchema.house(store, "A");
        Row room = SmallSchema.room(store, "1", house);
        Row other = SmallSchema.room(store, "2", SmallSchema.house(store, "B"));
        store.delete("house", house.id());
        assertThat(store.scan("room", null, 9)).extracting(Row::id).containsExactly(other.id());
        assertThat(store.tombstonesSince("room", 0, Long.MAX_VALUE, 9))
                .extracting(Tombstone::id)
                .containsExactly(room.id());
    }

    @Test
    void removeLinkEmptiesTheLookupAndCountsAsAChangeOfTheChild() {
        Store store = SmallSchema.store(DeleteBehavior.REMOVE_LINK);
        Row house = SmallSchema.house(store, "A");
        Row room = SmallSchema.room(store, "1", house);
        store.delete("house", house.id());
        Row after = store.get("room", room.id()).orElseThrow();
        assertThat(after.get("houseid")).isNull();
        assertThat(after.version()).isGreaterThan(room.version());
    }

    @Test
    void restrictForbidsTheDeletionAndChangesNothing() {
        Store store = SmallSchema.store(DeleteBehavior.RESTRICT);
        Row house = SmallSchema.house(store, "A");
        Row room = SmallSchema.room(store, "1", house);
        assertThatThrownBy(() -> store.delete("house", house.id()))
                .isInstanceOfSatisfying(
                        StoreException.DeleteRestricted.class,
                        e -> assertThat(e.relationship()).isEqualTo("house_rooms"));
        assertThat(store.get("house", house.id())).isPresent();
        store.delete("room", room.id());
        store.delete("house", house.id());
        assertThat(store.count("house")).isZero();
    }

    @Test
    void noCascadeLeavesTheLookupDangling() {
        Store store = SmallSchema.store(DeleteBehavior.NO_CASCADE);
        Row house = SmallSchema.house(store, "A");
        Row room = SmallSchema.room(store, "1", house);
        store.delete("house", house.id());
        assertThat(store.get("room", room.id()).orElseThrow().get("houseid")).isEqualTo(house.reference());
    }

    @Test
    void childrenChangedInTheSameTransactionAreSeenByTheCascade() {
        Store store = SmallSchema.store(DeleteBehavior.CASCADE);
        Row house = SmallSchema.house(store, "A");
        Row other = SmallSchema.house(store, "B");
        Row moved = SmallSchema.room(store, "1", house);
        store.run(tx -> {
            tx.update("room", moved.id(), Map.of("houseid", other.reference()));
            tx.insert("room", null, Map.of("name", "2", "houseid", house.reference()));
            tx.delete("house", house.id());
        });
        assertThat(store.scan("room", null, 9)).extracting(Row::id).containsExactly(moved.id());
    }

    @Test
    void rowsThatReferToEachOtherCanBeDeleted() {
        Store store = SmallSchema.store();
        Row a = SmallSchema.house(store, "A");
        Row b = store.insert("house", Map.of("name", "B", "street", a.reference()));
        store.update("house", a.id(), Map.of("street", b.reference()));
        store.delete("house", a.id());
        assertThat(store.get("house", b.id()).orElseThrow().get("street")).isNull();
    }

    @Test
    void pairsOfManyToManyAreRowsOfTheIntersectTableAndGoWithTheirEnds() {
        Store store = SmallSchema.store();
        Row house = SmallSchema.house(store, "A");
        Row room = store.insert("room", Map.of("name", "1"));
        Row pair = store.write(tx -> tx.associate("pairs", house.id(), room.id()));
        assertThat(pair.get("houseid")).isEqualTo(house.id());
        assertThat(store.get("house", house.id()).orElseThrow().version()).isEqualTo(house.version());
        assertThatThrownBy(() -> store.run(tx -> tx.associate("pairs", house.id(), room.id())))
                .isInstanceOf(StoreException.DuplicateKey.class);
        store.delete("room", room.id());
        assertThat(store.tombstonesSince("houseroom", 0, Long.MAX_VALUE, 9))
                .extracting(Tombstone::id)
                .containsExactly(pair.id());
    }

    @Test
    void aPairCanBeTakenOutOnce() {
        Store store = SmallSchema.store();
        Row house = SmallSchema.house(store, "A");
        Row room = store.insert("room", Map.of("name", "1"));
        store.run(tx -> tx.associate("pairs", house.id(), room.id()));
        boolean first = store.write(tx -> tx.disassociate("pairs", house.id(), room.id()));
        boolean second = store.write(tx -> tx.disassociate("pairs", house.id(), room.id()));
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(store.count("houseroom")).isZero();
    }

    @Test
    void pairsNeedBothEndsAndAKnownRelationship() {
        Store store = SmallSchema.store();
        Row house = SmallSchema.house(store, "A");
        assertThatThrownBy(() -> store.run(tx -> tx.associate("pairs", house.id(), RecordId.random())))
                .isInstanceOf(StoreException.RowNotFound.class);
        assertThatThrownBy(() -> store.run(tx -> tx.associate("nothing", house.id(), house.id())))
                .isInstanceOf(StoreException.UnknownRelationship.class);
    }

    @Test
    void aFailedCascadeCanOnlyBeRolledBack() {
        Store store = SmallSchema.store(DeleteBehavior.CASCADE);
        Row house = SmallSchema.house(store, "A");
        Row room = SmallSchema.room(store, "1", house);
        try (Transaction holder = store.begin();
                Transaction tx = store.begin()) {
            holder.update("room", room.id(), Map.of("number", 1));
            assertThatThrownBy(() -> tx.delete("house", house.id())).isInstanceOf(StoreException.LockTimeout.class);
            assertThatThrownBy(tx::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(store.get("house", house.id())).isPresent();
        assertThat(store.get("room", room.id())).isPresent();
    }
}
