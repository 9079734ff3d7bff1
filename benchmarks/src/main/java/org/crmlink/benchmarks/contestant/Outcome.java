package org.crmlink.benchmarks.contestant;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a contestant did. Immutable.
 *
 * @param rows records that it handled
 * @param nanos in what time
 * @param fingerprint what it wrote; empty if it writes nothing
 * @param others times of further parts in nanoseconds, by name
 */
public record Outcome(long rows, long nanos, String fingerprint, Map<String, Long> others) {

    public Outcome {
        others = Map.copyOf(others);
    }

    static Outcome of(long rows, long nanos, String fingerprint) {
        return new Outcome(rows, nanos, fingerprint, Map.of());
    }

    Outcome with(String part, long partNanos) {
        Map<String, Long> more = new LinkedHashMap<>(others);
        more.put(part, partNanos);
        return new Outcome(rows, nanos, fingerprint, more);
    }
}
