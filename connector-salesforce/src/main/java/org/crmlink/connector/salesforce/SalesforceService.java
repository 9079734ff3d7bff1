package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * The REST API of an org: where it is, which version of it is spoken, the headers that every request carries, and the one renewal of a session that has
 * ended. Thread-safe.
 */
@Singleton
final class SalesforceService implements AutoCloseable {

    /** The newest version that this connector knows. */
    private static final int NEWEST = 67;
    /** The one since which {@code Sforce-Mru} is understood. */
    private static final int KNOWS_MRU = 60;

    private final ConnectorContext context;
    private final SalesforceLogin login;
    private final SalesforceOptions options;
    private final Object lock = new Object();
    private volatile @Nullable String version;
    /** By how much the server's clock is ahead of ours, by its last answer. */
    private volatile Duration ahead = Duration.ZERO;

    private @Nullable URI connected;
    private @Nullable HttpTransport transport;
    private boolean closed;

    @Inject
    SalesforceService(ConnectorContext context, SalesforceLogin login, SalesforceOptions options) {
        this.context = context;
        this.login = login;
        this.options = options;
    }

    /** Reads an answer's body. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    /** Every call on a facet begins with it, for what can be answered without asking the server. */
    void requireOpen() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the connector is closed");
            }
        }
    }

    /** The version that is spoken, such as 62.0; may ask the server once. */
    String version() {
        String decided = version;
        if (decided != null) {
            return decided;
        }
        HttpCall call = HttpCall.get(login.instance() + "/services/data")
                .operation("identify")
                .header("Accept", "application/json");
        List<Integer> offered = json(call, SalesforceService::list).stream()
                .map(one -> major(one.text("version").orElse("")))
                .filter(major -> major > 0)
                .sorted()
                .toList();
        if (offered.isEmpty()) {
            throw missing(call, "version");
        }
        Optional<Integer> wanted = options.apiVersion().map(SalesforceService::major);
        if (wanted.isPresent() && !offered.contains(wanted.get())) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID,
                            "api-version: " + login.instance() + " does not offer version " + wanted.get() + ".0, but "
                                    + offered.get(0) + ".0 to " + offered.get(offered.size() - 1) + ".0")
                    .operation("identify")
                    .hint("choose one of these, or leave 'api-version' out")
                    .build();
        }
        int known = offered.stream().filter(major -> major <= NEWEST).reduce(offered.get(0), Math::max);
        String chosen = wanted.orElse(known) + ".0";
        version = chosen;
        return chosen;
    }

    /** The number before the point; 0 for what is no version. */
    private static int major(String version) {
        return version.matches("[0-9]{2,3}\\.0") ? Integer.parseInt(version.substring(0, version.indexOf('.'))) : 0;
    }

    /** What the server's clock shows, or showed, at a moment of ours; to some seconds. */
    Instant serverTime(Instant ours) {
        return ours.plus(ahead);
    }

    /** The path of the API, such as {@code /services/data/v62.0/}. */
    String root() {
        return "/services/data/v" + version() + "/";
    }

    /** The API version's number before its point. */
    int major() {
        return Integer.parseInt(version().substring(0, version().indexOf('.')));
    }

    /** A GET below the root, to be refined and sent. */
    HttpCall get(String operation, String entity, String relative) {
        return prepared(HttpCall.get(login.instance() + root() + relative), operation, entity);
    }

    /** A GET of a path that the server told, such as the next page's; a host before it is left out, for the org may be reached by several. */
    HttpCall follow(String operation, String entity, String link) {
        String path = link.startsWith("/") ? link : path(link);
        if (!path.startsWith("/services/data/")) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server sent a link that leads out of the API")
                    .operation(operation)
                    .entity(entity)
                    .hint("check proxies between here and the server")
                    .build();
        }
        return prepared(HttpCall.get(login.instance() + path), operation, entity);
    }

    private static String path(String link) {
        int host = link.indexOf("://");
        int slash = host < 0 ? -1 : link.indexOf('/', host + 3);
        return slash < 0 ? "/" + link : link.substring(slash);
    }

    /** A POST below the root that reads. */
    HttpCall post(String operation, String entity, String relative, byte[] json) {
        return prepared(HttpCall.read("POST", login.instance() + root() + relative), operation, entity)
                .body(HttpBody.bytes("application/json; charset=UTF-8", json));
    }

    /** A request below the root that writes. */
    HttpCall write(String method, String entity, String relative, byte[] json) {
        HttpCall call = prepared(HttpCall.write(method, login.instance() + root() + relative), "upload", entity)
                .header("Sforce-Auto-Assign", options.get(SalesforceOptions.AUTO_ASSIGN) ? "TRUE" : "FALSE");
        if (options.get(SalesforceOptions.ALLOW_DUPLICATES)) {
            call = call.header("Sforce-Duplicate-Rule-Header", "allowSave=true");
        }
        if (major() >= KNOWS_MRU) {
            call = call.header("Sforce-Mru", "updateMru=false");
        }
        return json.length == 0 ? call : call.body(HttpBody.bytes("application/json; charset=UTF-8", json));
    }

    /** A GET at an address of the org outside of the API's root. */
    HttpCall org(String operation, String path) {
        return prepared(HttpCall.get(login.instance() + path), operation, "");
    }

    /** Another request below the root that changes no record, such as one for a job. */
    HttpCall other(String method, String operation, String entity, String relative) {
        return prepared(HttpCall.read(method, login.instance() + root() + relative), operation, entity);
    }

    private static HttpCall prepared(HttpCall call, String operation, String entity) {
        return call.operation(operation)
                .entity(entity)
                .header("Accept", "application/json")
                .header("Sforce-Call-Options", "client=crmlink");
    }

    /** Sends; an answer outside 2xx becomes its error. The caller closes the answer. */
    HttpAnswer send(HttpCall call) {
        HttpAnswer answer = sendAnyStatus(call);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw SalesforceErrors.of(answer);
        }
    }

    /**
     * Sends, and gives the answer whatever its status, except that of a session which cannot be used. A session that has ended is renewed once, and the
     * request sent once more: the server looks at the session before anything else, so that nothing was done.
     */
    HttpAnswer sendAnyStatus(HttpCall call) {
        requireOpen();
        String token = login.token();
        HttpAnswer answer = transport().send(authorized(call, token));
        answer.date().ifPresent(now -> ahead = Duration.between(context.clock().instant(), now));
        if (!isSessionRefused(answer)) {
            return answer;
        }
        @Nullable ConnectorException refused;
        try (answer) {
            refused = renew(answer, token);
        }
        if (refused != null) {
            throw refused;
        }
        return transport().send(authorized(call, login.token()));
    }

    /**
     * Sends a body that cannot be sent twice, and gives the answer whatever its status. A session that has ended is renewed for the next request.
     *
     * @throws ConnectorException UNAVAILABLE, with the advice to begin again, if the session had ended
     */
    HttpAnswer sendOnce(HttpCall call) {
        requireOpen();
        String token = login.token();
        HttpAnswer answer = transport().send(authorized(call, token));
        if (!isSessionRefused(answer)) {
            return answer;
        }
        @Nullable ConnectorException refused;
        try (answer) {
            refused = renew(answer, token);
        }
        throw refused != null
                ? refused
                : ConnectorException.of(ErrorKind.UNAVAILABLE, call + ": the session had ended; there is a new one now")
                        .operation(call.operation())
                        .entity(call.entity())
                        .retry(RetryAdvice.later())
                        .hint("begin again")
                        .build();
    }

    private static boolean isSessionRefused(HttpAnswer answer) {
        boolean userinfo = answer.call().address().getPath().endsWith("/userinfo");
        return answer.status() == 401 || (answer.status() == 403 && userinfo);
    }

    /** Gets another session; the error if there is none to get. */
    private @Nullable ConnectorException renew(HttpAnswer answer, String token) {
        if (answer.status() == 403) {
            return renewAtIdentity(answer, token);
        }
        String body = answer.isHtml() ? "" : answer.text(64 * 1024);
        ConnectorException refused = SalesforceErrors.of(answer, body);
        boolean heals = RestError.parse(body).map(ErrorCodes::isHealedByLogin).orElse(true);
        return heals && login.renew(token) ? null : refused;
    }

    /** The identity service says it with a word in what it calls a page. */
    private @Nullable ConnectorException renewAtIdentity(HttpAnswer answer, String token) {
        String body = answer.text(64 * 1024);
        if (!body.contains("Bad_OAuth_Token")) {
            return SalesforceErrors.of(answer, answer.isHtml() ? "" : body);
        }
        return login.renew(token) ? null : SalesforceErrors.sessionEnded(answer);
    }

    private static HttpCall authorized(HttpCall call, String token) {
        return call.header("Authorization", "Bearer " + token);
    }

    /** The transport to the org; another one if the login said that the org has moved. */
    private HttpTransport transport() {
        URI instance = login.instance();
        synchronized (lock) {
            requireOpen();
            HttpTransport known = transport;
            if (known != null && instance.equals(connected)) {
                return known;
            }
            if (known != null) {
                known.close();
            }
            HttpTransport opened = HttpTransport.builder(context, instance)
                    .userAgent(SalesforceModule.userAgent())
                    .connectTimeout(options.get(SalesforceOptions.CONNECT_TIMEOUT))
                    .readTimeout(options.get(SalesforceOptions.READ_TIMEOUT))
                    .callTimeout(options.get(SalesforceOptions.CALL_TIMEOUT))
                    .build();
            transport = opened;
            connected = instance;
            return opened;
        }
    }

    /** Sends a read and reads its JSON; anything that is not JSON is an error. */
    <T> T json(HttpCall call, BodyReader<T> reader) {
        try (HttpAnswer answer = send(call)) {
            return json(answer, reader);
        }
    }

    static <T> T json(HttpAnswer answer, BodyReader<T> reader) {
        requireJson(answer);
        try {
            return reader.read(answer.stream());
        } catch (IOException e) {
            throw SalesforceErrors.unreadable(answer.call(), e);
        }
    }

    static void requireJson(HttpAnswer answer) {
        if (!answer.mediaType().contains("json")) {
            throw SalesforceErrors.notJson(answer);
        }
    }

    /** Reads a document that is a list of objects; a null among them is an empty object. */
    static List<JsonObject> list(InputStream body) throws IOException {
        try (JsonParser parser = StrictJson.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_ARRAY) {
                throw new MalformedJsonException("the answer is not a JSON list", first == null);
            }
            List<JsonObject> list = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    list.add(JsonObject.object(parser));
                } else if (token == JsonToken.VALUE_NULL) {
                    list.add(JsonObject.empty());
                } else {
                    throw new MalformedJsonException("the answer is not a list of objects");
                }
            }
            StrictJson.requireEnd(parser);
            return list;
        }
    }

    static ConnectorException missing(HttpCall call, String member) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, call + ": the answer has no '" + member + "'")
                .operation(call.operation())
                .entity(call.entity())
                .hint("check that 'url' is the address of an org")
                .build();
    }

    /** The error's code in the vendor's words, or an empty text. */
    static String code(ConnectorException error) {
        return Optional.of(error).flatMap(ConnectorException::vendorCode).orElse("");
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (transport != null) {
                transport.close();
            }
        }
    }
}
