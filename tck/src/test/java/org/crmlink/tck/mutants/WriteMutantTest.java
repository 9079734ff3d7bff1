package org.crmlink.tck.mutants;

/** Mutants and decoys of C8 to C12. */
class WriteMutantTest extends MutantTest {

    WriteMutantTest() {
        super(WriteMutants.ALL, WriteDecoys.ALL);
    }
}
