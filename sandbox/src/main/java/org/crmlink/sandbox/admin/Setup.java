package org.crmlink.sandbox.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.Headers;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;

/** Requests to the administrator, written down in a file, that a sandbox carries out when it starts. Immutable. */
public final class Setup {

    /** One of them. */
    private record Order(String place, String method, String path, byte[] body) {}

    private final List<Order> orders;

    private Setup(List<Order> orders) {
        this.orders = List.copyOf(orders);
    }

    /**
     * Reads files: each a JSON array of objects with {@code request}, such as {@code "POST /sandbox/faults"}, and {@code body}.
     *
     * @throws IOException if a file cannot be read or is no JSON
     * @throws IllegalArgumentException if one has another form
     */
    public static Setup read(List<Path> files) throws IOException {
        List<Order> orders = new ArrayList<>();
        for (Path file : files) {
            Object json;
            try {
                json = Json.read(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
            if (!(json instanceof List<?> list)) {
                throw new IllegalArgumentException(file + ": a JSON array of requests is expected");
            }
            for (int i = 0; i < list.size(); i++) {
                orders.add(order(file + ": request " + (i + 1), list.get(i)));
            }
        }
        return new Setup(orders);
    }

    private static Order order(String place, Object json) {
        if (json instanceof Map<?, ?> map
                && map.get("request") instanceof String request
                && request.matches("[A-Z]+ /sandbox\\S*")
                && (map.size() == 1 || map.size() == 2 && map.get("body") instanceof Map<?, ?>)) {
            int blank = request.indexOf(' ');
            byte[] body = map.containsKey("body") ? Json.bytes(map.get("body")) : new byte[0];
            return new Order(place, request.substring(0, blank), request.substring(blank + 1), body);
        }
        throw new IllegalArgumentException(place
                + ": write {\"request\": \"POST /sandbox/faults\", \"body\": {…}}, the body only where there is one");
    }

    /**
     * Carries all out, in order.
     *
     * @param origin scheme and authority of the server
     * @throws IllegalArgumentException if one is refused; those before it are done
     */
    public void run(AdminFace admin, String origin) {
        for (Order order : orders) {
            Headers headers = new Headers().add("Content-Type", "application/json");
            HttpRequest request = new HttpRequest(order.method(), order.path(), "", headers, order.body(), origin);
            HttpResponse response = admin.handle(request).orElseThrow();
            if (response.status() >= 400) {
                throw new IllegalArgumentException(order.place() + ": " + AdminFace.refusal(response));
            }
        }
    }
}
