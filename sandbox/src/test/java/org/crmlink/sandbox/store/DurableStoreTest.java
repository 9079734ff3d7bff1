package org.crmlink.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.crmlink.sandbox.schema.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStoreTest {

    private static final long NEVER = Long.MAX_VALUE;

    @TempDir
    Path root;

    private int copies;

    private static DurableStore open(Path folder, long compactAt) throws IOException {
        return DurableStore.open(
                folder,
                SmallSchema.schema(),
                SmallSchema.clock(),
                store -> SmallSchema.house(store, "first"),
                compactAt);
    }

    /** What a killed process leaves: the files as they are at this moment. */
    private Path killed(Path folder) throws IOException {
        Path copy = Files.createDirectory(root.resolve("copy" + copies++));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static Path journal(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains("journal"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aNewStoreIsFilledOnce() throws IOException {
        AtomicInteger fills = new AtomicInteger();
        for (int run = 0; run < 2; run++) {
            try (DurableStore durable =
                    DurableStore.open(root.resolve("s"), SmallSchema.schema(), SmallSchema.clock(), store -> {
                        fills.incrementAndGet();
                        SmallSchema.house(store, "A");
                    })) {
                assertThat(durable.store().count("house")).isEqualTo(1);
            }
        }
        assertThat(fills).hasValue(1);
    }

    @Test
    void whatWasCommittedIsThereAfterAKillWithItsVersionsAndDeletions() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, NEVER)) {
            Store store = durable.store();
            Row house = SmallSchema.house(store, "A");
            Row room = SmallSchema.room(store, "1", house);
            store.update("room", room.id(), Map.of("number", 5));
            store.delete("house", house.id());
            try (Transaction open = store.begin()) {
                open.insert("house", null, Map.of("name", "open"));
                try (DurableStore again = open(killed(folder), NEVER)) {
                    assertThat(StoreContent.of(again.store())).isEqualTo(StoreContent.of(store));
                }
            }
        }
    }

    @Test
    void versionsOfARollbackStayTakenAfterAKill() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, NEVER)) {
            Store store = durable.store();
            try (Transaction tx = store.begin()) {
                tx.insert("house", null, Map.of("name", "x"));
                tx.insert("house", null, Map.of("name", "y"));
            }
            long token = store.minActiveRowVersion() - 1;
            try (DurableStore again = open(killed(folder), NEVER)) {
                assertThat(SmallSchema.house(again.store(), "B").version()).isGreaterThan(token);
            }
        }
    }

    @Test
    void aLastRecordThatWasCutOffAnywhereIsDroppedAndTheStoreGoesOn() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, NEVER)) {
            SmallSchema.house(durable.store(), "A");
            List<String> before = StoreContent.of(durable.store());
            long good = Files.size(journal(folder));
            SmallSchema.house(durable.store(), "B");
            long full = Files.size(journal(folder));
            for (long length = good; length < full; length += 3) {
                Path copy = killed(folder);
                try (RandomAccessFile file = new RandomAccessFile(journal(copy).toFile(), "rw")) {
                    file.setLength(length);
                }
                try (DurableStore again = open(copy, NEVER)) {
                    assertThat(StoreContent.of(again.store())).isEqualTo(before);
                    SmallSchema.house(again.store(), "C");
                    try (DurableStore third = open(killed(copy), NEVER)) {
                        assertThat(third.store().count("house")).isEqualTo(3);
                    }
                }
            }
        }
    }

    @Test
    void nothingOfALongCutOffRecordIsLeftBehindAShortNewOne() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, NEVER)) {
            SmallSchema.house(durable.store(), "A");
            durable.store().run(tx -> {
                for (int i = 0; i < 200; i++) {
                    tx.insert("house", null, Map.of("name", "long" + i));
                }
            });
            Path copy = killed(folder);
            try (RandomAccessFile file = new RandomAccessFile(journal(copy).toFile(), "rw")) {
                file.setLength(file.length() - 1);
            }
            try (DurableStore next = open(copy, NEVER)) {
                SmallSchema.house(next.store(), "B");
                try (DurableStore again = open(killed(copy), NEVER)) {
                    assertThat(again.store().count("house")).isEqualTo(3);
                }
                assertThat(Files.size(journal(copy))).isLessThan(1_500);
            }
        }
    }

    @Test
    void aDamagedRecordBeforeOthersIsAnError() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, NEVER)) {
            SmallSchema.house(durable.store(), "A");
            long first = Files.size(journal(folder));
            SmallSchema.house(durable.store(), "B");
            Path copy = killed(folder);
            try (RandomAccessFile file = new RandomAccessFile(journal(copy).toFile(), "rw")) {
                file.seek(first - 3);
                int old = file.read();
                file.seek(first - 3);
                file.write(old ^ 0xff);
            }
            assertThatThrownBy(() -> open(copy, NEVER))
                    .isInstanceOf(StoreFileException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void aJournalThatGrewIsFoldedIntoTheSnapshot() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, 2_000)) {
            for (int i = 0; i < 200; i++) {
                SmallSchema.house(durable.store(), "h" + i);
            }
            assertThat(Files.size(journal(folder))).isLessThan(4_000);
            try (DurableStore again = open(killed(folder), NEVER)) {
                assertThat(StoreContent.of(again.store())).isEqualTo(StoreContent.of(durable.store()));
            }
        }
    }

    @Test
    void theJournalOfAnOlderSnapshotIsNotReplayed() throws IOException {
        Path folder = root.resolve("s");
        List<String> content = new ArrayList<>();
        Path old;
        try (DurableStore durable = open(folder, NEVER)) {
            Row house = SmallSchema.house(durable.store(), "A");
            durable.store().delete("house", house.id());
            old = killed(folder);
            content.addAll(StoreContent.of(durable.store()));
        }
        // As if killed after the new snapshot was in place and before the old journal was deleted.
        Files.copy(journal(old), folder.resolve(journal(old).getFileName()));
        try (DurableStore again = open(folder, NEVER)) {
            assertThat(StoreContent.of(again.store())).isEqualTo(content);
        }
    }

    @Test
    void rowsWrittenAfterACustomizationComeBackUnderTheNewSchema() throws IOException {
        Path folder = root.resolve("s");
        Schema changed = SmallSchema.schema().toBuilder()
                .table(SmallSchema.schema().require("house").toBuilder()
                        .withoutColumn("name")
                        .build())
                .build();
        try (DurableStore durable = open(folder, NEVER)) {
            durable.store().insert("house", Map.of("name", "A", "code", "1"));
            durable.store().alter(changed);
            durable.store().insert("house", Map.of("code", "2"));
            try (DurableStore again = DurableStore.open(
                    killed(folder), changed, SmallSchema.clock(), store -> SmallSchema.house(store, "never"))) {
                assertThat(again.store().getByKey("house", Map.of("code", "1"))).isPresent();
                assertThat(again.store().getByKey("house", Map.of("code", "2"))).isPresent();
            }
        }
    }

    @Test
    void aFolderIsUsedByOneAtATime() throws IOException {
        Path folder = root.resolve("s");
        try (DurableStore durable = open(folder, NEVER)) {
            assertThat(durable.store().count("house")).isEqualTo(1);
            assertThatThrownBy(() -> open(folder, NEVER))
                    .isInstanceOf(StoreInUseException.class)
                    .hasMessageContaining("open in this process");
        }
        open(folder, NEVER).close();
    }

    @Test
    void aClosedStoreTakesNoWrites() throws IOException {
        Path folder = root.resolve("s");
        DurableStore durable = open(folder, NEVER);
        durable.close();
        durable.close();
        assertThatThrownBy(() -> SmallSchema.house(durable.store(), "late")).isInstanceOf(UncheckedIOException.class);
        assertThat(durable.store().count("house")).isEqualTo(1);
    }

    @Test
    void anInterruptedFirstFillStartsAnew() throws IOException {
        Path folder = root.resolve("s");
        assertThatThrownBy(() -> DurableStore.open(folder, SmallSchema.schema(), SmallSchema.clock(), store -> {
                    SmallSchema.house(store, "half");
                    throw new IllegalStateException("killed");
                }))
                .isInstanceOf(IllegalStateException.class);
        try (DurableStore durable = open(folder, NEVER)) {
            assertThat(durable.store().scan("house", null, 9))
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("name")).isEqualTo("first"));
        }
    }
}
