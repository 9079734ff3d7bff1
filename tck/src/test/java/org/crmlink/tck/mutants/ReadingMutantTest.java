package org.crmlink.tck.mutants;

/** Mutants and decoys of C4 to C7. */
class ReadingMutantTest extends MutantTest {

    ReadingMutantTest() {
        super(ReadingMutants.ALL, ReadingDecoys.ALL);
    }
}
