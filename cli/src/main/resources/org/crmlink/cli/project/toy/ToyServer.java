package __package__.toy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small web service to develop against, until your own takes its place: companies and contacts, changes since a number with deletions among them,
 * pages with a next link, writes that check versions, a login whose tokens end. Needs the JDK alone.
 *
 * <pre>
 * POST   /token                                client_id=toy&amp;client_secret=toy-secret: an access token for an hour (OAuth 2, client credentials)
 * GET    /me                                   who is calling
 * GET    /contact?limit=100[&amp;since=17]         records in the order of their changes; with since only later changes, deletions too
 * GET    /contact?id=A&amp;id=B                   records by id
 * POST   /contact          Idempotency-Key     makes a record
 * PATCH  /contact/A        If-Match            changes some fields
 * DELETE /contact/A        If-Match            deletes it
 * </pre>
 */
public final class ToyServer implements AutoCloseable {

    /** Who may log in. */
    public static final String CLIENT = "toy";

    /** What proves it. */
    public static final String SECRET = "toy-secret";

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final int LARGEST_PAGE = 500;
    private static final int LARGEST_BODY = 1 << 20;

    private final ToyStore store = new ToyStore();
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private volatile boolean loginsRefused;
    private final ExecutorService workers;
    private final HttpServer server;

    /**
     * Starts a server.
     *
     * @param port or 0 for any that is free
     */
    public ToyServer(int port) throws IOException {
        workers = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "toy");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Serves until it is stopped. The arguments: a port (default 8090) and how many contacts there are at the beginning (default 25). */
    public static void main(String[] arguments) throws Exception {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8090;
        int contacts = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 25;
        try (ToyServer toy = new ToyServer(port)) {
            toy.store().insert("company", "acme", Map.of("name", "Acme", "city", "Graz"), null);
            for (int i = 1; i <= contacts; i++) {
                Map<String, Object> values = Map.of("name", "Contact " + i, "active", i % 2 == 0, "company", "acme");
                toy.store().insert("contact", "contact-" + i, values, null);
            }
            System.out.println("listening on " + toy.url());
            Thread.currentThread().join();
        }
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The records. */
    public ToyStore store() {
        return store;
    }

    /** Whether even the right secret, and every token, is refused. */
    public void refuseLogins(boolean refused) {
        loginsRefused = refused;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            Object answer;
            try {
                answer = answer(exchange);
                status = answer == null ? 204 : isCreation(exchange) ? 201 : 200;
            } catch (Refusal refusal) {
                status = refusal.status;
                answer = exchange.getRequestURI().getPath().equals("/token")
                        ? Map.of("error", refusal.code, "error_description", refusal.getMessage())
                        : Map.of("error", Map.of("code", refusal.code, "message", refusal.getMessage()));
            }
            byte[] body = answer == null ? new byte[0] : Json.write(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Request-Id", "toy-" + requests.incrementAndGet());
            if (answer != null) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
            }
            exchange.sendResponseHeaders(status, answer == null ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static boolean isCreation(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("POST")
                && !exchange.getRequestURI().getPath().equals("/token");
    }

    /** The answer's document, or null if there is nothing to say. */
    private Object answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new Refusal(413, "too_large", "a request holds at most 1 MiB");
        }
        String[] path = exchange.getRequestURI().getRawPath().substring(1).split("/", -1);
        if (path[0].equals("token")) {
            return token(parameters(new String(body, StandardCharsets.UTF_8)));
        }
        String sent = String.valueOf(header(exchange, "Authorization"));
        Instant end = tokens.get(sent.startsWith("Bearer ") ? sent.substring("Bearer ".length()) : "");
        if (loginsRefused || end == null || end.isBefore(Instant.now())) {
            throw new Refusal(401, "unauthorized", "the access token is missing, wrong or too old");
        }
        if (path.length > 2) {
            throw new Refusal(404, "no_such_address", "write /ENTITY or /ENTITY/ID");
        }
        String entity = decoded(path[0]);
        store.requireAllowed(entity);
        String id = path.length == 2 ? decoded(path[1]) : null;
        switch (exchange.getRequestMethod() + (id == null ? "" : " one")) {
            case "GET":
                return entity.equals("me") ? me() : list(entity, parameters(exchange.getRequestURI().getRawQuery()));
            case "GET one":
                return store.get(entity, id);
            case "POST":
                Map<String, Object> values = values(body);
                Object chosen = values.remove("id");
                String operation = header(exchange, "Idempotency-Key");
                return store.insert(entity, chosen == null ? null : chosen.toString(), values, operation);
            case "PATCH one":
                return store.update(entity, id, values(body), version(exchange));
            case "DELETE one":
                store.delete(entity, id, version(exchange));
                return null;
            default:
                throw new Refusal(405, "no_such_method", "this address does not take this method");
        }
    }

    /** A new access token (RFC 6749, section 4.4). */
    private Map<String, Object> token(Map<String, List<String>> form) {
        boolean known = List.of(CLIENT).equals(form.get("client_id")) && List.of(SECRET).equals(form.get("client_secret"));
        if (loginsRefused || !known) {
            throw new Refusal(401, "invalid_client", "the client is unknown, or its secret wrong");
        }
        if (!List.of("client_credentials").equals(form.get("grant_type"))) {
            throw new Refusal(400, "unsupported_grant_type", "only client_credentials are known here");
        }
        tokens.values().removeIf(end -> end.isBefore(Instant.now()));
        String token = UUID.randomUUID().toString();
        tokens.put(token, Instant.now().plus(TOKEN_LIFE));
        return Map.of("access_token", token, "token_type", "Bearer", "expires_in", new BigDecimal(TOKEN_LIFE.toSeconds()));
    }

    private static Map<String, Object> me() {
        return Map.of(
                "user", Map.of("id", "u1", "name", "Toy User"),
                "organization", Map.of("id", "o1", "name", "Toy Organization"),
                "version", "1.0");
    }

    private Map<String, Object> list(String entity, Map<String, List<String>> parameters) {
        Map<String, Object> answer = new LinkedHashMap<>();
        if (parameters.containsKey("id")) {
            answer.put("records", store.find(entity, parameters.get("id")));
            return answer;
        }
        int limit = (int) Math.min(number(parameters, "limit", LARGEST_PAGE), LARGEST_PAGE);
        long since = number(parameters, "since", 0);
        // A full read spans many requests: it needs the deletions since its own first one.
        long from = number(parameters, "from", parameters.containsKey("since") ? since : store.sequence());
        if (!parameters.containsKey("from") && parameters.containsKey("since")) {
            store.requireKept(since);
        }
        ToyStore.Page page = store.changes(entity, since, from, Math.max(limit, 1));
        answer.put("records", page.records());
        page.next().ifPresentOrElse(
                next -> answer.put("next", "/" + entity + "?limit=" + limit + "&since=" + next + "&from=" + from),
                () -> answer.put("sequence", new BigDecimal(page.sequence())));
        return answer;
    }

    private static long number(Map<String, List<String>> parameters, String name, long otherwise) {
        List<String> values = parameters.get(name);
        if (values == null) {
            return otherwise;
        }
        if (!values.get(0).matches("[0-9]{1,18}")) {
            throw new Refusal(400, "invalid_parameter", "'" + name + "' is not a number");
        }
        return Long.parseLong(values.get(0));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> values(byte[] body) {
        try {
            if (Json.read(new String(body, StandardCharsets.UTF_8)) instanceof Map<?, ?> values) {
                return (Map<String, Object>) values;
            }
        } catch (NumberFormatException e) {
            // the same answer as for JSON that is no object
        }
        throw new Refusal(400, "invalid_body", "the body is not a JSON object");
    }

    private static String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static String version(HttpExchange exchange) {
        String tag = header(exchange, "If-Match");
        return tag == null ? null : tag.replace("\"", "");
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String part : query == null ? new String[0] : query.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters
                        .computeIfAbsent(decoded(part.substring(0, equals)), name -> new ArrayList<>())
                        .add(decoded(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
