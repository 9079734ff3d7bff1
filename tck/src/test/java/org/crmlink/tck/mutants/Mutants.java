package org.crmlink.tck.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants and decoys. */
final class Mutants {

    static final List<Mutant> ALL = Stream.of(HardenedMutants.ALL, LoadMutants.ALL)
            .flatMap(List::stream)
            .toList();

    static final List<Decoy> DECOYS =
            Stream.of(LoadDecoys.ALL).flatMap(List::stream).toList();

    private Mutants() {}
}
