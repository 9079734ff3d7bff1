package org.crmlink.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.admin.AdminFace;
import org.crmlink.sandbox.admin.Setup;
import org.crmlink.sandbox.data.ColleagueReport;
import org.crmlink.sandbox.data.LoadReport;
import org.crmlink.sandbox.http.Face;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.http.SandboxServer;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.api.OrgApi;
import org.crmlink.sandbox.salesforce.data.Colleagues;
import org.crmlink.sandbox.salesforce.data.SampleData;
import org.crmlink.sandbox.salesforce.data.TreeLoader;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.login.ConnectedApps;
import org.crmlink.sandbox.salesforce.login.LoginFace;
import org.crmlink.sandbox.salesforce.login.OrgUsers;
import org.crmlink.sandbox.salesforce.login.Session;
import org.crmlink.sandbox.salesforce.login.Sessions;
import org.crmlink.sandbox.salesforce.objects.FileParents;
import org.crmlink.sandbox.salesforce.objects.OrgSeed;
import org.crmlink.sandbox.salesforce.objects.SourceFormat;
import org.crmlink.sandbox.salesforce.objects.StandardObjects;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.store.ServerClock;

/**
 * A running fake Salesforce org. Its records are gone when it stops. Thread-safe; {@link #close()} may be called more than once.
 *
 * <pre>{@code
 * try (SalesforceSandbox org = SalesforceSandbox.of(SalesforceOptions.builder().records(100).token("secret").build()).start()) {
 *     call(org.url() + "/services/data/v62.0/query?q=SELECT+Id+FROM+Account");
 * }
 * }</pre>
 */
public final class SalesforceSandbox implements AutoCloseable {

    /** Three characters of all ids of the org. */
    private static final String POD = "Q70";

    private final RecordStore store;
    private final Dml dml;
    private final OrgSeed.Seeded seeded;
    private final ServerClock clock;
    private final Sessions sessions;
    private final LoginFace logins;
    private final OrgApi api;
    private final SalesforceSettings settings;
    private final Faults faults = new Faults();
    private final RequestLog requests = new RequestLog();
    private final AdminFace admin;
    private final Setup setup;
    private final SandboxServer server;
    private final List<String> loadLines;
    private final long seed;
    private boolean closed;

    private SalesforceSandbox(SalesforceOptions options) throws IOException {
        setup = Setup.read(options.setups());
        seed = options.seed();
        clock = new ServerClock(options.clock());
        OrgSchema schema = new OrgSchema(StandardObjects.all(options.personAccounts()));
        for (Path folder : options.schemas()) {
            schema = SourceFormat.apply(schema, folder);
        }
        schema = FileParents.schema(schema.objects());
        store = new RecordStore(schema, clock, new RecordIds(POD));
        dml = new Dml(store);
        seeded = OrgSeed.insert(store);
        SampleData.generate(store, dml, seeded.adminId(), options.records(), seed);
        List<String> lines = new ArrayList<>();
        TreeLoader loader = new TreeLoader(store, dml, seeded.adminId());
        for (SalesforceOptions.Load load : options.loads()) {
            List<LoadReport> reports =
                    load.object().isEmpty() ? loader.load(load.file()) : loader.load(load.object(), load.file());
            reports.forEach(report -> lines.addAll(report.lines()));
        }
        loadLines = List.copyOf(lines);
        settings = new SalesforceSettings();
        sessions = new Sessions(clock, seeded.orgId(), options.sessionLife());
        sessions.rotating(options.rotatingRefreshTokens());
        ConnectedApps apps = new ConnectedApps();
        apps.add(SalesforceOptions.DEFAULT_CLIENT, SalesforceOptions.DEFAULT_SECRET);
        apps.addPassword(SalesforceOptions.DEFAULT_USER, SalesforceOptions.DEFAULT_PASSWORD);
        options.clients().forEach(apps::add);
        options.users().forEach(apps::addPassword);
        options.certificates().forEach(one -> apps.addCertificate(one.clientId(), one.certificate()));
        options.tokens().forEach(token -> sessions.accept(token, new Session(seeded.adminId(), "")));
        OrgUsers users = new OrgUsers(store, seeded.orgId());
        logins = new LoginFace(apps, sessions, users, clock, seeded.adminId());
        api = new OrgApi(store, dml, sessions, apps, users, settings, faults, clock);
        admin = AdminFace.salesforce(api, settings, sessions, clock, faults, requests, this::colleaguesWork);
        List<Face> faces = new ArrayList<>(List.of(logins));
        faces.addAll(api.faces());
        server = new SandboxServer(options.port(), faces, faults, requests, admin);
    }

    /**
     * Prepares an org with the records that the options ask for. Nothing listens before {@link #start()}.
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a file does not fit
     */
    public static SalesforceSandbox of(SalesforceOptions options) throws IOException {
        return new SalesforceSandbox(options);
    }

    /**
     * Starts listening on 127.0.0.1.
     *
     * @return this sandbox
     * @throws IOException if the port is taken
     * @throws IllegalArgumentException if a request of a setup file is refused; the sandbox is closed then
     */
    public SalesforceSandbox start() throws IOException {
        server.start();
        try {
            setup.run(admin, url());
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
        return this;
    }

    /** Scheme, host and port without a final slash; known once it is started. Logins and calls go there. */
    public String url() {
        return server.url();
    }

    /** Records by plain values, logins, fields: what a test does behind the back of the client that it tests. */
    public SalesforceBackstage backstage() {
        return new SalesforceBackstage(this);
    }

    /** The data itself. */
    public RecordStore store() {
        return store;
    }

    /** Writes records as the API does, with its checks and defaults. */
    public Dml dml() {
        return dml;
    }

    /** Id of the user on whose behalf client credentials and chosen tokens work. */
    public String userId() {
        return seeded.adminId();
    }

    /** The server's clock, which tests can move. */
    public ServerClock clock() {
        return clock;
    }

    /** Tokens, for tests that end them. */
    public Sessions sessions() {
        return sessions;
    }

    /** Logins, for tests that approve a device. */
    public LoginFace logins() {
        return logins;
    }

    /** What the service is like; changes hold from the next request on. */
    public SalesforceSettings settings() {
        return settings;
    }

    /** Makes all locators of queries given so far useless. */
    public void closeCursors() {
        api.closeCursors();
    }

    /** Publishes other objects and fields: records keep what still exists. */
    public void alter(OrgSchema changed) {
        store.alter(changed);
        api.metadataChanged();
    }

    /** Empties the recycle bin of what was deleted longer ago than this. */
    public int emptyBin(Duration olderThan) {
        return store.purge(clock.instant().minus(olderThan));
    }

    /** Rules that make requests go wrong. */
    public Faults faults() {
        return faults;
    }

    /** What was asked so far. */
    public RequestLog requests() {
        return requests;
    }

    /** What became of the files that the options asked to load, in lines for people. */
    public List<String> loadLines() {
        return loadLines;
    }

    /**
     * Lets simulated colleagues work: they create, change and delete some records.
     *
     * @param round which working day it is
     * @return a line for people that says how much they did
     */
    public String colleaguesWork(int round) {
        ColleagueReport report = Colleagues.work(store, dml, seeded.adminId(), seed, round);
        return report.created() + " created, " + report.updated() + " changed, " + report.deleted() + " deleted";
    }

    /** Waits until the sandbox is stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Stops listening, and deletes the temporary files. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                server.close();
            } finally {
                store.close();
            }
        }
    }
}
