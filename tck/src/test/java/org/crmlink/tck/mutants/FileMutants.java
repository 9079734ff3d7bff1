package org.crmlink.tck.mutants;

import static org.crmlink.tck.Requirement.R14;
import static org.crmlink.tck.Requirement.R77;
import static org.crmlink.tck.Requirement.R82;
import static org.crmlink.tck.Requirement.R83;
import static org.crmlink.tck.Requirement.R84;
import static org.crmlink.tck.Requirement.R85;
import static org.crmlink.tck.Requirement.R86;

import java.util.List;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;
import org.crmlink.tck.Requirement;

/** Mutants of what files can do, of C19, and of C18 as far as it is about files. */
final class FileMutants {

    static final List<Mutant> ALL = List.of(
            one(Flaw.PIECE_OFF_BY_ONE, "the byte behind the last whole piece is not sent", R82, "a session's offset"),
            one(Flaw.NAME_REPAIRED, "letters of names become underscores", R82, "changed silently"),
            one(
                    Flaw.LISTING_TELLS_OTHER_VERSION,
                    "the listing tells another version than stat()",
                    R82,
                    "different versions of one file"),
            one(Flaw.LATE_PIECE_SPOILT, "pieces behind 20 MB are spoilt", R82, "the content differs")
                    .foundSlowly(),
            one(
                    Flaw.IGNORED_RANGE_SPLICED,
                    "a whole file that comes for a range is appended",
                    R83,
                    "spliced they make a spoilt file"),
            one(Flaw.RANGE_NOT_COMPARED, "any part is taken for the part asked for", R83, "Content-Range"),
            one(Flaw.BEHIND_THE_END_IS_EMPTY, "an offset behind the end gives an empty rest", R83, "behind the end"),
            one(Flaw.SHORT_DOWNLOAD_IS_COMPLETE, "a download that breaks off looks complete", R84, "must throw"),
            one(Flaw.VERSIONS_MIXED, "halves of two versions make one file", R84, "changed meanwhile"),
            one(Flaw.ABORT_PUBLISHES, "what is given up becomes a file", R84, "given up"),
            one(Flaw.FAILED_SOURCE_PUBLISHED, "what a failing source gave becomes a file", R84, "source failed"),
            one(Flaw.SESSION_IN_CONNECTOR, "an upload goes on only where it began", R84, "new connector"),
            one(Flaw.RESUMED_BY_OWN_COUNT, "an upload goes on by the own count", R84, "ask the store"),
            one(Flaw.HASH_UNCHECKED, "checksums are not looked at", R85, "checksum"),
            one(Flaw.TOLD_HASH_FORGOTTEN, "a checksum told beforehand is forgotten", R85, "told beforehand"),
            one(Flaw.FILE_VERSION_IGNORED, "the expected version of a file is not sent", R86, "goes with the write"),
            one(Flaw.ABSENCE_IGNORED, "that a name must be free is not sent", R86, "goes with the write"),
            one(
                    Flaw.FILE_CHECK_NOT_ATOMIC,
                    "the version of a file is compared beforehand, not with the write",
                    R86,
                    "overtaken"),
            one(Flaw.UPLOAD_COLLECTED, "an upload is collected in memory", R86, "never held as a whole")
                    .foundSlowly(),
            one(
                    Flaw.FILE_REDIRECT_FOLLOWED,
                    "a redirect of a download is followed to another origin",
                    R77,
                    "of a download to another origin was followed"),
            one(Flaw.FOLDER_NOT_SENT, "uploads go to the root, whatever the folder", R14, "is elsewhere"),
            one(Flaw.FOLDER_LISTS_ROOT, "whatever folder is listed, it is the root", R14, "directly in it"),
            one(Flaw.MOVE_KEEPS_FOLDER, "a move renames and moves nothing", R14, "not where it was moved to"),
            new Mutant(
                    Flaw.RENAME_UNSENT,
                    "a rename is said to be done and is not sent",
                    Set.of(R14, R86),
                    "did not tell"),
            one(Flaw.HISTORY_WITH_PRESENT, "the history holds the present", R14, "no earlier version"),
            one(Flaw.HISTORY_OLDEST_FIRST, "the history begins with the oldest", R14, "newest first"),
            one(Flaw.RECORD_NOT_SENT, "the record of an upload is forgotten", R14, "that record's files"),
            one(Flaw.FEED_WITHOUT_REMOVALS, "the feed tells no removals", R14, "files are gone"),
            one(Flaw.FEED_TOKEN_STANDS, "the token of the feed never moves", R14, "stand behind what was told"),
            one(Flaw.FEED_ONE_PAGE, "the feed ends after its first page", R14, "look at its pages"),
            one(
                    Flaw.LISTING_TOKEN_AT_END,
                    "the token of a listing is taken at its end",
                    R14,
                    "at where its token stands"),
            one(Flaw.FEED_TOKEN_UNCHECKED, "a bad token reads the feed from its start", R14, "With a foreign token"),
            one(Flaw.FEED_RESET_FAILS, "a cursor that was reset is an error", R14, "must end with ResyncRequired"),
            new Mutant(
                    Flaw.FEATURES_UNDECLARED,
                    "features that are not declared work",
                    Set.of(R14, R83, R84),
                    "which is not declared"));

    private FileMutants() {}

    private static Mutant one(Flaw flaw, String behaviour, Requirement expected, String words) {
        return new Mutant(flaw, behaviour, Set.of(expected), words);
    }
}
