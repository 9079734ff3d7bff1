package org.crmlink.toolkit.http;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.RequestListener;
import org.crmlink.sdk.Sleeper;

/** A host with a clock that only tests move, sleeps that pass at once and move it, and a listener that remembers. */
public final class TestContext implements ConnectorContext {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
    private final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    private final List<Duration> sleeps = new CopyOnWriteArrayList<>();
    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

    public TestContext() {
        services.put(RequestListener.class, (RequestListener) events::add);
    }

    public <S> TestContext with(Class<S> type, S service) {
        services.put(type, service);
        return this;
    }

    public void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    public List<RequestEvent> events() {
        return List.copyOf(events);
    }

    public List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    @Override
    public Sleeper sleeper() {
        return duration -> {
            if (Thread.interrupted()) {
                throw new InterruptedException("test");
            }
            sleeps.add(duration);
            advance(duration);
        };
    }

    @Override
    public Path tempDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public <S> Optional<S> service(Class<S> type) {
        return Optional.ofNullable(services.get(type)).map(type::cast);
    }
}
