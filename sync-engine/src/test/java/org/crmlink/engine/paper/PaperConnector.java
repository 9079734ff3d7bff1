package org.crmlink.engine.paper;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.Uploader;

/** A connector to a {@link PaperServer}. Thread-safe. */
public final class PaperConnector implements Connector {

    private final PaperServer server;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Consumer<String> hook = point -> {};
    private volatile Consumer<Mutation> watcher = mutation -> {};
    private volatile IntConsumer batchWatcher = size -> {};
    private volatile int maxBatch = 100;
    private volatile RetryAdvice deferral = RetryAdvice.later();
    private volatile int readers = 3;
    private volatile boolean exactFilters = true;
    private volatile boolean tellsVersions = true;
    private volatile boolean observesVersions;
    private volatile boolean readOnly;
    private volatile boolean loggedOut;
    private volatile String user = "user-1";

    public PaperConnector(PaperServer server) {
        this.server = server;
    }

    /** Called at each named point of each call: before it has an effect, and after it ("…:done"). May throw. */
    public PaperConnector hook(Consumer<String> observer) {
        this.hook = observer;
        return this;
    }

    /** Sees every mutation that reaches the server, in order. */
    public PaperConnector watch(Consumer<Mutation> observer) {
        this.watcher = observer;
        return this;
    }

    /** Sees the size of every list that is uploaded. */
    public PaperConnector watchBatches(IntConsumer observer) {
        this.batchWatcher = observer;
        return this;
    }

    void uploaded(Mutation mutation) {
        watcher.accept(mutation);
    }

    void uploading(int size) {
        batchWatcher.accept(size);
    }

    /** What the server puts off it wants to see again only after this time. */
    public PaperConnector defersFor(Duration delay) {
        this.deferral = RetryAdvice.after(delay);
        return this;
    }

    RetryAdvice deferral() {
        return deferral;
    }

    /** The most mutations in one request. */
    public PaperConnector maxBatch(int size) {
        this.maxBatch = size;
        return this;
    }

    /** How many entities may be read at the same time. */
    public PaperConnector readers(int count) {
        this.readers = count;
        return this;
    }

    /** Filters are evaluated by the server, but a wider one than asked; the whole filter is residual. */
    public PaperConnector wideFilters() {
        this.exactFilters = false;
        return this;
    }

    /** Answers to writes do not tell the new version. */
    public PaperConnector hidesVersions() {
        this.tellsVersions = false;
        return this;
    }

    /** Answers to writes do not tell the new version; it is read afterwards ("observe" is called in between). */
    public PaperConnector observesVersions() {
        this.observesVersions = true;
        return this;
    }

    /** No upload facet. */
    public PaperConnector readOnly() {
        this.readOnly = true;
        return this;
    }

    /** Who logs in. */
    public PaperConnector user(String id) {
        this.user = id;
        return this;
    }

    /** The login is refused from now on. */
    public PaperConnector logOut() {
        this.loggedOut = true;
        return this;
    }

    public int calls() {
        return calls.get();
    }

    int maxBatch() {
        return maxBatch;
    }

    boolean exactFilters() {
        return exactFilters;
    }

    boolean tellsVersions() {
        return tellsVersions;
    }

    boolean looksAfterwards() {
        return observesVersions;
    }

    /** A write was made, its version was not read yet. */
    void observing() {
        hook.accept("observe");
    }

    /** A request goes out. */
    void call(String point) {
        calls.incrementAndGet();
        hook.accept(point);
        if (loggedOut) {
            throw ConnectorException.of(ErrorKind.UNAUTHENTICATED, "the login was refused")
                    .operation(point)
                    .build();
        }
        cancelled(point);
    }

    /** Its answer came. */
    void answered(String point) {
        hook.accept(point + ":done");
    }

    static void cancelled(String point) {
        if (Thread.currentThread().isInterrupted()) {
            throw ConnectorException.of(ErrorKind.CANCELLED, "interrupted")
                    .operation(point)
                    .build();
        }
    }

    public static ConnectorException cut(String point) {
        return ConnectorException.of(ErrorKind.UNAVAILABLE, "the connection was cut")
                .operation(point)
                .retry(RetryAdvice.later())
                .build();
    }

    @Override
    public Identity identify() {
        call("identify");
        Identity identity = new Identity(user, "Paula Paper", server.organization(), "Paper Ltd", "1", server.now());
        answered("identify");
        return identity;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                readOnly
                        ? Set.of(EntityMetadata.class, ChangeReader.class)
                        : Set.of(EntityMetadata.class, ChangeReader.class, Uploader.class),
                maxBatch,
                1000,
                readers);
    }

    @Override
    public <F extends Facet> Optional<F> facet(Class<F> type) {
        if (type == EntityMetadata.class) {
            return Optional.of(type.cast(new PaperMetadata(server, this)));
        }
        if (type == ChangeReader.class) {
            return Optional.of(type.cast(new PaperReader(server, this)));
        }
        if (type == Uploader.class && !readOnly) {
            return Optional.of(type.cast(new PaperUploader(server, this)));
        }
        return Optional.empty();
    }

    @Override
    public void close() {}
}
