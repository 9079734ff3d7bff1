package org.crmlink.connector.dynamics;

import static java.util.Map.entry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.RetryAfter;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.odata.BatchPart;
import org.crmlink.toolkit.odata.ODataError;

/**
 * What a refusal of the Web API means: by its code, then by its HTTP status, never by its text, which is localised. The codes are those of the
 * SDK's ErrorCodes (dynamics.md §3.5).
 */
final class DynamicsErrors {

    static final String EXPIRED_VERSION_STAMP = "0x80044352";
    static final String DUPLICATE_RECORD = "0x80040237";
    private static final String DUPLICATE_KEY = "0x80060892";
    private static final String LIKE_ANOTHER = "0x80040333";

    private static final int LONGEST_ERROR = 64 * 1024;
    private static final int LONGEST_MESSAGE = 1_000;

    private static final String RIGHTS = "give the user the missing right in the environment's security roles";
    private static final String VALUES = "correct the record and try again";
    private static final String TRANSITION =
            "choose a status that belongs to the state and that the present status may change to";
    private static final String ACTION =
            "only an action of the service leads to this state: close the record in the service, and give the change up here";
    private static final String DESCRIBE = "the customization has changed: describe the entity again";
    private static final String THROTTLED = "wait as long as the server asks; fewer parallel requests help";

    /** What a code means. */
    private record Meaning(ErrorKind kind, RetryAdvice retry, String hint) {

        private static Meaning never(ErrorKind kind, String hint) {
            return new Meaning(kind, RetryAdvice.never(), hint);
        }

        private static Meaning later(ErrorKind kind, String hint) {
            return new Meaning(kind, RetryAdvice.later(), hint);
        }
    }

    private static final Map<String, Meaning> BY_CODE = Map.ofEntries(
            entry(
                    "0x80040217",
                    Meaning.never(
                            ErrorKind.NOT_FOUND,
                            "check the id: the record was deleted, or the user needs the right to read it")),
            entry("0x80060891", Meaning.never(ErrorKind.NOT_FOUND, "correct the key values: no record has them")),
            entry(
                    "0x80060890",
                    Meaning.never(ErrorKind.INVALID_DATA, "name all fields of one alternate key of the table")),
            entry(
                    "0x8006089d",
                    Meaning.never(ErrorKind.INVALID_DATA, "make the key values unique: several records have them")),
            // An entity set or navigation property that is gone, or never was.
            entry("0x8006088a", Meaning.never(ErrorKind.SCHEMA_CHANGED, DESCRIBE)),
            entry("0x80060888", Meaning.never(ErrorKind.SCHEMA_CHANGED, DESCRIBE)),
            entry("0x80048d19", Meaning.never(ErrorKind.INVALID_DATA, VALUES)),
            entry("0x80041103", Meaning.never(ErrorKind.SCHEMA_CHANGED, DESCRIBE)),
            entry("0x80041102", Meaning.never(ErrorKind.SCHEMA_CHANGED, DESCRIBE)),
            entry(
                    "0x80060882",
                    Meaning.never(ErrorKind.CONFLICT, "read the record again: somebody else changed it meanwhile")),
            entry("0x80060883", Meaning.never(ErrorKind.INVALID_DATA, "give the base version: the table asks for one")),
            entry(
                    "0x8006088d",
                    Meaning.never(ErrorKind.UNSUPPORTED, "leave the base version out: the table does not check it")),
            entry(
                    DUPLICATE_RECORD,
                    Meaning.never(
                            ErrorKind.ALREADY_EXISTS,
                            "change the record that has this id, or create one with another id")),
            entry(
                    DUPLICATE_KEY,
                    Meaning.never(
                            ErrorKind.ALREADY_EXISTS, "change the record that has these key values, or choose others")),
            entry(
                    LIKE_ANOTHER,
                    Meaning.never(
                            ErrorKind.ALREADY_EXISTS,
                            "change the record that is like it instead, or the values; or switch 'duplicate-detection' off")),
            entry("0x80040220", Meaning.never(ErrorKind.FORBIDDEN, RIGHTS)),
            entry("0x80048405", Meaning.never(ErrorKind.FORBIDDEN, RIGHTS)),
            entry(
                    "0x80048306",
                    Meaning.never(
                            ErrorKind.FORBIDDEN,
                            "share the record with the user, or let his security roles reach further: he may not do this to this record")),
            entry(
                    "0x80040299",
                    Meaning.never(
                            ErrorKind.FORBIDDEN,
                            "choose an owner whose security roles let him read records of this table, or widen his roles")),
            entry(
                    "0x80040225",
                    Meaning.never(ErrorKind.FORBIDDEN, "let an administrator enable the user in the environment")),
            entry("0x80042f09", Meaning.never(ErrorKind.FORBIDDEN, "give the user a security role in the environment")),
            entry(
                    "0x80072560",
                    Meaning.never(
                            ErrorKind.FORBIDDEN,
                            "the login is good, but the environment does not know it: add an application user or a user for it")),
            entry(
                    "0x8004a110",
                    Meaning.never(
                            ErrorKind.FORBIDDEN, "the user needs the privilege to act on behalf of another user")),
            entry(
                    "0x8004f507",
                    Meaning.never(
                            ErrorKind.FORBIDDEN,
                            "leave the field out, or give the user a column security profile that allows it")),
            entry("0x8004a104", Meaning.never(ErrorKind.FORBIDDEN, "let an administrator enable the organization")),
            entry("0x80072322", Meaning.later(ErrorKind.RATE_LIMITED, THROTTLED)),
            entry("0x80072321", Meaning.later(ErrorKind.RATE_LIMITED, THROTTLED)),
            entry("0x80072326", Meaning.later(ErrorKind.RATE_LIMITED, THROTTLED)),
            entry("0x8005f103", Meaning.later(ErrorKind.RATE_LIMITED, THROTTLED)),
            entry("0x80048544", Meaning.later(ErrorKind.UNAVAILABLE, "the database is busy; try again later")),
            entry(
                    "0x80044150",
                    Meaning.later(ErrorKind.UNAVAILABLE, "the database refused, often a deadlock; try again")),
            entry("0x80044151", Meaning.later(ErrorKind.TIMEOUT, "the database took too long; try again later")),
            entry(EXPIRED_VERSION_STAMP, Meaning.never(ErrorKind.RESYNC_REQUIRED, "read the entity in full")),
            entry("0x80072491", Meaning.never(ErrorKind.UNSUPPORTED, "enable change tracking for the table")),
            entry("0x80072492", Meaning.never(ErrorKind.UNSUPPORTED, "enable change tracking for both ends")),
            entry(
                    "0x80040227",
                    Meaning.never(ErrorKind.INVALID_DATA, "other records refer to it: delete or change them first")),
            entry(
                    "0x80040353",
                    Meaning.never(ErrorKind.INVALID_DATA, "correct the lookup: its entity has no record of this id")),
            entry(
                    "0x80040265",
                    Meaning.never(
                            ErrorKind.INVALID_DATA,
                            "do what the message says: a plug-in of the environment refused it")),
            entry(
                    "0x80040224",
                    Meaning.never(
                            ErrorKind.INVALID_DATA, "tell the administrator: a plug-in of the environment failed")),
            entry("0x80040203", Meaning.never(ErrorKind.INVALID_DATA, VALUES)),
            entry(
                    "0x80040233",
                    Meaning.never(
                            ErrorKind.INVALID_DATA,
                            "the record's state does not allow it: change the state first, or leave the record as it is")),
            entry("0x80048408", Meaning.never(ErrorKind.INVALID_DATA, TRANSITION)),
            entry("0x8004f857", Meaning.never(ErrorKind.INVALID_DATA, TRANSITION)),
            entry("0x8004f858", Meaning.never(ErrorKind.INVALID_DATA, TRANSITION)),
            // ParentReadOnly: lines of quotes and orders that are no drafts any more
            entry(
                    "0x80043b09",
                    Meaning.never(
                            ErrorKind.INVALID_DATA,
                            "the record is part of a parent, such as a quote, that is closed for changes: give the change up, or let"
                                    + " somebody open or revise the parent first")),
            entry("0x80100005", Meaning.never(ErrorKind.INVALID_DATA, ACTION)),
            entry(
                    "0x80040800",
                    Meaning.never(ErrorKind.UNSUPPORTED, "leave this operation out: the table does not offer it")),
            entry("0x8004430c", Meaning.never(ErrorKind.LIMIT_EXCEEDED, "use a filter with fewer conditions")),
            entry("0x8004430d", Meaning.never(ErrorKind.LIMIT_EXCEEDED, "use a filter with fewer other entities")),
            entry("0x80044331", Meaning.never(ErrorKind.LIMIT_EXCEEDED, "shorten the text")),
            entry("0x80044330", Meaning.never(ErrorKind.INVALID_DATA, "choose a number within the range of the field")),
            entry("0x8004432f", Meaning.never(ErrorKind.INVALID_DATA, "choose a number within the range of the field")),
            entry("0x8004431a", Meaning.never(ErrorKind.INVALID_DATA, "choose one of the options of the field")),
            entry("0x80044a02", Meaning.never(ErrorKind.LIMIT_EXCEEDED, "make the attachment smaller")),
            entry(
                    "0x80043e09",
                    Meaning.never(
                            ErrorKind.INVALID_DATA,
                            "rename or leave out the file: the environment blocks files of this type")),
            entry("0x8004e023", Meaning.never(ErrorKind.LIMIT_EXCEEDED, "ask for less at once")),
            entry(
                    "0x8004a101",
                    new Meaning(
                            ErrorKind.UNAUTHENTICATED, RetryAdvice.afterLogin(), "the login has ended; log in again")),
            entry(
                    "0x8005f101",
                    new Meaning(
                            ErrorKind.UNAUTHENTICATED, RetryAdvice.afterLogin(), "the login has ended; log in again")));

    private DynamicsErrors() {}

    /** Whether an alternate key, or a rule against duplicates, found another record in the way (dynamics.md §3). */
    static boolean isOtherRecord(ConnectorException error) {
        return error.vendorCode()
                .filter(code -> code.equals(DUPLICATE_KEY) || code.equals(LIKE_ANOTHER))
                .isPresent();
    }

    /** The error that an answer outside 2xx, or one that is not of the protocol, stands for. Reads some of its body. */
    static ConnectorException of(HttpAnswer answer) {
        if (answer.isHtml()) {
            return html(answer);
        }
        String body = answer.text(LONGEST_ERROR);
        Optional<ODataError> error = ODataError.parse(body);
        ConnectorException plain = answer.failure(error.map(ODataError::message)
                        .map(DynamicsErrors::shortened)
                        .orElse(body.isBlank() ? "no message" : "an answer that is no OData error"))
                .build();
        ConnectorException.Builder builder = plain.toBuilder().cause(null);
        requestId(answer).ifPresent(builder::requestId);
        if (error.isEmpty()) {
            return answer.isSuccess() ? notOData(answer) : builder.build();
        }
        String code = code(error.get());
        builder.vendorCode(code);
        Meaning meaning = BY_CODE.get(code);
        if (meaning == null) {
            return builder.build();
        }
        // In the middle of a batch even a known failure does not say what was done before it.
        boolean unclear = plain.outcome() == Outcome.UNKNOWN && meaning.kind() != ErrorKind.RATE_LIMITED;
        RetryAdvice later = answer.retryAfter().map(RetryAdvice::after).orElse(meaning.retry());
        RetryAdvice known = meaning.retry().when() == RetryAdvice.When.LATER ? later : meaning.retry();
        return rebuilt(plain, meaning.kind())
                .outcome(unclear ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .retry(unclear ? RetryAdvice.never() : known)
                .hint(meaning.hint())
                .vendorCode(code)
                .requestId(requestId(answer).orElse(""))
                .build();
    }

    private static ConnectorException.Builder rebuilt(ConnectorException plain, ErrorKind kind) {
        return ConnectorException.of(kind, String.valueOf(plain.getMessage()))
                .operation(plain.operation().orElse(""))
                .entity(plain.entity().orElse(""));
    }

    /** A success whose body is not what the Web API answers. */
    static ConnectorException notOData(HttpAnswer answer) {
        if (answer.isHtml()) {
            return html(answer);
        }
        String type = answer.mediaType();
        return ConnectorException.of(
                        ErrorKind.PROTOCOL_ERROR,
                        answer.call() + ": the server answered "
                                + (type.isEmpty() ? "without a content type" : "'" + type + "'") + ", not JSON")
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .outcome(answer.call().isWrite() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .requestId(requestId(answer).orElse(""))
                .hint("check that 'url' is the address of a Dynamics environment, and proxies on the way")
                .build();
    }

    /** An answer that broke off or is not what it should be; says whose answer it was. */
    static ConnectorException unreadable(HttpCall call, IOException failure) {
        ConnectorException reason = StrictJson.failure(failure);
        return ConnectorException.of(reason.kind(), call + ": " + reason.getMessage())
                .retry(reason.retryAdvice())
                .operation(call.operation())
                .entity(call.entity())
                .hint(reason.hint().orElse("try again"))
                .cause(failure)
                .build();
    }

    /** A page for people: a sign-in form (IFD), a maintenance page, or another web server altogether. */
    private static ConnectorException html(HttpAnswer answer) {
        int status = answer.status();
        if (status >= 400) {
            return answer.failure("the server answered a web page instead of data")
                    .build();
        }
        String page = answer.text(LONGEST_ERROR).toLowerCase(Locale.ROOT);
        boolean signIn = page.contains("wsignin")
                || page.contains("login")
                || page.contains("sign in")
                || page.contains("signin")
                || page.contains("type=\"password\"");
        ErrorKind kind = signIn ? ErrorKind.UNAUTHENTICATED : ErrorKind.PROTOCOL_ERROR;
        return ConnectorException.of(
                        kind,
                        answer.call() + ": the server answered a " + (signIn ? "sign-in page" : "web page")
                                + " instead of data (HTTP " + status + ")")
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .outcome(answer.call().isWrite() && !signIn ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .hint(
                        signIn
                                ? "the server does not accept the login on this address: check 'url' and 'auth'"
                                : "check 'url': it must be the address of a Dynamics environment, without a page's path")
                .build();
    }

    /** The error that a part of a batch answer stands for; its operation was not applied. */
    static ConnectorException.Builder of(BatchPart part, Instant now) {
        Optional<ODataError> error = ODataError.parse(part.body());
        String code = error.map(DynamicsErrors::code).orElse("");
        Meaning known = BY_CODE.get(code);
        Meaning meaning = known != null ? known : byStatus(part.status());
        Optional<Duration> delay = part.header("Retry-After").flatMap(value -> RetryAfter.parse(value, now));
        RetryAdvice retry = meaning.retry().when() == RetryAdvice.When.LATER
                ? delay.map(RetryAdvice::after).orElse(meaning.retry())
                : meaning.retry();
        String text = error.map(ODataError::message)
                .filter(message -> !message.isEmpty())
                .orElse("no message");
        return ConnectorException.of(meaning.kind(), "HTTP " + part.status() + ": " + shortened(text))
                .operation("upload")
                .retry(retry)
                .vendorCode(code)
                .requestId(part.header("REQ_ID")
                        .or(() -> part.header("x-ms-service-request-id"))
                        .orElse(""))
                .hint(meaning.hint());
    }

    private static Meaning byStatus(int status) {
        return switch (status) {
            case 401 -> new Meaning(ErrorKind.UNAUTHENTICATED, RetryAdvice.afterLogin(), "log in again");
            case 403 -> Meaning.never(ErrorKind.FORBIDDEN, RIGHTS);
            case 404 -> Meaning.never(ErrorKind.NOT_FOUND, "the record or its table does not exist");
            case 412 -> Meaning.never(ErrorKind.CONFLICT, "read the record again: somebody else changed it meanwhile");
            case 413 -> Meaning.never(ErrorKind.LIMIT_EXCEEDED, "send less at once");
            case 429 -> Meaning.later(ErrorKind.RATE_LIMITED, THROTTLED);
            case 405, 501 -> Meaning.never(ErrorKind.UNSUPPORTED, "the server does not offer this");
            case 408, 504 -> Meaning.later(ErrorKind.TIMEOUT, "try again later");
            default ->
                status >= 500
                        ? Meaning.later(ErrorKind.UNAVAILABLE, "try again later")
                        : Meaning.never(ErrorKind.INVALID_DATA, VALUES);
        };
    }

    /** Digits in lower case, so that one spelling is compared; early servers write no code, or zero. */
    static String code(ODataError error) {
        String code = error.code().strip().toLowerCase(Locale.ROOT);
        return code.equals("0x0") ? "" : code;
    }

    private static Optional<String> requestId(HttpAnswer answer) {
        return answer.header("REQ_ID").or(() -> answer.header("x-ms-service-request-id"));
    }

    private static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }
}
