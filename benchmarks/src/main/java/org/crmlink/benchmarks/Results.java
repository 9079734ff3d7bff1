package org.crmlink.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The runs of all measurements. What was not measured is absent, never made up. One-at-a-time. */
final class Results {

    private final Map<String, List<Run>> runs = new LinkedHashMap<>();

    void add(String id, Run run) {
        runs.computeIfAbsent(id, name -> new ArrayList<>()).add(run);
    }

    List<Run> runs(String id) {
        return List.copyOf(runs.getOrDefault(id, List.of()));
    }

    OptionalDouble median(String id, ToDoubleFunction<Run> value) {
        double[] sorted = runs(id).stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    OptionalDouble rowsPerSecond(String id) {
        return median(id, Run::rowsPerSecond);
    }

    OptionalDouble seconds(String id) {
        return median(id, run -> run.nanos() / 1e9);
    }

    /** The median of a part that some program tells beside its main time, in seconds. */
    OptionalDouble part(String id, String part) {
        boolean told = !runs(id).isEmpty()
                && runs(id).stream().allMatch(run -> run.others().containsKey(part));
        return told ? median(id, run -> run.others().getOrDefault(part, 0L) / 1e9) : OptionalDouble.empty();
    }
}
