package org.crmlink.tck;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a run found. Immutable.
 *
 * @param certified whether there is a certificate
 * @param reasons why there is none, each with what to do; empty if there is one
 * @param profile what was asked for, or found to be the widest that the connector declares
 * @param budget how much was looked at
 * @param bench {@code emulated}, or {@code emulated + live}
 * @param connector id, version and SHA-256 of the connector; empty if none could be loaded
 * @param started when the run began
 * @param duration how long it took
 * @param environment versions and checksums of kit and contract, Java, operating system, zone and locale, by name
 * @param declaration what the connector declares; empty if it did not come to that
 * @param requirements every requirement, in the order of their ids
 */
public record Report(
        boolean certified,
        List<String> reasons,
        Optional<Profile> profile,
        Budget budget,
        String bench,
        Optional<Subject> connector,
        Instant started,
        Duration duration,
        Map<String, String> environment,
        Optional<Declaration> declaration,
        List<RequirementResult> requirements) {

    /**
     * The connector that was looked at.
     *
     * @param id its id
     * @param displayName its name for people
     * @param version its version
     * @param sha256 checksum over its jars, in the order of their names
     */
    public record Subject(String id, String displayName, String version, String sha256) {}

    public Report {
        reasons = List.copyOf(reasons);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        requirements = List.copyOf(requirements);
    }

    /** How many of the requirements that the certificate is about have this outcome. */
    public long count(Outcome outcome) {
        return requirements.stream()
                .filter(result -> result.applies() && result.outcome() == outcome)
                .count();
    }

    /** The result of one requirement. */
    public RequirementResult of(Requirement requirement) {
        return requirements.get(requirement.ordinal());
    }
}
