package org.crmlink.host.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.RequestListener;

/**
 * Counts the requests of one connector [OBS-1]: as plain numbers that a host reads, and as Micrometer meters if it has a registry. Thread-safe.
 *
 * <p>Meters, with the tags {@code connector}, {@code operation} and {@code entity} ({@code none} where there is none):
 *
 * <ul>
 *   <li>{@code crmlink.requests}: timer, also tagged {@code status} ({@code 2xx}, {@code 4xx} …, {@code none} without an answer)
 *   <li>{@code crmlink.request.bytes}: counter in bytes, also tagged {@code direction} ({@code sent}, {@code received})
 * </ul>
 */
public final class RequestMetrics implements RequestListener {

    /**
     * What a request was for.
     *
     * @param operation as in {@link RequestEvent#operation()}
     * @param entity as in {@link RequestEvent#entity()}
     */
    public record Purpose(String operation, String entity) implements Comparable<Purpose> {

        private static final Comparator<Purpose> ORDER =
                Comparator.comparing(Purpose::operation).thenComparing(Purpose::entity);

        public Purpose {
            requireNonNull(operation, "operation is null");
            requireNonNull(entity, "entity is null");
        }

        @Override
        public int compareTo(Purpose other) {
            return ORDER.compare(this, other);
        }
    }

    private final String connector;
    private final Optional<MeterRegistry> registry;
    private final Map<Purpose, Sums> sums = new ConcurrentHashMap<>();

    private RequestMetrics(String connector, Optional<MeterRegistry> registry) {
        this.connector = requireNonNull(connector, "connector is null");
        this.registry = registry;
    }

    /** Plain numbers only. */
    public static RequestMetrics of(String connector) {
        return new RequestMetrics(connector, Optional.empty());
    }

    /** Plain numbers, and meters in {@code registry}. */
    public static RequestMetrics of(String connector, MeterRegistry registry) {
        return new RequestMetrics(connector, Optional.of(registry));
    }

    @Override
    public void requestFinished(RequestEvent event) {
        Purpose purpose = new Purpose(event.operation(), event.entity());
        sums.computeIfAbsent(purpose, key -> new Sums()).add(event);
        registry.ifPresent(meters -> record(meters, event));
    }

    private void record(MeterRegistry meters, RequestEvent event) {
        Tags tags = Tags.of(
                Tag.of("connector", connector),
                Tag.of("operation", orNone(event.operation())),
                Tag.of("entity", orNone(event.entity())));
        Timer.builder("crmlink.requests")
                .description("Requests to the backend")
                .tags(tags.and("status", statusClass(event.status())))
                .register(meters)
                .record(event.duration());
        bytes(meters, tags, "sent", event.bytesSent());
        bytes(meters, tags, "received", event.bytesReceived());
    }

    private static void bytes(MeterRegistry meters, Tags tags, String direction, long amount) {
        Counter.builder("crmlink.request.bytes")
                .description("Body bytes of requests to the backend")
                .baseUnit("bytes")
                .tags(tags.and("direction", direction))
                .register(meters)
                .increment((double) amount);
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    private static String statusClass(int status) {
        return status == 0 ? "none" : status / 100 + "xx";
    }

    /** Requests so far. */
    public long apiCalls() {
        return total().calls();
    }

    /** Sums over all requests so far. */
    public RequestTotals total() {
        Sums all = new Sums();
        sums.values().forEach(all::add);
        return all.totals();
    }

    /** Sums by purpose, ordered by operation, then entity. A copy. */
    public Map<Purpose, RequestTotals> totals() {
        Map<Purpose, RequestTotals> totals = new TreeMap<>();
        sums.forEach((purpose, sum) -> totals.put(purpose, sum.totals()));
        return totals;
    }

    /** Running sums of one purpose. Thread-safe. */
    private static final class Sums {
        private final LongAdder calls = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private final LongAdder bytesSent = new LongAdder();
        private final LongAdder bytesReceived = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(RequestEvent event) {
            calls.increment();
            if (event.status() == 0 || event.status() >= 400) {
                failures.increment();
            }
            bytesSent.add(event.bytesSent());
            bytesReceived.add(event.bytesReceived());
            nanos.add(event.duration().toNanos());
        }

        void add(Sums other) {
            calls.add(other.calls.sum());
            failures.add(other.failures.sum());
            bytesSent.add(other.bytesSent.sum());
            bytesReceived.add(other.bytesReceived.sum());
            nanos.add(other.nanos.sum());
        }

        RequestTotals totals() {
            return new RequestTotals(
                    calls.sum(), failures.sum(), bytesSent.sum(), bytesReceived.sum(), Duration.ofNanos(nanos.sum()));
        }
    }
}
