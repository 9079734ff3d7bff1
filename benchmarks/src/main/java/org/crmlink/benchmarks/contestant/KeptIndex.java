package org.crmlink.benchmarks.contestant;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.jspecify.annotations.Nullable;

/**
 * Our connector's rows through one prepared insert into a table whose key is declared: what our side of the work costs while the key's index is kept
 * from the start. The engine itself has no such switch. A reader thread and a writer thread, 64 MB cache, 20,000 rows a transaction.
 */
final class KeptIndex implements Contestant {

    private static final int ROWS_IN_TRANSACTION = 20_000;
    private static final int PAGE = 1_000;
    private static final int QUEUED_PAGES = 4;

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        BlockingQueue<List<Row>> queue = new ArrayBlockingQueue<>(QUEUED_PAGES);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        long rows;
        try (OpenedConnector opened = OpenedConnector.open(job.url());
                Connection connection = Table.open(job.database())) {
            Table.tune(connection);
            Table.run(connection, Table.create(true));
            Future<?> reading = reader.submit(() -> {
                try {
                    read(opened.connector(), queue);
                } finally {
                    queue.put(List.of());
                }
                return null;
            });
            rows = write(connection, queue);
            reading.get();
            Table.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        } finally {
            reader.shutdownNow();
        }
        return Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
    }

    private static void read(Connector connector, BlockingQueue<List<Row>> queue) throws InterruptedException {
        ChangeQuery query = new ChangeQuery(
                Table.ENTITY.name(),
                Table.ENTITY.fields(),
                Filter.all(),
                ChangePath.Tracking.TOKEN,
                Optional.empty(),
                PAGE);
        try (ChangeStream stream =
                connector.facet(ChangeReader.class).orElseThrow().changes(query)) {
            ChangeStep step = stream.next();
            while (step instanceof ChangePage page) {
                // an empty one means the end
                if (!page.rows().isEmpty()) {
                    queue.put(page.rows());
                }
                step = stream.next();
            }
        }
    }

    private static long write(Connection connection, BlockingQueue<List<Row>> queue)
            throws SQLException, InterruptedException {
        long rows = 0;
        long committed = 0;
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(Table.INSERT)) {
            for (List<Row> page = queue.take(); !page.isEmpty(); page = queue.take()) {
                for (Row row : page) {
                    bind(insert, row);
                    insert.addBatch();
                }
                insert.executeBatch();
                rows += page.size();
                if (rows - committed >= ROWS_IN_TRANSACTION) {
                    connection.commit();
                    committed = rows;
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        return rows;
    }

    private static void bind(PreparedStatement insert, Row row) throws SQLException {
        @Nullable Object[] values = row.values();
        insert.setString(1, row.id());
        int parameter = 2;
        for (int i = 0; i < values.length; i++) {
            Property property = Table.PROPERTIES.get(i + 1);
            Object value = values[i];
            insert.setObject(parameter++, stored(property.kind(), value));
            if (property.kind() == Kind.OWNER) {
                insert.setString(parameter++, value instanceof RecordRef owner ? owner.entity() : null);
            }
        }
    }

    private static @Nullable Object stored(Kind kind, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case BOOLEAN -> (Boolean) value ? 1L : 0L;
            case CHOICE, STATE -> Long.valueOf((String) value);
            case MONEY, RATE -> ((BigDecimal) value).toPlainString();
            case LOOKUP, OWNER -> ((RecordRef) value).id();
            case INTEGER -> value;
            default -> value.toString();
        };
    }
}
