package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.jspecify.annotations.Nullable;

/** C4: reading needs memory for some pages, whatever there is to read. */
final class MemoryChecks {

    private static final int RECORDS = 50_000;
    private static final int BYTES = 2_000;
    private static final long SPARE = 64L << 20;
    private static final int PAGE = 500;
    private static final long LONGEST_SEEDING = 150_000_000_000L;

    /**
     * Does: makes 50,000 records of 2,000 characters, reads them past the proxy in pages of 500, keeps nothing, and measures after collections of garbage
     * by how much the heap has grown.
     * Why: a device has little memory, and a company many records.
     * Not run: only in the full budget; the back door cannot make so many records in two and a half minutes.
     * Look at: lists of all rows, ids or answers, and sets of what was seen.
     */
    @Check(
            value = Requirement.R18,
            budget = Budget.FULL,
            seconds = 300,
            witnesses = {"the heap was measured in the middle of a read", "all records were read"})
    void fiftyThousandRecordsNeedLittleMemory(Run run) {
        EntityType entity = run.entity();
        List<String> fields = texts(entity);
        String long2000 = "x".repeat(BYTES);
        long begin = System.nanoTime();
        for (int n = 0; n < RECORDS; n++) {
            Map<String, @Nullable Object> values =
                    new HashMap<>(run.specimens(entity).minimal());
            fields.forEach(field -> values.put(field, text(entity, field, long2000)));
            run.backdoor().insert(entity.name(), values);
            if (System.nanoTime() - begin > LONGEST_SEEDING) {
                throw new UnsupportedOperationException(
                        "the back door has no way to make 50,000 records in two and a half minutes");
            }
        }
        ChangeReader reader = run.connect(run.configuration(run.backdoor().url()))
                .facet(ChangeReader.class)
                .orElseThrow();
        ChangeQuery query = new ChangeQuery(
                entity.name(), fields, Filter.all(), Reading.best(entity).tracking(), Optional.empty(), PAGE);
        long before = used();
        long most = 0;
        int read = 0;
        int pages = 0;
        try (ChangeStream stream = reader.changes(query)) {
            for (ChangeStep step = stream.next(); step instanceof ChangePage page; step = stream.next()) {
                read += page.rows().size();
                pages++;
                if (pages == 1 || read / (RECORDS / 4) != (read - page.rows().size()) / (RECORDS / 4)) {
                    most = Math.max(most, used() - before);
                    run.witness("the heap was measured in the middle of a read", read < RECORDS);
                }
                require(read <= 2 * RECORDS, "The read does not end.");
            }
        }
        run.witness("all records were read", read >= RECORDS);
        run.evidence(read + " records in " + pages + " pages, at most " + (most >> 20) + " MB more on the heap");
        require(
                most < SPARE,
                "In a read of " + RECORDS + " records of '" + entity.name() + "' the heap grew by " + (most >> 20)
                        + " MB although no row was kept; 64 MB are allowed. Look at what holds rows, ids or answers.");
    }

    /** Text fields that have room, as many as give the size. */
    private static List<String> texts(EntityType entity) {
        return entity.fields().stream()
                .filter(field -> field.type() == FieldType.TEXT && field.readable() && field.creatable())
                .filter(field -> field.options().isEmpty() && field.maxLength().orElse(BYTES) >= BYTES)
                .map(Field::name)
                .limit(1)
                .toList();
    }

    private static String text(EntityType entity, String field, String text) {
        int most = entity.field(field).map(Field::maxLength).orElseThrow().orElse(BYTES);
        return text.substring(0, Math.min(most, BYTES));
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
