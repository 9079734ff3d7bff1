package org.crmlink.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.contestant.Contestants;

/** The rows of the table that have a speed. Stateless. */
final class Stages {

    static final String INCREMENTAL = "incremental sync of 1 %, ours";

    private Stages() {}

    /** Records per second by title, in the order of the measurements; only what was measured. */
    static Map<String, Double> of(List<Measurement> measurements, Results results) {
        Map<String, Double> stages = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            if (measurement.isScript()) {
                continue;
            }
            results.rowsPerSecond(measurement.id()).ifPresent(speed -> stages.put(measurement.title(), speed));
            if (measurement.id().equals(Measurement.FULL)) {
                int changed = (measurement.rows() + 99) / 100;
                results.part(Measurement.FULL, Contestants.INCREMENTAL)
                        .ifPresent(seconds -> stages.put(INCREMENTAL, changed / seconds));
            }
        }
        return stages;
    }
}
