package org.crmlink.tck.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit can fail: each mutant is caught by exactly the requirements that it breaks, and what is odd but legal passes. */
class MutantTest {

    @TempDir
    Path directory;

    @Test
    void theReferenceConnectorKeepsEverything() {
        Report report = MutantMatrix.run(directory, Optional.empty(), Budget.INSTANT, Set.of(Requirement.values()));
        assertThat(MutantMatrix.broken(report))
                .as(String.join("\n", report.reasons()))
                .isEmpty();
        assertThat(report.connector()).as(String.join("\n", report.reasons())).isPresent();
    }

    @Test
    void eachFastMutantIsCaught() {
        matrix(Mutants.ALL.stream().filter(mutant -> !mutant.slow()).toList());
    }

    @Test
    @Tag("slow")
    void eachSlowMutantIsCaught() {
        matrix(Mutants.ALL.stream().filter(Mutant::slow).toList());
    }

    private void matrix(List<Mutant> mutants) {
        List<MutantMatrix.Line> lines = new ArrayList<>();
        for (Mutant mutant : mutants) {
            lines.add(MutantMatrix.tryOut(directory, mutant));
        }
        System.out.println(MutantMatrix.table(lines));
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.wrong()).as(line.mutant().flaw().name()).isEmpty());
    }

    @Test
    void whatIsOddButLegalPasses() {
        assertThat(Mutants.DECOYS).allSatisfy(decoy -> {
            Report report = MutantMatrix.run(
                    directory, Optional.of(decoy.flaw()), Budget.INSTANT, Set.of(Requirement.values()));
            assertThat(MutantMatrix.broken(report))
                    .as(decoy.behaviour() + "\n" + String.join("\n", report.reasons()))
                    .isEmpty();
        });
    }
}
