package org.crmlink.sandbox.salesforce.api;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sandbox.http.Json;

/** A running org, and a client of it that knows nothing but HTTP and JSON. */
final class Org implements AutoCloseable {

    static final String TOKEN = "a-token";

    final SalesforceSandbox sandbox;
    private final HttpClient client = HttpClient.newHttpClient();

    /** An answer with its JSON. */
    record Answer(int status, Map<String, List<String>> headers, String text) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(line -> line.getKey().equalsIgnoreCase(name))
                    .map(line -> line.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }

        Object tree() {
            try {
                return java.util.Objects.requireNonNull(Json.read(text));
            } catch (IOException e) {
                throw new IllegalStateException(text, e);
            }
        }

        /** What stands at a path such as {@code records.0.Name}; empty text for nothing. */
        Object at(String path) {
            Object at = tree();
            for (String step : path.split("\\.")) {
                Object next = at instanceof Map<?, ?> map
                        ? map.get(step)
                        : at instanceof List<?> list && Integer.parseInt(step) < list.size()
                                ? list.get(Integer.parseInt(step))
                                : null;
                if (next == null) {
                    return "";
                }
                at = next;
            }
            return at;
        }

        String text(String path) {
            return at(path).toString();
        }
    }

    Org() throws IOException {
        this(SalesforceOptions.builder());
    }

    Org(SalesforceOptions.Builder options) throws IOException {
        sandbox = SalesforceSandbox.of(options.token(TOKEN).build()).start();
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer query(String soql) {
        return get("/query?q=" + encoded(soql));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Answer post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    /** Creates a record and gives its id. */
    String create(String object, String json) {
        Answer answer = post("/sobjects/" + object, json);
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.text());
        }
        return answer.text("id");
    }

    /** A call with the token; what begins with a slash is below version 62. Apostrophes of the body are quotes. */
    Answer send(String method, String path, String body, String... headers) {
        String whole = path.startsWith("/services") || path.startsWith("/id/") || path.startsWith("/sandbox")
                ? path
                : "/services/data/v62.0" + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.url() + whole))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        List<String> given = new ArrayList<>(List.of(headers));
        if (!given.contains("Authorization")) {
            given.addAll(List.of("Authorization", "Bearer " + TOKEN));
        }
        if (!given.contains("Content-Type") && !body.isEmpty()) {
            given.addAll(List.of("Content-Type", "application/json"));
        }
        request.headers(given.toArray(String[]::new));
        return sent(request.build());
    }

    /** A call with the token and a body of any kind; what comes is taken as bytes. */
    HttpResponse<byte[]> exchange(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.url() + "/services/data/v62.0" + path))
                .method(method, body)
                .header("Authorization", "Bearer " + TOKEN);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer sent(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
