package org.crmlink.benchmarks.contestant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All contestants by name. Stateless. */
public final class Contestants {

    /** End to end, ours. */
    public static final String FULL = "full sync";

    public static final String MANY = "full sync of many";
    public static final String UPLOAD = "upload";
    public static final String TWELVE = "twelve entities";
    public static final String LIMIT = "JVM limit";
    public static final String TYPICAL = "typical";
    public static final String KEPT = "key index kept";
    public static final String OLINGO = "Olingo";
    public static final String SAP = "SAP Cloud SDK";
    public static final String PARSE_OURS = "parse: ours";
    public static final String PARSE_OLINGO = "parse: Olingo";
    public static final String PARSE_CAMEL = "parse: camel-salesforce";
    public static final String PARSE_MAPS = "parse: Jackson maps";
    public static final String LOOPBACK = "loopback bytes";
    public static final String LOOPBACK_GZIP = "loopback bytes, gzip";
    public static final String FETCH_PARSE = "fetch and parse";
    public static final String SALESFORCE_QUERY = "Salesforce read by query";
    public static final String SALESFORCE_BULK = "Salesforce read by job";
    public static final String SALESFORCE_QUERY_BYTES = "Salesforce bytes by query";
    public static final String SALESFORCE_BULK_BYTES = "Salesforce bytes by job";
    public static final String INSERT_KEPT = "insert, key index kept";
    public static final String INSERT_AFTER = "insert, key index after";

    /** A part that {@link #FULL} tells beside its time: a second sync, with every hundredth record changed. */
    public static final String INCREMENTAL = "incremental";

    /** Another part: a third sync, with nothing to do. */
    public static final String IDLE_SYNC = "idle";

    /** Those that write the table of accounts, and so have to write the same. */
    public static final List<String> WRITERS =
            List.of(FULL, LIMIT, KEPT, TYPICAL, OLINGO, SAP, INSERT_KEPT, INSERT_AFTER);

    private static final Map<String, Supplier<Contestant>> ALL = Map.ofEntries(
            Map.entry(FULL, OurFull::new),
            Map.entry(MANY, OurMany::new),
            Map.entry(UPLOAD, OurUpload::new),
            Map.entry(TWELVE, OurTwelve::new),
            Map.entry(LIMIT, JvmLimit::new),
            Map.entry(TYPICAL, Typical::new),
            Map.entry(KEPT, KeptIndex::new),
            Map.entry(OLINGO, OlingoClient::new),
            Map.entry(SAP, SapClient::new),
            Map.entry(PARSE_OURS, () -> new ParseOnly(false, new OurDecoder())),
            Map.entry(PARSE_OLINGO, () -> new ParseOnly(false, new OlingoDecoder())),
            Map.entry(PARSE_CAMEL, () -> new ParseOnly(true, new CamelDecoder())),
            Map.entry(PARSE_MAPS, () -> new ParseOnly(false, new MapDecoder())),
            Map.entry(LOOPBACK, () -> new Loopback(false)),
            Map.entry(LOOPBACK_GZIP, () -> new Loopback(true)),
            Map.entry(FETCH_PARSE, FetchAndParse::new),
            Map.entry(SALESFORCE_QUERY, () -> new SalesforceRead(false)),
            Map.entry(SALESFORCE_BULK, () -> new SalesforceRead(true)),
            Map.entry(SALESFORCE_QUERY_BYTES, () -> new SalesforceBytes(false)),
            Map.entry(SALESFORCE_BULK_BYTES, () -> new SalesforceBytes(true)),
            Map.entry(INSERT_KEPT, () -> new InsertOnly(true)),
            Map.entry(INSERT_AFTER, () -> new InsertOnly(false)));

    private Contestants() {}

    /** Names in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(new TreeMap<>(ALL).keySet());
    }

    public static Optional<Contestant> find(String name) {
        return Optional.ofNullable(ALL.get(name)).map(Supplier::get);
    }
}
