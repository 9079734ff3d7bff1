package org.crmlink.tck;

import java.util.List;

/**
 * What became of one requirement: the worst of its checks.
 *
 * @param requirement the requirement
 * @param applies whether the certificate is about it
 * @param outcome what became of it
 * @param message why, if it did not pass
 * @param checks the checks that looked at it
 * @param withheld how many further checks only the full budget makes
 */
public record RequirementResult(
        Requirement requirement,
        boolean applies,
        Outcome outcome,
        String message,
        List<CheckResult> checks,
        int withheld) {

    public RequirementResult {
        checks = List.copyOf(checks);
    }

    /** Whether a certificate may be given all the same. */
    public boolean permits() {
        return !applies
                || requirement.level() == Requirement.Level.SHOULD
                || (outcome != Outcome.FAIL && outcome != Outcome.INCONCLUSIVE);
    }
}
