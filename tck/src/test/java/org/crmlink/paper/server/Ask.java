package org.crmlink.paper.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** A request: its path, the parameters of its query, and Jetty's view for the rest. Immutable. */
record Ask(String method, String path, Map<String, String> parameters, Request jetty, String root) {

    static Ask of(Request jetty) {
        String query = jetty.getHttpURI().getQuery();
        String host = jetty.getHeaders().get("Host");
        String scheme = jetty.getHttpURI().getScheme();
        return new Ask(
                jetty.getMethod(),
                jetty.getHttpURI().getPath(),
                form(query == null ? "" : query),
                jetty,
                (scheme == null ? "http" : scheme) + "://" + (host == null ? "127.0.0.1" : host));
    }

    static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "BAD_QUERY", "the query is not understood");
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    String required(String name) {
        return parameter(name)
                .orElseThrow(() -> new Refusal(400, "BAD_QUERY", "the parameter '" + name + "' is missing"));
    }

    int number(String name, int otherwise, int most) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Math.max(1, Math.min(most, Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            throw new Refusal(400, "BAD_QUERY", "'" + name + "' is not a number");
        }
    }

    long longNumber(String name, long otherwise) {
        String text = parameters.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Refusal(400, "BAD_QUERY", "'" + name + "' is not a number");
        }
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(jetty.getHeaders().get(name));
    }
}
