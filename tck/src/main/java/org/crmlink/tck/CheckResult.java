package org.crmlink.tck;

import java.time.Duration;
import java.util.List;

/**
 * What one check found.
 *
 * @param check its name in words
 * @param requirement what it is about
 * @param outcome what it found
 * @param message why, for the vendor: what happened, what had to happen, what to look at; empty if it passed
 * @param evidence what was seen, witnesses included
 * @param duration how long it took
 */
public record CheckResult(
        String check,
        Requirement requirement,
        Outcome outcome,
        String message,
        List<String> evidence,
        Duration duration) {

    public CheckResult {
        evidence = List.copyOf(evidence);
    }
}
