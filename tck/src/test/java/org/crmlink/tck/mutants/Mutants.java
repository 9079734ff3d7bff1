package org.crmlink.tck.mutants;

import java.util.List;
import java.util.stream.Stream;

/** The mutants of all tables. */
final class Mutants {

    static final List<Mutant> ALL = Stream.of(
                    LoadMutants.ALL, ReadingMutants.ALL, WriteMutants.ALL, HardenedMutants.ALL, FileMutants.ALL)
            .flatMap(List::stream)
            .toList();

    private Mutants() {}
}
