package org.crmlink.paper.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Between Jetty and the routes. */
final class HttpDoor extends Handler.Abstract {

    private static final System.Logger LOG = System.getLogger(HttpDoor.class.getName());
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private final Store store;
    private final Logins logins;
    private final RecordRoutes records;
    private final BatchRoute batch;
    private final FileRoutes files;
    final AtomicInteger slowDowns = new AtomicInteger();

    HttpDoor(Store store, Logins logins, RecordRoutes records, BatchRoute batch, FileRoutes files) {
        this.store = store;
        this.logins = logins;
        this.records = records;
        this.batch = batch;
        this.files = files;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            Reply reply;
            try {
                reply = route(Ask.of(request));
            } catch (Refusal e) {
                reply = Reply.json(e.status(), e.body());
                if (e.status() == 401) {
                    reply.header("WWW-Authenticate", "Bearer realm=\"paper\"");
                } else if (e.status() == 429) {
                    reply.header("Retry-After", "2");
                }
            }
            write(request, response, reply);
            callback.succeeded();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client went away", e);
            callback.failed(e);
        } catch (Throwable e) {
            // a server thread's edge
            LOG.log(System.Logger.Level.ERROR, "a request failed: " + request.getMethod(), e);
            callback.failed(e);
        }
        return true;
    }

    private Reply route(Ask ask) throws IOException {
        if (ask.path().equals("/token") && ask.method().equals("POST")) {
            return logins.token(Ask.form(new String(body(ask), StandardCharsets.UTF_8)));
        }
        logins.check(ask);
        if (slowDowns.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new Refusal(429, "SLOW_DOWN", "too many requests");
        }
        if (ask.path().startsWith("/files/")) {
            return files.route(ask);
        }
        String[] parts = ask.path().substring(1).split("/", -1);
        String what = ask.method() + " " + (parts.length > 1 && parts[0].equals("api") ? parts[1] : "");
        if (parts.length == 3) {
            return switch (what) {
                case "GET schema" -> Reply.json(200, Map.of("version", Integer.toString(store.schemaVersion())));
                case "GET records" -> records.byTime(ask, parts[2]);
                case "GET changes" -> records.feed(ask, parts[2]);
                case "GET ids" -> records.ids(ask, parts[2]);
                case "GET estimate" -> records.estimate(ask, parts[2]);
                case "GET binary" -> records.binary(ask, parts[2]);
                case "POST fetch" -> records.fetch(Json.object(body(ask)), parts[2]);
                default -> throw unknown();
            };
        }
        return switch (what) {
            case "GET whoami" -> whoami();
            case "GET schema" ->
                Reply.bytes(200, "application/xml", SchemaXml.of(store.shapes(), store.schemaVersion()));
            case "POST batch" -> batch.batch(Json.object(body(ask)));
            case "GET operation" -> batch.operation(ask);
            default -> throw unknown();
        };
    }

    private static Refusal unknown() {
        return new Refusal(404, "UNKNOWN_ADDRESS", "there is no such address");
    }

    private Reply whoami() {
        return Reply.json(
                200,
                Map.of(
                        "user",
                        Map.of("id", Store.USER, "name", "Paula Paper"),
                        "organisation",
                        Map.of("id", Logins.ORGANISATION, "name", "Paper Mill"),
                        "version",
                        "3.1",
                        "time",
                        store.now().toString()));
    }

    static byte[] body(Ask ask) throws IOException {
        try (InputStream in = Content.Source.asInputStream(ask.jetty())) {
            byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw new Refusal(413, "TOO_LONG", "the body is too long");
            }
            long announced = ask.jetty().getLength();
            if (announced >= 0 && bytes.length != announced) {
                throw new EOFException("the body ended too early");
            }
            return bytes;
        }
    }

    private void write(Request request, Response response, Reply reply) throws IOException {
        response.setStatus(reply.status);
        response.getHeaders()
                .put(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(store.now().atOffset(ZoneOffset.UTC)));
        response.getHeaders().put("X-Request-Id", UUID.randomUUID().toString());
        response.getHeaders().put("X-Schema-Version", Integer.toString(store.schemaVersion()));
        reply.headers.forEach((name, value) -> response.getHeaders().put(name, value));
        if (reply.status != 204) {
            response.getHeaders().put("Content-Length", Long.toString(reply.length));
        }
        @Nullable OutputStream out = null;
        if (reply.length > 0 && !request.getMethod().equals("HEAD")) {
            out = Content.Sink.asOutputStream(response);
            reply.body.writeTo(out);
        }
        if (out != null) {
            out.close();
        }
    }
}
