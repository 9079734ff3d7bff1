package org.crmlink.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import org.crmlink.benchmarks.contestant.Contestants;
import org.crmlink.benchmarks.server.BenchServer;

/** The figures that the targets are about. Stateless. */
final class Ratios {

    /**
     * A goal for a figure. Immutable.
     *
     * @param least whether the figure must reach it; otherwise it must stay at or below
     */
    record Target(double value, boolean least) {

        boolean met(double figure) {
            return least ? figure >= value : figure <= value;
        }

        @Override
        public String toString() {
            return (least ? "≥ " : "≤ ") + Numbers.plain(value);
        }
    }

    static final Map<String, Target> TARGETS = Map.of(
            "fullSyncToJvmLimit", new Target(0.8, true),
            "fullSyncToTypical", new Target(3, true),
            "keptIndexToTypical", new Target(2, true),
            "parseToCamel", new Target(1.8, true),
            "parseToOlingo", new Target(8, true),
            "incrementalToFull", new Target(0.03, false),
            "gzipCost", new Target(0.25, false),
            "latencyToIdeal", new Target(1.3, false));

    static final Target PEAK_HEAP_MB = new Target(64, false);
    static final Target HELP_MS = new Target(400, false);
    static final Target IDLE_MS = new Target(1_000, false);

    private Ratios() {}

    /** By name, in the order of the document; only what was measured. */
    static Map<String, Double> of(Results results) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        OptionalDouble full = results.rowsPerSecond(Measurement.FULL);
        OptionalDouble typical = results.rowsPerSecond(Measurement.TYPICAL);
        OptionalDouble parse = results.rowsPerSecond(Measurement.PARSE);
        DoubleBinaryOperator quotient = (one, other) -> one / other;
        put(ratios, "fullSyncToJvmLimit", full, results.rowsPerSecond(Measurement.LIMIT), quotient);
        put(ratios, "fullSyncToTypical", full, typical, quotient);
        put(ratios, "keptIndexToTypical", results.rowsPerSecond(Measurement.KEPT), typical, quotient);
        put(ratios, "parseToCamel", parse, results.rowsPerSecond(Measurement.PARSE_CAMEL), quotient);
        put(ratios, "parseToOlingo", parse, results.rowsPerSecond(Measurement.PARSE_OLINGO), quotient);
        put(
                ratios,
                "incrementalToFull",
                results.part(Measurement.FULL, Contestants.INCREMENTAL),
                results.seconds(Measurement.FULL),
                quotient);
        put(ratios, "gzipCost", results.rowsPerSecond(Measurement.GZIP), full, (gzip, plain) -> 1 - gzip / plain);
        put(
                ratios,
                "latencyToIdeal",
                results.seconds(Measurement.LATENCY),
                OptionalDouble.of(BenchServer.idealSeconds()),
                quotient);
        return ratios;
    }

    private static void put(
            Map<String, Double> ratios,
            String name,
            OptionalDouble one,
            OptionalDouble other,
            DoubleBinaryOperator operator) {
        if (one.isPresent() && other.isPresent()) {
            ratios.put(name, operator.applyAsDouble(one.getAsDouble(), other.getAsDouble()));
        }
    }
}
