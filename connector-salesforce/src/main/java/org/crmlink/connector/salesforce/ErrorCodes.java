package org.crmlink.connector.salesforce;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;

/** What the codes of the services mean (salesforce.md §13). Codes that are not here mean what their HTTP status means, and are kept as they are. */
final class ErrorCodes {

    static final String INVALID_SESSION_ID = "INVALID_SESSION_ID";
    static final String INVALID_QUERY_LOCATOR = "INVALID_QUERY_LOCATOR";
    static final String DUPLICATE_VALUE = "DUPLICATE_VALUE";
    static final String ENTITY_IS_DELETED = "ENTITY_IS_DELETED";
    private static final String INVALID_CROSS_REFERENCE_KEY = "INVALID_CROSS_REFERENCE_KEY";
    static final String NOT_FOUND = "NOT_FOUND";

    private static final String REQUEST_LIMIT_EXCEEDED = "REQUEST_LIMIT_EXCEEDED";
    private static final String UNABLE_TO_LOCK_ROW = "UNABLE_TO_LOCK_ROW";

    private static final String VALUES = "correct the record and try again";
    private static final String RIGHTS = "give the user the missing right, by profile, permission set or sharing";
    private static final String DESCRIBE =
            "the org's set-up, or the user's rights, have changed: describe the entity again";
    private static final String LATER = "try again later";
    private static final String LESS = "ask for less at once";

    /** What a code means. */
    record Meaning(ErrorKind kind, RetryAdvice retry, String hint) {

        private static Meaning never(ErrorKind kind, String hint) {
            return new Meaning(kind, RetryAdvice.never(), hint);
        }

        private static Meaning later(ErrorKind kind, String hint) {
            return new Meaning(kind, RetryAdvice.later(), hint);
        }
    }

    private static final Map<String, Meaning> MEANINGS = new HashMap<>();

    private static void put(Meaning meaning, String... codes) {
        for (String code : codes) {
            MEANINGS.put(code, meaning);
        }
    }

    static {
        put(
                Meaning.never(ErrorKind.INVALID_DATA, VALUES),
                "REQUIRED_FIELD_MISSING",
                "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                "FIELD_INTEGRITY_EXCEPTION",
                "FIELD_FILTER_VALIDATION_EXCEPTION",
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "INVALID_EMAIL_ADDRESS",
                "INVALID_TYPE_ON_FIELD_IN_RECORD",
                "NUMBER_OUTSIDE_VALID_RANGE",
                "INVALID_CURRENCY_ISO",
                "MALFORMED_ID",
                "INVALID_ID_FIELD",
                "MALFORMED_QUERY",
                "INVALID_QUERY_FILTER_OPERATOR",
                "CANNOT_UPDATE_CONVERTED_LEAD");
        put(Meaning.never(ErrorKind.LIMIT_EXCEEDED, "shorten the text"), "STRING_TOO_LONG");
        put(
                Meaning.never(
                        ErrorKind.ALREADY_EXISTS, "change the record that has this value, or choose another value"),
                DUPLICATE_VALUE);
        put(
                Meaning.never(
                        ErrorKind.ALREADY_EXISTS,
                        "change the record that is like it instead, or the values; or switch 'allow-duplicates' on"),
                "DUPLICATES_DETECTED");
        put(
                Meaning.never(ErrorKind.INVALID_DATA, "make the key values unique: several records have them"),
                "DUPLICATE_EXTERNAL_ID");
        put(
                Meaning.never(ErrorKind.SCHEMA_CHANGED, DESCRIBE),
                "INVALID_FIELD",
                "INVALID_TYPE",
                "INVALID_FIELD_FOR_INSERT_UPDATE");
        put(
                Meaning.never(ErrorKind.NOT_FOUND, "check the id: the record is gone, or the user may not see it"),
                INVALID_CROSS_REFERENCE_KEY,
                NOT_FOUND,
                ENTITY_IS_DELETED);
        put(
                Meaning.never(ErrorKind.FORBIDDEN, RIGHTS),
                "INSUFFICIENT_ACCESS_OR_READONLY",
                "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
                "INSUFFICIENT_ACCESS",
                "TXN_SECURITY_METERING_ERROR");
        put(
                Meaning.never(ErrorKind.FORBIDDEN, "wait for the approval, or let an administrator unlock the record"),
                "ENTITY_IS_LOCKED");
        put(
                Meaning.never(
                        ErrorKind.FORBIDDEN, "the edition, or the user's permission 'API Enabled', does not allow it"),
                "API_DISABLED_FOR_ORG",
                "API_CURRENTLY_DISABLED",
                "FUNCTIONALITY_NOT_ENABLED");
        put(
                Meaning.never(
                        ErrorKind.INVALID_DATA,
                        "do what the message says, or tell the administrator: automation refused it"),
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                "CANNOT_EXECUTE_FLOW_TRIGGER",
                "APEX_ERROR");
        put(
                Meaning.never(ErrorKind.INVALID_DATA, "other records refer to it: delete or change them first"),
                "DELETE_FAILED",
                "DEPENDENCY_EXISTS");
        put(
                Meaning.later(ErrorKind.UNAVAILABLE, "another transaction holds the record; try again"),
                UNABLE_TO_LOCK_ROW);
        put(
                Meaning.never(ErrorKind.QUOTA_EXHAUSTED, "the org's storage is full: free some, or buy more"),
                "STORAGE_LIMIT_EXCEEDED");
        put(
                Meaning.never(ErrorKind.RESYNC_REQUIRED, "read the entity in full"),
                INVALID_QUERY_LOCATOR,
                "INVALID_REPLICATION_DATE");
        put(Meaning.later(ErrorKind.TIMEOUT, LATER), "QUERY_TIMEOUT", "REQUEST_RUNNING_TOO_LONG");
        put(
                Meaning.never(ErrorKind.LIMIT_EXCEEDED, LESS),
                "OPERATION_TOO_LARGE",
                "QUERY_TOO_COMPLICATED",
                "EXCEEDED_ID_LIMIT",
                "LIMIT_EXCEEDED");
        put(
                new Meaning(ErrorKind.UNAUTHENTICATED, RetryAdvice.afterLogin(), "the login has ended; log in again"),
                INVALID_SESSION_ID,
                "INVALID_AUTH_HEADER",
                "InvalidSessionId");
        put(
                Meaning.never(ErrorKind.UNSUPPORTED, "leave this operation out: the entity does not offer it"),
                "METHOD_NOT_ALLOWED");
        put(
                Meaning.never(
                        ErrorKind.CONFIG_INVALID,
                        "leave 'api-version' out, or choose one that the server still offers"),
                "UNSUPPORTED_API_VERSION",
                "InvalidVersion");
        put(Meaning.later(ErrorKind.UNAVAILABLE, LATER), "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION");
        put(
                Meaning.later(ErrorKind.UNAVAILABLE, "not done, because another part of the request failed; try again"),
                "PROCESSING_HALTED",
                "BATCH_PROCESSING_HALTED",
                "ALL_OR_NONE_OPERATION_ROLLED_BACK");
        put(
                Meaning.never(ErrorKind.CONFLICT, "read the record again: somebody else changed it meanwhile"),
                "PRECONDITION_FAILED",
                "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE");
    }

    private ErrorCodes() {}

    /** The meaning of a code; empty for one that is not known. */
    static Optional<Meaning> meaning(RestError error) {
        if (error.code().equals(REQUEST_LIMIT_EXCEEDED)) {
            return Optional.of(limit(error));
        }
        // Automation that fails for a lock tells the reason in its text alone.
        boolean locked = error.message().contains(UNABLE_TO_LOCK_ROW);
        return Optional.ofNullable(MEANINGS.get(locked ? UNABLE_TO_LOCK_ROW : error.code()));
    }

    /** One code for two opposite things; only the text tells them apart (salesforce.md §13). */
    private static Meaning limit(RestError error) {
        return error.message().contains("Concurrent")
                ? Meaning.later(ErrorKind.RATE_LIMITED, "too many long requests run at once: wait some seconds")
                : Meaning.never(
                        ErrorKind.QUOTA_EXHAUSTED,
                        "the org's budget of requests for 24 hours is used up: wait for it, or buy more");
    }

    /**
     * Whether a new login heals an ended session. Sessions that may not use the API at all never heal: asking again and again would not end.
     */
    static boolean isHealedByLogin(RestError error) {
        return !error.message().contains("This session is not valid for use with the REST API")
                && !error.message().contains("Connected app is not attached to Agent");
    }
}
