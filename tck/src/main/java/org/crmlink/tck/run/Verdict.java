package org.crmlink.tck.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.tck.Budget;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Group;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.RequirementResult;
import org.crmlink.tck.check.Checks;

/** Judges what the checks found. */
final class Verdict {

    private static final String BENCH = "emulated";

    private final Optional<Profile> wanted;
    private final Budget budget;
    private final Instant started;
    private final long begin;
    private final boolean partial;

    /** @param partial whether some requirements were not looked at on purpose */
    Verdict(Optional<Profile> wanted, Budget budget, Instant started, long begin, boolean partial) {
        this.wanted = wanted;
        this.budget = budget;
        this.started = started;
        this.begin = begin;
        this.partial = partial;
    }

    Report refused(String reason, Optional<Report.Subject> subject) {
        return refused(List.of(reason), subject);
    }

    /** No certificate, because it did not come to the checks. */
    Report refused(List<String> reasons, Optional<Report.Subject> subject) {
        List<RequirementResult> none = new ArrayList<>();
        for (Requirement requirement : Requirement.values()) {
            boolean applies =
                    wanted.map(profile -> profile.requires(requirement)).orElse(true);
            none.add(
                    new RequirementResult(requirement, applies, Outcome.UNTESTED, "the checks did not run", List.of()));
        }
        return report(false, reasons, wanted, subject, Map.of(), none);
    }

    Report of(Session session, Declared declared, Optional<Report.Subject> subject) {
        Profile profile = wanted.orElse(declared.widest());
        Map<Requirement, List<CheckResult>> found = Runner.byRequirement(session.results());
        List<RequirementResult> results = new ArrayList<>();
        for (Requirement requirement : Requirement.values()) {
            boolean applies = profile.requires(requirement)
                    || (requirement.group() == Group.ATTACHMENTS && declared.attachments());
            results.add(judge(requirement, applies, found.getOrDefault(requirement, List.of())));
        }
        List<String> reasons = reasons(results, profile, declared);
        return report(reasons.isEmpty(), reasons, Optional.of(profile), subject, declared.lines(), results);
    }

    /** The worst outcome of the checks; what does not apply or was not looked at yields to what was. */
    private RequirementResult judge(Requirement requirement, boolean applies, List<CheckResult> checks) {
        if (checks.isEmpty()) {
            String reason = Checks.untested().getOrDefault(requirement, "only the full budget looks at it (--full)");
            return new RequirementResult(requirement, applies, Outcome.UNTESTED, reason, checks);
        }
        CheckResult decisive = checks.get(0);
        for (CheckResult check : checks) {
            if (weight(check.outcome()) > weight(decisive.outcome())) {
                decisive = check;
            }
        }
        return new RequirementResult(requirement, applies, decisive.outcome(), decisive.message(), checks);
    }

    private static int weight(Outcome outcome) {
        return switch (outcome) {
            case NOT_OFFERED -> 0;
            case UNTESTED -> 1;
            case UNSUPPORTED_VERIFIED -> 2;
            case PASS -> 3;
            case EXCLUDED -> 4;
            case INCONCLUSIVE -> 5;
            case FAIL -> 6;
        };
    }

    private List<String> reasons(List<RequirementResult> results, Profile profile, Declared declared) {
        List<String> reasons = new ArrayList<>();
        if (partial || budget == Budget.INSTANT) {
            reasons.add("only some requirements were looked at; a certificate needs all of them");
        }
        if (profile != declared.widest()
                && profile.ordinal() > declared.widest().ordinal()) {
            reasons.add("the connector does not declare what the profile '" + profile.title()
                    + "' needs; the widest that it declares is '"
                    + declared.widest().title() + "'");
        }
        for (RequirementResult result : results) {
            if (!result.permits()) {
                reasons.add(result.requirement() + " " + result.requirement().label() + " " + result.outcome() + ": "
                        + result.message());
            }
        }
        for (Group group : Group.values()) {
            List<RequirementResult> chapter = results.stream()
                    .filter(result -> result.applies() && result.requirement().group() == group)
                    .toList();
            boolean untouched =
                    !chapter.isEmpty() && chapter.stream().allMatch(result -> result.outcome() == Outcome.UNTESTED);
            if (untouched && budget == Budget.FULL) {
                reasons.add("nothing of chapter " + group.code() + " (" + group.title() + ") was looked at");
            }
        }
        if (results.stream().noneMatch(result -> result.outcome() == Outcome.PASS)) {
            reasons.add("no requirement was found kept: no check has run");
        }
        return reasons;
    }

    private Report report(
            boolean certified,
            List<String> reasons,
            Optional<Profile> profile,
            Optional<Report.Subject> subject,
            Map<String, List<String>> capabilities,
            List<RequirementResult> results) {
        return new Report(
                certified,
                reasons,
                profile,
                budget,
                BENCH,
                subject,
                started,
                Runner.since(begin),
                environment(),
                new LinkedHashMap<>(capabilities),
                results);
    }

    private static Map<String, String> environment() {
        Map<String, String> facts = new TreeMap<>();
        String version = Verdict.class.getPackage().getImplementationVersion();
        facts.put("tck", version == null ? "development" : version);
        facts.put("contract", "version " + ConnectorDescriptor.CURRENT_SPI_VERSION);
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        return facts;
    }
}
