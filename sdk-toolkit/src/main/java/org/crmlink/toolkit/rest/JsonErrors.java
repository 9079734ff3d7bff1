package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a service's error answers mean: by status, and by the service's own codes where these say more. Immutable; the other methods give changed
 * copies. Reads {@code {"error": {"code": …, "message": …}}} unless told otherwise.
 *
 * @param inside name of the object that holds the error; an empty text if the whole body is the error
 * @param code name of the member with the code
 * @param message name of the member with the text for people, of which at most a few hundred characters are shown
 * @param requestIdHeader header by which the service's operators find a request
 * @param meanings kinds by code
 */
public record JsonErrors(
        String inside, String code, String message, String requestIdHeader, Map<String, ErrorKind> meanings) {

    private static final int LONGEST_BODY = 64 * 1024;
    private static final int LONGEST_MESSAGE = 300;

    public JsonErrors {
        requireNonNull(inside, "inside is null");
        requireNonNull(code, "code is null");
        requireNonNull(message, "message is null");
        requireNonNull(requestIdHeader, "requestIdHeader is null");
        meanings = Map.copyOf(meanings);
    }

    /** {@code {"error": {"code": …, "message": …}}}, header {@code X-Request-Id}, no codes. */
    public static JsonErrors usual() {
        return new JsonErrors("error", "code", "message", "X-Request-Id", Map.of());
    }

    /** A code that decides instead of the status. */
    public JsonErrors meaning(String vendorCode, ErrorKind kind) {
        Map<String, ErrorKind> more = new HashMap<>(meanings);
        more.put(vendorCode, kind);
        return new JsonErrors(inside, code, message, requestIdHeader, more);
    }

    /** The failure that an answer means. Reads some of its body. */
    public ConnectorException of(HttpAnswer answer) {
        if (answer.isHtml()) {
            return finish(answer, answer.failure("a page for people, where an API should answer"))
                    .hint("check that the address is that of the service's API, and proxies on the way")
                    .build();
        }
        JsonObject body = body(answer);
        JsonObject error = inside.isEmpty() ? body : body.object(inside);
        String vendorCode = error.text(code)
                .or(() -> error.number(code).map(Object::toString))
                .orElse("");
        String story = error.text(message).map(JsonErrors::shortened).orElse("");
        if (!vendorCode.isEmpty()) {
            story = story.isEmpty() ? vendorCode : vendorCode + ", " + story;
        }
        ConnectorException byStatus = answer.failure(story).build();
        @Nullable ErrorKind kind = meanings.get(vendorCode);
        ConnectorException.Builder builder = kind == null || kind == byStatus.kind()
                ? byStatus.toBuilder().cause(null)
                : ConnectorException.of(kind, String.valueOf(byStatus.getMessage()))
                        .operation(answer.call().operation())
                        .entity(answer.call().entity())
                        .outcome(byStatus.outcome())
                        .retry(retry(answer, kind))
                        .hint(hint(kind));
        return finish(answer, builder).vendorCode(vendorCode).build();
    }

    /** Adds by what the service's operators find the request. */
    ConnectorException.Builder finish(HttpAnswer answer, ConnectorException.Builder builder) {
        answer.header(requestIdHeader).ifPresent(builder::requestId);
        return builder;
    }

    private static JsonObject body(HttpAnswer answer) {
        try {
            byte[] text = answer.text(LONGEST_BODY).getBytes(StandardCharsets.UTF_8);
            return JsonObject.read(new ByteArrayInputStream(text));
        } catch (IOException e) {
            // not what the service writes, but a proxy's: the status says what is known
            return JsonObject.empty();
        }
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
    }

    private static RetryAdvice retry(HttpAnswer answer, ErrorKind kind) {
        Optional<RetryAdvice> delay = answer.retryAfter().map(RetryAdvice::after);
        return switch (kind) {
            case RATE_LIMITED, UNAVAILABLE, TIMEOUT -> delay.orElse(RetryAdvice.later());
            case UNAUTHENTICATED -> RetryAdvice.afterLogin();
            default -> RetryAdvice.never();
        };
    }

    private static String hint(ErrorKind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> "check the login";
            case FORBIDDEN -> "give the user the right that is missing";
            case NOT_FOUND -> "check the name or the id";
            case ALREADY_EXISTS -> "change the record that is there, or choose another key";
            case CONFLICT -> "read the current version and decide again";
            case RESYNC_REQUIRED -> "read the entity in full";
            case RATE_LIMITED, UNAVAILABLE, TIMEOUT -> "try again later";
            case QUOTA_EXHAUSTED -> "the quota of the account must be raised, or renews by itself";
            case LIMIT_EXCEEDED -> "send less at once";
            case UNSUPPORTED -> "the service does not offer this";
            default -> "correct what the message names";
        };
    }
}
