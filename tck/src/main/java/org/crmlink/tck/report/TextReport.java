package org.crmlink.tck.report;

import java.util.Locale;
import java.util.stream.Collectors;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Report;
import org.crmlink.tck.RequirementResult;

/** The report for a terminal: what each requirement came to, then the verdict with its reasons. */
public final class TextReport {

    private static final int LEAST_SENTENCE = 20;

    private TextReport() {}

    /** @param width columns of the terminal */
    public static String of(Report report, int width) {
        StringBuilder text = new StringBuilder();
        for (RequirementResult result : report.requirements()) {
            if (result.applies()) {
                line(text, result, width);
            }
        }
        text.append('\n');
        for (Outcome outcome : Outcome.values()) {
            long count = report.count(outcome);
            if (count > 0) {
                text.append(String.format(Locale.ROOT, "%4d %s%n", count, Words.of(outcome)));
            }
        }
        text.append('\n').append(verdict(report));
        return Words.plain(text.toString());
    }

    private static void line(StringBuilder text, RequirementResult result, int width) {
        String head = String.format(
                "%s %-7s %-20s ", result.requirement(), result.requirement().label(), result.outcome());
        String said = result.message().isEmpty()
                ? result.requirement().sentence()
                : result.message().lines().findFirst().orElse("");
        int room = Math.max(LEAST_SENTENCE, width - head.length());
        text.append(head)
                .append(said.length() > room ? said.substring(0, room - 1) + "…" : said)
                .append('\n');
    }

    private static String verdict(Report report) {
        String who = report.connector()
                .map(subject -> subject.id() + " " + subject.version())
                .orElse("The connector");
        String seconds = String.format(Locale.ROOT, "%.1f s", report.duration().toMillis() / 1000.0);
        if (report.certified()) {
            return who + " is certified: "
                    + report.profile().map(profile -> profile.title()).orElse("") + ", bench " + report.bench() + ", "
                    + Words.of(report.budget()) + " budget, " + seconds + ".\n"
                    + advice(report)
                    + (report.budget() == Budget.FULL
                            ? ""
                            : "Leaks, sizes, zones and locales are looked at with --full.\n");
        }
        StringBuilder text = new StringBuilder(who + " gets no certificate"
                + report.profile()
                        .map(profile -> " for the profile " + profile.title())
                        .orElse("") + ", " + seconds + ":\n");
        report.reasons()
                .forEach(reason -> text.append("  - ")
                        .append(reason.replace("\n", "\n    "))
                        .append('\n'));
        return text.toString();
    }

    private static String advice(Report report) {
        String broken = report.requirements().stream()
                .filter(result -> result.applies()
                        && (result.outcome() == Outcome.FAIL || result.outcome() == Outcome.INCONCLUSIVE))
                .map(result -> result.requirement().name())
                .collect(Collectors.joining(", "));
        return broken.isEmpty() ? "" : "Not kept, but recommended only (SHOULD): " + broken + ".\n";
    }
}
