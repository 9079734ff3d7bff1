package org.crmlink.tck.mutants;

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

/** Mutants of C19, and of C18 as far as it is about files. */
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
                    "of a download to another origin was followed"));

    private FileMutants() {}

    private static Mutant one(Flaw flaw, String behaviour, Requirement expected, String words) {
        return new Mutant(flaw, behaviour, Set.of(expected), words);
    }
}
