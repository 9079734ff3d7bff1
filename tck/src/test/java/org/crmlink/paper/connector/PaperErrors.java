package org.crmlink.paper.connector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;

/** What the backend's refusals mean: by their code, else by their HTTP status. */
final class PaperErrors {

    private static final int LONGEST_ERROR = 64 * 1024;
    private static final int LONGEST_MESSAGE = 300;

    private PaperErrors() {}

    /** What a code means. */
    private record Meaning(ErrorKind kind, String hint) {}

    private static Optional<Meaning> meaning(String code) {
        return Optional.ofNullable(
                switch (code) {
                    case "SLOW_DOWN" -> new Meaning(ErrorKind.RATE_LIMITED, "wait as long as the server asks");
                    case "QUOTA_USED" ->
                        new Meaning(ErrorKind.QUOTA_EXHAUSTED, "wait for the next period or raise the quota");
                    case "UNKNOWN_ENTITY" -> new Meaning(ErrorKind.NOT_FOUND, "describe the entities again");
                    case "UNKNOWN_FIELD" -> new Meaning(ErrorKind.INVALID_DATA, "describe the entity again");
                    case "NO_RECORD", "NO_FILE" -> new Meaning(ErrorKind.NOT_FOUND, "look for what was deleted");
                    case "EXISTS" -> new Meaning(ErrorKind.ALREADY_EXISTS, "change what exists, or choose another key");
                    case "CHANGED" -> new Meaning(ErrorKind.CONFLICT, "read it again: somebody else changed it");
                    case "BAD_VALUE", "READ_ONLY", "BAD_KEY", "BAD_FILTER", "BAD_NAME" ->
                        new Meaning(ErrorKind.INVALID_DATA, "correct the field and try again");
                    case "TOO_LONG" -> new Meaning(ErrorKind.LIMIT_EXCEEDED, "shorten the value");
                    case "NO_RIGHT" -> new Meaning(ErrorKind.FORBIDDEN, "give the user the right that is missing");
                    case "BAD_API_KEY" -> new Meaning(ErrorKind.UNAUTHENTICATED, "check the option 'api-key'");
                    case "BAD_CURSOR", "BAD_RANGE" -> new Meaning(ErrorKind.INVALID_DATA, "begin from the start");
                    case "HASH_MISMATCH" ->
                        new Meaning(ErrorKind.PROTOCOL_ERROR, "send the bytes again: they were changed on their way");
                    case "SESSION_GONE" -> new Meaning(ErrorKind.RESYNC_REQUIRED, "begin the upload again");
                    default -> null;
                });
    }

    /** The error that an answer stands for. */
    static ConnectorException of(HttpAnswer answer, PaperLogin login) {
        JsonObject error = error(answer);
        ConnectorException.Builder builder = of(
                answer,
                error.text("code").orElse(""),
                shortened(error.text("message").orElse("")));
        ConnectorException said = builder.build();
        if (Flaw.TOKEN_IN_MESSAGE.here()) {
            return again(said, said.kind(), said.getMessage() + " [Bearer " + login.reveal() + "]")
                    .build();
        }
        if (Flaw.REFUSAL_IS_TRANSIENT.here() && said.retryAdvice().when() == RetryAdvice.When.NEVER) {
            return said.toBuilder().retry(RetryAdvice.later()).build();
        }
        if (Flaw.THROTTLE_IS_PERMANENT.here() && said.kind() == ErrorKind.RATE_LIMITED) {
            return again(said, ErrorKind.INVALID_DATA, String.valueOf(said.getMessage()))
                    .retry(RetryAdvice.never())
                    .hint("correct the request")
                    .build();
        }
        if (Flaw.NO_HINT.here()) {
            return said.toBuilder().hint("").build();
        }
        // what is gone, the connector itself tells apart by the code
        if (Flaw.NO_VENDOR_CODE.here() && said.kind() != ErrorKind.NOT_FOUND) {
            return said.toBuilder().vendorCode("").requestId("").build();
        }
        return said;
    }

    /** The same error with another kind or message. */
    private static ConnectorException.Builder again(ConnectorException error, ErrorKind kind, String message) {
        return ConnectorException.of(kind, message)
                .retry(error.retryAdvice())
                .outcome(error.outcome())
                .operation(error.operation().orElse(""))
                .entity(error.entity().orElse(""))
                .vendorCode(error.vendorCode().orElse(""))
                .requestId(error.requestId().orElse(""))
                .hint(error.hint().orElse(""))
                .cause(error.getCause());
    }

    private static ConnectorException.Builder of(HttpAnswer answer, String code, String message) {
        String requestId = answer.header("X-Request-Id").orElse("");
        Optional<Meaning> meaning = answer.status() >= 500 ? Optional.empty() : meaning(code);
        if (meaning.isEmpty()) {
            return answer.failure(message).vendorCode(code).requestId(requestId);
        }
        ErrorKind kind = meaning.get().kind();
        RetryAdvice retry = RetryAdvice.never();
        if (kind == ErrorKind.RATE_LIMITED || kind == ErrorKind.QUOTA_EXHAUSTED) {
            Optional<Duration> delay = answer.retryAfter();
            retry = delay.map(RetryAdvice::after).orElse(RetryAdvice.later());
        }
        if (code.equals("HASH_MISMATCH") && answer.call().method().equals("PUT")) {
            // the piece was not taken; of a finished file the announced checksum itself is wrong
            retry = RetryAdvice.later();
        }
        return ConnectorException.of(kind, answer.call() + ": HTTP " + answer.status() + ": " + message)
                .retry(retry)
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .vendorCode(code)
                .requestId(requestId)
                .hint(meaning.get().hint());
    }

    /** The error of one item of a batch; it was not applied. */
    static ConnectorException.Builder ofItem(int status, JsonObject error, HttpAnswer answer) {
        String code = error.text("code").orElse("");
        Meaning meaning = meaning(code).orElseGet(() -> byStatus(status));
        boolean later = meaning.kind() == ErrorKind.RATE_LIMITED
                || meaning.kind() == ErrorKind.QUOTA_EXHAUSTED
                || meaning.kind() == ErrorKind.UNAVAILABLE;
        return ConnectorException.of(
                        meaning.kind(),
                        "HTTP " + status + ": "
                                + shortened(error.text("message").orElse("no message")))
                .retry(later ? RetryAdvice.later() : RetryAdvice.never())
                .operation("upload")
                .vendorCode(code)
                .requestId(answer.header("X-Request-Id").orElse(""))
                .hint(meaning.hint());
    }

    private static Meaning byStatus(int status) {
        return switch (status) {
            case 403 -> new Meaning(ErrorKind.FORBIDDEN, "give the user the right that is missing");
            case 404 -> new Meaning(ErrorKind.NOT_FOUND, "look for what was deleted");
            case 409 -> new Meaning(ErrorKind.ALREADY_EXISTS, "change what exists, or choose another key");
            case 412 -> new Meaning(ErrorKind.CONFLICT, "read it again: somebody else changed it");
            case 429 -> new Meaning(ErrorKind.RATE_LIMITED, "wait as long as the server asks");
            case 501 -> new Meaning(ErrorKind.UNSUPPORTED, "the server does not offer this");
            default ->
                status >= 500
                        ? new Meaning(ErrorKind.UNAVAILABLE, "try again later")
                        : new Meaning(ErrorKind.INVALID_DATA, "correct the record and try again");
        };
    }

    private static JsonObject error(HttpAnswer answer) {
        if (!answer.mediaType().equals("application/json")) {
            return JsonObject.empty();
        }
        try {
            byte[] body = answer.text(LONGEST_ERROR).getBytes(StandardCharsets.UTF_8);
            return JsonObject.read(new ByteArrayInputStream(body)).object("error");
        } catch (IOException e) {
            // the status says enough
            return JsonObject.empty();
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
            return JsonObject.empty();
        }
    }

    private static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }

    static ConnectorException notJson(HttpAnswer answer) {
        return protocol(answer.call(), "the server answered something that is not JSON")
                .outcome(answer.call().isWrite() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .requestId(answer.header("X-Request-Id").orElse(""))
                .build();
    }

    static ConnectorException missing(HttpCall call, String member) {
        return protocol(call, "the answer has no '" + member + "'").build();
    }

    static ConnectorException.Builder protocol(HttpCall call, String what) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, call + ": " + what)
                .operation(call.operation())
                .entity(call.entity())
                .hint("check that 'url' is the address of a Paper CRM, and proxies on the way");
    }

    /** An answer that broke off, or is not what it should be. */
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

    static ConnectorException invalid(String operation, String entity, String message, String hint) {
        return refused(ErrorKind.INVALID_DATA, operation, entity, message, hint);
    }

    static ConnectorException unsupported(String operation, String entity, String message) {
        return refused(ErrorKind.UNSUPPORTED, operation, entity, message, "ask only for what the capabilities declare");
    }

    static ConnectorException refused(ErrorKind kind, String operation, String entity, String message, String hint) {
        return ConnectorException.of(kind, message)
                .operation(operation)
                .entity(entity)
                .hint(hint)
                .build();
    }
}
