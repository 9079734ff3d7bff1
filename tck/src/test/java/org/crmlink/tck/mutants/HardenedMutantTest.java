package org.crmlink.tck.mutants;

import java.util.List;

/** Mutants of C13 to C16. */
class HardenedMutantTest extends MutantTest {

    HardenedMutantTest() {
        super(HardenedMutants.ALL, List.of());
    }
}
