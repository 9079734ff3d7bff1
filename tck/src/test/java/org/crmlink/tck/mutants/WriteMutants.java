package org.crmlink.tck.mutants;

import static org.crmlink.tck.Requirement.R14;
import static org.crmlink.tck.Requirement.R36;
import static org.crmlink.tck.Requirement.R37;
import static org.crmlink.tck.Requirement.R38;
import static org.crmlink.tck.Requirement.R39;
import static org.crmlink.tck.Requirement.R40;
import static org.crmlink.tck.Requirement.R41;
import static org.crmlink.tck.Requirement.R42;
import static org.crmlink.tck.Requirement.R43;
import static org.crmlink.tck.Requirement.R44;
import static org.crmlink.tck.Requirement.R45;
import static org.crmlink.tck.Requirement.R46;
import static org.crmlink.tck.Requirement.R47;
import static org.crmlink.tck.Requirement.R48;
import static org.crmlink.tck.Requirement.R49;
import static org.crmlink.tck.Requirement.R50;
import static org.crmlink.tck.Requirement.R51;
import static org.crmlink.tck.Requirement.R52;
import static org.crmlink.tck.Requirement.R53;
import static org.crmlink.tck.Requirement.R54;
import static org.crmlink.tck.Requirement.R55;
import static org.crmlink.tck.Requirement.R56;
import static org.crmlink.tck.Requirement.R57;
import static org.crmlink.tck.Requirement.R71;
import static org.crmlink.tck.Requirement.R84;

import java.util.List;
import java.util.Set;
import org.crmlink.paper.connector.Flaw;

/** Mutants of C8 to C12, and of links. */
final class WriteMutants {

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    Flaw.CREATE_LOSES_FIELDS,
                    "fields of one type are forgotten when a record is written",
                    Set.of(R36),
                    "did not bring these fields"),
            new Mutant(
                    Flaw.VERSION_OF_BEFORE,
                    "the version that a write tells is the one before it",
                    Set.of(R36, R41),
                    "is not the record's version"),
            new Mutant(
                    Flaw.UPDATE_SENDS_ALL,
                    "an update sends the whole record and overwrites others' changes",
                    Set.of(R37),
                    "sends the fields that it was given"),
            new Mutant(
                    Flaw.NULL_LEFT_OUT,
                    "nulls are left out of requests, so that nothing can be cleared",
                    Set.of(R37),
                    "An explicit null clears"),
            new Mutant(
                    Flaw.UPDATE_CREATES,
                    "an update of what is not there makes it",
                    Set.of(R38),
                    "had to be refused with NOT_FOUND"),
            new Mutant(Flaw.GONE_IS_NOT_FOUND, "a deletion of what is gone fails", Set.of(R38, R44), "that is gone"),
            new Mutant(
                    Flaw.GONE_UNTOLD, "a deletion of what is gone does not say so", Set.of(R38), "Applied.alreadySo"),
            new Mutant(
                    Flaw.BATCH_LOSES_ORDER,
                    "a loop over single requests loses the order of the results",
                    Set.of(R39),
                    "has the operation id of another mutation"),
            new Mutant(
                    Flaw.LIST_CUT_AT_LIMIT,
                    "of a list that is longer than a request only the first ones are sent",
                    Set.of(R39, R50),
                    "each mutation has exactly one"),
            new Mutant(
                    Flaw.COMPUTED_UNTOLD,
                    "what the server made of a write is not told, nor a refetch asked for",
                    Set.of(R40),
                    "neither told their values nor asked for a refetch"),
            new Mutant(
                    Flaw.OPERATION_ID_FRESH,
                    "each sending of an operation has an id of its own",
                    Set.of(R42, R44),
                    "its answer was lost, and settle() said"),
            new Mutant(
                    Flaw.LOST_IS_DEFERRED,
                    "a write whose answer was lost is said not to have been made",
                    Set.of(R42, R50),
                    "may have been carried out"),
            new Mutant(
                    Flaw.SETTLE_SAYS_AGAIN,
                    "whatever became of a write, settle() says that it may be sent again",
                    Set.of(R42),
                    "never that it can be sent again"),
            new Mutant(
                    Flaw.WRITE_REPEATED_ON_503,
                    "a write that was answered with 503 and Retry-After: 0 is posted again at once",
                    Set.of(R43),
                    "must not send a write again"),
            new Mutant(
                    Flaw.WRITE_REPEATED_ON_RESET,
                    "a write whose connection broke is posted again",
                    Set.of(R42, R43, R84),
                    "must not send a write again"),
            new Mutant(
                    Flaw.WRITE_REPEATED_ON_REDIRECT,
                    "a write that was answered with a redirect is posted again",
                    Set.of(R43),
                    "must not send a write again"),
            new Mutant(
                    Flaw.UPSERT_AS_CREATE,
                    "an upsert is a create, which fails the second time",
                    Set.of(R14, R44),
                    "the upsert of"),
            new Mutant(
                    Flaw.DELETE_IGNORES_VERSION,
                    "the version of a deletion is not sent",
                    Set.of(R45, R46),
                    "a stale version"),
            new Mutant(
                    Flaw.CONFLICT_TELLS_OLD_VERSION,
                    "a conflict tells the version that the caller has",
                    Set.of(R45),
                    "the current version that it tells"),
            new Mutant(
                    Flaw.CHECK_NOT_ATOMIC,
                    "the declared atomic version check reads, compares and writes",
                    Set.of(R46, R71),
                    "the server must compare"),
            new Mutant(
                    Flaw.VERSION_IGNORED,
                    "a base version is ignored where versions are not checked",
                    Set.of(R47),
                    "had to be refused with UNSUPPORTED"),
            new Mutant(
                    Flaw.EXISTS_IS_INVALID,
                    "a key that exists is reported as a wrong value",
                    Set.of(R48),
                    "had to be refused with ALREADY_EXISTS"),
            new Mutant(
                    Flaw.EXISTING_OVERWRITTEN,
                    "a create of what exists overwrites it",
                    Set.of(R48, R49),
                    "had to be refused with ALREADY_EXISTS"),
            new Mutant(
                    Flaw.EXISTING_MISNAMED,
                    "the error of a key that exists names another record",
                    Set.of(R48),
                    "names another record"),
            new Mutant(
                    Flaw.BATCH_FAILS_AS_WHOLE,
                    "one refused mutation fails the whole list",
                    Set.of(R14, R49),
                    "does not stop the others"),
            new Mutant(
                    Flaw.REST_REPORTED_DONE,
                    "mutations behind a refused one are reported as done and were not sent",
                    Set.of(R14, R49),
                    "the backend does not show it"),
            new Mutant(
                    Flaw.PARTIAL_ANSWER_DEFERRED,
                    "what an answer that broke off did not tell is said not to have been made",
                    Set.of(R50),
                    "What was not answered is Unknown"),
            new Mutant(
                    Flaw.FIRST_REQUEST_FORGOTTEN,
                    "when a later request is lost, the results of earlier ones are thrown away",
                    Set.of(R50),
                    "what was answered is known"),
            new Mutant(
                    Flaw.UNREADABLE_SKIPPED,
                    "a record that cannot be decoded is left out",
                    Set.of(R51),
                    "without a word"),
            new Mutant(
                    Flaw.UNREADABLE_STOPS,
                    "a record that cannot be decoded ends the whole read",
                    Set.of(R51),
                    "the whole read"),
            new Mutant(
                    Flaw.UNREADABLE_NAMELESS,
                    "a record that cannot be decoded is reported without its id",
                    Set.of(R51),
                    "without its id"),
            new Mutant(
                    Flaw.TEXT_COMPOSED,
                    "texts are composed (NFC) before they are sent",
                    Set.of(R52),
                    "a decomposed character"),
            new Mutant(
                    Flaw.BLANKS_TRIMMED,
                    "texts lose their blanks at both ends when they are read",
                    Set.of(R52),
                    "leading blanks"),
            new Mutant(
                    Flaw.HALF_CHARACTER_REPLACED,
                    "half a character becomes a question mark",
                    Set.of(R52),
                    "accepted and changed"),
            new Mutant(
                    Flaw.DECIMAL_THROUGH_DOUBLE,
                    "decimals pass through binary floating point",
                    Set.of(R53),
                    "was changed on its way"),
            new Mutant(
                    Flaw.SCALE_STRIPPED,
                    "zeros at the end of decimals are stripped",
                    Set.of(R53),
                    "was changed on its way from the backend"),
            new Mutant(
                    Flaw.CLIPPED_TO_BOUNDS,
                    "a number that is too great becomes the greatest",
                    Set.of(R53),
                    "above the greatest"),
            new Mutant(
                    Flaw.DATE_THROUGH_ZONE,
                    "a date is read as midnight in UTC and shown in this computer's zone",
                    Set.of(R54),
                    "the computer stands in"),
            new Mutant(
                    Flaw.DIGITS_OF_LOCALE,
                    "dates are written in the digits of this computer's language",
                    Set.of(R54),
                    "the computer stands in"),
            new Mutant(Flaw.EMPTY_TEXT_AS_NULL, "an empty text is written as null", Set.of(R55), "empty values"),
            new Mutant(Flaw.NULL_TEXT_AS_EMPTY, "a null is read as an empty text", Set.of(R55), "with nulls"),
            new Mutant(Flaw.LONG_TEXT_CUT, "a text that is too long is cut", Set.of(R56), "cut off"),
            new Mutant(
                    Flaw.TOO_LONG_IS_INVALID,
                    "a value that is too long is reported as a wrong one",
                    Set.of(R56),
                    "LIMIT_EXCEEDED"),
            new Mutant(
                    Flaw.UNKNOWN_OPTION_LOST,
                    "a value of a choice that is none of its options is read as null",
                    Set.of(R57),
                    "raw value"),
            new Mutant(
                    Flaw.TARGET_IS_FIRST,
                    "a reference is read as one of the lookup's first target, whatever it points to",
                    Set.of(R57),
                    "the connector reads another one"),
            new Mutant(
                    Flaw.LINK_UNSENT,
                    "a link is said to be there and is not sent",
                    Set.of(R14),
                    "does not hold a pair"),
            new Mutant(
                    Flaw.PAIR_EXISTS_REFUSED,
                    "a pair that is there already is an error",
                    Set.of(R14),
                    "A repeated link"),
            new Mutant(
                    Flaw.GONE_END_LINKED,
                    "a link with a record that is gone is said to be there",
                    Set.of(R14),
                    "a record that is gone"),
            new Mutant(
                    Flaw.UNLINK_DELETES,
                    "to unlink, the record at the other end is deleted",
                    Set.of(R14),
                    "leaves the records alone"));

    private WriteMutants() {}
}
