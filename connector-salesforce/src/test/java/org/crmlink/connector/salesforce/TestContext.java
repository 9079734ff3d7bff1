package org.crmlink.connector.salesforce;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;

/** A small host: the wall clock, credentials in memory, and every request event kept. */
final class TestContext implements ConnectorContext {

    final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    /** Waits for real, unless a test puts another in its place before it connects. */
    Sleeper sleeper = Sleeper.SYSTEM;

    private final Map<String, Secret> credentials = new ConcurrentHashMap<>();
    private final Path directory;

    TestContext(Path directory) {
        this.directory = directory;
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Sleeper sleeper() {
        return sleeper;
    }

    @Override
    public Path tempDirectory() {
        return directory;
    }

    @Override
    public <S> Optional<S> service(Class<S> type) {
        if (type == RequestListener.class) {
            RequestListener listener = events::add;
            return Optional.of(type.cast(listener));
        }
        if (type == CredentialStore.class) {
            return Optional.of(type.cast(new MemoryStore(credentials)));
        }
        return Optional.empty();
    }

    private record MemoryStore(Map<String, Secret> stored) implements CredentialStore {

        @Override
        public Optional<Secret> read(String key) {
            return Optional.ofNullable(stored.get(key));
        }

        @Override
        public Optional<Secret> update(String key, UnaryOperator<Optional<Secret>> change) {
            Optional<Secret> next = change.apply(read(key));
            next.ifPresentOrElse(secret -> stored.put(key, secret), () -> stored.remove(key));
            return next;
        }
    }
}
