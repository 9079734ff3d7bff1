package org.crmlink.benchmarks;

import java.util.Map;

/**
 * What one process did. Immutable.
 *
 * @param peakHeapBytes 0 if it was not asked
 * @param fingerprint of what it wrote
 * @param others times of further parts in nanoseconds
 */
record Run(long rows, long nanos, long peakHeapBytes, String fingerprint, Map<String, Long> others) {

    Run {
        others = Map.copyOf(others);
    }

    double rowsPerSecond() {
        return rows * 1e9 / nanos;
    }
}
