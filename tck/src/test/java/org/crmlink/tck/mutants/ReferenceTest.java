package org.crmlink.tck.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.Requirement.Level;
import org.crmlink.tck.check.Checks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference connector keeps everything, and nothing is required that no mutant breaks. */
class ReferenceTest {

    @TempDir
    Path directory;

    @Test
    void theReferenceConnectorKeepsEverything() {
        keepsEverything(Budget.INSTANT);
    }

    @Test
    @Tag("slow")
    void theReferenceConnectorIsCertified() {
        assertThat(keepsEverything(Budget.FULL).certified()).isTrue();
    }

    private Report keepsEverything(Budget budget) {
        Report report = MutantMatrix.run(directory, Optional.empty(), budget, Set.of(Requirement.values()));
        String why = String.join("\n", report.reasons());
        assertThat(MutantMatrix.broken(report)).as(why).isEmpty();
        assertThat(report.requirements())
                .as(why)
                .filteredOn(result -> result.outcome() == Outcome.PASS)
                .hasSizeGreaterThan(75);
        return report;
    }

    @Test
    void everyMustHasAMutant() {
        List<String> unproven = Arrays.stream(Requirement.values())
                .filter(requirement -> requirement.level() == Level.MUST)
                .filter(requirement -> !Checks.untested().containsKey(requirement))
                .filter(requirement -> Mutants.ALL.stream()
                        .noneMatch(mutant -> mutant.expected().contains(requirement)))
                .map(requirement -> requirement + " " + requirement.label() + " unproven")
                .toList();
        assertThat(unproven).isEmpty();
    }
}
