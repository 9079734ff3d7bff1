package org.crmlink.tck.mutants;

import static org.crmlink.tck.Requirement.R14;
import static org.crmlink.tck.Requirement.R16;
import static org.crmlink.tck.Requirement.R17;
import static org.crmlink.tck.Requirement.R18;
import static org.crmlink.tck.Requirement.R19;
import static org.crmlink.tck.Requirement.R20;
import static org.crmlink.tck.Requirement.R21;
import static org.crmlink.tck.Requirement.R22;
import static org.crmlink.tck.Requirement.R23;
import static org.crmlink.tck.Requirement.R24;
import static org.crmlink.tck.Requirement.R25;
import static org.crmlink.tck.Requirement.R26;
import static org.crmlink.tck.Requirement.R27;
import static org.crmlink.tck.Requirement.R28;
import static org.crmlink.tck.Requirement.R29;
import static org.crmlink.tck.Requirement.R30;
import static org.crmlink.tck.Requirement.R31;
import static org.crmlink.tck.Requirement.R32;
import static org.crmlink.tck.Requirement.R33;
import static org.crmlink.tck.Requirement.R34;
import static org.crmlink.tck.Requirement.R35;

import java.util.List;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;

/** Mutants of C4 to C7. */
final class ReadingMutants {

    static final List<Mutant> ALL = List.of(
            // C4
            new Mutant(
                    Flaw.LAST_OF_FULL_PAGE_DROPPED,
                    "the last record of a last page that is full is dropped",
                    Set.of(R16),
                    "the last row of a page"),
            new Mutant(
                    Flaw.MISSING_NOT_REPORTED,
                    "fetch() does not report which ids are missing",
                    Set.of(R16),
                    "missing record of fetch()"),
            new Mutant(Flaw.NOT_EQUAL_SKIPS_NULL, "'not equal' does not find null", Set.of(R17), "NE …"),
            new Mutant(
                    Flaw.RESIDUAL_FORGOTTEN,
                    "what the server cannot evaluate is not left to the host",
                    Set.of(R17),
                    "what is left to the host"),
            new Mutant(
                    Flaw.FIELDS_IN_OWN_ORDER,
                    "values come in the order of the metadata",
                    Set.of(R17),
                    "order of the query's fields"),
            new Mutant(
                    Flaw.BUFFERS_EVERYTHING,
                    "all pages are collected before the first is given",
                    Set.of(R18),
                    "where pages are collected"),
            new Mutant(Flaw.CLOSE_READS_ON, "close() reads the rest", Set.of(R19), "what close() of the stream does"),
            // C5
            new Mutant(
                    Flaw.TOKEN_AT_END,
                    "the token of a first read is taken at its end",
                    Set.of(R20),
                    "the moment before the first page"),
            new Mutant(
                    Flaw.CHANGES_END_AFTER_TWO_PAGES,
                    "changes end after two pages",
                    Set.of(R21, R22, R25, R27),
                    "the paging of changes"),
            new Mutant(
                    Flaw.TOKEN_NEVER_MOVES,
                    "a poll ends with the token that it began with",
                    Set.of(R22),
                    "which token the end of a poll carries"),
            new Mutant(Flaw.TIES_REPEATED, "'not earlier than' without a tie-break", Set.of(R22, R25), "does not end"),
            new Mutant(
                    Flaw.TOKEN_IN_MEMORY,
                    "tokens are keys of a map in memory",
                    Set.of(R23),
                    "everything that it stands for"),
            new Mutant(
                    Flaw.TOKEN_IN_LOCAL_TIME,
                    "a token holds a time in the computer's zone",
                    Set.of(R23),
                    "formats of the locale"),
            new Mutant(
                            Flaw.TOKEN_OF_PROCESS,
                            "a token is checked by what its process alone has",
                            Set.of(R23),
                            "in another process")
                    .foundSlowly(),
            new Mutant(
                    Flaw.BAD_TOKEN_READS_ALL,
                    "a bad or old token reads everything",
                    Set.of(R24),
                    "never read as 'from the start'"),
            new Mutant(
                    Flaw.TOKEN_UNCHECKED,
                    "a damaged token is believed",
                    Set.of(R14, R24),
                    "checked before a token is used"),
            new Mutant(Flaw.TIES_LOST, "'later than' loses records of one instant", Set.of(R25), "share one instant"),
            new Mutant(
                    Flaw.CLIENT_CLOCK,
                    "the token comes from the client's clock",
                    Set.of(R26),
                    "never from the client's"),
            new Mutant(Flaw.NO_OVERLAP, "no overlap for late commits", Set.of(R26), "overlap for late commits"),
            // C6
            new Mutant(
                    Flaw.CHECKPOINT_IN_MEMORY,
                    "checkpoints are keys of a map in memory",
                    Set.of(R27),
                    "The connector failed with INVALID_DATA"),
            new Mutant(
                    Flaw.RESUME_BEGINS_AGAIN,
                    "a read that goes on from a checkpoint begins again",
                    Set.of(R27),
                    "whether the checkpoint is used at all"),
            new Mutant(
                    Flaw.CHECKPOINT_AHEAD,
                    "a page carries the next page's checkpoint",
                    Set.of(R27, R28),
                    "must not be ahead of what was delivered"),
            new Mutant(
                    Flaw.SHORT_PAGE_ENDS,
                    "a short page ends the read",
                    Set.of(R29),
                    "Only a missing next link ends a read"),
            new Mutant(
                    Flaw.EMPTY_PAGE_ENDS,
                    "an empty page, or an empty answer, ends the read",
                    Set.of(R29, R31),
                    "never the end of the data"),
            new Mutant(
                    Flaw.LINKS_NOT_REMEMBERED,
                    "a link that repeats is followed",
                    Set.of(R30),
                    "links that were followed"),
            new Mutant(Flaw.GARBAGE_IGNORED, "garbage behind a page is ignored", Set.of(R31), "followed by garbage"),
            new Mutant(Flaw.INCOMPLETE_PAGE_ENDS, "an empty object ends the read", Set.of(R31), "an empty object"),
            // C7
            new Mutant(
                    Flaw.REMOVALS_DROPPED, "removals are not delivered", Set.of(R20, R32, R35), "how tombstones come"),
            new Mutant(
                    Flaw.REMOVALS_SPELLED_OTHERWISE,
                    "ids of removals are spelled otherwise than those of rows",
                    Set.of(R20, R32, R35),
                    "how their ids are spelled"),
            new Mutant(Flaw.IDS_SKIPPED, "a listing of ids skips one at each page", Set.of(R33), "Look at its paging"),
            new Mutant(
                    Flaw.FORBIDDEN_IDS_ARE_NONE,
                    "a forbidden listing of ids looks empty",
                    Set.of(R34),
                    "turns errors into empty lists"),
            new Mutant(
                    Flaw.FAILED_IDS_PAGE_ENDS,
                    "a listing whose later page fails ends",
                    Set.of(R34),
                    "a host takes the others for deleted"),
            new Mutant(
                    Flaw.HIDDEN_IS_DELETED,
                    "what is out of sight is reported as deleted",
                    Set.of(R35),
                    "It still exists"));

    private ReadingMutants() {}
}
