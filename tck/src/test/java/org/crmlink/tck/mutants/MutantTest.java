package org.crmlink.tck.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.Requirement.Level;
import org.crmlink.tck.check.Checks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit can fail: each mutant is caught by exactly the requirements that it breaks, and what is odd but legal passes. Every build tries each mutant
 * against the chapters in which it must be found; {@code -Pslow} tries it against everything, and the slow ones too.
 */
class MutantTest {

    private static final Set<Requirement> ALL = Set.of(Requirement.values());

    @TempDir
    Path directory;

    @Test
    void theReferenceConnectorKeepsEverything() {
        Report report = MutantMatrix.run(directory, Optional.empty(), Budget.INSTANT, ALL);
        assertThat(MutantMatrix.broken(report))
                .as(String.join("\n", report.reasons()))
                .isEmpty();
        assertThat(report.connector()).as(String.join("\n", report.reasons())).isPresent();
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

    @Test
    void eachFastMutantIsCaught() {
        matrix(fast(), MutantMatrix::chapters);
    }

    @Test
    @Tag("slow")
    void eachFastMutantIsCaughtByNothingElse() {
        matrix(fast(), mutant -> ALL);
    }

    @Test
    @Tag("slow")
    void eachSlowMutantIsCaught() {
        matrix(Mutants.ALL.stream().filter(Mutant::slow).toList(), Mutant::expected);
    }

    private static List<Mutant> fast() {
        return Mutants.ALL.stream().filter(mutant -> !mutant.slow()).toList();
    }

    private void matrix(List<Mutant> mutants, Function<Mutant, Set<Requirement>> against) {
        List<MutantMatrix.Line> lines = new ArrayList<>();
        for (Mutant mutant : mutants) {
            lines.add(MutantMatrix.tryOut(directory, mutant, against.apply(mutant)));
        }
        System.out.println(MutantMatrix.table(lines));
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.wrong()).as(line.mutant().flaw().name()).isEmpty());
    }

    @Test
    void whatIsOddButLegalPasses() {
        assertThat(Mutants.DECOYS).allSatisfy(decoy -> {
            Report report = MutantMatrix.run(directory, Optional.of(decoy.flaw()), Budget.INSTANT, ALL);
            assertThat(MutantMatrix.broken(report))
                    .as(decoy.behaviour() + "\n" + String.join("\n", report.reasons()))
                    .isEmpty();
        });
    }
}
