package org.crmlink.benchmarks.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.crmlink.benchmarks.data.Property;

/**
 * The yardstick "JVM limit": as fast as JSON over HTTP gets into a SQLite file on the JVM if nothing else matters. One thread reads the stream and finds
 * the cells with a byte scanner that knows this one shape of answer; the other hands their bytes to SQLite's own bind functions and steps a prepared
 * insert. No text is ever made of a cell. The table has no index while it is filled; the key's is built at the end. It checks nothing, keeps no version,
 * could not go on after a failure, and understands no other answer.
 */
final class JvmLimit implements Contestant {

    private static final int ROWS_IN_TRANSACTION = 20_000;
    private static final int BATCHES = 6;
    /** Closes the queue. */
    private static final CellBatch END = new CellBatch(16, 0, 0);

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        BlockingQueue<CellBatch> free = new ArrayBlockingQueue<>(BATCHES + 1);
        BlockingQueue<CellBatch> full = new ArrayBlockingQueue<>(BATCHES + 1);
        for (int i = 0; i < BATCHES; i++) {
            free.add(new CellBatch());
        }
        ExecutorService reader = Executors.newSingleThreadExecutor();
        long rows;
        try (Connection connection = Table.open(job.database())) {
            Table.tune(connection);
            Table.run(connection, Table.create(false));
            Future<?> reading = reader.submit(() -> {
                try {
                    read(job.firstPage(), free, full);
                } finally {
                    full.add(END);
                }
                return null;
            });
            rows = write(connection, free, full);
            reading.get();
            Table.run(connection, Table.KEY_INDEX, "PRAGMA wal_checkpoint(TRUNCATE)");
        } finally {
            reader.shutdownNow();
        }
        return Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
    }

    private static void read(String firstPage, BlockingQueue<CellBatch> free, BlockingQueue<CellBatch> full)
            throws IOException, InterruptedException {
        OkHttpClient http = new OkHttpClient();
        String next = firstPage;
        while (!next.isEmpty()) {
            Request request = new Request.Builder()
                    .url(next)
                    .header("Prefer", "odata.include-annotations=\"" + Property.TARGET + "\"")
                    .header("Accept-Encoding", "identity")
                    .build();
            try (Response response = http.newCall(request).execute();
                    ResponseBody body = response.body()) {
                next = page(body.byteStream(), free, full);
            }
        }
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    /** Hands over the cells of a page and returns the address of the next one. */
    private static String page(InputStream in, BlockingQueue<CellBatch> free, BlockingQueue<CellBatch> full)
            throws IOException, InterruptedException {
        CellBatch batch = free.take();
        batch.clear();
        boolean more = batch.fill(in);
        batch.skipHead();
        while (true) {
            int stopped = batch.scan();
            if (batch.ended()) {
                while (more) {
                    more = batch.fill(in);
                }
                String next = nextLink(batch);
                full.put(batch);
                return next;
            }
            if (!more) {
                throw new IOException("the page ends within a record");
            }
            CellBatch following = free.take();
            following.clear();
            following.takeRest(batch, stopped);
            full.put(batch);
            batch = following;
            more = batch.fill(in);
        }
    }

    private static String nextLink(CellBatch batch) {
        String tail = batch.rest();
        String name = "\"@odata.nextLink\":\"";
        int at = tail.indexOf(name);
        return at < 0 ? "" : tail.substring(at + name.length(), tail.indexOf('"', at + name.length()));
    }

    private static long write(Connection connection, BlockingQueue<CellBatch> free, BlockingQueue<CellBatch> full)
            throws Exception {
        long rows = 0;
        long committed = 0;
        try (NativeInsert insert = NativeInsert.prepare(connection, Table.INSERT)) {
            Table.run(connection, "BEGIN");
            for (CellBatch batch = full.take(); batch != END; batch = full.take()) {
                rows += insert.rows(batch);
                free.put(batch);
                if (rows - committed >= ROWS_IN_TRANSACTION) {
                    Table.run(connection, "COMMIT", "BEGIN");
                    committed = rows;
                }
            }
            Table.run(connection, "COMMIT");
        }
        return rows;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
