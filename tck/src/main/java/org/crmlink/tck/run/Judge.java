package org.crmlink.tck.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.crmlink.tck.Budget;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.RequirementResult;

/**
 * Finds what became of one requirement from its checks' results.
 *
 * @param planned all checks of the kit
 * @param untested the requirements that no check looks at, with the reason
 * @param budget which checks had to run
 * @param only the requirements whose checks had to run
 * @param exclusions the accepted challenges
 */
record Judge(
        List<PlannedCheck> planned,
        Map<Requirement, String> untested,
        Budget budget,
        Set<Requirement> only,
        Exclusions exclusions) {

    RequirementResult of(
            Requirement requirement, boolean applies, List<CheckResult> all, Optional<Report.Subject> subject) {
        List<PlannedCheck> own = planned.stream()
                .filter(check -> check.requirement() == requirement)
                .toList();
        List<PlannedCheck> due = own.stream().filter(this::runs).toList();
        int withheld = own.size() - due.size();
        List<CheckResult> found = new ArrayList<>(all.stream()
                .filter(result -> result.requirement() == requirement)
                .toList());
        if (!only.contains(requirement)) {
            return untested(requirement, applies, "not asked for in this run", withheld);
        }
        for (PlannedCheck check : due) {
            if (found.stream().noneMatch(result -> result.check().equals(check.name()))) {
                found.add(new CheckResult(
                        check.name(),
                        requirement,
                        Outcome.INCONCLUSIVE,
                        "the check left no result: it could not be started, or the run ended before it",
                        List.of(),
                        Duration.ZERO));
            }
        }
        if (found.isEmpty()) {
            String reason =
                    withheld > 0 ? needed(own) : untested.getOrDefault(requirement, "the kit has no check for it");
            return untested(requirement, applies, reason, withheld);
        }
        CheckResult decisive = found.get(0);
        for (CheckResult check : found) {
            if (weight(check.outcome()) > weight(decisive.outcome())) {
                decisive = check;
            }
        }
        RequirementResult plain =
                new RequirementResult(requirement, applies, decisive.outcome(), decisive.message(), found, withheld);
        return exclusions
                .find(requirement, subject)
                .map(exclusion -> excused(plain, exclusion))
                .orElse(plain);
    }

    private static String needed(List<PlannedCheck> checks) {
        boolean full = checks.stream().allMatch(check -> check.check().budget() == Budget.FULL);
        return full
                ? "only the full budget looks at it (--full)"
                : "only the quick budget looks at it, and the full one";
    }

    private boolean runs(PlannedCheck check) {
        return check.check().budget().compareTo(budget) <= 0;
    }

    private static RequirementResult untested(Requirement requirement, boolean applies, String why, int withheld) {
        return new RequirementResult(requirement, applies, Outcome.UNTESTED, why, List.of(), withheld);
    }

    /** An accepted challenge excuses a failure alone; what is excused and passes shows that the excuse is out of date. */
    private static RequirementResult excused(RequirementResult plain, Exclusions.Exclusion exclusion) {
        if (plain.outcome() == Outcome.FAIL) {
            return changed(
                    plain,
                    Outcome.EXCLUDED,
                    "excused by challenge " + exclusion.challenge() + ": " + exclusion.reason() + " It still fails: "
                            + plain.message());
        }
        if (plain.outcome() == Outcome.PASS && plain.withheld() == 0) {
            return changed(
                    plain,
                    Outcome.FAIL,
                    "challenge " + exclusion.challenge()
                            + " excuses this requirement, but it is kept: the exclusion must be taken out of the kit");
        }
        return plain;
    }

    private static RequirementResult changed(RequirementResult plain, Outcome outcome, String message) {
        return new RequirementResult(
                plain.requirement(), plain.applies(), outcome, message, plain.checks(), plain.withheld());
    }

    /** The worst outcome decides; what does not apply or was not looked at yields to what was. */
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

    /** A predicate over planned checks: those that this run makes. */
    Predicate<PlannedCheck> due() {
        return check -> only.contains(check.requirement()) && runs(check);
    }
}
