package org.crmlink.paper.connector;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;
import org.jspecify.annotations.Nullable;

/** The backend's address, the login, and what every request and answer has in common. Thread-safe. */
final class PaperService implements AutoCloseable {

    private static final Map<String, String> SHARED_ROOTS = new ConcurrentHashMap<>();

    private final Clock clock;
    private final String root;
    private final int pageSize;
    private final Path temp;
    private final Optional<Secret> apiKey;
    private final PaperLogin login;
    private final HttpTransport transport;
    private final Flawed flawed;
    private volatile boolean closed;
    private volatile String entityRead = "";
    private volatile @Nullable HttpCall place;

    PaperService(Configuration configuration, ConnectorContext context) {
        URI url = configuration.get(PaperOptions.URL);
        this.clock = context.clock();
        this.root = url.toString().endsWith("/") ? url.toString() : url + "/";
        this.pageSize =
                Flaw.PAGE_SIZE_IGNORED.here() ? PaperOptions.LARGEST_PAGE : configuration.get(PaperOptions.PAGE_SIZE);
        this.temp = context.tempDirectory();
        if (Flaw.SECRET_LOGGED.here()) {
            System.getLogger("paper")
                    .log(
                            System.Logger.Level.TRACE,
                            "logging in with {0}",
                            configuration.get(PaperOptions.CLIENT_SECRET).reveal());
        }
        this.apiKey = configuration.find(PaperOptions.API_KEY);
        this.login = new PaperLogin(configuration, context, URI.create(root + "token"));
        this.transport = HttpTransport.builder(context, url)
                .credentials(login.credentials())
                .userAgent(PaperLogin.USER_AGENT)
                .connectTimeout(configuration.get(PaperOptions.CONNECT_TIMEOUT))
                .readTimeout(
                        Flaw.TIMEOUTS_IGNORED.here()
                                ? Duration.ofSeconds(8)
                                : configuration.get(PaperOptions.READ_TIMEOUT))
                .callTimeout(PaperLogin.callTimeout(configuration))
                .build();
        this.flawed = new Flawed(transport, context, login, url);
    }

    /** Reads an answer's body. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    Clock clock() {
        return clock;
    }

    int pageSize() {
        return pageSize;
    }

    Path temp() {
        return temp;
    }

    PaperLogin login() {
        return login;
    }

    Optional<Secret> apiKey() {
        return apiKey;
    }

    /** The place of a stream, or by {@link Flaw#PLACE_IN_CONNECTOR} of whichever stream moved last. */
    HttpCall place(HttpCall own) {
        HttpCall shared = place;
        return Flaw.PLACE_IN_CONNECTOR.here()
                        && shared != null
                        && shared.entity().equals(own.entity())
                ? shared
                : own;
    }

    void moved(@Nullable HttpCall to) {
        place = to;
    }

    /** To be called by whatever could be answered without a request [LOAD-6]. */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the connector is closed");
        }
    }

    /** An address below the root, with its parameters in pairs of name and value. */
    String address(String entity, String path, String... parameters) {
        String base = Flaw.STATIC_STATE.here() && !entity.isEmpty()
                ? SHARED_ROOTS.computeIfAbsent(entity, key -> root)
                : root;
        StringBuilder address = new StringBuilder(base).append(path);
        for (int i = 0; i < parameters.length; i += 2) {
            address.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return address.toString();
    }

    HttpCall get(String operation, String entity, String path, String... parameters) {
        return prepared(HttpCall.get(address(entity, path, parameters)), operation, entity);
    }

    /** A GET of a link that the server gave. */
    HttpCall follow(String operation, String entity, String link) {
        return prepared(HttpCall.get(link), operation, entity);
    }

    /** A POST that only reads. */
    HttpCall ask(String operation, String entity, String path, byte[] json) {
        return prepared(HttpCall.read("POST", address(entity, path)), operation, entity)
                .body(HttpBody.bytes("application/json", json));
    }

    HttpCall write(String method, String operation, String entity, String path, String... parameters) {
        return prepared(HttpCall.write(method, address(entity, path, parameters)), operation, entity);
    }

    private HttpCall prepared(HttpCall call, String operation, String entity) {
        HttpCall prepared = call.operation(operation).entity(entity).header("Accept", "application/json");
        if (Flaw.CONNECTION_CLOSED_EACH_TIME.here()) {
            prepared = prepared.header("Connection", "close");
        }
        // the transport refuses any other origin before it sends, so that the key goes nowhere else [SEC-3]
        return apiKey.isPresent() ? prepared.header("X-Api-Key", apiKey.get().reveal()) : prepared;
    }

    /** Sends; an answer outside 2xx becomes its error. The caller closes the answer. */
    HttpAnswer send(HttpCall call) {
        HttpAnswer answer = sendAnyStatus(call);
        if (answer.isSuccess()) {
            return answer;
        }
        if (Flaw.ANSWER_NOT_CLOSED.here()) {
            throw PaperErrors.of(answer, login);
        }
        try (answer) {
            throw PaperErrors.of(answer, login);
        }
    }

    /** Sends and gives the answer whatever its status. */
    HttpAnswer sendAnyStatus(HttpCall call) {
        requireOpen();
        return flawed.send(call);
    }

    /** Sends a read and reads its JSON; anything else is an error [PAGE-5]. */
    <T> T json(HttpCall call, BodyReader<T> reader) {
        entityRead = call.entity();
        try (HttpAnswer answer = send(call)) {
            if (Flaw.ENTITY_IN_FIELD.here() && !entityRead.equals(call.entity())) {
                throw PaperErrors.protocol(call, "the answer is not of this entity")
                        .build();
            }
            return json(answer, reader);
        }
    }

    static <T> T json(HttpAnswer answer, BodyReader<T> reader) {
        if (!answer.mediaType().equals("application/json")) {
            throw PaperErrors.notJson(answer);
        }
        try {
            return reader.read(Careless.looked(answer.stream()));
        } catch (IOException e) {
            throw PaperErrors.unreadable(answer.call(), e);
        }
    }

    @Override
    public void close() {
        if (Flaw.CLOSE_CARELESS.here()) {
            flawed.closeOnce();
            return;
        }
        closed = true;
        transport.close();
        login.close();
    }
}
