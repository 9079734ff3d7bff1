package org.crmlink.tck.mutants;

/** Mutants and decoys of C19, and of C18 as far as it is about files. */
class FileMutantTest extends MutantTest {

    FileMutantTest() {
        super(FileMutants.ALL, FileDecoys.ALL);
    }
}
