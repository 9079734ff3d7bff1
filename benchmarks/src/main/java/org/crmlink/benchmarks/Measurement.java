package org.crmlink.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.crmlink.benchmarks.contestant.Contestants;

/**
 * One thing that is measured. Immutable.
 *
 * @param id name on the command line
 * @param contestant name of the program, or empty for what is measured through the {@code crmlink} script
 * @param port what the program reads from
 * @param heapMb the most heap that its JVM may use
 * @param rows how many records it handles
 * @param runs how many processes one after the other; the median counts
 * @param repeats repetitions within a process, for decoders seconds
 * @param warmSeconds how long the process does the same before; at least once, if more than 0
 */
record Measurement(
        String id,
        String title,
        String contestant,
        Port port,
        int heapMb,
        int rows,
        int runs,
        int repeats,
        int warmSeconds) {

    /** The ports of the server. */
    enum Port {
        PLAIN,
        GZIP,
        LATENCY,
        MANY,
        SANDBOX,
        /** A sandbox of Salesforce with many contacts; only where a measurement needs it. */
        SALESFORCE
    }

    static final String FULL = "full";
    static final String COLD = "full-cold";
    static final String GZIP = "gzip";
    static final String LIMIT = "limit";
    static final String KEPT = "kept";
    static final String TYPICAL = "typical";
    static final String TYPICAL_COLD = "typical-cold";
    static final String LIMIT_COLD = "limit-cold";
    static final String PARSE = "parse";
    static final String PARSE_CAMEL = "parse-camel";
    static final String PARSE_OLINGO = "parse-olingo";
    static final String LATENCY = "latency";
    static final String MILLION = "million";
    static final String HELP = "help";
    static final String IDLE = "idle";

    /** What the figures with a target do not need. */
    private static final Set<String> NOT_QUICK = Set.of(
            "olingo",
            "sap",
            TYPICAL_COLD,
            LIMIT_COLD,
            "parse-maps",
            "bytes",
            "bytes-gzip",
            "fetch-parse",
            "insert-kept",
            "insert-after",
            "salesforce-query",
            "salesforce-bulk",
            "salesforce-query-bytes",
            "salesforce-bulk-bytes");

    /** How much is measured. */
    record Amount(int accounts, int million, int uploads, int parsed, int contacts) {}

    static Amount amount(boolean quick) {
        // as many accounts: with fewer, random keys cost little, which flatters whoever keeps their index
        return quick
                ? new Amount(200_000, 200_000, 2_000, 10_000, 20_000)
                : new Amount(200_000, 1_000_000, 10_000, 20_000, 200_000);
    }

    /** Heap of ours and of the JVM limit, in which the issue wants them; the others do not get through in it. */
    private static final int SMALL_HEAP = 64;

    private static final int ROOMY_HEAP = 512;
    private static final int ALL_ROWS_IN_MEMORY = 2_048;

    /** All of them, in the order of a round. */
    static List<Measurement> all(boolean quick) {
        Amount amount = amount(quick);
        int rows = amount.accounts();
        int key = quick ? 1 : 5;
        int few = quick ? 1 : 3;
        int seconds = quick ? 1 : 4;
        // at least one whole job
        int warm = quick ? 1 : 8;
        List<Measurement> all = new ArrayList<>();
        all.add(warm(FULL, "full sync, ours", Contestants.FULL, Port.PLAIN, SMALL_HEAP, rows, key, warm));
        all.add(warm(LIMIT, "JVM limit", Contestants.LIMIT, Port.PLAIN, SMALL_HEAP, rows, key, warm));
        all.add(warm(GZIP, "full sync, ours, gzip", Contestants.FULL, Port.GZIP, SMALL_HEAP, rows, key, warm));
        all.add(end(COLD, "full sync, ours, new process", Contestants.FULL, Port.PLAIN, SMALL_HEAP, rows, few));
        all.add(warm(KEPT, "our pipeline, key index kept", Contestants.KEPT, Port.PLAIN, SMALL_HEAP, rows, few, warm));
        all.add(warm(TYPICAL, "typical program", Contestants.TYPICAL, Port.PLAIN, ROOMY_HEAP, rows, few, warm));
        all.add(end(
                TYPICAL_COLD, "typical program, new process", Contestants.TYPICAL, Port.PLAIN, ROOMY_HEAP, rows, few));
        all.add(end(LIMIT_COLD, "JVM limit, new process", Contestants.LIMIT, Port.PLAIN, SMALL_HEAP, rows, few));
        all.add(warm("olingo", "Apache Olingo client", Contestants.OLINGO, Port.PLAIN, ROOMY_HEAP, rows, 1, warm));
        all.add(warm("sap", "SAP Cloud SDK client", Contestants.SAP, Port.PLAIN, ROOMY_HEAP, rows, 1, warm));
        all.add(inMemory(PARSE, "parse only: ours", Contestants.PARSE_OURS, amount.parsed(), few, seconds));
        all.add(inMemory(
                PARSE_CAMEL, "parse only: camel-salesforce", Contestants.PARSE_CAMEL, amount.parsed(), few, seconds));
        all.add(inMemory(PARSE_OLINGO, "parse only: Olingo", Contestants.PARSE_OLINGO, amount.parsed(), few, seconds));
        all.add(inMemory(
                "parse-maps", "parse only: Jackson maps", Contestants.PARSE_MAPS, amount.parsed(), few, seconds));
        all.add(stage("bytes", "bytes over loopback", Contestants.LOOPBACK, Port.PLAIN, rows, few));
        all.add(stage("bytes-gzip", "bytes over loopback, gzip", Contestants.LOOPBACK_GZIP, Port.GZIP, rows, few));
        all.add(stage("fetch-parse", "fetch and parse, one thread", Contestants.FETCH_PARSE, Port.PLAIN, rows, few));
        all.add(insert("insert-kept", "SQLite insert, key index kept", Contestants.INSERT_KEPT, rows, few));
        all.add(insert("insert-after", "SQLite insert, key index after", Contestants.INSERT_AFTER, rows, few));
        all.add(end(
                "upload", "upload of changes", Contestants.UPLOAD, Port.SANDBOX, 256, amount.uploads(), quick ? 1 : 2));
        all.add(warm(LATENCY, "12 entities, 50 ms a page", Contestants.TWELVE, Port.LATENCY, 256, 0, few, warm));
        all.add(end(
                MILLION,
                "full sync, ours, " + Numbers.grouped(amount.million()),
                Contestants.MANY,
                Port.MANY,
                SMALL_HEAP,
                amount.million(),
                1));
        int contacts = amount.contacts();
        all.add(salesforce(
                "salesforce-query", "Salesforce, read by query, ours", Contestants.SALESFORCE_QUERY, contacts));
        all.add(salesforce("salesforce-bulk", "Salesforce, read by job, ours", Contestants.SALESFORCE_BULK, contacts));
        all.add(salesforce(
                "salesforce-query-bytes", "Salesforce, bytes by query", Contestants.SALESFORCE_QUERY_BYTES, contacts));
        all.add(salesforce(
                "salesforce-bulk-bytes", "Salesforce, bytes by job", Contestants.SALESFORCE_BULK_BYTES, contacts));
        all.add(script(HELP, "crmlink --help", quick ? 3 : 7));
        all.add(script(IDLE, "crmlink sync, nothing to do", quick ? 2 : 5));
        return List.copyOf(all);
    }

    private static Measurement end(
            String id, String title, String contestant, Port port, int heapMb, int rows, int runs) {
        return new Measurement(id, title, contestant, port, heapMb, rows, runs, 1, 0);
    }

    private static Measurement warm(
            String id, String title, String contestant, Port port, int heapMb, int rows, int runs, int seconds) {
        return new Measurement(id, title, contestant, port, heapMb, rows, runs, 1, seconds);
    }

    private static Measurement inMemory(String id, String title, String contestant, int rows, int runs, int seconds) {
        return new Measurement(id, title, contestant, Port.PLAIN, ROOMY_HEAP, rows, runs, seconds, 0);
    }

    private static Measurement stage(String id, String title, String contestant, Port port, int rows, int runs) {
        return new Measurement(id, title, contestant, port, 128, rows, runs, 3, 0);
    }

    /** Once, of two passes: the sandbox, which makes each page, takes most of the time. */
    private static Measurement salesforce(String id, String title, String contestant, int rows) {
        return new Measurement(id, title, contestant, Port.SALESFORCE, SMALL_HEAP, rows, 1, 1, 0);
    }

    private static Measurement insert(String id, String title, String contestant, int rows, int runs) {
        return new Measurement(id, title, contestant, Port.PLAIN, ALL_ROWS_IN_MEMORY, rows, runs, 1, 0);
    }

    private static Measurement script(String id, String title, int runs) {
        return new Measurement(id, title, "", Port.PLAIN, 0, 0, runs, 1, 0);
    }

    /** Whether a quick look has it. */
    boolean isQuick() {
        return !NOT_QUICK.contains(id);
    }

    boolean isScript() {
        return contestant.isEmpty();
    }

    boolean writesAccounts() {
        return Contestants.WRITERS.contains(contestant);
    }
}
