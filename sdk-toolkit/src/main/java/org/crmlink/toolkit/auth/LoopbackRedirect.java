package org.crmlink.toolkit.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/**
 * Waits on the loopback interface for the browser to come back from a login (RFC 8252 §7.3). Only an answer with our own {@code state} counts: any
 * page that the person has open could send one. Thread-safe.
 */
final class LoopbackRedirect implements AutoCloseable {

    private static final int LONGEST_QUERY = 16 * 1024;

    private final HttpServer server;
    private final String state;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

    private LoopbackRedirect(HttpServer server, String state) {
        this.server = server;
        this.state = state;
    }

    /** @param port 0 for any that is free */
    static LoopbackRedirect open(int port, String state) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID, "the port for the browser's answer cannot be opened: " + port)
                    .operation("login")
                    .hint("choose another port, one that is registered at the application and free")
                    .cause(e)
                    .build();
        }
        LoopbackRedirect redirect = new LoopbackRedirect(server, state);
        server.createContext("/", redirect::handle);
        server.start();
        return redirect;
    }

    /** The address by its name: Entra lets the port differ from the registered one for {@code localhost} only. */
    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Map<String, String>> query = Optional.ofNullable(
                            exchange.getRequestURI().getRawQuery())
                    .filter(text -> text.length() <= LONGEST_QUERY)
                    .flatMap(LoopbackRedirect::parse);
            boolean ours = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().equals("/")
                    && query.map(fields -> isOurs(fields.getOrDefault("state", "")))
                            .orElse(false);
            String text = ours
                    ? "The login is done. You may close this page."
                    : "This is not the answer to a login that was begun here.";
            byte[] body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(ours ? 200 : 404, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
            if (ours) {
                query.ifPresent(answer::complete);
            }
        }
    }

    private boolean isOurs(String given) {
        return MessageDigest.isEqual(given.getBytes(UTF_8), state.getBytes(UTF_8));
    }

    private static Optional<Map<String, String>> parse(String query) {
        Map<String, String> fields = new HashMap<>();
        try {
            for (String field : query.split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    fields.putIfAbsent(
                            URLDecoder.decode(field.substring(0, equals), UTF_8),
                            URLDecoder.decode(field.substring(equals + 1), UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            // a broken query is nobody's answer
            return Optional.empty();
        }
        return Optional.of(fields);
    }

    /** The fields of the answer; empty if none came in time. */
    Optional<Map<String, String>> await(Duration patience) {
        try {
            return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(ErrorKind.CANCELLED, "the login was interrupted")
                    .operation("login")
                    .hint("log in again when it suits")
                    .cause(e)
                    .build();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the answer is only ever completed", e);
        }
    }

    @Override
    public void close() {
        // Newer JDKs wait in stop() and forget that the thread was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            server.stop(0);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
