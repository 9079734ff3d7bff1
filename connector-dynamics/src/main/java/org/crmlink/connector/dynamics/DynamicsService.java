package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The root of the Web API: where it is, which version of it is spoken, and the headers that every request carries. Thread-safe.
 */
@Singleton
final class DynamicsService {

    private static final String NEWEST = "9.2";
    /** Every Web API server answers on it, whatever its own version. */
    private static final String OLDEST = "8.0";

    private static final Map<String, String> PROTOCOL =
            Map.of("Accept", "application/json", "OData-Version", "4.0", "OData-MaxVersion", "4.0");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\..*)?");

    private final HttpTransport transport;
    private final DynamicsOptions options;
    private volatile @Nullable String serverVersion;
    private volatile @Nullable String apiVersion;

    @Inject
    DynamicsService(HttpTransport transport, DynamicsOptions options) {
        this.transport = transport;
        this.options = options;
        this.apiVersion = options.apiVersion().orElse(null);
    }

    /** Reads an answer's body. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    /** Every call on a facet begins with it, for what can be answered without asking the server. */
    void requireOpen() {
        transport.requireOpen();
    }

    /** The service root, ending with a slash; may ask the server for its version once. */
    String root() {
        String known = apiVersion;
        if (known == null) {
            probe();
            known = apiVersion;
        }
        return root(known == null ? NEWEST : known);
    }

    /** What the version that is spoken has; may ask the server for its version once. */
    Features features() {
        String root = root();
        int version = root.lastIndexOf("/v");
        return Features.of(root.substring(version + 2, root.length() - 1));
    }

    private String root(String version) {
        return options.base() + "api/data/v" + version + "/";
    }

    /** The server's own version, asked for once. */
    String serverVersion() {
        String known = serverVersion;
        if (known != null) {
            return known;
        }
        return options.apiVersion().isPresent()
                ? askChosenVersion(options.apiVersion().get())
                : probe();
    }

    private String askChosenVersion(String chosen) {
        try {
            return askVersion(chosen);
        } catch (ConnectorException e) {
            if (!isUnknownAddress(e) && e.kind() != ErrorKind.UNSUPPORTED) {
                throw e;
            }
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, "no Web API of version " + chosen + " at " + options.base())
                    .operation("identify")
                    .hint("leave 'api-version' out, then the server is asked; or check 'url'")
                    .cause(e)
                    .build();
        }
    }

    /** Finds the version to speak: the newest one, or what an older server says of itself. */
    private String probe() {
        try {
            String version = askVersion(NEWEST);
            apiVersion = NEWEST;
            return version;
        } catch (ConnectorException e) {
            if (!isUnknownAddress(e) && e.kind() != ErrorKind.UNSUPPORTED) {
                throw e;
            }
        }
        String version;
        try {
            version = askVersion(OLDEST);
        } catch (ConnectorException e) {
            if (!isUnknownAddress(e)) {
                throw e;
            }
            throw ConnectorException.of(ErrorKind.CONFIG_INVALID, "no Web API at " + options.base())
                    .operation(e.operation().orElse(""))
                    .hint(
                            "check 'url': the address of the environment; on-premises with the organisation, https://server/org")
                    .cause(e)
                    .build();
        }
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server's version is no version number")
                    .operation("identify")
                    .hint("set 'api-version' to the version of the Web API to use")
                    .build();
        }
        boolean newer = Integer.parseInt(matcher.group(1)) > 9;
        apiVersion = newer ? NEWEST : matcher.group(1) + "." + matcher.group(2);
        return version;
    }

    private static boolean isUnknownAddress(ConnectorException e) {
        return e.kind() == ErrorKind.NOT_FOUND || e.kind() == ErrorKind.SCHEMA_CHANGED;
    }

    private String askVersion(String apiVersion) {
        HttpCall call = prepared(HttpCall.get(root(apiVersion) + "RetrieveVersion()"), "identify", "");
        JsonObject answer = json(call, JsonObject::read);
        String version = answer.text("Version").orElseThrow(() -> missing(call, "Version"));
        serverVersion = version;
        return version;
    }

    /** Reads a JSON object at an address relative to the root. */
    JsonObject object(String operation, String entity, String relative) {
        return json(get(operation, entity, relative), JsonObject::read);
    }

    /** A GET below the root, to be refined and sent. */
    HttpCall get(String operation, String entity, String relative) {
        return prepared(HttpCall.get(root() + relative), operation, entity);
    }

    /** The {@code $batch} of reads. */
    HttpCall readBatch(String operation, String entity, String contentType, byte[] body) {
        return prepared(HttpCall.read("POST", root() + "$batch"), operation, entity)
                .body(HttpBody.bytes(contentType, body));
    }

    /** The {@code $batch} of writes. */
    HttpCall writeBatch(String contentType, byte[] body) {
        HttpCall call = prepared(HttpCall.write("POST", root() + "$batch"), "upload", "")
                .body(HttpBody.bytes(contentType, body));
        return features().continuesOnError() ? call.header("Prefer", "odata.continue-on-error") : call;
    }

    /** The headers of every part of a batch: those of the request around it are not inherited for certain. */
    Map<String, String> partHeaders() {
        Map<String, String> headers = new LinkedHashMap<>(PROTOCOL);
        headers.putAll(options.callerHeaders());
        return headers;
    }

    private HttpCall prepared(HttpCall call, String operation, String entity) {
        // Proxies and browsers' caches must not answer in the server's place; the word is literal.
        HttpCall prepared = call.operation(operation).entity(entity).header("If-None-Match", "null");
        for (Map.Entry<String, String> header : partHeaders().entrySet()) {
            prepared = prepared.header(header.getKey(), header.getValue());
        }
        return prepared;
    }

    /** Sends; an answer outside 2xx becomes its error. The caller closes the answer. */
    HttpAnswer send(HttpCall call) {
        HttpAnswer answer = transport.send(call);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw DynamicsErrors.of(answer);
        }
    }

    /** Sends, and gives the answer whatever its status. */
    HttpAnswer sendAnyStatus(HttpCall call) {
        return transport.send(call);
    }

    /** Sends a read and reads its JSON; anything that is not JSON is an error. */
    <T> T json(HttpCall call, BodyReader<T> reader) {
        try (HttpAnswer answer = send(call)) {
            return json(answer, reader);
        }
    }

    static void requireJson(HttpAnswer answer) {
        if (!answer.mediaType().toLowerCase(Locale.ROOT).contains("json")) {
            throw DynamicsErrors.notOData(answer);
        }
    }

    static <T> T json(HttpAnswer answer, BodyReader<T> reader) {
        requireJson(answer);
        try {
            return reader.read(answer.stream());
        } catch (IOException e) {
            throw DynamicsErrors.unreadable(answer.call(), e);
        }
    }

    static ConnectorException missing(HttpCall call, String member) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, call + ": the answer has no '" + member + "'")
                .operation(call.operation())
                .entity(call.entity())
                .hint("check that 'url' is the address of a Dynamics environment")
                .build();
    }
}
