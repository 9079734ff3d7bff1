package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;
import org.jspecify.annotations.Nullable;

/** Inserts rows that are in memory through JDBC, 20,000 in a transaction, with the key's index kept or built at the end. */
final class InsertOnly implements Contestant {

    private static final int ROWS_IN_TRANSACTION = 20_000;
    private static final int BATCH = 1_000;
    private static final int WARM_UP_ROWS = 20_000;
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final boolean kept;

    InsertOnly(boolean kept) {
        this.kept = kept;
    }

    @Override
    public Outcome run(Job job) throws Exception {
        List<@Nullable Object[]> rows = rows(job.rows());
        insert(
                rows.subList(0, Math.min(WARM_UP_ROWS, rows.size())),
                job.folder().resolve("warm-up.db"));
        long start = System.nanoTime();
        insert(rows, job.database());
        return Outcome.of(rows.size(), System.nanoTime() - start, Fingerprint.of(job.database()));
    }

    private void insert(List<@Nullable Object[]> rows, Path file) throws SQLException {
        try (Connection connection = Table.open(file)) {
            Table.tune(connection);
            Table.run(connection, Table.create(kept));
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(Table.INSERT)) {
                int written = 0;
                for (@Nullable Object[] row : rows) {
                    for (int i = 0; i < row.length; i++) {
                        insert.setObject(i + 1, row[i]);
                    }
                    insert.addBatch();
                    if (++written % BATCH == 0) {
                        insert.executeBatch();
                    }
                    if (written % ROWS_IN_TRANSACTION == 0) {
                        connection.commit();
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
            connection.setAutoCommit(true);
            if (!kept) {
                Table.run(connection, Table.KEY_INDEX);
            }
            Table.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private static List<@Nullable Object[]> rows(int count) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        List<@Nullable Object[]> rows = new ArrayList<>(count);
        for (byte[] page : Documents.odata(count)) {
            for (Object one : (List<?>) mapper.readValue(page, MAP).getOrDefault("value", List.of())) {
                Map<String, Object> map = Typical.maps(one);
                @Nullable Object[] row = new Object[Table.COLUMNS.size()];
                int column = 0;
                for (Property property : Table.PROPERTIES) {
                    row[column++] = MapRow.stored(property.kind(), map.get(property.wire()));
                    if (property.kind() == Kind.OWNER) {
                        row[column++] = map.get(property.annotation());
                    }
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
