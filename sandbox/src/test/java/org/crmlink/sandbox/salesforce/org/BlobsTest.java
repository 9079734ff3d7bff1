package org.crmlink.sandbox.salesforce.org;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes that are large lie in files, which go with the last record that has them. */
class BlobsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final int LARGE = Blobs.IN_MEMORY + 1;

    private static final SObject FILE = object(
            Field.of("Id", "Id", FieldType.ID).build(),
            Field.of(SystemFields.IS_DELETED, "Deleted", FieldType.BOOLEAN).build(),
            Field.of(SystemFields.SYSTEM_MODSTAMP, "Stamp", FieldType.DATETIME).build(),
            Field.of("Body", "Body", FieldType.BASE64).build());

    private final RecordStore store = new RecordStore(
            new OrgSchema(List.of(FILE)), Clock.fixed(NOW, ZoneOffset.UTC), new RecordIds("Q70"), Duration.ZERO);

    private static SObject object(Field... fields) {
        return new SObject("File__c", "File", "Files", "a00", Traits.CUSTOM, List.of(fields));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] bytes(int content, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) content);
        return bytes;
    }

    private static Blob blob(Work work, int content) {
        return work.blob(() -> new ByteArrayInputStream(bytes(content, LARGE)), LARGE)
                .orElseThrow();
    }

    private static @Nullable Object[] cells(@Nullable Object... cells) {
        return cells;
    }

    private String inserted(int content) {
        try (Work work = store.begin("")) {
            String id = work.insert(FILE, cells(null, false, null, blob(work, content)))
                    .id();
            work.commit();
            return id;
        }
    }

    private Blob body(String id) {
        return (Blob)
                java.util.Objects.requireNonNull(store.get(id).orElseThrow().get("Body"));
    }

    private static void mustBeGone(Blob blob) {
        assertThatThrownBy(blob::open).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void equalContentIsEqualWhereverItLies() {
        try (Work work = store.begin("")) {
            assertThat(blob(work, 1)).isEqualTo(blob(work, 1)).isNotEqualTo(blob(work, 2));
            assertThat(blob(work, 1).bytes()).isEqualTo(bytes(1, LARGE));
            Blob small = work.blob(() -> new ByteArrayInputStream(bytes(1, LARGE - 1)), LARGE)
                    .orElseThrow();
            assertThat(small).isNotEqualTo(blob(work, 1));
            assertThat(small.bytes()).isEqualTo(bytes(1, LARGE - 1));
        }
    }

    @Test
    void moreThanMayBeIsNotTaken() {
        try (Work work = store.begin("")) {
            assertThat(work.blob(() -> new ByteArrayInputStream(bytes(1, 3)), 2))
                    .isEmpty();
            assertThat(work.blob(() -> new ByteArrayInputStream(bytes(1, 3)), 3))
                    .isPresent();
            assertThat(work.blob(() -> new ByteArrayInputStream(bytes(1, 3 * LARGE)), 3L * LARGE - 1))
                    .isEmpty();
        }
    }

    @Test
    void whatIsNotCommittedGoes() {
        Blob dropped;
        Blob undone;
        String id;
        try (Work work = store.begin("")) {
            dropped = blob(work, 1);
            work.insert(FILE, cells(null, false, null, dropped));
        }
        mustBeGone(dropped);
        try (Work work = store.begin("")) {
            int before = work.savepoint();
            undone = blob(work, 1);
            work.insert(FILE, cells(null, false, null, undone));
            work.rollbackTo(before);
            id = work.insert(FILE, cells(null, false, null, blob(work, 2))).id();
            work.commit();
        }
        mustBeGone(undone);
        assertThat(body(id).bytes()).isEqualTo(bytes(2, LARGE));
    }

    @Test
    void bytesGoWithTheRecordsThatHaveThemButNotWhileTheseAreInTheBin() throws IOException {
        String id = inserted(1);
        Blob first = body(id);
        try (Work work = store.begin("")) {
            work.update(id, store.get(id).orElseThrow().copyOfCells());
            work.commit();
        }
        assertThat(first.bytes()).isEqualTo(bytes(1, LARGE));
        try (InputStream open = first.open();
                Work work = store.begin("")) {
            work.update(id, cells(null, false, null, blob(work, 2)));
            work.commit();
            mustBeGone(first);
            assertThat(open.readAllBytes()).isEqualTo(bytes(1, LARGE));
        }
        Blob second = body(id);
        try (Work work = store.begin("")) {
            work.delete(id);
            work.commit();
        }
        assertThat(second.bytes()).isEqualTo(bytes(2, LARGE));
        assertThat(store.purge(NOW.plusSeconds(1))).isEqualTo(1);
        mustBeGone(second);
    }

    @Test
    void aCustomizationKeepsTheBytesOfFieldsThatStay() {
        Blob blob = body(inserted(1));
        SObject more =
                FILE.with(List.of(Field.of("Note__c", "Note", FieldType.STRING).build()));
        store.alter(new OrgSchema(List.of(more)));
        assertThat(blob.bytes()).isEqualTo(bytes(1, LARGE));
        store.alter(new OrgSchema(List.of(object(more.fields().stream()
                .filter(field -> field.type() != FieldType.BASE64)
                .toArray(Field[]::new)))));
        mustBeGone(blob);
    }

    @Test
    void aClosedOrgLeavesNothingBehindAndTakesNothingMore() {
        Blob blob = body(inserted(1));
        store.close();
        mustBeGone(blob);
        try (Work work = store.begin("")) {
            assertThatThrownBy(() -> blob(work, 1)).hasMessageContaining("closed");
        }
    }
}
