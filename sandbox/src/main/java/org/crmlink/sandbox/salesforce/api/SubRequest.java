package org.crmlink.sandbox.salesforce.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.Headers;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/** A request that stands inside of a composite one. Stateless. */
final class SubRequest {

    private static final Pattern VERSIONED =
            Pattern.compile("/?(?:services/data/)?v(?<version>\\d+)\\.0/?(?<rest>[^?]*)(?:\\?(?<query>.*))?");

    private SubRequest() {}

    /**
     * The part as a call of its own.
     *
     * @param url {@code /services/data/v62.0/sobjects/Account?fields=Name}, of batches also {@code v62.0/limits}
     * @param body a tree; null for none
     * @throws ApiException if the address is none of the API
     */
    static ApiCall of(
            ApiCall whole,
            String method,
            String url,
            @Nullable Object body,
            Map<String, String> headers,
            Optional<Work> work) {
        Matcher parts = VERSIONED.matcher(url);
        if (!parts.matches()) {
            throw new ApiException(
                    400, "INVALID_INPUT", "The URL of a subrequest must start with /services/data/vXX.X/, not " + url);
        }
        Headers lines = new Headers();
        // what steers writes holds for all parts
        whole.request().headers().lines().stream()
                .filter(line -> line.getKey().toLowerCase(Locale.ROOT).startsWith("sforce-"))
                .forEach(line -> lines.add(line.getKey(), line.getValue()));
        headers.forEach(lines::set);
        String query = parts.group("query") == null ? "" : parts.group("query");
        HttpRequest request = new HttpRequest(
                method,
                whole.request().path(),
                query.replace(" ", "%20"),
                lines,
                body == null ? new byte[0] : Json.bytes(body),
                whole.request().origin());
        int version = Integer.parseInt(parts.group("version"));
        return ApiCall.of(request, parts.group("rest"), version, whole.session(), work);
    }

    /** The answer as it stands in that of a composite request. */
    static Map<String, @Nullable Object> shown(HttpResponse response, String referenceId) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : List.of("Location", "ETag", "Last-Modified")) {
            response.headers().first(name).ifPresent(value -> headers.put(name, value));
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("body", Answers.tree(response));
        shown.put("httpHeaders", headers);
        shown.put("httpStatusCode", response.status());
        shown.put("referenceId", referenceId);
        return shown;
    }
}
