package org.crmlink.tck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.crmlink.tck.Budget;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Group;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Report;
import org.crmlink.tck.RequirementResult;

/**
 * What the page for people shows, in its words. Public for the templates, which live in a package of their own.
 *
 * @param report what was found
 */
public record ReportPage(Report report) {

    /** From the worst to the best, as a reader wants them. */
    private static final List<Outcome> ORDER = List.of(
            Outcome.FAIL,
            Outcome.INCONCLUSIVE,
            Outcome.EXCLUDED,
            Outcome.UNTESTED,
            Outcome.PASS,
            Outcome.UNSUPPORTED_VERIFIED,
            Outcome.NOT_OFFERED);

    /** How many requirements have an outcome. */
    public record Share(Outcome outcome, String word, long count) {}

    /** A chapter with its requirements. */
    public record Chapter(Group group, List<RequirementResult> results, List<Share> shares) {}

    /** The style sheet, which becomes part of the page. */
    public String style() {
        try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("the kit's jar lacks report.css");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Name and version of what was looked at. */
    public String subject() {
        return report.connector()
                .map(subject -> subject.displayName() + " " + subject.version())
                .orElse("No connector");
    }

    public String profile() {
        return report.profile().map(Profile::title).orElse("no profile");
    }

    public String verdict() {
        return report.certified() ? "Certified" : "Not certified";
    }

    /** What the verdict means, in two sentences. */
    public String meaning() {
        return report.certified() ? certifiedMeans() : refusedMeans();
    }

    private String certifiedMeans() {
        long kept = report.count(Outcome.PASS) + report.count(Outcome.UNSUPPORTED_VERIFIED);
        long untested = report.count(Outcome.UNTESTED);
        String does = report.profile()
                .map(profile -> switch (profile) {
                    case READER -> "reads every record once, with the values that the backend holds";
                    case CHANGE_READER -> "reads every record, and afterwards every change and deletion without a gap";
                    case BIDIRECTIONAL ->
                        "reads every record and every change without a gap, writes nothing twice, and reports conflicts instead of overwriting";
                    case ATTACHMENT_STORE -> "moves files byte for byte, and never leaves half a file behind";
                })
                .orElse("works");
        return "The connector " + does
                + ", also while the backend throttles, logins expire, connections break and answers are hostile: it kept "
                + "each of the " + kept + " requirements that apply to it and were looked at" + advice()
                + ". It was tried against "
                + bench() + " with the " + Words.of(report.budget()) + " budget"
                + (untested == 0
                        ? "."
                        : "; "
                                + Words.count(
                                        untested,
                                        "requirement was not looked at and is",
                                        "requirements were not looked at and are")
                                + " listed below with the reason.");
    }

    /** What is not kept and decides nothing. */
    private String advice() {
        long broken = report.requirements().stream()
                .filter(result -> result.applies() && result.permits() && opened(result))
                .count();
        return broken == 0
                ? ""
                : ", but for "
                        + Words.count(broken, "that is a recommendation only", "that are recommendations only")
                        + " (SHOULD)";
    }

    private String refusedMeans() {
        long broken = report.requirements().stream()
                .filter(result -> !result.permits())
                .count();
        if (broken == 0) {
            return "There is no certificate, because the run as a whole does not allow one. The reasons are listed here; nothing "
                    + "else in this report may be taken for proven.";
        }
        return "There is no certificate: "
                + Words.count(broken, "requirement is", "requirements are")
                + " not kept, or could not be judged. Each is listed here with what happened and what to look at; all "
                + "other outcomes in this report hold as they stand.";
    }

    private String bench() {
        return report.bench().equals("emulated") ? "an emulated backend" : "an emulated and a live backend";
    }

    /** What a manager asks first, by name. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Profile", profile());
        facts.put("Bench", report.bench());
        facts.put("Budget", Words.of(report.budget()));
        facts.put(
                "Date",
                DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
                        .format(report.started().atOffset(ZoneOffset.UTC)));
        facts.put("Took", time(report.duration()));
        facts.put("Kit", report.environment().getOrDefault("tck", ""));
        return facts;
    }

    /** The outcomes of what the certificate is about, those that occur. */
    public List<Share> shares() {
        return shares(report.requirements());
    }

    private static List<Share> shares(List<RequirementResult> results) {
        List<Share> shares = new ArrayList<>();
        for (Outcome outcome : ORDER) {
            long count = results.stream()
                    .filter(result -> result.applies() && result.outcome() == outcome)
                    .count();
            if (count > 0) {
                shares.add(new Share(outcome, Words.of(outcome), count));
            }
        }
        return shares;
    }

    public List<Chapter> chapters() {
        return Arrays.stream(Group.values())
                .map(group -> {
                    List<RequirementResult> results = report.requirements().stream()
                            .filter(result -> result.requirement().group() == group)
                            .toList();
                    return new Chapter(group, results, shares(results));
                })
                .toList();
    }

    /** What the certificate is about and nobody looked at. */
    public List<RequirementResult> untested() {
        return report.requirements().stream()
                .filter(result -> result.applies() && result.outcome() == Outcome.UNTESTED)
                .toList();
    }

    /** What is excused by an accepted challenge. */
    public List<RequirementResult> excluded() {
        return report.requirements().stream()
                .filter(result -> result.outcome() == Outcome.EXCLUDED)
                .toList();
    }

    public CapabilityMatrix matrix() {
        return new CapabilityMatrix(report.declaration());
    }

    public String word(Outcome outcome) {
        return Words.of(outcome);
    }

    /** The class of style for an outcome. */
    public String tone(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String mark(Outcome outcome) {
        return switch (outcome) {
            case PASS, UNSUPPORTED_VERIFIED -> "✓";
            case FAIL -> "✗";
            case INCONCLUSIVE -> "?";
            case EXCLUDED -> "!";
            case UNTESTED -> "○";
            case NOT_OFFERED -> "–";
        };
    }

    /** What is shown opened: what somebody has to do something about. */
    public boolean opened(RequirementResult result) {
        return result.applies() && (result.outcome() == Outcome.FAIL || result.outcome() == Outcome.INCONCLUSIVE);
    }

    /** How long the checks of a requirement took. */
    public String time(RequirementResult result) {
        return result.checks().isEmpty()
                ? ""
                : time(result.checks().stream().map(CheckResult::duration).reduce(Duration.ZERO, Duration::plus));
    }

    public String time(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 120_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
                : String.format(Locale.ROOT, "%d min %d s", duration.toMinutes(), duration.toSecondsPart());
    }

    /** How many checks a larger budget adds. */
    public String withheld(RequirementResult result) {
        return result.withheld() == 0
                ? ""
                : Words.count(result.withheld(), "more check", "more checks") + " with "
                        + (report.budget() == Budget.INSTANT ? "a larger budget" : "the full budget");
    }
}
