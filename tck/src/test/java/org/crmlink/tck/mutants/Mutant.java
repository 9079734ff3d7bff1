package org.crmlink.tck.mutants;

import java.util.EnumSet;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;
import org.crmlink.tck.Requirement;

/**
 * The reference connector with one changed behaviour.
 *
 * @param flaw the change
 * @param behaviour what a vendor's connector would do wrong, in words
 * @param expected the requirements that must be found broken, these and no others
 * @param words what the message must say, so that the vendor knows where to look
 * @param slow whether it takes the full budget to find it
 * @param perhaps requirements that may find it too, depending on how threads happen to run
 */
public record Mutant(
        Flaw flaw, String behaviour, Set<Requirement> expected, String words, boolean slow, Set<Requirement> perhaps) {

    public Mutant {
        expected = Set.copyOf(EnumSet.copyOf(expected));
        perhaps = Set.copyOf(perhaps);
    }

    /** A mutant that the quick budget finds. */
    public Mutant(Flaw flaw, String behaviour, Set<Requirement> expected, String words) {
        this(flaw, behaviour, expected, words, false, Set.of());
    }

    /** This mutant, found by the full budget alone. */
    public Mutant foundSlowly() {
        return new Mutant(flaw, behaviour, expected, words, true, perhaps);
    }

    /** This mutant, which other requirements may find too. */
    public Mutant perhapsFoundBy(Requirement... others) {
        return new Mutant(flaw, behaviour, expected, words, slow, Set.of(others));
    }
}
