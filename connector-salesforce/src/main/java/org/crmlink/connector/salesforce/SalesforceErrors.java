package org.crmlink.connector.salesforce;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.StrictJson;

/** What a refusal means: by its code, then by its HTTP status; by its text only where one code stands for two things. */
final class SalesforceErrors {

    private static final int LONGEST_ERROR = 64 * 1024;
    private static final int LONGEST_MESSAGE = 1_000;

    /** The only pointer to the record that has a unique value already. */
    private static final Pattern RECORD_IN_TEXT = Pattern.compile("with id: ([a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?)");

    private SalesforceErrors() {}

    /** The error that an answer outside 2xx, or one that is not of the protocol, stands for. Reads some of its body. */
    static ConnectorException of(HttpAnswer answer) {
        return answer.isHtml() ? html(answer) : of(answer, answer.text(LONGEST_ERROR));
    }

    /** As {@link #of(HttpAnswer)}, of a body that was read before. */
    static ConnectorException of(HttpAnswer answer, String body) {
        Optional<RestError> error = RestError.parse(body);
        if (answer.isSuccess()) {
            return notJson(answer);
        }
        if (answer.status() == 300) {
            return answer.failure("several records have this external id").build().toBuilder()
                    .vendorCode("DUPLICATE_EXTERNAL_ID")
                    .build();
        }
        String story = error.map(RestError::message)
                .map(SalesforceErrors::shortened)
                .orElse(body.isBlank() ? "no message" : "an answer that is no error of the API");
        ConnectorException plain = answer.failure(story).build();
        if (error.isEmpty()) {
            return passing(answer) ? later(plain) : plain;
        }
        String code = error.get().code();
        Optional<ErrorCodes.Meaning> meaning = ErrorCodes.meaning(error.get());
        if (meaning.isEmpty()) {
            return plain.toBuilder().vendorCode(code).build();
        }
        boolean unclear = plain.outcome() == Outcome.UNKNOWN && meaning.get().kind() != ErrorKind.RATE_LIMITED;
        return rebuilt(plain, meaning.get().kind())
                .outcome(unclear ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .retry(unclear ? RetryAdvice.never() : retry(answer, meaning.get()))
                .hint(meaning.get().hint())
                .vendorCode(code)
                .build();
    }

    /** The identity service tells of a session that has ended, or never was one, in words of its own. */
    static ConnectorException sessionEnded(HttpAnswer answer) {
        return rebuilt(answer.failure("the session is not valid (any more)").build(), ErrorKind.UNAUTHENTICATED)
                .retry(RetryAdvice.afterLogin())
                .hint("log in again; where 'token' is given, give one of a session that lives")
                .vendorCode("Bad_OAuth_Token")
                .build();
    }

    private static RetryAdvice retry(HttpAnswer answer, ErrorCodes.Meaning meaning) {
        return meaning.retry().when() == RetryAdvice.When.LATER
                ? answer.retryAfter().map(RetryAdvice::after).orElse(meaning.retry())
                : meaning.retry();
    }

    /** 406 without a body comes now and then, 420 while an org moves: both pass (salesforce.md §13). */
    private static boolean passing(HttpAnswer answer) {
        return answer.status() == 406 || answer.status() == 420;
    }

    private static ConnectorException later(ConnectorException plain) {
        return rebuilt(plain, ErrorKind.UNAVAILABLE)
                .outcome(plain.outcome())
                .retry(RetryAdvice.later())
                .hint("try again; if it stays so, check 'url': the org may have moved")
                .build();
    }

    private static ConnectorException.Builder rebuilt(ConnectorException plain, ErrorKind kind) {
        return ConnectorException.of(kind, String.valueOf(plain.getMessage()))
                .operation(plain.operation().orElse(""))
                .entity(plain.entity().orElse(""));
    }

    /** What a login's answer means that is none of OAuth's: a spent budget is told in the words of the REST API. */
    static Optional<ConnectorException> ofLogin(HttpAnswer answer, String body) {
        return RestError.parse(body)
                .filter(error ->
                        !answer.isSuccess() && ErrorCodes.meaning(error).isPresent())
                .map(error -> of(answer, body));
    }

    /** The error of one row, or of one part of a request whose other parts went on; it was not applied. */
    static ConnectorException.Builder of(RestError error, int status, String entity) {
        Optional<ErrorCodes.Meaning> meaning = ErrorCodes.meaning(error);
        return ConnectorException.of(
                        meaning.map(ErrorCodes.Meaning::kind).orElseGet(() -> byStatus(status)),
                        (error.code().isEmpty() ? "HTTP " + status : error.code()) + ": " + shortened(error.message()))
                .operation("upload")
                .entity(entity)
                .retry(meaning.map(ErrorCodes.Meaning::retry)
                        .orElse(status >= 500 || status == 429 ? RetryAdvice.later() : RetryAdvice.never()))
                .vendorCode(error.code())
                .hint(meaning.map(ErrorCodes.Meaning::hint).orElse("do what the message says"));
    }

    private static ErrorKind byStatus(int status) {
        return switch (status) {
            case 401 -> ErrorKind.UNAUTHENTICATED;
            case 403 -> ErrorKind.FORBIDDEN;
            case 404 -> ErrorKind.NOT_FOUND;
            case 405 -> ErrorKind.UNSUPPORTED;
            case 412 -> ErrorKind.CONFLICT;
            case 413 -> ErrorKind.LIMIT_EXCEEDED;
            case 429 -> ErrorKind.RATE_LIMITED;
            default -> status >= 500 ? ErrorKind.UNAVAILABLE : ErrorKind.INVALID_DATA;
        };
    }

    /** The record that has a unique value already, in its normal spelling. */
    static Optional<String> recordInText(String message) {
        Matcher matcher = RECORD_IN_TEXT.matcher(message);
        return matcher.find() ? SalesforceIds.normalise(matcher.group(1)) : Optional.empty();
    }

    /** A success whose body is not what the API answers. */
    static ConnectorException notJson(HttpAnswer answer) {
        if (answer.isHtml()) {
            return html(answer);
        }
        String type = answer.mediaType();
        return ConnectorException.of(
                        ErrorKind.PROTOCOL_ERROR,
                        answer.call() + ": the server answered "
                                + (type.isEmpty() ? "without a content type" : "'" + type + "'")
                                + ", not what was asked for")
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .outcome(answer.call().isWrite() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .hint("check that 'url' is the address of an org's API, and proxies on the way")
                .build();
    }

    /** An answer that broke off or is not what it should be; says whose answer it was. */
    static ConnectorException unreadable(HttpCall call, IOException failure) {
        ConnectorException reason = StrictJson.failure(failure);
        return ConnectorException.of(reason.kind(), call + ": " + reason.getMessage())
                .retry(reason.retryAdvice())
                .outcome(call.isWrite() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .operation(call.operation())
                .entity(call.entity())
                .hint(reason.hint().orElse("try again"))
                .cause(failure)
                .build();
    }

    /** A page for people: a login page, a maintenance page, or another web server altogether. */
    private static ConnectorException html(HttpAnswer answer) {
        int status = answer.status();
        if (status >= 400) {
            ConnectorException plain = answer.failure("the server answered a web page instead of data")
                    .build();
            return passing(answer) ? later(plain) : plain;
        }
        return ConnectorException.of(
                        ErrorKind.PROTOCOL_ERROR,
                        answer.call() + ": the server answered a web page instead of data (HTTP " + status + ")")
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .outcome(answer.call().isWrite() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .hint(
                        "check 'url': it must be the org's address for the API (…my.salesforce.com), not that of its pages")
                .build();
    }

    static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }
}
