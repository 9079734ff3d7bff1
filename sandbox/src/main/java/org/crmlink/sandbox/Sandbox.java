package org.crmlink.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.crmlink.sandbox.admin.AdminFace;
import org.crmlink.sandbox.admin.Setup;
import org.crmlink.sandbox.data.ColleagueReport;
import org.crmlink.sandbox.data.Colleagues;
import org.crmlink.sandbox.data.OrganizationData;
import org.crmlink.sandbox.data.RecordLoader;
import org.crmlink.sandbox.data.SampleData;
import org.crmlink.sandbox.dynamics.DynamicsFace;
import org.crmlink.sandbox.dynamics.DynamicsSettings;
import org.crmlink.sandbox.dynamics.schema.SchemaDefinition;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.dynamics.security.Security;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.http.SandboxServer;
import org.crmlink.sandbox.identity.Identity;
import org.crmlink.sandbox.identity.TokenEndpoint;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.DurableStore;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.StoreInUseException;

/**
 * A running fake backend. Thread-safe; {@link #close()} may be called more than once.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.dynamics(DynamicsOptions.builder().records(100).token("secret").build()).start()) {
 *     call(sandbox.url() + "/api/data/v9.2/WhoAmI");
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    /** What it is made of. */
    private record Parts(
            Optional<DurableStore> durable,
            Store store,
            KeptSchema schema,
            Identity identity,
            Rights rights,
            DynamicsSettings settings,
            Faults faults,
            RequestLog requests) {}

    /** How the data came to be. */
    private record Start(List<String> loadLines, boolean fresh, long seed) {}

    private final Parts parts;
    private final Start start;
    private final SandboxServer server;
    private final AdminFace admin;
    private final Setup setup;
    private boolean closed;

    private Sandbox(Parts parts, Start start, SandboxServer server, AdminFace admin, Setup setup) {
        this.parts = parts;
        this.start = start;
        this.server = server;
        this.admin = admin;
        this.setup = setup;
    }

    /**
     * Prepares a Dynamics 365 / Dataverse organization with the Web API and its token endpoints, filled with the records that
     * the options ask for. Nothing listens before {@link #start()}.
     *
     * @throws FolderInUseException if another sandbox keeps its records in the folder
     * @throws IOException if a file to be loaded cannot be read, or the folder holds no store that can be used: damaged, or
     *     made by another version
     * @throws IllegalArgumentException if a file is to be loaded into a table that does not exist, or a definition file does
     *     not fit, or has not all that the folder's records need
     */
    public static Sandbox dynamics(DynamicsOptions options) throws IOException {
        Clock clock = options.clock();
        KeptSchema schema = KeptSchema.read(options);
        Schema begin = switched(schema.schema(), options);
        Setup setup = Setup.read(options.setups());
        List<String> loadLines = new ArrayList<>();
        boolean[] filled = {false};
        Consumer<Store> fill = store -> {
            fill(store, schema, options, loadLines);
            filled[0] = true;
        };
        Optional<DurableStore> durable = Optional.empty();
        Store store;
        try {
            if (options.folder().isPresent()) {
                DurableStore kept = DurableStore.open(options.folder().get(), begin, clock, fill);
                durable = Optional.of(kept);
                store = kept.store();
                keep(kept, schema, filled[0]);
            } else {
                store = new Store(begin, clock);
                fill.accept(store);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (StoreInUseException e) {
            throw new FolderInUseException(String.valueOf(e.getMessage()), e);
        }
        Identity identity = new Identity(store.clock(), options.tokenLife(), options.refreshReuseDetection());
        identity.addClient(DynamicsOptions.DEFAULT_CLIENT, DynamicsOptions.DEFAULT_SECRET);
        identity.addUser(DynamicsOptions.DEFAULT_USER, DynamicsOptions.DEFAULT_PASSWORD);
        options.clients().forEach(identity::addClient);
        options.users().forEach(identity::addUser);
        options.tokens().forEach(identity::addToken);
        options.certificates().forEach(one -> identity.addCertificate(one.clientId(), one.certificate()));
        Faults faults = new Faults();
        RequestLog requests = new RequestLog();
        DynamicsSettings settings = options.settings();
        Security security = new Security(store);
        DynamicsFace face =
                new DynamicsFace(store, identity, requests, settings, faults, security, options.principals());
        Rights rights = new Rights(store, security);
        AdminFace admin = AdminFace.dynamics(
                store, identity, rights, settings, faults, requests, whole(store, schema, options.seed()));
        SandboxServer server =
                new SandboxServer(options.port(), List.of(face, new TokenEndpoint(identity)), faults, requests, admin);
        Parts parts = new Parts(durable, store, schema, identity, rights, settings, faults, requests);
        Start start = new Start(List.copyOf(loadLines), filled[0], options.seed());
        return new Sandbox(parts, start, server, admin, setup);
    }

    /** The schema with the switches of the options. */
    private static Schema switched(Schema all, DynamicsOptions options) {
        Schema schema = options.version().limit(all);
        Schema.Builder switched = schema.toBuilder();
        for (Table table : schema.tables()) {
            String name = table.logicalName();
            boolean tracked = table.changeTracking() && !options.untracked().contains(name);
            boolean versioned =
                    table.optimisticConcurrency() && !options.unversioned().contains(name);
            switched.table(table.toBuilder()
                    .changeTracking(tracked)
                    .optimisticConcurrency(versioned)
                    .build());
        }
        options.untracked().forEach(schema::require);
        options.unversioned().forEach(schema::require);
        return switched.build();
    }

    private static AdminFace.Whole whole(Store store, KeptSchema schema, long seed) {
        return new AdminFace.Whole() {
            @Override
            public String colleaguesWork(int round) {
                return work(store, seed, round);
            }

            @Override
            public void define(Map<?, ?> definition) throws IOException {
                schema.define(store, SchemaDefinition.of("the definition", definition));
            }
        };
    }

    private static String work(Store store, long seed, int round) {
        ColleagueReport report = Colleagues.work(store, seed, round);
        return report.created() + " created, " + report.updated() + " changed, " + report.deleted() + " deleted";
    }

    /** The definition is written down before a row that needs it can be. */
    private static void keep(DurableStore kept, KeptSchema schema, boolean filled) throws IOException {
        try {
            boolean more = schema.isChanged() && !filled;
            if (more) {
                schema.save();
            }
            OrganizationData.seed(kept.store());
            if (more) {
                schema.definitions().forEach(definition -> definition.insertRows(kept.store()));
            }
        } catch (IOException | RuntimeException e) {
            kept.close();
            throw e;
        }
    }

    private static void fill(Store store, KeptSchema schema, DynamicsOptions options, List<String> lines) {
        if (schema.isChanged()) {
            try {
                schema.save();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        OrganizationData.seed(store);
        SampleData.generate(store, options.records(), options.seed());
        schema.definitions().forEach(definition -> definition.insertRows(store));
        RecordLoader loader = new RecordLoader(store, options.maps());
        lines.clear();
        for (DynamicsOptions.Load load : options.loads()) {
            try {
                lines.addAll(loader.load(load.table(), load.file()).lines());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        lines.addAll(loader.unusedRenames());
    }

    /**
     * Starts listening on 127.0.0.1.
     *
     * @return this sandbox
     * @throws IOException if the port is taken
     * @throws IllegalArgumentException if a request of a setup file is refused; the sandbox is closed then
     */
    public Sandbox start() throws IOException {
        server.start();
        try {
            setup.run(admin, url());
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
        return this;
    }

    /** Scheme, host and port, such as {@code http://127.0.0.1:8081}, without a final slash; known once it is started. */
    public String url() {
        return server.url();
    }

    /** Where clients get their tokens: {@code /oauth2/token} at {@link #url()}. */
    public String tokenUrl() {
        return url() + "/oauth2/token";
    }

    /** Rows by plain values, logins, rights: what a test does behind the back of the client that it tests. */
    public Backstage backstage() {
        return new Backstage(this);
    }

    /** The data itself: transactions, versions, clock. {@link #backstage()} is simpler where it suffices. */
    public Store store() {
        return parts.store();
    }

    /**
     * Customizes the running organization by a definition document, as publishing customizations does, and creates its rows. With a
     * folder it is kept there.
     *
     * @param source what messages call the document
     * @param json the document as a tree of maps and lists
     * @throws IllegalArgumentException if it does not fit; nothing is changed then
     * @throws IllegalStateException while a transaction is open
     * @throws IOException if it cannot be written into the folder
     */
    public synchronized void define(String source, Object json) throws IOException {
        parts.schema().define(parts.store(), SchemaDefinition.of(source, json));
    }

    /**
     * As {@link #define(String, Object)} for a document at an address, such as a resource of a test's class.
     *
     * @throws IllegalArgumentException if it is no JSON document, or does not fit
     */
    public void define(URL json) throws IOException {
        String source = json.getPath().substring(json.getPath().lastIndexOf('/') + 1);
        byte[] bytes;
        try (InputStream in = json.openStream()) {
            bytes = in.readAllBytes();
        }
        Object document;
        try {
            document = Json.read(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
        define(source, SchemaDefinition.of(source, document).tree());
    }

    /**
     * Makes the delta links given so far too old, as {@link DynamicsSettings#trackingLife} does after some days, without moving the clock. Those
     * given later are good.
     */
    public void expireDeltaLinks() {
        parts.settings().trackedSince(parts.store().spendVersion());
    }

    /** Tokens, clients and users, for tests that revoke or approve. */
    public Identity identity() {
        return parts.identity();
    }

    /** Users, teams, roles and shares. */
    public Rights rights() {
        return parts.rights();
    }

    /**
     * What became of the files that the options asked to load, in lines for people: how many records, which columns were
     * ignored or rounded, which records were refused and why, which renames no file needed. Empty if an existing folder was
     * opened, because then nothing is loaded.
     */
    public List<String> loadLines() {
        return start.loadLines();
    }

    /** Whether the data was made just now rather than found in the folder. */
    public boolean isNew() {
        return start.fresh();
    }

    /**
     * Lets simulated colleagues work: they create, change and delete some rows. The same seed and round do the same to the
     * same data.
     *
     * @param round which working day it is
     * @return a line for people that says how much they did
     */
    public String colleaguesWork(int round) {
        return work(parts.store(), start.seed(), round);
    }

    /** What the service is like; changes hold from the next request on. */
    public DynamicsSettings settings() {
        return parts.settings();
    }

    /** Rules that make requests go wrong. */
    public Faults faults() {
        return parts.faults();
    }

    /** What was asked so far. */
    public RequestLog requests() {
        return parts.requests();
    }

    /** Waits until the sandbox is stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** As {@link #close()}. */
    public void stop() {
        close();
    }

    /** Stops listening and, if the data is kept in a folder, writes it down and lets go of the folder. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.close();
        if (parts.durable().isPresent()) {
            try {
                parts.durable().get().close();
            } catch (IOException e) {
                throw new UncheckedIOException("The sandbox's data could not be written.", e);
            }
        }
    }
}
