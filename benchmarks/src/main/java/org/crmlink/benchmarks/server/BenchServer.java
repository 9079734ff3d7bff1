package org.crmlink.benchmarks.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.data.SalesforceContacts;
import org.crmlink.benchmarks.data.Selection;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;

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
     * @param contacts contacts of the Salesforce org; 0 for no org
     */
    public record Size(int accounts, int many, int uploads, int contacts) {}

    /** The largest page of the service. */
    public static final int PAGE = 5_000;

    /** Rows in a page of the port with latency: small, so that waiting is what takes time there. */
    public static final int LATENCY_PAGE = 200;

    public static final int LATENCY_MILLIS = 50;

    /** Contacts saved in one transaction. */
    private static final int LOAD = 2_000;

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
    private final Optional<SalesforceSandbox> salesforce;
    private final Face plain;
    private final Face gzip;
    private final Face latency;
    private final Face many;

    private BenchServer(
            Sandbox sandbox, Optional<SalesforceSandbox> salesforce, Face plain, Face gzip, Face latency, Face many) {
        this.sandbox = sandbox;
        this.salesforce = salesforce;
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
                size.contacts() == 0 ? Optional.empty() : Optional.of(org(size.contacts())),
                new Face(new Face.Behaviour(false, 0, PAGE), accounts, url),
                new Face(new Face.Behaviour(true, 0, PAGE), accounts, url),
                new Face(new Face.Behaviour(false, LATENCY_MILLIS, LATENCY_PAGE), twelve, url),
                new Face(new Face.Behaviour(false, 0, PAGE), millions, url));
    }

    private static SalesforceSandbox org(int contacts) throws IOException {
        SalesforceSandbox org = SalesforceSandbox.of(SalesforceOptions.builder().build());
        SObject contact = org.store().schema().object(SalesforceContacts.OBJECT).orElseThrow();
        for (int from = 0; from < contacts; from += LOAD) {
            try (Work work = org.store().begin(org.userId())) {
                for (int number = from; number < Math.min(contacts, from + LOAD); number++) {
                    org.dml().create(work, contact, SalesforceContacts.values(number));
                }
                work.commit();
            }
        }
        return org.start();
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

    /** The Salesforce org; a word that is no address if there is none. */
    public String salesforceUrl() {
        return salesforce.map(SalesforceSandbox::url).orElse("none");
    }

    @Override
    public void close() {
        salesforce.ifPresent(SalesforceSandbox::close);
        plain.close();
        gzip.close();
        latency.close();
        many.close();
        sandbox.close();
    }
}
