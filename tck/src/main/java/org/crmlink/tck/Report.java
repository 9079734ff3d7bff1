package org.crmlink.tck;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param environment versions of kit, contract, Java and operating system
 * @param capabilities what the connector declares, in lines by entity; the whole connector's under an empty name
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
        Map<String, List<String>> capabilities,
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
        environment = Map.copyOf(environment);
        capabilities = Map.copyOf(capabilities);
        requirements = List.copyOf(requirements);
    }

    /** The result of one requirement. */
    public RequirementResult of(Requirement requirement) {
        return requirements.get(requirement.ordinal());
    }
}
