package org.crmlink.tck.mutants;

/** Mutants and decoys of C1 to C3, C17, C18 and C20. */
class LoadMutantTest extends MutantTest {

    LoadMutantTest() {
        super(LoadMutants.ALL, LoadDecoys.ALL);
    }
}
