package org.crmlink.tck.mutants;

import java.util.List;
import org.crmlink.paper.connector.Flaw;

/** Decoys of C4 to C7. */
final class ReadingDecoys {

    static final List<Decoy> ALL = List.of(
            new Decoy(Flaw.ODD_ROWS_TWICE, "the last row of a page comes again with the next: rows may come twice"),
            new Decoy(Flaw.ODD_EMPTY_PAGES, "an empty page behind each page: empty pages end nothing"),
            new Decoy(Flaw.ODD_LARGE_PAGES, "pages are as large as the option says: the query's page size is a hint"),
            new Decoy(Flaw.ODD_SMALL_PAGES, "pages of a third of what was asked for: the page size is a hint"),
            new Decoy(Flaw.ODD_FEW_CHECKPOINTS, "only each third page has a checkpoint: others are no safe place"),
            new Decoy(Flaw.ODD_TOKENS, "a token's text is another one each time: it is opaque"),
            new Decoy(Flaw.ODD_LATE_REFUSAL, "bad tokens and fields are refused by the first next()"),
            new Decoy(Flaw.ODD_RESIDUAL, "the server evaluates no filter: all is left to the host"),
            new Decoy(Flaw.ODD_IDS, "a listing of ids has them twice and in another order"),
            new Decoy(Flaw.ODD_NO_TIMES, "rows do not tell when they were changed: the time is optional"));

    private ReadingDecoys() {}
}
