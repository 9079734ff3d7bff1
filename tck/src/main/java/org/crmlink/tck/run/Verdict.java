package org.crmlink.tck.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.tck.Budget;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Declaration;
import org.crmlink.tck.Group;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.RequirementResult;

/**
 * Judges what the checks found. It starts from the checks that the code holds, not from the results: what should have run and left no result is
 * inconclusive.
 */
final class Verdict {

    private static final String BENCH = "emulated";

    private final Optional<Profile> wanted;
    private final Budget budget;
    private final Set<Requirement> only;
    private final Judge judge;
    private final Instant started = Instant.now();
    private final long begin = System.nanoTime();

    /** @param only the requirements that are looked at */
    Verdict(Optional<Profile> wanted, Budget budget, Set<Requirement> only, Judge judge) {
        this.wanted = wanted;
        this.budget = budget;
        this.only = only;
        this.judge = judge;
    }

    /** No certificate, because it did not come to the checks. */
    Report refused(List<String> reasons, Optional<Report.Subject> subject) {
        List<RequirementResult> none = new ArrayList<>();
        for (Requirement requirement : Requirement.values()) {
            boolean applies =
                    wanted.map(profile -> profile.requires(requirement)).orElse(true);
            none.add(new RequirementResult(
                    requirement, applies, Outcome.UNTESTED, "the checks did not run", List.of(), 0));
        }
        return report(reasons, wanted, subject, Optional.empty(), none);
    }

    /** What the checks' results mean. */
    Report of(List<CheckResult> found, Declared declared, Optional<Report.Subject> subject) {
        Profile profile = wanted.orElse(declared.widest());
        List<RequirementResult> results = new ArrayList<>();
        for (Requirement requirement : Requirement.values()) {
            // what a connector declares is proven, whatever the certificate is about
            boolean applies = profile.requires(requirement)
                    || (requirement.group() == Group.ATTACHMENTS
                            && declared.declaration().attachments().isPresent());
            results.add(judge.of(requirement, applies, found, subject));
        }
        return report(
                reasons(results, profile, declared),
                Optional.of(profile),
                subject,
                Optional.of(declared.declaration()),
                results);
    }

    private List<String> reasons(List<RequirementResult> results, Profile profile, Declared declared) {
        List<String> reasons = new ArrayList<>();
        if (only.size() < Requirement.values().length) {
            reasons.add(
                    "only some requirements were looked at; a certificate needs a run over all of them: leave out --only");
        }
        if (budget == Budget.INSTANT) {
            reasons.add(
                    "only the checks that need no real time were made; a certificate needs the quick budget at least");
        }
        if (!declared.profiles().contains(profile)) {
            reasons.add("the connector does not declare what the profile '" + profile.title() + "' needs"
                    + (declared.profiles().isEmpty()
                            ? ", nor what any other profile needs: it neither reads entities nor keeps attachments"
                            : "; the widest that it declares is '"
                                    + declared.widest().title() + "'"));
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
            boolean looked =
                    chapter.stream().anyMatch(result -> !result.checks().isEmpty());
            if (untouched && (looked || budget == Budget.FULL)) {
                reasons.add("nothing of chapter " + group.code() + " (" + group.title() + ") could be looked at: "
                        + chapter.get(0).message());
            }
        }
        if (results.stream().noneMatch(result -> result.applies() && result.outcome() == Outcome.PASS)) {
            reasons.add("no requirement was found kept: no check has run");
        }
        return reasons;
    }

    private Report report(
            List<String> reasons,
            Optional<Profile> profile,
            Optional<Report.Subject> subject,
            Optional<Declaration> declaration,
            List<RequirementResult> results) {
        return new Report(
                reasons.isEmpty(),
                reasons,
                profile,
                budget,
                BENCH,
                subject,
                started,
                Runner.since(begin),
                environment(),
                declaration,
                results);
    }

    private static Map<String, String> environment() {
        Map<String, String> facts = new TreeMap<>();
        String version = Verdict.class.getPackage().getImplementationVersion();
        facts.put("tck", version == null ? "development" : version);
        Checksums.ofJar(Verdict.class).ifPresent(sum -> facts.put("tckSha256", sum));
        facts.put("contract", "version " + ConnectorDescriptor.CURRENT_SPI_VERSION);
        Checksums.ofJar(ConnectorDescriptor.class).ifPresent(sum -> facts.put("contractSha256", sum));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("timeZone", TimeZone.getDefault().getID());
        facts.put("locale", Locale.getDefault().toLanguageTag());
        return facts;
    }
}
