package org.crmlink.paper.server;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Paper CRM: a backend in memory behind HTTP on 127.0.0.1, and its back door. Values of the back door are of the Java types that one expects
 * ({@code String}, {@code Long}, {@code BigDecimal}, {@code Instant} …, {@link Ref} for lookups, {@code byte[]} for binaries) and are not checked.
 * Thread-safe.
 */
public final class PaperServer implements AutoCloseable {

    /** The largest page that is served. */
    public static final int LARGEST_PAGE = RecordRoutes.LARGEST_PAGE;

    private final Store store = new Store();
    private final Cursors cursors = new Cursors(store::now, store::head);
    private final Logins logins;
    private final FileStore files;
    private final HttpDoor door;
    private final Server server;
    private final ServerConnector connector;
    private int fields;

    private PaperServer(String client, String secret, Optional<String> apiKey) throws IOException {
        logins = new Logins(store, client, secret, apiKey);
        files = new FileStore(store::now);
        door = new HttpDoor(
                store, logins, new RecordRoutes(store, cursors), new BatchRoute(store), new FileRoutes(files));
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("paper-http");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        configuration.setRequestHeaderSize(64 * 1024);
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        server.setHandler(door);
        server.setStopTimeout(0);
    }

    /**
     * Starts a server with empty tables on a free port.
     *
     * @param apiKey what {@code X-Api-Key} must hold besides the token; empty: it is not looked at
     */
    public static PaperServer start(String client, String secret, Optional<String> apiKey) throws IOException {
        PaperServer paper = new PaperServer(client, secret, apiKey);
        try {
            paper.server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the server could not start", e);
        }
        return paper;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /** The server's clock. */
    public Instant now() {
        return store.now();
    }

    /** Moves the server's clock. */
    public void advance(Duration time) {
        store.advance(time);
    }

    /** Makes a record; its id is the value {@code id}, if there is one. */
    public String insert(String entity, Map<String, @Nullable Object> values) {
        return insert(entity, values, store.stamp());
    }

    private String insert(String entity, Map<String, @Nullable Object> values, Instant stamp) {
        Map<String, @Nullable Object> stored = known(entity, values);
        Object id = stored.remove("id");
        return store.create(entity, Optional.ofNullable(id).map(Object::toString), stored, "", stamp).id;
    }

    private Map<String, @Nullable Object> known(String entity, Map<String, @Nullable Object> values) {
        for (String name : values.keySet()) {
            if (store.table(entity).shape.column(name).isEmpty()) {
                throw new IllegalArgumentException(entity + " has no field " + name);
            }
        }
        return new LinkedHashMap<>(values);
    }

    public void update(String entity, String id, Map<String, @Nullable Object> values) {
        store.update(entity, id, known(entity, values), Optional.empty());
    }

    /** Deletes a record; one that is gone is no error. */
    public void delete(String entity, String id) {
        synchronized (store) {
            if (store.find(entity, id).isPresent()) {
                store.delete(entity, id, Optional.empty());
            }
        }
    }

    /** All fields of a record, computed ones too. */
    public Optional<Map<String, @Nullable Object>> get(String entity, String id) {
        synchronized (store) {
            return store.find(entity, id).map(rec -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                store.table(entity)
                        .shape
                        .columns()
                        .forEach(column -> values.put(column.name(), rec.value(column.name())));
                return values;
            });
        }
    }

    public Set<String> ids(String entity) {
        return new LinkedHashSet<>(store.ids(entity));
    }

    /** Makes records that all bear one modification instant. */
    public List<String> insertTogether(String entity, List<Map<String, @Nullable Object>> records) {
        List<String> ids = new ArrayList<>();
        synchronized (store) {
            Instant stamp = store.stamp();
            records.forEach(values -> ids.add(insert(entity, values, stamp)));
        }
        return ids;
    }

    /** Makes a record that is seen from now on and stamped that long ago. */
    public String insertLate(String entity, Map<String, @Nullable Object> values, Duration age) {
        return insert(entity, values, store.now().minus(age));
    }

    /** Connects a person and a company, or dissolves the pair. */
    public void pair(String person, String company, boolean linked) {
        store.pair(person, company, linked);
    }

    /** Takes a record out of the caller's sight without deleting it. */
    public void hide(String entity, String id) {
        store.hide(entity, id);
    }

    /** Refuses the access tokens given so far. */
    public void expireTokensOfLogin() {
        logins.expire();
    }

    /** Refuses all tokens and every login, or lets logins happen again. */
    public void revokeLogin(boolean refused) {
        logins.refuse(refused);
    }

    /** Takes the right to use the API from the user, or gives it back. */
    public void lockUser(boolean locked) {
        logins.lock(locked);
    }

    /** How long access tokens live from now on. */
    public void tokenLife(Duration life) {
        logins.life(life);
    }

    /** How many access tokens were given. */
    public int logins() {
        return logins.grants();
    }

    /** Makes the change tokens given so far too old. */
    public void expireChangeTokens() {
        cursors.expire();
        files.cursors().expire();
    }

    /** Adds a readable text field and returns its name. */
    public synchronized String addField(String entity) {
        String name = "extra" + ++fields;
        store.add(entity, Column.of(name, Kind.TEXT, "rcu").max(100));
        return name;
    }

    /** Takes the right to an entity from the user, or gives it back. */
    public void forbid(String entity, boolean forbidden) {
        store.forbid(entity, forbidden);
    }

    /** Answers so many requests with the server's own throttle. */
    public void slowDown(int requests) {
        door.slowDowns.set(requests);
    }

    /** The files. */
    public FileStore files() {
        return files;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server could not stop", e);
        } finally {
            files.close();
        }
    }
}
