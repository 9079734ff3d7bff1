package org.crmlink.tck.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Fixture;
import org.crmlink.tck.bench.FaultProxy;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What lasts for a whole run: backend, proxy, the loaded connector, and what was found so far. Thread-safe. */
public final class Session implements AutoCloseable {

    /** The configuration parameter by which checks find their session. */
    static final String PARAMETER = "org.crmlink.tck.session";

    private static final int MOST_EVIDENCE = 60;
    private static final Map<String, Session> SESSIONS = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final Fixture fixture;
    private final Backdoor backdoor;
    private final BackendValues backendValues;
    private final LoadedConnector plugin;
    private final Path pluginDirectory;
    private final Path scratch;
    private final FaultProxy proxy;
    private final Surveillance surveillance;
    private final Globals globals;
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /** An error that the connector raised in a check. */
    public record Failure(String check, ConnectorException error) {}

    /**
     * @param pluginDirectory the directory with the connector's jars
     * @param scratch an empty directory of this run
     */
    public Session(Fixture fixture, Backdoor backdoor, LoadedConnector plugin, Path pluginDirectory, Path scratch) {
        this.fixture = fixture;
        this.backdoor = backdoor;
        this.backendValues = new BackendValues(fixture, backdoor);
        this.plugin = plugin;
        this.pluginDirectory = pluginDirectory;
        this.scratch = scratch;
        this.proxy = new FaultProxy(backdoor.url(), fixture::isLogin);
        Set<String> secrets;
        try {
            secrets = secrets();
        } catch (RuntimeException | LinkageError e) {
            proxy.close();
            throw e;
        }
        // from here on it holds the process's streams, so nothing may fail before close() is due
        this.globals = Globals.now();
        this.surveillance = new Surveillance(plugin.provider().getClass().getClassLoader());
        secrets.forEach(surveillance::forbidSecret);
        SESSIONS.put(id, this);
    }

    static Session of(ExtensionContext context) {
        String id = context.getConfigurationParameter(PARAMETER)
                .orElseThrow(() -> new IllegalStateException("checks are run by the kit alone"));
        Session session = SESSIONS.get(id);
        if (session == null) {
            throw new IllegalStateException("the run is over");
        }
        return session;
    }

    String id() {
        return id;
    }

    Fixture fixture() {
        return fixture;
    }

    Backdoor backdoor() {
        return backdoor;
    }

    BackendValues backendValues() {
        return backendValues;
    }

    LoadedConnector plugin() {
        return plugin;
    }

    Path pluginDirectory() {
        return pluginDirectory;
    }

    Path scratch() {
        return scratch;
    }

    FaultProxy proxy() {
        return proxy;
    }

    Surveillance surveillance() {
        return surveillance;
    }

    /** The valid configuration, through an endpoint: with the path of the back door's address, if it has one. */
    Map<String, String> configuration(URI endpoint) {
        return new LinkedHashMap<>(
                fixture.configuration(backdoor, endpoint.resolve(backdoor.url().getRawPath())));
    }

    /** The values of secret options. */
    private Set<String> secrets() {
        Map<String, String> valid = configuration(proxy.endpoint());
        return plugin.descriptor().options().stream()
                .filter(ConfigOption::isSecret)
                .map(option -> valid.getOrDefault(option.name(), ""))
                .filter(secret -> !secret.isBlank())
                .collect(java.util.stream.Collectors.toSet());
    }

    /** Takes a result, without what must not come out. */
    synchronized void finished(CheckResult result) {
        results.add(new CheckResult(
                result.check(),
                result.requirement(),
                result.outcome(),
                redacted(result.message()),
                condensed(result.evidence()),
                result.duration()));
    }

    /** Equal lines once, with their number; no more lines than somebody reads. */
    private List<String> condensed(List<String> evidence) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        evidence.forEach(line -> counts.merge(redacted(line), 1, Integer::sum));
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Integer> line : counts.entrySet()) {
            if (lines.size() == MOST_EVIDENCE) {
                lines.add((counts.size() - MOST_EVIDENCE) + " more lines");
                break;
            }
            lines.add(line.getKey() + (line.getValue() == 1 ? "" : " (" + line.getValue() + " times)"));
        }
        return lines;
    }

    /** A text without secrets and values of records. */
    String redacted(String text) {
        return surveillance.redacted(text);
    }

    synchronized void failed(String check, ConnectorException error) {
        failures.add(new Failure(check, error));
    }

    /** Looks for secrets where a check may have left them. */
    void scan(String check, Run run) {
        surveillance.learn(proxy.since(run.firstExchange()));
        surveillance.scan(check, run);
    }

    /** Looks for secrets now, before the check is over. */
    public void lookNow(String check, Run run) {
        scan(check, run);
    }

    /** How many secrets are looked for, encodings included. */
    public int secretsKnown() {
        return surveillance.known();
    }

    /** How many texts were looked through so far. */
    public int textsLookedThrough() {
        return surveillance.looked();
    }

    /** What of the process has changed since the run began, by name. */
    public List<String> globalsChanged() {
        return globals.changedIn(Globals.now());
    }

    /** Loads the plugin once more, in a class loader of its own; to be closed by the caller. */
    public LoadedConnectors loadAgain() {
        return ConnectorLoader.create()
                .pluginDirectory(scratch.resolve("plugins"))
                .load();
    }

    /** What came out in this run that must not, and where. */
    public List<String> leaks() {
        return surveillance.findings();
    }

    /** What was printed to standard output and standard error. */
    public List<String> printed() {
        return surveillance.loud();
    }

    /** What the checks found, in their order. */
    public synchronized List<CheckResult> results() {
        return List.copyOf(results);
    }

    /** Every error that the connector raised so far. */
    public synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        SESSIONS.remove(id);
        surveillance.close();
        proxy.close();
        globals.restore();
    }
}
