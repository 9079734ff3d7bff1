package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlternateKeyTest {

    private final Store store = SmallSchema.store();

    @Test
    void textsCompareWithoutCaseAndTrailingBlanks() {
        Row house = store.insert("house", Map.of("code", "Äb"));
        assertThat(store.getByKey("house", Map.of("code", "äB  "))).map(Row::id).contains(house.id());
        assertThatThrownBy(() -> store.insert("house", Map.of("code", "ÄB")))
                .isInstanceOfSatisfying(StoreException.DuplicateKey.class, e -> {
                    assertThat(e.key()).contains("CodeKey");
                    assertThat(e.columns()).containsExactly("code");
                    assertThat(e.existing()).isEqualTo(house.id());
                });
    }

    @Test
    void rowsWithAnEmptyKeyAreNotConstrained() {
        SmallSchema.house(store, "A");
        SmallSchema.house(store, "B");
        assertThat(store.count("house")).isEqualTo(2);
    }

    @Test
    void aKeyOfSeveralColumnsMayNameALookup() {
        Row house = SmallSchema.house(store, "A");
        Row room = store.insert("room", Map.of("name", "R", "houseid", house.reference(), "number", 7));
        assertThat(store.getByKey("room", Map.of("number", 7, "houseid", house.reference())))
                .map(Row::id)
                .contains(room.id());
        assertThatThrownBy(() -> store.insert("room", Map.of("name", "S", "houseid", house.reference(), "number", 7)))
                .isInstanceOf(StoreException.DuplicateKey.class);
    }

    @Test
    void aKeyIsFreeAgainAfterChangeOrDeletion() {
        Row first = store.insert("house", Map.of("code", "X"));
        store.update("house", first.id(), Map.of("code", "Y"));
        Row second = store.insert("house", Map.of("code", "X"));
        store.delete("house", second.id());
        store.insert("house", Map.of("code", "X"));
        assertThat(store.count("house")).isEqualTo(2);
    }

    @Test
    void twoRowsCanSwapTheirKeysInOneTransaction() {
        Row a = store.insert("house", Map.of("code", "X"));
        Row b = store.insert("house", Map.of("code", "Y"));
        store.run(tx -> {
            Map<String, Object> none = new HashMap<>();
            none.put("code", null);
            tx.update("house", a.id(), none);
            tx.update("house", b.id(), Map.of("code", "X"));
            tx.update("house", a.id(), Map.of("code", "Y"));
        });
        assertThat(store.getByKey("house", Map.of("code", "X"))).map(Row::id).contains(b.id());
        assertThat(store.getByKey("house", Map.of("code", "Y"))).map(Row::id).contains(a.id());
    }

    @Test
    void twoNewRowsOfOneTransactionCannotShareAKey() {
        assertThatThrownBy(() -> store.run(tx -> {
                    tx.insert("house", null, Map.of("code", "X"));
                    tx.insert("house", null, Map.of("code", "x"));
                }))
                .isInstanceOf(StoreException.DuplicateKey.class);
    }

    @Test
    void upsertByKeyGivesANewRowTheKeysValues() {
        Upserted created = store.write(tx -> tx.upsertByKey("house", Map.of("code", "X"), Map.of("name", "A")));
        Upserted changed = store.write(tx -> tx.upsertByKey("house", Map.of("code", "x"), Map.of("name", "B")));
        assertThat(created.created()).isTrue();
        assertThat(changed.created()).isFalse();
        assertThat(changed.row().values()).containsEntry("code", "X").containsEntry("name", "B");
    }

    @Test
    void columnsThatAreNoKeyAreRefused() {
        assertThatThrownBy(() -> store.getByKey("house", Map.of("name", "A")))
                .isInstanceOf(StoreException.UnknownKey.class);
    }
}
