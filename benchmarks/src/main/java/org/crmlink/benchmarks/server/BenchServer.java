package org.crmlink.benchmarks.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.data.Selection;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;

/**
 * The server of all measurements: a sandbox organization whose long lists come out of memory, so that the server is not what is measured. Several ports
 * show the same data in different ways. Thread-safe.
 */
public final class BenchServer implements AutoCloseable {

    /**
     * How much there is. Immutable.
     *
     * @param accounts records of the account on the plain and the gzip port
     * @param many records of the account on the port with many
     * @param uploads accounts of the sandbox, which can be changed
     */
    public record Size(int accounts, int many, int uploads) {}

    /** The largest page of the service. */
    public static final int PAGE = 5_000;

    /** Rows in a page of the port with latency: small, so that waiting is what takes time there. */
    public static final int LATENCY_PAGE = 200;

    public static final int LATENCY_MILLIS = 50;

    /** The standard account has no column of a day alone. */
    private static final Map<String, Object> RENEWAL_DAY = Map.of(
            "columns",
            List.of(Map.of(
                    "table", "account",
                    "schemaName", "acme_RenewalDay",
                    "type", "dateTime",
                    "behavior", "dateOnly",
                    "format", "dateOnly")));

    /** Pages of each of the {@link Entity#TWELVE}. */
    private static final int[] PAGES = {40, 36, 32, 28, 24, 20, 16, 12, 8, 6, 4, 2};

    private final Sandbox sandbox;
    private final Face plain;
    private final Face gzip;
    private final Face latency;
    private final Face many;

    private BenchServer(Sandbox sandbox, Face plain, Face gzip, Face latency, Face many) {
        this.sandbox = sandbox;
        this.plain = plain;
        this.gzip = gzip;
        this.latency = latency;
        this.many = many;
    }

    /** Starts it on free ports of the loopback interface, with its answers made. */
    public static BenchServer start(Size size) throws IOException {
        Sandbox sandbox = Sandbox.dynamics(DynamicsOptions.builder()
                        .port(0)
                        .records(size.uploads())
                        .build())
                .start();
        sandbox.define("the benchmark", RENEWAL_DAY);
        Records accounts = new Records(Map.of(Entity.ACCOUNT, size.accounts()));
        Records millions = new Records(Map.of(Entity.ACCOUNT, size.many()));
        Map<Entity, Integer> counts = new HashMap<>();
        for (int i = 0; i < PAGES.length; i++) {
            counts.put(Entity.TWELVE.get(i), PAGES[i] * LATENCY_PAGE);
        }
        Records twelve = new Records(counts);
        accounts.block(Selection.stored(Entity.ACCOUNT), 0).prepare();
        accounts.block(Selection.stored(Entity.ACCOUNT), 1).prepare();
        String url = sandbox.url();
        return new BenchServer(
                sandbox,
                new Face(new Face.Behaviour(false, 0, PAGE), accounts, url),
                new Face(new Face.Behaviour(true, 0, PAGE), accounts, url),
                new Face(new Face.Behaviour(false, LATENCY_MILLIS, LATENCY_PAGE), twelve, url),
                new Face(new Face.Behaviour(false, 0, PAGE), millions, url));
    }

    /** Pages of the slowest entity × latency: nobody can be faster who reads an entity's pages one after the other. */
    public static double idealSeconds() {
        return PAGES[0] * LATENCY_MILLIS / 1_000.0;
    }

    /** Rows of all entities of the port with latency. */
    public static long latencyRows() {
        long rows = 0;
        for (int pages : PAGES) {
            rows += (long) pages * LATENCY_PAGE;
        }
        return rows;
    }

    /** Uncompressed. */
    public String plainUrl() {
        return plain.url();
    }

    /** Compressed for those who accept it. */
    public String gzipUrl() {
        return gzip.url();
    }

    /** The twelve entities, each page late. */
    public String latencyUrl() {
        return latency.url();
    }

    /** Many accounts, uncompressed. */
    public String manyUrl() {
        return many.url();
    }

    /** The sandbox itself, whose records can be changed. */
    public String sandboxUrl() {
        return sandbox.url();
    }

    @Override
    public void close() {
        plain.close();
        gzip.close();
        latency.close();
        many.close();
        sandbox.close();
    }
}
