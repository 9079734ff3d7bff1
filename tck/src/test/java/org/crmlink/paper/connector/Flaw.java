package org.crmlink.paper.connector;

/**
 * Broken behaviours that the connector can be built with, one at a time, so that the kit proves that it finds them. The word in the resource
 * {@value #RESOURCE} of the connector's own jar chooses; without it nothing is broken.
 */
public enum Flaw {
    // C8 upload
    /** Fields of one type are forgotten when a record is written. */
    CREATE_LOSES_FIELDS,
    /** The version that a write tells is the one before it. */
    VERSION_OF_BEFORE,
    /** Nulls are left out of requests. */
    NULL_LEFT_OUT,
    /** An update of what is not there makes it. */
    UPDATE_CREATES,
    /** A deletion of what is gone fails. */
    GONE_IS_NOT_FOUND,
    /** A deletion of what is gone does not say so. */
    GONE_UNTOLD,
    /** Of a list that is longer than a request only the first ones are sent. */
    LIST_CUT_AT_LIMIT,
    /** What the server made of a write is not told. */
    COMPUTED_UNTOLD,
    // C9 idempotency
    /** Each sending of an operation has an id of its own. */
    OPERATION_ID_FRESH,
    /** A write whose answer was lost is said not to have been made. */
    LOST_IS_DEFERRED,
    /** Whatever became of a write, it may be sent again. */
    SETTLE_SAYS_AGAIN,
    /** A write that was answered with a redirect is sent again. */
    WRITE_REPEATED_ON_REDIRECT,
    /** An upsert is a create, which fails the second time. */
    UPSERT_AS_CREATE,
    // C10 conflicts
    /** The version of a deletion is not sent. */
    DELETE_IGNORES_VERSION,
    /** A conflict tells the version that the caller has. */
    CONFLICT_TELLS_OLD_VERSION,
    /** A key that exists is reported as a wrong value. */
    EXISTS_IS_INVALID,
    /** A create of what exists overwrites it. */
    EXISTING_OVERWRITTEN,
    /** The error of a key that exists names another record. */
    EXISTING_MISNAMED,
    // C11 partial failure
    /** What an answer that broke off did not tell is said not to have been made. */
    PARTIAL_ANSWER_DEFERRED,
    /** When a later request is lost, the results of earlier ones are thrown away. */
    FIRST_REQUEST_FORGOTTEN,
    /** A record that cannot be decoded ends the whole read. */
    UNREADABLE_STOPS,
    /** A record that cannot be decoded is reported without its id. */
    UNREADABLE_NAMELESS,
    // C12 types
    /** Texts are composed (NFC) before they are sent. */
    TEXT_COMPOSED,
    /** Texts lose their blanks at both ends when they are read. */
    BLANKS_TRIMMED,
    /** Half a character becomes a question mark. */
    HALF_CHARACTER_REPLACED,
    /** A number that is too great becomes the greatest. */
    CLIPPED_TO_BOUNDS,
    /** Dates are written in the digits of this computer's language. */
    DIGITS_OF_LOCALE,
    /** A null is read as an empty text. */
    NULL_TEXT_AS_EMPTY,
    /** A text that is too long is cut. */
    LONG_TEXT_CUT,
    /** A value that is too long is reported as a wrong one. */
    TOO_LONG_IS_INVALID,
    /** A value of a choice that is none of its options is read as null. */
    UNKNOWN_OPTION_LOST,
    /** A reference is read as one of the lookup's first target, whatever it points to. */
    TARGET_IS_FIRST,
    // C8 to C12: odd but legal
    /** Writes tell neither version nor values, and ask for a refetch; conflicts tell no version. */
    ODD_TELLS_NOTHING,
    /** Each mutation travels in a request of its own. */
    ODD_ONE_BY_ONE,
    /** Uploads that fail as a whole give results instead of an exception. */
    ODD_NEVER_THROWS,
    /** A create that is sent again is answered by "exists already", with the id that the client chose. */
    ODD_EXISTS_ON_REPEAT,
    /** An empty text is kept as null, and the metadata says so. */
    ODD_EMPTY_IS_NULL,
    // the specification's own list
    /** M01: the provider's class says hello to the vendor's telemetry host when it is loaded. */
    SOCKET_IN_STATIC_INITIALISER,
    /** M02: the jar carries its own copy of the contract's classes, by an over-eager shading of dependencies. */
    CONTRACT_IN_JAR,
    /** M03: what is known of entities is cached in a static map, so that a second instance talks to the first one's backend. */
    STATIC_STATE,
    /** M04: closing twice throws, and calls after it still work. */
    CLOSE_CARELESS,
    /** M05: validating a configuration pings the server. */
    VALIDATE_PINGS,
    /** M06: the online check succeeds with a placeholder when the login was refused. */
    CHECK_NEVER_FAILS,
    /** M07: options that nobody knows are ignored. */
    UNKNOWN_OPTION_IGNORED,
    /** M08: fields that nobody knows are dropped from queries and writes. */
    UNKNOWN_FIELD_DROPPED,
    /** M09: the declared batch is a loop over single requests whose results come in another order. */
    BATCH_LOSES_ORDER,
    /** M10: a deletion that is not declared is made nevertheless. */
    UNDECLARED_DELETE,
    /** M11: an off-by-one drops the last record of a last page that is full. */
    LAST_OF_FULL_PAGE_DROPPED,
    /** M12: all pages are collected in memory before the first one is given. */
    BUFFERS_EVERYTHING,
    /** M13: the token of a first read is taken at its end, so that changes made during it are lost. */
    TOKEN_AT_END,
    /** M14: paging by time asks for what is strictly later than the last record: others of the same instant are lost. */
    TIES_LOST,
    /** M15: paging by time asks for what is not earlier than the last record: a page of one instant comes for ever. */
    TIES_REPEATED,
    /** M16: the next token comes from the client's clock. */
    CLIENT_CLOCK,
    /** M17: a token that is damaged or too old is read as none: everything comes again. */
    BAD_TOKEN_READS_ALL,
    /** M18: an empty page, or an empty answer, is taken for the end. */
    EMPTY_PAGE_ENDS,
    /** M19: a listing of ids that is forbidden looks like an empty one. */
    FORBIDDEN_IDS_ARE_NONE,
    /** M20: an update sends all fields, those that were not given as null. */
    UPDATE_SENDS_ALL,
    /** M21: a write that was answered with 503 and Retry-After 0 is posted again at once. */
    WRITE_REPEATED_ON_503,
    /** M22: a write whose connection broke is posted again. */
    WRITE_REPEATED_ON_RESET,
    /** M23: the declared atomic version check reads, compares and writes. */
    CHECK_NOT_ATOMIC,
    /** M24: a base version is ignored where versions are not checked. */
    VERSION_IGNORED,
    /** M25: one refused item fails the whole batch. */
    BATCH_FAILS_AS_WHOLE,
    /** M26: items behind a refused one are reported as done, but were not sent. */
    REST_REPORTED_DONE,
    /** M27: a record that cannot be decoded is left out. */
    UNREADABLE_SKIPPED,
    /** M28: decimals pass through binary floating point. */
    DECIMAL_THROUGH_DOUBLE,
    /** M29: trailing zeros of decimals are stripped. */
    SCALE_STRIPPED,
    /** M30: a date is read as midnight in UTC and shown in this computer's zone. */
    DATE_THROUGH_ZONE,
    /** M31: names are compared in lower case of this computer's language. */
    LOWER_CASE_OF_LOCALE,
    /** M32: an empty text is written as null. */
    EMPTY_TEXT_AS_NULL,
    /** M33a: a throttle answer becomes a permanent error. */
    THROTTLE_IS_PERMANENT,
    /** M33b: a throttle answer is retried in a loop of the connector's own. */
    OWN_RETRY_LOOP,
    /** M34: a missing right is answered with new logins. */
    FORBIDDEN_RENEWS_LOGIN,
    /** M35: each thread whose token has ended logs in by itself. */
    EACH_THREAD_LOGS_IN,
    /** M36: only silence is bounded, not the call: one byte a second runs for ever. */
    NO_CALL_TIMEOUT,
    /** M37a: the body of an error answer is not closed. */
    ANSWER_NOT_CLOSED,
    /** M37b: a thread goes on after close. */
    THREAD_LEFT,
    /** M38a: an error message shows the bearer token. */
    TOKEN_IN_MESSAGE,
    /** M38b: a checkpoint holds the bearer token. */
    TOKEN_IN_CHECKPOINT,
    /** M39: a next link to another host is followed, API key included. */
    FOREIGN_LINK_FOLLOWED,
    /** M40a: a resumed download appends a whole file that a server sent for a range. */
    IGNORED_RANGE_SPLICED,
    /** M40b: checksums of files are not looked at. */
    HASH_UNCHECKED,

    // ---- C13 to C16
    /** Whatever is not understood is advised to be repeated. */
    REFUSAL_IS_TRANSIENT,
    /** A page that failed is passed over: the stream has moved on already. */
    FAILED_PAGE_PASSED_OVER,
    /** A login that has ended is not renewed. */
    LOGIN_NOT_RENEWED,
    /** A login that is refused is tried for ever, five times here. */
    LOGIN_TRIED_FOR_EVER,
    /** The flag of an interrupted thread is lost. */
    INTERRUPT_FLAG_LOST,
    /** A write that was cancelled on its way is reported as not applied. */
    CANCELLED_WRITE_NOT_APPLIED,
    /** The entity that is being read is kept in a field of the connector. */
    ENTITY_IN_FIELD,
    /** The place of a read is kept in the connector, so that two reads advance each other. */
    PLACE_IN_CONNECTOR,

    // ---- C19
    /** That a part of a file comes is taken for the part that was asked for. */
    RANGE_NOT_COMPARED,
    /** An offset behind the end gives an empty rest. */
    BEHIND_THE_END_IS_EMPTY,
    /** The last byte is lost of a content that is one byte longer than whole pieces. */
    PIECE_OFF_BY_ONE,
    /** From 20 MB on, the last byte of a piece is spoilt. */
    LATE_PIECE_SPOILT,
    /** Letters that some systems do not like in names become underscores. */
    NAME_REPAIRED,
    /** The listing tells the version of the content in place of that of the file. */
    LISTING_TELLS_OTHER_VERSION,
    /** A download that breaks off looks complete. */
    SHORT_DOWNLOAD_IS_COMPLETE,
    /** The version of the first half does not go with the request for the second one. */
    VERSIONS_MIXED,
    /** What is given up is finished first. */
    ABORT_PUBLISHES,
    /** What a source gave before it failed is made a file. */
    FAILED_SOURCE_PUBLISHED,
    /** An upload can go on only in the connector that began it. */
    SESSION_IN_CONNECTOR,
    /** Where an upload goes on is told by the own count. */
    RESUMED_BY_OWN_COUNT,
    /** The checksum told beforehand is forgotten; pieces have theirs. */
    TOLD_HASH_FORGOTTEN,
    /** The version that a write to a file expects is not sent. */
    FILE_VERSION_IGNORED,
    /** That a name must be free is not sent. */
    ABSENCE_IGNORED,
    /** The version of a file is asked for and compared, then the write goes without it. */
    FILE_CHECK_NOT_ATOMIC,
    /** An upload is collected in memory. */
    UPLOAD_COLLECTED,
    /** A redirect of a download is followed wherever it leads, API key included. */
    FILE_REDIRECT_FOLLOWED,
    /** Odd, but legal: the store tells another media type than it was told. */
    ODD_MEDIA_TYPE,
    /** Odd, but legal: the store rewrites files, so that its checksum is a hint, and nobody looks at it. */
    ODD_HASH_IS_HINT,
    /** Odd, but legal: the store has no checksums at all. */
    ODD_NO_HASH,
    /** Odd, but legal: the store gives whole files only. */
    ODD_NO_RANGE,
    /** Odd, but legal: uploads cannot be resumed. */
    ODD_NO_RESUME,
    /** Odd, but legal: writes have no conditions, and are refused with one. */
    ODD_NO_CONDITIONS,
    /** Odd, but legal: the store has paths only. */
    ODD_PATHS_ONLY,
    /** Odd, but legal: an offset exactly at the end is refused. */
    ODD_END_REFUSED,
    /** Odd, but legal: names are letters, digits, dots, minus signs and single blanks. */
    ODD_NAMES_NARROW,

    // C4 to C7: reading, changes, pages, deletions
    /** Ids that do not exist are left out of what is reported as missing. */
    MISSING_NOT_REPORTED,
    /** "Not equal" does not find what is null. */
    NOT_EQUAL_SKIPS_NULL,
    /** What the server cannot evaluate is dropped and not left to the host. */
    RESIDUAL_FORGOTTEN,
    /** Values come in the order of the metadata, not of the query. */
    FIELDS_IN_OWN_ORDER,
    /** Closing a read reads the rest of it. */
    CLOSE_READS_ON,
    /** Changes end after two pages. */
    CHANGES_END_AFTER_TWO_PAGES,
    /** The token at the end of a poll is the one that it began with. */
    TOKEN_NEVER_MOVES,
    /** Tokens are keys of a map in memory. */
    TOKEN_IN_MEMORY,
    /** A token holds a time in this computer's zone. */
    TOKEN_IN_LOCAL_TIME,
    /** A token is believed without a look at its checksum. */
    TOKEN_UNCHECKED,
    /** A path by time has no overlap for late commits. */
    NO_OVERLAP,
    /** Checkpoints are keys of a map in memory. */
    CHECKPOINT_IN_MEMORY,
    /** A read that goes on from a checkpoint begins from the start. */
    RESUME_BEGINS_AGAIN,
    /** A page carries the checkpoint of the one behind it, which was read ahead. */
    CHECKPOINT_AHEAD,
    /** A page with fewer records than asked for is taken for the last. */
    SHORT_PAGE_ENDS,
    /** Links that were followed are not remembered. */
    LINKS_NOT_REMEMBERED,
    /** What follows a page's JSON is not looked at. */
    GARBAGE_IGNORED,
    /** An answer need not say that it is complete to be the last. */
    INCOMPLETE_PAGE_ENDS,
    /** Removals are not delivered. */
    REMOVALS_DROPPED,
    /** Ids of removals are spelled otherwise than those of rows. */
    REMOVALS_SPELLED_OTHERWISE,
    /** A listing of ids lacks the first id of each page but the first. */
    IDS_SKIPPED,
    /** A listing of ids whose later page fails ends. */
    FAILED_IDS_PAGE_ENDS,
    /** What left the caller's sight is reported as deleted. */
    HIDDEN_IS_DELETED,
    /** Odd and legal: each page begins with the last row of the one before. */
    ODD_ROWS_TWICE,
    /** Odd and legal: an empty page comes behind each page. */
    ODD_EMPTY_PAGES,
    /** Odd and legal: pages are as large as the option says, whatever is asked for. */
    ODD_LARGE_PAGES,
    /** Odd and legal: pages are a third of what was asked for. */
    ODD_SMALL_PAGES,
    /** Odd and legal: only each third page has a checkpoint. */
    ODD_FEW_CHECKPOINTS,
    /** Odd and legal: a token's text is another one each time. */
    ODD_TOKENS,
    /** Odd and legal: a bad token is refused by the first page only. */
    ODD_LATE_REFUSAL,
    /** Odd and legal: the server evaluates no filter, all is left to the host. */
    ODD_RESIDUAL,
    /** Odd and legal: ids come twice and in another order. */
    ODD_IDS,
    /** Odd and legal: rows do not tell when they were changed. */
    ODD_NO_TIMES,

    // ---- C1 to C3, C17, C18, C20
    /** The manifest tells another version than the descriptor. */
    MANIFEST_LIES,
    /** Only the first wrong option is named. */
    ONE_PROBLEM_AT_A_TIME,
    /** The option for the size of pages has no effect. */
    PAGE_SIZE_IGNORED,
    /** Options for timeouts have no effect. */
    TIMEOUTS_IGNORED,
    /** Fields are described in another order with each call. */
    DESCRIPTION_SHUFFLED,
    /** A field that may be null is described as not nullable. */
    NULL_IN_NOT_NULLABLE,
    /** Metadata is asked for once and kept for ever. */
    SCHEMA_KEPT,
    /** A thread that is no daemon goes on after close. */
    THREAD_NO_DAEMON,
    /** A thread of the host holds the connector for ever. */
    HELD_BY_THREAD,
    /** A property of the whole process is changed. */
    DEFAULTS_CHANGED,
    /** Every certificate is trusted when the first try has failed. */
    TRUSTS_EVERYBODY,
    /** Redirects are followed to any origin, with the token. */
    REDIRECTS_FOLLOWED,
    /** XML is parsed as Java's parser does it by itself, with document types and all that they name. */
    XML_DOCUMENT_TYPES,
    /** Answers are looked through by a method that calls itself. */
    DEEP_RECURSION,
    /** Filter values are put into the query as they are. */
    FILTER_PUT_TOGETHER,
    /** The jar has no bill of materials. */
    NO_BILL_OF_MATERIALS,
    /** The listener does not hear of requests that were refused. */
    REFUSALS_UNREPORTED,
    /** Errors do not say what to do. */
    NO_HINT,
    /** The vendor's code and request id are dropped. */
    NO_VENDOR_CODE,
    /** Something is printed. */
    PRINTS,
    /** The client secret is logged, at the finest level. */
    SECRET_LOGGED,
    /** Decoy: pages are spilled into the connector's temporary directory. */
    SPILLS,
    /** Decoy: each request has a connection of its own. */
    CONNECTION_CLOSED_EACH_TIME,

    // ---- C3: pairs and files beyond C19; C5 and C17: another process; the tables of mutants say what each does
    LINK_UNSENT,
    PAIR_EXISTS_REFUSED,
    GONE_END_LINKED,
    UNLINK_DELETES,
    FOLDER_NOT_SENT,
    FOLDER_LISTS_ROOT,
    MOVE_KEEPS_FOLDER,
    RENAME_UNSENT,
    HISTORY_WITH_PRESENT,
    HISTORY_OLDEST_FIRST,
    RECORD_NOT_SENT,
    FEED_WITHOUT_REMOVALS,
    FEED_TOKEN_STANDS,
    FEED_ONE_PAGE,
    LISTING_TOKEN_AT_END,
    FEED_TOKEN_UNCHECKED,
    FEED_RESET_FAILS,
    FEATURES_UNDECLARED,
    TOKEN_OF_PROCESS,
    HOOK_LEFT,
    /** Odd, but legal: a store that takes files and gives them, and nothing else. */
    ODD_PLAIN_STORE;

    /** Where the word is. */
    public static final String RESOURCE = "org/crmlink/paper/flaw";

    /** Whether this connector has the flaw. */
    boolean here() {
        return ChosenFlaw.FLAW.filter(flaw -> flaw == this).isPresent();
    }
}
