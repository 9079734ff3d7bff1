package org.crmlink.sandbox.salesforce.api;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.Parameters;
import org.crmlink.sandbox.salesforce.login.Session;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * A request to the API, taken apart: one of its own, or a part of a composite one. Immutable.
 *
 * @param method with {@code _HttpMethod} taken into account
 * @param steps the decoded steps of the path behind the version
 * @param version such as 62
 * @param work what it shares with other parts that become visible together; empty if it stands alone
 */
record ApiCall(
        HttpRequest request,
        String method,
        List<String> steps,
        Parameters parameters,
        int version,
        Session session,
        Optional<Work> work) {

    /** Source: backend page, section 17; the words are those that users of public clients report. */
    private static final int MOST_JSON = 50 * 1024 * 1024;

    /** A request of its own. */
    static ApiCall of(HttpRequest request, String path, int version, Session session) {
        return of(request, path, version, session, Optional.empty());
    }

    /** A request, or a part of one, whose path behind the version is given as it was sent. */
    static ApiCall of(HttpRequest request, String path, int version, Session session, Optional<Work> work) {
        List<String> steps = new ArrayList<>();
        Parameters parameters;
        try {
            for (String step : path.split("/", -1)) {
                if (!step.isEmpty()) {
                    // a plus sign of a path is a plus sign
                    steps.add(URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8));
                }
            }
            parameters = Parameters.of(request.query());
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "URL_NOT_RESET", "The address is malformed");
        }
        String method = request.method().equals("POST")
                ? parameters.filled("_HttpMethod").orElse("POST")
                : request.method().equals("HEAD") ? "GET" : request.method();
        return new ApiCall(request, method, List.copyOf(steps), parameters, version, session, work);
    }

    /** Path of the version's root: {@code /services/data/v62.0}. */
    String root() {
        return "/services/data/v" + version + ".0";
    }

    /** A step of the path, empty text if there are fewer. */
    String step(int index) {
        return index < steps.size() ? steps.get(index) : "";
    }

    /** How many steps the path has. */
    int length() {
        return steps.size();
    }

    /** A header's value. */
    Optional<String> header(String name) {
        return request.headers().first(name);
    }

    /** The body, which must be a JSON object. */
    Map<String, @Nullable Object> object() {
        if (tree() instanceof Map<?, ?> map) {
            return texts(map);
        }
        throw ApiException.json("The HTTP entity body must be a JSON object");
    }

    /** The values of one record: the body as JSON, or in parts with bytes apart. */
    Map<String, @Nullable Object> record(SObject object) {
        Map<String, @Nullable Object> values =
                MultipartRecord.isOne(this) ? MultipartRecord.read(this, object) : object();
        values.remove("attributes");
        return values;
    }

    /** Refuses JSON that is too long for a message. */
    static void mustFit(long size) {
        if (size > MOST_JSON) {
            throw ApiException.json(
                    "Maximum size of request reached. Maximum size of request is " + MOST_JSON + " bytes.");
        }
    }

    /** The body as a tree of maps and lists. */
    @Nullable
    Object tree() {
        mustFit(request.content().size());
        if (request.content().size() == 0) {
            throw ApiException.json("The HTTP entity body is required, but this request has no entity body.");
        }
        try {
            return Json.read(request.body());
        } catch (IOException e) {
            throw ApiException.json(String.valueOf(e.getMessage()));
        }
    }

    /** Takes a value out, whatever the case of its name; null if there is none. */
    static @Nullable Object take(Map<String, @Nullable Object> values, String field) {
        for (String name : values.keySet()) {
            if (name.equalsIgnoreCase(field)) {
                return values.remove(name);
            }
        }
        return null;
    }

    /** The map with its keys as texts, which they are in JSON. */
    static Map<String, @Nullable Object> texts(Map<?, ?> map) {
        Map<String, @Nullable Object> texts = new java.util.LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), value));
        return texts;
    }

    /** A refusal unless the method is one of these. */
    void mustBe(String... methods) {
        if (!List.of(methods).contains(method)) {
            throw ApiException.method(method, String.join(",", methods));
        }
    }
}
