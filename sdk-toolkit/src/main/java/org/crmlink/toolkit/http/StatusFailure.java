package org.crmlink.toolkit.http;

import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.jspecify.annotations.Nullable;

/** What a status means by HTTP alone (RFC 9110 §15). */
final class StatusFailure {

    private StatusFailure() {}

    static ConnectorException.Builder of(HttpAnswer answer, String story) {
        int status = answer.status();
        ErrorKind kind = kind(status);
        return ConnectorException.of(kind, answer.call() + ": HTTP " + status + (story.isEmpty() ? "" : ": " + story))
                .retry(retry(answer, kind))
                .outcome(outcome(answer))
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .hint(hint(answer, kind));
    }

    private static ErrorKind kind(int status) {
        return switch (status) {
            case 401, 407 -> ErrorKind.UNAUTHENTICATED;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 403 -> ErrorKind.FORBIDDEN;
            case 404, 410 -> ErrorKind.NOT_FOUND;
            case 405, 501 -> ErrorKind.UNSUPPORTED;
            case 408, 504 -> ErrorKind.TIMEOUT;
            case 409, 412 -> ErrorKind.CONFLICT;
            case 413, 414, 431 -> ErrorKind.LIMIT_EXCEEDED;
            case 429 -> ErrorKind.RATE_LIMITED;
            case 507 -> ErrorKind.QUOTA_EXHAUSTED;
            default -> {
                if (status >= 500) {
                    yield ErrorKind.UNAVAILABLE;
                }
                yield status >= 400 ? ErrorKind.INVALID_DATA : ErrorKind.PROTOCOL_ERROR;
            }
        };
    }

    private static RetryAdvice retry(HttpAnswer answer, ErrorKind kind) {
        if (outcome(answer) == Outcome.UNKNOWN) {
            return RetryAdvice.never();
        }
        Optional<Duration> delay = answer.retryAfter();
        return switch (kind) {
            case RATE_LIMITED, UNAVAILABLE, TIMEOUT ->
                delay.map(RetryAdvice::after).orElse(RetryAdvice.later());
            case UNAUTHENTICATED -> RetryAdvice.afterLogin();
            default -> RetryAdvice.never();
        };
    }

    /**
     * A server, or a gateway before it, that fails in the middle of a write does not say how far it got. 501 and 507 say that it did not start;
     * so does 503 if it names a time to come back, which only who refuses knows.
     */
    private static Outcome outcome(HttpAnswer answer) {
        boolean certain = switch (answer.status()) {
            case 408 -> false;
            case 501, 507 -> true;
            case 503 -> answer.retryAfter().isPresent();
            default -> answer.status() >= 300 && answer.status() < 500;
        };
        return answer.call().isWrite() && !certain ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    }

    private static String hint(HttpAnswer answer, ErrorKind kind) {
        if (answer.status() >= 300 && answer.status() < 400) {
            return answer.header("Location")
                    .flatMap(location -> Optional.<@Nullable HttpUrl>ofNullable(
                            answer.call().url().resolve(location)))
                    .map(url -> "the server redirects to " + SafeAddress.origin(url) + ": check the configured address")
                    .orElse("check the configured address");
        }
        return switch (kind) {
            case UNAUTHENTICATED -> "check the login";
            case FORBIDDEN -> "give the user the right that is missing";
            case NOT_FOUND -> "check the address and the name";
            case RATE_LIMITED -> "wait as long as the server asks";
            case UNAVAILABLE, TIMEOUT -> "try again later";
            case QUOTA_EXHAUSTED -> "the quota of the account must be raised, or renews by itself";
            case CONFLICT -> "read the current version and decide again";
            case LIMIT_EXCEEDED -> "send less at once";
            case UNSUPPORTED -> "the backend does not offer this";
            default -> "the request does not suit the backend: check names and values";
        };
    }
}
