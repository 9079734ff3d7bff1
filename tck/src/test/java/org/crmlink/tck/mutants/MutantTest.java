package org.crmlink.tck.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit can fail: each mutant of a table is caught by exactly the requirements that it breaks, and what is odd but legal passes. Every build tries
 * each mutant against the requirements that must catch it; {@code -Pslow} tries it against everything, and the slow ones and the decoys too. A class a table, so
 * that tables run side by side in processes of their own.
 */
abstract class MutantTest {

    private static final Set<Requirement> ALL = Set.of(Requirement.values());

    @TempDir
    Path directory;

    private final List<Mutant> mutants;
    private final List<Decoy> decoys;

    MutantTest(List<Mutant> mutants, List<Decoy> decoys) {
        this.mutants = mutants;
        this.decoys = decoys;
    }

    @Test
    void eachFastMutantIsCaught() {
        matrix(fast(), MutantTest::expectedAndARead);
    }

    @Test
    @Tag("slow")
    void eachFastMutantIsCaughtByNothingElse() {
        matrix(fast(), mutant -> ALL);
    }

    @Test
    @Tag("slow")
    void eachSlowMutantIsCaught() {
        matrix(mutants.stream().filter(Mutant::slow).toList(), Mutant::expected);
    }

    /** What the last checks look at must have been left behind by others. */
    private static Set<Requirement> expectedAndARead(Mutant mutant) {
        EnumSet<Requirement> against = EnumSet.copyOf(mutant.expected());
        if (against.contains(Requirement.R75) || against.contains(Requirement.R88)) {
            against.add(Requirement.R09);
            against.add(Requirement.R16);
        }
        return against;
    }

    private List<Mutant> fast() {
        return mutants.stream().filter(mutant -> !mutant.slow()).toList();
    }

    private void matrix(List<Mutant> chosen, Function<Mutant, Set<Requirement>> against) {
        List<MutantMatrix.Line> lines = new ArrayList<>();
        for (Mutant mutant : chosen) {
            lines.add(MutantMatrix.tryOut(directory, mutant, against.apply(mutant)));
        }
        System.out.println(MutantMatrix.table(lines));
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.wrong()).as(line.mutant().flaw().name()).isEmpty());
    }

    @Test
    @Tag("slow")
    void whatIsOddButLegalPasses() {
        assertThat(decoys).allSatisfy(decoy -> {
            Report report = MutantMatrix.run(directory, Optional.of(decoy.flaw()), Budget.INSTANT, ALL);
            assertThat(report.requirements())
                    .as(String.join("\n", report.reasons()))
                    .anyMatch(result -> !result.checks().isEmpty());
            assertThat(MutantMatrix.broken(report))
                    .as(decoy.behaviour() + "\n" + String.join("\n", report.reasons()))
                    .isEmpty();
        });
    }
}
