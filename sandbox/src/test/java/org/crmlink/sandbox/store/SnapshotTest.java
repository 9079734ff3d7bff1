package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

    @TempDir
    Path folder;

    private final Store store = SmallSchema.store();

    private Path saved() throws IOException {
        Path file = folder.resolve("a.store");
        Snapshot.save(store, file);
        return file;
    }

    private static Store load(Path file) throws IOException {
        return Snapshot.load(file, SmallSchema.schema(), Clock.offset(SmallSchema.clock(), Duration.ofHours(1)));
    }

    private Row everyKindOfValue() {
        Row house = store.insert("house", Map.of("name", "Ünï 🚀", "code", "x"));
        return store.insert(
                "room",
                Map.ofEntries(
                        Map.entry("name", "R"),
                        Map.entry("houseid", house.reference()),
                        Map.entry("number", 7),
                        Map.entry("big", Long.MIN_VALUE),
                        Map.entry("area", new BigDecimal("12.345")),
                        Map.entry("weight", 0.1),
                        Map.entry("rent", new BigDecimal("-3.99")),
                        Map.entry("built", LocalDate.of(1899, 12, 31)),
                        Map.entry("seen", Instant.parse("1901-01-01T00:00:01Z")),
                        Map.entry("color", 2),
                        Map.entry("tags", List.of(1, 3)),
                        Map.entry("other", RecordId.random()),
                        Map.entry("image", new byte[] {0, -1, 7})));
    }

    @Test
    void everyKindOfValueRowsDeletionsAndTheCounterComeBack() throws IOException {
        everyKindOfValue();
        Row gone = SmallSchema.house(store, "gone");
        store.delete("house", gone.id());
        Reference user = new Reference("house", gone.id());
        store.organization(new Organization(user, null));
        Store loaded = load(saved());
        assertThat(StoreContent.of(loaded)).isEqualTo(StoreContent.of(store));
        assertThat(loaded.currentRowVersion()).isEqualTo(store.currentRowVersion());
        assertThat(loaded.organization()).isEqualTo(store.organization());
        assertThat(loaded.begun()).isEqualTo(store.begun());
        assertThat(loaded.getByKey("house", Map.of("code", "X"))).isPresent();
        assertThat(SmallSchema.house(loaded, "next").version()).isEqualTo(store.currentRowVersion() + 1);
    }

    @Test
    void columnsAndTablesThatAreGoneAreLeftOut() throws IOException {
        everyKindOfValue();
        Schema smaller = SmallSchema.schema().toBuilder()
                .withoutTable("houseroom")
                .withoutTable("room")
                .table(SmallSchema.schema().require("house").toBuilder()
                        .withoutColumn("name")
                        .build())
                .build();
        Store loaded = Snapshot.load(saved(), smaller, SmallSchema.clock());
        assertThat(loaded.scan("house", null, 9))
                .singleElement()
                .satisfies(row ->
                        assertThat(row.values()).containsEntry("code", "x").doesNotContainKey("name"));
    }

    @Test
    void savingAgainReplacesTheFileAndLeavesNoOther() throws IOException {
        SmallSchema.house(store, "A");
        saved();
        SmallSchema.house(store, "B");
        assertThat(load(saved()).count("house")).isEqualTo(2);
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("a.store"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aForeignFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "SQLite format 3 and so on");
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(StoreFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not a sandbox store");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> load(empty)).isInstanceOf(StoreFileException.class);
    }

    @Test
    void aFileCutOffAnywhereOrWithOneWrongByteIsRefused() throws IOException {
        everyKindOfValue();
        byte[] good = Files.readAllBytes(saved());
        Path file = folder.resolve("bad");
        for (int length = 0; length < good.length; length += 7) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> load(file)).isInstanceOf(StoreFileException.class);
        }
        for (int at = 10; at < good.length; at += 11) {
            byte[] wrong = good.clone();
            wrong[at] ^= 0x55;
            Files.write(file, wrong);
            assertThatThrownBy(() -> load(file)).as("byte %s", at).isInstanceOf(StoreFileException.class);
        }
    }
}
