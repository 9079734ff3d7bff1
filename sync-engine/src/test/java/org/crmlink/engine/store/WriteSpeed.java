package org.crmlink.engine.store;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;

/** Measures how many rows of 20 columns a second are stored. Not a test: run it by hand, with the number of rows. */
final class WriteSpeed {

    private WriteSpeed() {}

    @SuppressWarnings("SystemOut") // the result
    public static void main(String[] args) throws IOException {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
        Path folder = Files.createTempDirectory("crmlink-speed");
        Path file = folder.resolve("crm.db");
        EntityType type = type();
        List<String> fields = Samples.fieldsOf(type).subList(1, 21);
        try (LocalStore store = LocalStore.open(file, "speed")) {
            store.entities().define(Samples.table(type, file));
            List<Row> all = rows(rows);
            for (String round : List.of("insert", "unchanged, full read", "unchanged, incremental")) {
                if (!round.endsWith("incremental")) {
                    store.entities().beginFullRead("contact");
                }
                long start = System.nanoTime();
                for (int i = 0; i < rows; i += 5000) {
                    try (PageTransaction page = writer(store, fields, round).begin()) {
                        for (Row row : all.subList(i, Math.min(rows, i + 5000))) {
                            page.upsert(row);
                        }
                        page.checkpoint(new SyncToken("t" + i));
                        page.commit();
                    }
                }
                try (PageTransaction page = writer(store, fields, round).begin()) {
                    page.finish(new SyncToken("t"), Instant.now());
                    page.commit();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%-25s %,d rows of 20 columns in %.2f s: %,.0f rows/s%n", round, rows, seconds, rows / seconds);
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    private static PageWriter writer(LocalStore store, List<String> fields, String round) {
        return round.endsWith("incremental")
                ? store.pageWriter("contact", fields)
                : store.fullReadWriter("contact", fields);
    }

    private static EntityType type() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            fields.add(Samples.writable("text" + i, FieldType.TEXT).build());
        }
        for (int i = 0; i < 3; i++) {
            fields.add(Samples.writable("number" + i, FieldType.INTEGER).build());
            fields.add(Samples.writable("instant" + i, FieldType.INSTANT).build());
        }
        fields.add(Samples.writable("money", FieldType.MONEY).build());
        fields.add(Samples.writable("flag", FieldType.BOOLEAN).build());
        fields.add(Samples.writable("company", FieldType.LOOKUP)
                .targets(List.of("account"))
                .build());
        fields.add(Samples.writable("owner", FieldType.LOOKUP)
                .targets(List.of("user", "team"))
                .build());
        return Samples.entity("contact", IdAssignment.CLIENT, "contactid", fields.toArray(Field[]::new));
    }

    private static List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>(count);
        RecordRef owner = new RecordRef("user", UUID.randomUUID().toString());
        for (int n = 0; n < count; n++) {
            Object[] values = new Object[20];
            for (int i = 0; i < 10; i++) {
                values[i] = "some text " + n + " of " + i;
            }
            for (int i = 10; i < 16; i += 2) {
                values[i] = (long) n * i;
                values[i + 1] = Instant.ofEpochSecond(1_700_000_000L + n);
            }
            values[16] = BigDecimal.valueOf(n, 2);
            values[17] = n % 2 == 0;
            values[18] = new RecordRef("account", UUID.randomUUID().toString());
            values[19] = owner;
            rows.add(new Row(UUID.randomUUID().toString(), "W/\"" + n + "\"", null, values));
        }
        return rows;
    }
}
