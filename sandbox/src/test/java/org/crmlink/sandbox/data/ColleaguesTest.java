package org.crmlink.sandbox.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.crmlink.sandbox.dynamics.schema.DynamicsSchema;
import org.crmlink.sandbox.store.Changes;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Tombstone;
import org.junit.jupiter.api.Test;

class ColleaguesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-06-01T12:00:00Z"), ZoneOffset.UTC);

    private static Store filled(int size) {
        Store store = new Store(DynamicsSchema.standard(), CLOCK);
        SampleData.generate(store, size, 1);
        return store;
    }

    private static List<String> changes(Store store, long since) {
        return Stream.of("account", "contact")
                .map(table -> store.changesSince(table, since, Long.MAX_VALUE))
                .flatMap(changes -> Stream.concat(
                        changes.rows().stream().map(Row::values).map(Object::toString),
                        changes.tombstones().stream().map(Tombstone::toString)))
                .toList();
    }

    @Test
    void theyCreateChangeAndDeleteAtLeastAFew() {
        Store store = filled(100);
        long before = store.currentRowVersion();
        store.clock().shift(Duration.ofDays(1));
        ColleagueReport report = Colleagues.work(store, 1, 1);
        assertThat(report.created()).isGreaterThanOrEqualTo(5);
        assertThat(report.updated()).isGreaterThanOrEqualTo(10);
        assertThat(report.deleted()).isGreaterThanOrEqualTo(3);
        Changes accounts = store.changesSince("account", before, Long.MAX_VALUE);
        Changes contacts = store.changesSince("contact", before, Long.MAX_VALUE);
        assertThat(accounts.rows()).isNotEmpty();
        assertThat(contacts.rows()).isNotEmpty();
        assertThat(accounts.tombstones().size() + contacts.tombstones().size()).isGreaterThanOrEqualTo(3);
        assertThat(accounts.rows())
                .allSatisfy(row -> assertThat(row.get("modifiedon")).isEqualTo(Instant.parse("2024-06-02T12:00:00Z")));
    }

    @Test
    void theyTouchOnlyAFewPercent() {
        Store store = filled(3_000);
        long before = store.currentRowVersion();
        Colleagues.work(store, 1, 1);
        int touched = store.countChanges("account", before, Long.MAX_VALUE)
                + store.countChanges("contact", before, Long.MAX_VALUE);
        assertThat(touched).isBetween(60, 240);
    }

    @Test
    void aRoundIsTheSameOnTheSameStoreAndAnotherRoundIsNot() {
        Store first = filled(100);
        Store second = filled(100);
        Store third = filled(100);
        long before = first.currentRowVersion();
        assertThat(Colleagues.work(first, 5, 1)).isEqualTo(Colleagues.work(second, 5, 1));
        Colleagues.work(third, 5, 2);
        assertThat(changes(second, before)).isEqualTo(changes(first, before));
        assertThat(changes(third, before)).isNotEqualTo(changes(first, before));
    }

    @Test
    void tinyStoresAreNotEmptied() {
        Store store = filled(2);
        for (int round = 0; round < 5; round++) {
            Colleagues.work(store, 1, round);
        }
        assertThat(store.count("account")).isPositive();
        Store empty = filled(0);
        assertThat(Colleagues.work(empty, 1, 1).created()).isEqualTo(5);
    }
}
