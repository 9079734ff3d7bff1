package org.crmlink.toolkit.rest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;

/** Calls of one JSON service: addresses below its root, answers read strictly, failures classified. Thread-safe. */
public final class RestClient {

    private final HttpTransport transport;
    private final String root;
    private final JsonErrors errors;

    /** Reads an answer that was a success. */
    @FunctionalInterface
    public interface AnswerReader<T> {
        T read(HttpAnswer answer) throws IOException;
    }

    /** @param root the service's root; paths are below it, whether or not it ends with a slash */
    public RestClient(HttpTransport transport, URI root, JsonErrors errors) {
        this.transport = requireNonNull(transport, "transport is null");
        String text = root.toString();
        // in the transport's own spelling, so that links can be compared with it
        this.root =
                HttpCall.get(text.endsWith("/") ? text : text + "/").address().toString();
        this.errors = requireNonNull(errors, "errors is null");
    }

    /** A request that reads. */
    public HttpCall get(String operation, String entity, RestPath path) {
        return accepting(HttpCall.get(root + path), operation, entity);
    }

    /**
     * A request for what {@link #below} gave, such as a next link.
     *
     * @throws ConnectorException of kind PROTOCOL_ERROR if it leads out of the service
     */
    public HttpCall get(String operation, String entity, String link) {
        HttpCall call = HttpCall.get(root + link);
        if (!call.address().toString().startsWith(root)) {
            throw leadsOut(call);
        }
        return accepting(call, operation, entity);
    }

    /** A request that changes something, sent once. */
    public HttpCall write(String method, String entity, RestPath path) {
        return accepting(HttpCall.write(method, root + path), "upload", entity);
    }

    /** A request that changes something only if the record still has this version ({@code If-Match}); any version will do if none is given. */
    public HttpCall write(String method, String entity, RestPath path, Optional<String> version) {
        HttpCall call = write(method, entity, path);
        if (version.isEmpty()) {
            return call;
        }
        String tag = version.get();
        if (!tag.chars().allMatch(c -> c > ' ' && c < 127 && c != '"')) {
            throw ConnectorException.of(ErrorKind.CONFLICT, "no record can have this version")
                    .operation("upload")
                    .entity(entity)
                    .hint("read the current version and decide again")
                    .build();
        }
        return call.header("If-Match", '"' + tag + '"');
    }

    /** A request that makes a record, once, however often it is sent with the same operation id ({@code Idempotency-Key}). */
    public HttpCall repeatable(String method, String entity, RestPath path, String operationId) {
        return write(method, entity, path)
                .header("Idempotency-Key", RestPath.of(operationId).toString());
    }

    private static HttpCall accepting(HttpCall call, String operation, String entity) {
        return call.operation(operation).entity(entity).header("Accept", "application/json");
    }

    /** Sends a call and reads its answer, which must be one JSON object. */
    public JsonObject object(HttpCall call) {
        return json(call, answer -> JsonObject.read(answer.stream()));
    }

    /**
     * Sends a call and reads its answer, which must be a success in JSON. An answer that breaks off or is not of the protocol is an error, never a
     * short result [PAGE-5]; to a write, its outcome is then unknown.
     */
    public <T> T json(HttpCall call, AnswerReader<T> reader) {
        try (HttpAnswer answer = transport.send(call)) {
            if (!answer.isSuccess() || answer.isHtml()) {
                throw errors.of(answer);
            }
            String type = answer.mediaType();
            if (!type.equals("application/json") && !type.endsWith("+json")) {
                String what = type.isEmpty() ? "without a content type" : "'" + type + "'";
                throw notUnderstood(answer, ErrorKind.PROTOCOL_ERROR, "the server answered " + what + ", not JSON")
                        .hint("check that the address is that of the service's API, and proxies on the way")
                        .build();
            }
            try {
                return reader.read(answer);
            } catch (IOException e) {
                ConnectorException reason = StrictJson.failure(e);
                throw notUnderstood(answer, reason.kind(), String.valueOf(reason.getMessage()))
                        .retry(call.isWrite() ? RetryAdvice.never() : reason.retryAdvice())
                        .hint(reason.hint().orElse("try again"))
                        .build();
            }
        }
    }

    /** Sends a call whose success says all. */
    public void done(HttpCall call) {
        try (HttpAnswer answer = transport.send(call)) {
            if (!answer.isSuccess() || answer.isHtml()) {
                throw errors.of(answer);
            }
        }
    }

    /** The server's answer cannot be used: of a read that is all there is to say, but a write may have been made. */
    private ConnectorException.Builder notUnderstood(HttpAnswer answer, ErrorKind kind, String why) {
        HttpCall call = answer.call();
        ConnectorException.Builder builder = ConnectorException.of(
                        call.isWrite() ? ErrorKind.OUTCOME_UNKNOWN : kind, call + ": " + why)
                .operation(call.operation())
                .entity(call.entity())
                .outcome(call.isWrite() ? Outcome.UNKNOWN : Outcome.NOT_APPLIED);
        return errors.finish(answer, builder);
    }

    /**
     * The part below the root of a link that came with an answer. A token must not bind to a host: one service is reached by several addresses.
     *
     * @throws ConnectorException of kind PROTOCOL_ERROR if the link leads out of the service
     */
    public String below(HttpAnswer answer, String link) {
        String address = HttpCall.get(answer.resolve(link)).address().toString();
        if (!address.startsWith(root)) {
            throw leadsOut(answer.call());
        }
        return address.substring(root.length());
    }

    private static ConnectorException leadsOut(HttpCall call) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "a link leads out of the service")
                .operation(call.operation())
                .entity(call.entity())
                .hint("check the configured address; a proxy must keep the host of the links that pass through it")
                .build();
    }
}
