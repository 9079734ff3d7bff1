package org.crmlink.tck.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Fixture;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.FaultProxy;
import org.crmlink.tck.bench.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * What one check has: a connector, the back door, the proxy, records to work with, and a place for what it saw. What is opened here is closed after
 * the check. Used by the check's thread; {@link #witness} and {@link #evidence} by any.
 */
public final class Run {

    private final Session session;
    private final Path scratch;
    private final VirtualTime time = new VirtualTime();
    private final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    private final List<Connector> opened = new CopyOnWriteArrayList<>();
    private final List<String> evidence = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> witnesses = new ConcurrentHashMap<>();
    private final Map<String, String> shown = new ConcurrentHashMap<>();
    private final int firstExchange;
    private volatile boolean unsupported;
    private volatile boolean abandoned;
    private @Nullable Connector connector;
    private @Nullable List<EntityType> entities;

    Run(Session session) {
        this.session = session;
        this.firstExchange = session.proxy().mark();
        try {
            this.scratch = Files.createTempDirectory(session.scratch(), "check");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties the backend, removes faults. */
    void begin() {
        alive();
        session.proxy().calm();
        for (String entity : fixture().entities()) {
            for (String id : backdoor().ids(entity)) {
                backdoor().delete(entity, id);
            }
        }
    }

    void close() {
        if (!abandoned) {
            session.proxy().calm();
        }
        for (Connector one : opened) {
            try {
                one.close();
            } catch (RuntimeException e) {
                // what close does wrong is the business of the checks on close
                evidence("close() failed: " + e);
            }
        }
    }

    /** Lets go of a check that hangs. */
    void abandon() {
        abandoned = true;
        session.proxy().calm();
        session.proxy().gate().dropAll();
    }

    /** A check that was given up must not disturb those that come after it. */
    private void alive() {
        if (abandoned) {
            throw new IllegalStateException("the check was given up");
        }
    }

    public Fixture fixture() {
        return session.fixture();
    }

    public Backdoor backdoor() {
        alive();
        return session.backdoor();
    }

    public FaultProxy proxy() {
        alive();
        return session.proxy();
    }

    /** The connector as the plugin loader found it. */
    public LoadedConnector plugin() {
        return session.plugin();
    }

    /** The directory with the connector's jars. */
    public Path pluginDirectory() {
        return session.pluginDirectory();
    }

    /** The run that this check belongs to. */
    public Session session() {
        return session;
    }

    /** An empty directory of this check; the connectors' temporary directories are in it. */
    public Path scratch() {
        return scratch;
    }

    /** The time that connectors of this check live in. */
    public VirtualTime time() {
        return time;
    }

    /** The requests that the connectors of this check reported to their listener. */
    public List<RequestEvent> events() {
        return List.copyOf(events);
    }

    int firstExchange() {
        return firstExchange;
    }

    /** Every request since the check began. */
    public List<Exchange> exchanges() {
        return proxy().since(firstExchange);
    }

    // ---- connectors

    /** The connector with the valid configuration, opened at the first call. */
    public Connector connector() {
        Connector one = connector;
        if (one == null) {
            one = connect();
            connector = one;
        }
        return one;
    }

    /** A further connector with the valid configuration. */
    public Connector connect() {
        return connect(configuration());
    }

    /** A further connector with a configuration of the check's own. */
    public Connector connect(Map<String, String> values) {
        return connect(plugin(), values);
    }

    /** A further connector of another loading of the plugin. */
    public Connector connect(LoadedConnector loaded, Map<String, String> values) {
        Connector one = loaded.provider().open(configuration(loaded, values), context());
        opened.add(one);
        return one;
    }

    /** The valid configuration, through the proxy. */
    public Map<String, String> configuration() {
        return configuration(proxy().endpoint());
    }

    /** The valid configuration, through another endpoint. */
    public Map<String, String> configuration(URI endpoint) {
        return session.configuration(endpoint);
    }

    /** Values with the plugin's options. */
    public Configuration configuration(LoadedConnector loaded, Map<String, String> values) {
        return Configuration.of(loaded.descriptor().options(), values);
    }

    /** A context of its own: virtual time, a listener, a temporary directory, a credential store in memory. */
    public CheckContext context() {
        try {
            return new CheckContext(time, Files.createTempDirectory(scratch, "connector"), events::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A facet of the connector, or the check does not apply. */
    public <F extends Facet> F facet(Class<F> type) {
        return connector()
                .facet(type)
                .orElseThrow(() -> new NotOffered("the connector has no " + type.getSimpleName()));
    }

    public EntityMetadata metadata() {
        return facet(EntityMetadata.class);
    }

    public ChangeReader reader() {
        return facet(ChangeReader.class);
    }

    public Uploader uploader() {
        return facet(Uploader.class);
    }

    public AttachmentStore store() {
        return facet(AttachmentStore.class);
    }

    // ---- entities

    /** The fixture's entities as the connector describes them, in the fixture's order. */
    public List<EntityType> entities() {
        List<EntityType> known = entities;
        if (known == null) {
            known = metadata().describe(new LinkedHashSet<>(fixture().entities()));
            entities = known;
        }
        return known;
    }

    /** The fixture's first entity. */
    public EntityType entity() {
        return entities().get(0);
    }

    /**
     * The first entity that offers something, or the check does not apply.
     *
     * @param what it in words: "no entity has …"
     */
    public EntityType entity(String what, Predicate<EntityType> offering) {
        return entities().stream()
                .filter(offering)
                .findFirst()
                .orElseThrow(() -> new NotOffered("no entity of the fixture has " + what));
    }

    /** Makes values for an entity's fields. */
    public Specimens specimens(EntityType entity) {
        return new Specimens(fixture(), session.backendValues(), entity);
    }

    /**
     * Makes records through the back door. Each has a text of its own in {@link Specimens#markerField}, which must not come out anywhere.
     *
     * @return the records in their order
     */
    public List<Seed> seed(EntityType entity, int count) {
        Specimens specimens = specimens(entity);
        List<Seed> seeds = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Map<String, @Nullable Object> values = specimens.minimal();
            seeds.add(seed(entity, values));
        }
        return seeds;
    }

    /** Makes one record of given values through the back door. */
    public Seed seed(EntityType entity, Map<String, @Nullable Object> values) {
        String id = backdoor().insert(entity.name(), values);
        String marker = String.valueOf(values.get(specimens(entity).markerField()));
        session.surveillance().forbid(marker);
        return new Seed(id, marker, new LinkedHashMap<>(values));
    }

    /** Keeps a text from coming out anywhere. */
    public void forbid(String secret) {
        session.surveillance().forbid(secret);
    }

    /** Shows a text that the connector made, such as a token or {@code toString()}, to the search for secrets. */
    public void show(String where, String text) {
        shown.merge(where, text, (a, b) -> a + "\n" + b);
    }

    Map<String, String> shown() {
        return Map.copyOf(shown);
    }

    // ---- what was seen

    /** Whether something was seen that the check needs to see. Seen once is seen. */
    public void witness(String name, boolean seen) {
        witnesses.merge(name, seen, Boolean::logicalOr);
    }

    /** Something for the report: counts, names, an exchange without values. */
    public void evidence(String line) {
        evidence.add(line);
    }

    List<String> evidence() {
        List<String> all = new ArrayList<>(evidence);
        witnesses.forEach((name, seen) -> all.add((seen ? "seen: " : "not seen: ") + name));
        return all;
    }

    /** The declared witnesses that were not seen. */
    List<String> missing(String[] declared) {
        List<String> missing = new ArrayList<>();
        for (String name : declared) {
            if (!witnesses.getOrDefault(name, false)) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** Whether a declared witness was looked for and not seen. */
    boolean unseen(String[] declared) {
        for (String name : declared) {
            if (Boolean.FALSE.equals(witnesses.get(name))) {
                return true;
            }
        }
        return false;
    }

    /** Says that what was tried is not declared, and was refused as it must be. */
    public void verifiedUnsupported() {
        unsupported = true;
    }

    boolean unsupportedVerified() {
        return unsupported;
    }

    // ---- failures

    /** A call that may fail. */
    @FunctionalInterface
    public interface Call {
        @Nullable
        Object run() throws Exception;
    }

    /**
     * Makes a call that must fail with a {@link ConnectorException}.
     *
     * @param what the call in words, for the message
     */
    public ConnectorException failure(String what, Call call) {
        Object result;
        try {
            result = call.run();
        } catch (ConnectorException e) {
            record(what, e);
            return e;
        } catch (Throwable e) {
            // anything else is the connector's defect
            throw new AssertionError(what + " must fail with a ConnectorException, but threw " + e
                    + (e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0])
                    + ": every failure of a connector is a ConnectorException");
        }
        throw new AssertionError(what + " must fail, but succeeded" + (result == null ? "" : " with " + brief(result)));
    }

    /** As {@link #failure(String, Call)}, with one of these kinds. */
    public ConnectorException failure(String what, Set<ErrorKind> kinds, Call call) {
        ConnectorException error = failure(what, call);
        if (!kinds.contains(error.kind())) {
            throw new AssertionError(what + " must fail with " + words(kinds) + ", but failed with " + error.kind()
                    + ": " + error.getMessage());
        }
        return error;
    }

    /** Notes an error that the connector raised or gave as a result, so that all of them can be looked at. */
    public void record(String what, ConnectorException error) {
        evidence(what + ": " + error.kind() + ", " + error.retryAdvice() + ", outcome " + error.outcome());
        session.failed(Thread.currentThread().getName(), error);
        session.surveillance().watch(error);
    }

    private static String words(Set<ErrorKind> kinds) {
        return String.join(" or ", kinds.stream().map(Enum::name).sorted().toList());
    }

    private static String brief(Object result) {
        String text = String.valueOf(result);
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }

    /** Fails the check with a message unless something holds. */
    public static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
