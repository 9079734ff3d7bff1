package org.crmlink.tck.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.crmlink.paper.PaperFixture;
import org.crmlink.paper.PaperPlugin;
import org.crmlink.paper.connector.Flaw;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Certification;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.RequirementResult;

/** Runs the kit over the reference connector and its mutants. */
final class MutantMatrix {

    /**
     * A mutant and what the kit said of it.
     *
     * @param caughtBy the requirements that were found broken
     * @param wrong why that is not as it must be; empty if it is
     */
    record Line(Mutant mutant, Set<Requirement> caughtBy, String wrong, long millis) {}

    private MutantMatrix() {}

    /** Runs the kit over the reference connector with a flaw, or without one. */
    static Report run(Path directory, Optional<Flaw> flaw, Budget budget, Set<Requirement> only) {
        try {
            Path plugin = PaperPlugin.build(directory, flaw.map(Flaw::name).orElse("paper"), flaw);
            return Certification.of(plugin, new PaperFixture())
                    .budget(budget)
                    .only(only)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is broken by a report; what could not be told counts too. */
    static Set<Requirement> broken(Report report) {
        Set<Requirement> broken = new TreeSet<>();
        for (RequirementResult result : report.requirements()) {
            if (result.outcome() == Outcome.FAIL || result.outcome() == Outcome.INCONCLUSIVE) {
                broken.add(result.requirement());
            }
        }
        return broken;
    }

    /**
     * Tries a mutant: one that is found at once against the requirements given, another one, with all the time it takes, against those that must
     * find it.
     */
    static Line tryOut(Path directory, Mutant mutant, Set<Requirement> against) {
        long begin = System.nanoTime();
        Report report = mutant.slow()
                ? run(directory, Optional.of(mutant.flaw()), Budget.FULL, mutant.expected())
                : run(directory, Optional.of(mutant.flaw()), Budget.INSTANT, against);
        Set<Requirement> caught = broken(report);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        return new Line(mutant, caught, wrong(mutant, report, caught), millis);
    }

    private static String wrong(Mutant mutant, Report report, Set<Requirement> caught) {
        List<String> wrong = new ArrayList<>();
        if (report.connector().isEmpty()
                || (caught.isEmpty() && !report.reasons().isEmpty() && isRefused(report))) {
            wrong.add("the run did not come to the checks: " + report.reasons());
        }
        if (!caught.equals(mutant.expected())) {
            Set<Requirement> more = new TreeSet<>(caught);
            more.removeAll(mutant.expected());
            more.removeAll(mutant.perhaps());
            Set<Requirement> missing = new TreeSet<>(mutant.expected());
            missing.removeAll(caught);
            missing.forEach(requirement -> wrong.add(requirement + " did not catch it"));
            more.forEach(requirement -> wrong.add(
                    requirement + " was not expected: " + report.of(requirement).message()));
        }
        StringBuilder said = new StringBuilder();
        caught.forEach(
                requirement -> said.append(report.of(requirement).message()).append('\n'));
        if (!caught.isEmpty() && !said.toString().contains(mutant.words())) {
            wrong.add("no message contains \"" + mutant.words() + "\": " + said);
        }
        if (said.toString().contains("NullPointerException")) {
            wrong.add("a check ended with a NullPointerException: " + said);
        }
        return String.join("; ", wrong);
    }

    private static boolean isRefused(Report report) {
        return report.requirements().stream().allMatch(result -> result.checks().isEmpty());
    }

    /** The table for people. */
    static String table(List<Line> lines) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                "%-32s | %-15s | %-15s | %6s | %s%n", "mutant", "expected", "caught by", "ms", "behaviour"));
        for (Line line : lines) {
            table.append(String.format(
                    "%-32s | %-15s | %-15s | %6d | %s%n",
                    line.mutant().flaw(),
                    words(line.mutant().expected()),
                    words(line.caughtBy()),
                    line.millis(),
                    line.mutant().behaviour()));
        }
        return table.toString();
    }

    private static String words(Set<Requirement> requirements) {
        return String.join(
                " ", new TreeSet<>(requirements).stream().map(Enum::name).toList());
    }
}
