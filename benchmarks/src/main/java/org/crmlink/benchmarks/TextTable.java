package org.crmlink.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.crmlink.benchmarks.contestant.Contestants;

/** The results for people, in Markdown, so that they can be put into a page as they are. Stateless. */
final class TextTable {

    private static final double MEGABYTE = 1 << 20;

    private TextTable() {}

    static String of(List<Measurement> measurements, Results results) {
        List<String> lines = new ArrayList<>();
        lines.add(Machine.line());
        lines.add("");
        lines.add("| measured | rows/s | slowest – fastest run | seconds | peak heap MB | of at most |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: |");
        for (Measurement measurement : measurements) {
            if (!measurement.isScript() && !results.runs(measurement.id()).isEmpty()) {
                lines.add(stage(measurement, results));
                if (measurement.id().equals(Measurement.FULL)) {
                    parts(measurements, results, lines);
                }
            }
        }
        lines.add("");
        lines.add("| figure | measured | target | |");
        lines.add("| --- | ---: | ---: | --- |");
        for (Map.Entry<String, Double> ratio : Ratios.of(results).entrySet()) {
            Ratios.Target target = Ratios.TARGETS.get(ratio.getKey());
            if (target != null) {
                lines.add(figure(ratio.getKey(), ratio.getValue(), target));
            }
        }
        figure(lines, "peakHeapMb", Document.peakHeapMb(results), Ratios.PEAK_HEAP_MB);
        figure(lines, "helpMs", Document.millis(results, Measurement.HELP), Ratios.HELP_MS);
        figure(lines, "idleSyncMs", Document.millis(results, Measurement.IDLE), Ratios.IDLE_MS);
        return String.join("\n", lines);
    }

    private static String stage(Measurement measurement, Results results) {
        List<Run> runs = results.runs(measurement.id());
        double slowest = runs.stream().mapToDouble(Run::rowsPerSecond).min().orElse(0);
        double fastest = runs.stream().mapToDouble(Run::rowsPerSecond).max().orElse(0);
        double heap = results.median(measurement.id(), run -> run.peakHeapBytes() / MEGABYTE)
                .orElse(0);
        return "| " + measurement.title() + " | "
                + Numbers.grouped(results.rowsPerSecond(measurement.id()).orElse(0)) + " | "
                + (runs.size() == 1 ? "one run" : Numbers.grouped(slowest) + " – " + Numbers.grouped(fastest)) + " | "
                + String.format(
                        Locale.ROOT, "%.2f", results.seconds(measurement.id()).orElse(0)) + " | "
                + Math.round(heap) + " | " + measurement.heapMb() + " |";
    }

    private static void parts(List<Measurement> measurements, Results results, List<String> lines) {
        Double incremental = Stages.of(measurements, results).get(Stages.INCREMENTAL);
        OptionalDouble seconds = results.part(Measurement.FULL, Contestants.INCREMENTAL);
        if (incremental != null && seconds.isPresent()) {
            lines.add("| " + Stages.INCREMENTAL + " | " + Numbers.grouped(incremental) + " | | "
                    + String.format(Locale.ROOT, "%.3f", seconds.getAsDouble()) + " | | |");
        }
        results.part(Measurement.FULL, Contestants.IDLE_SYNC)
                .ifPresent(idle -> lines.add("| sync in a running process, nothing to do | | | "
                        + String.format(Locale.ROOT, "%.3f", idle) + " | | |"));
    }

    private static void figure(List<String> lines, String name, OptionalDouble value, Ratios.Target target) {
        if (value.isPresent()) {
            lines.add(figure(name, value.getAsDouble(), target));
        }
    }

    private static String figure(String name, double value, Ratios.Target target) {
        return "| " + name + " | " + Numbers.plain(value) + " | " + target + " | "
                + (target.met(value) ? "met" : "missed") + " |";
    }
}
