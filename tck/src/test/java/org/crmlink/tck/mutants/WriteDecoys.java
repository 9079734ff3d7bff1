package org.crmlink.tck.mutants;

import java.util.List;
import org.crmlink.paper.connector.Flaw;

/** Odd but legal behaviours of C8 to C12. */
final class WriteDecoys {

    static final List<Decoy> ALL = List.of(
            new Decoy(
                    Flaw.ODD_TELLS_NOTHING,
                    "writes tell neither version nor values and ask for a refetch; conflicts tell no version: the contract leaves both empty"),
            new Decoy(
                    Flaw.ODD_ONE_BY_ONE,
                    "each mutation travels in a request of its own: how many travel together is the connector's business"),
            new Decoy(
                    Flaw.ODD_NEVER_THROWS,
                    "uploads that fail as a whole give results instead of an exception: both say that nothing was done"),
            new Decoy(
                    Flaw.ODD_EXISTS_ON_REPEAT,
                    "a create that is sent again is answered by 'exists already' with the id that the client chose: there is no second record"),
            new Decoy(Flaw.ODD_EMPTY_IS_NULL, "an empty text is kept as null, and the metadata says so"));

    private WriteDecoys() {}
}
