package org.crmlink.tck.mutants;

import java.util.List;
import org.crmlink.paper.connector.Flaw;

/** Decoys of C1 to C3, C17, C18 and C20. */
final class LoadDecoys {

    static final List<Decoy> ALL = List.of(
            new Decoy(
                    Flaw.SPILLS,
                    "records are written into the connector's temporary directory, which is what it is for; the host empties it"),
            new Decoy(
                    Flaw.CONNECTION_CLOSED_EACH_TIME,
                    "each request has a connection of its own: slow, and nothing is promised about connections"));

    private LoadDecoys() {}
}
