package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;

/** A running organization and a plain HTTP client for it. */
final class Org implements AutoCloseable {

    static final String TOKEN = "test-token";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    final Sandbox sandbox;

    private Org(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    static Org start() {
        return start(options -> options);
    }

    static Org start(UnaryOperator<DynamicsOptions.Builder> more) {
        try {
            DynamicsOptions options =
                    more.apply(DynamicsOptions.builder().token(TOKEN)).build();
            return new Org(Sandbox.dynamics(options).start());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An answer. */
    record Reply(int status, Map<String, List<String>> headers, String text) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst()
                    .orElse("");
        }

        Map<?, ?> json() {
            try {
                return (Map<?, ?>) Json.read(text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        }

        @SuppressWarnings("unchecked") // a list of JSON objects
        List<Map<String, Object>> value() {
            return (List<Map<String, Object>>) json().get("value");
        }

        List<Object> column(String name) {
            List<Object> values = new ArrayList<>();
            for (Map<String, Object> row : value()) {
                values.add(row.get(name));
            }
            return values;
        }

        String link(String name) {
            Object link = json().get(name);
            return link == null ? "" : link.toString();
        }

        String errorCode() {
            return ((Map<?, ?>) json().get("error")).get("code").toString();
        }

        String errorMessage() {
            return ((Map<?, ?>) json().get("error")).get("message").toString();
        }
    }

    String root() {
        return sandbox.url() + "/api/data/v9.2/";
    }

    Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Reply patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    Reply delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** Sends with the accepted token; a path without a scheme is below the service root. */
    Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + TOKEN);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            if (List.of(headers).stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
                request.header("Content-Type", "application/json; charset=utf-8");
            }
            request.method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return send(request);
    }

    HttpRequest.Builder request(String path) {
        String url = path.startsWith("http") ? path : root() + path;
        String encoded = url.replace(" ", "%20")
                .replace("\"", "%22")
                .replace("<", "%3C")
                .replace(">", "%3E")
                .replace("{", "%7B")
                .replace("}", "%7D")
                .replace("[", "%5B")
                .replace("]", "%5D");
        return HttpRequest.newBuilder(URI.create(encoded)).timeout(Duration.ofSeconds(30));
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Another user's new row. */
    RecordId insert(String table, Map<String, Object> values) {
        return sandbox.store().insert(table, values).id();
    }

    Row row(String table, RecordId id) {
        return sandbox.store().get(table, id).orElseThrow();
    }

    /** The id at the end of a creation's {@code OData-EntityId}. */
    static RecordId created(Reply reply) {
        String url = reply.header("OData-EntityId");
        return RecordId.guid(url.substring(url.lastIndexOf('(') + 1, url.length() - 1));
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
