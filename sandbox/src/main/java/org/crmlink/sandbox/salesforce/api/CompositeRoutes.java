package org.crmlink.sandbox.salesforce.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * {@code /composite}, {@code /composite/batch} and {@code /composite/graph}: several requests in one. Source: backend page, section 11.1. Thread-safe.
 */
final class CompositeRoutes {

    private static final int MOST_PARTS = 25;
    private static final int MOST_QUERIES = 5;
    private static final int MOST_GRAPHS = 75;
    private static final int MOST_NODES = 500;
    private static final int MOST_FAILED_GRAPHS = 14;
    private static final Pattern REFERENCE_ID = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Set<String> BANNED_HEADERS = Set.of("accept", "authorization", "content-type");
    private static final String ROLLED_BACK =
            "The transaction was rolled back since another operation in the same transaction failed.";

    private final Function<ApiCall, HttpResponse> routes;
    private final Transactions transactions;

    /** One request of several, as it was sent. */
    private record Part(
            String method, String url, @Nullable Object body, Map<String, String> headers, String referenceId) {}

    /** What became of a part. */
    private record Done(Part part, HttpResponse response) {
        boolean failed() {
            return response.status() >= 400;
        }
    }

    /**
     * Composite requests over these.
     *
     * @param routes answers one part; throws {@link ApiException} for none
     */
    CompositeRoutes(Function<ApiCall, HttpResponse> routes, Transactions transactions) {
        this.routes = routes;
        this.transactions = transactions;
    }

    // ---------------------------------------------------------------- composite

    HttpResponse composite(ApiCall call) {
        call.mustBe("POST");
        Map<String, @Nullable Object> body = call.object();
        List<Part> parts = parts(body.get("compositeRequest"), MOST_PARTS);
        long queries = parts.stream().filter(part -> isQuery(part.url())).count();
        if (queries > MOST_QUERIES) {
            throw limit("Only " + MOST_QUERIES + " query or collection subrequests are allowed");
        }
        List<Done> done = Boolean.TRUE.equals(body.get("allOrNone")) ? together(call, parts) : alone(call, parts);
        return Answers.json(200, Map.of("compositeResponse", shown(done)));
    }

    private static boolean isQuery(String url) {
        return url.contains("/query") || url.contains("/composite/sobjects");
    }

    private List<Done> alone(ApiCall call, List<Part> parts) {
        References references = new References();
        List<Done> done = new ArrayList<>();
        for (Part part : parts) {
            done.add(run(call, part, references, Optional.empty()));
        }
        return done;
    }

    /** All or none: what went well is undone when one fails. */
    private List<Done> together(ApiCall call, List<Part> parts) {
        References references = new References();
        List<Done> done = new ArrayList<>();
        try (Work work = transactions.begin(call)) {
            for (Part part : parts) {
                Done one = run(call, part, references, Optional.of(work));
                done.add(one);
                if (one.failed()) {
                    return halted(parts, done.size() - 1, one);
                }
            }
            transactions.commit(call, work);
        }
        return done;
    }

    private static List<Done> halted(List<Part> parts, int failedAt, Done failed) {
        List<Done> done = new ArrayList<>();
        for (int at = 0; at < parts.size(); at++) {
            done.add(
                    at == failedAt
                            ? failed
                            : new Done(
                                    parts.get(at),
                                    Answers.refused(new ApiException(400, "PROCESSING_HALTED", ROLLED_BACK))));
        }
        return done;
    }

    private Done run(ApiCall call, Part part, References references, Optional<Work> work) {
        HttpResponse response;
        try {
            String url = references.resolved(part.url());
            Object body = references.resolved(part.body());
            response = answer(SubRequest.of(call, part.method(), url, body, part.headers(), work));
        } catch (References.UnknownReferenceException e) {
            response = Answers.refused(new ApiException(400, "PROCESSING_HALTED", String.valueOf(e.getMessage())));
        } catch (ApiException e) {
            response = Answers.refused(e);
        }
        references.put(part.referenceId(), Answers.tree(response));
        return new Done(part, response);
    }

    private static List<Map<String, @Nullable Object>> shown(List<Done> done) {
        List<Map<String, @Nullable Object>> shown = new ArrayList<>();
        done.forEach(
                one -> shown.add(SubRequest.shown(one.response(), one.part().referenceId())));
        return shown;
    }

    /** Bytes cannot stand inside of JSON; code and words are our assumption. Source: backend page, section 17. */
    private HttpResponse answer(ApiCall part) {
        HttpResponse response = routes.apply(part);
        if (response.isFile()) {
            throw new ApiException(400, "INVALID_INPUT", "Binary data cannot be read by a subrequest");
        }
        return response;
    }

    // ---------------------------------------------------------------- graphs

    HttpResponse graphs(ApiCall call) {
        call.mustBe("POST");
        List<?> graphs = list(call.object().get("graphs"), "graphs");
        if (graphs.size() > MOST_GRAPHS) {
            throw limit("Only " + MOST_GRAPHS + " graphs are allowed");
        }
        List<Map<String, @Nullable Object>> shown = new ArrayList<>();
        int nodes = 0;
        int failed = 0;
        for (Object one : graphs) {
            Map<String, @Nullable Object> graph = map(one, "graph");
            List<Part> parts = parts(graph.get("compositeRequest"), MOST_NODES);
            nodes += parts.size();
            if (nodes > MOST_NODES) {
                throw limit("Only " + MOST_NODES + " nodes are allowed");
            }
            boolean stopped = failed >= MOST_FAILED_GRAPHS;
            List<Done> done = stopped ? halted(parts) : together(call, parts);
            boolean good = done.stream().noneMatch(Done::failed);
            failed += good ? 0 : 1;
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("graphId", graph.get("graphId"));
            answer.put("graphResponse", Map.of("compositeResponse", shown(done)));
            answer.put("isSuccessful", good);
            shown.add(answer);
        }
        return Answers.json(200, Map.of("graphs", shown));
    }

    private static List<Done> halted(List<Part> parts) {
        List<Done> done = new ArrayList<>();
        for (Part part : parts) {
            done.add(new Done(
                    part,
                    Answers.refused(new ApiException(
                            400, "PROCESSING_HALTED", "Processing was halted since too many graphs failed."))));
        }
        return done;
    }

    // ---------------------------------------------------------------- batch

    HttpResponse batch(ApiCall call) {
        call.mustBe("POST");
        Map<String, @Nullable Object> body = call.object();
        List<?> requests = list(body.get("batchRequests"), "batchRequests");
        if (requests.size() > MOST_PARTS) {
            throw limit("Only " + MOST_PARTS + " subrequests are allowed");
        }
        boolean halting = Boolean.TRUE.equals(body.get("haltOnError"));
        boolean failed = false;
        List<Map<String, @Nullable Object>> results = new ArrayList<>();
        for (Object one : requests) {
            Map<String, @Nullable Object> request = map(one, "batchRequest");
            HttpResponse response = failed && halting ? haltedInBatch() : inBatch(call, request);
            failed |= response.status() >= 400;
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("statusCode", response.status());
            result.put("result", Answers.tree(response));
            results.add(result);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("hasErrors", failed);
        answer.put("results", results);
        return Answers.json(200, answer);
    }

    private HttpResponse inBatch(ApiCall call, Map<String, @Nullable Object> request) {
        try {
            return answer(SubRequest.of(
                    call,
                    text(request, "method"),
                    text(request, "url"),
                    request.get("richInput"),
                    Map.of(),
                    Optional.empty()));
        } catch (ApiException e) {
            return Answers.refused(e);
        }
    }

    private static HttpResponse haltedInBatch() {
        return Answers.refused(new ApiException(
                412,
                "BATCH_PROCESSING_HALTED",
                "Batch processing halted per request due to error condition in a previous subrequest"));
    }

    // ---------------------------------------------------------------- reading

    private static List<Part> parts(@Nullable Object compositeRequest, int most) {
        List<?> requests = list(compositeRequest, "compositeRequest");
        if (requests.size() > most) {
            throw limit("Only " + most + " subrequests are allowed");
        }
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Object one : requests) {
            Part part = part(map(one, "compositeRequest"));
            if (!REFERENCE_ID.matcher(part.referenceId()).matches()) {
                throw ApiException.json("Provided referenceId ('" + part.referenceId()
                        + "') must start with a letter and contain only letters, numbers and the underscore");
            }
            if (!names.add(part.referenceId())) {
                throw ApiException.json("Duplicate referenceId provided: " + part.referenceId());
            }
            parts.add(part);
        }
        return parts;
    }

    private static Part part(Map<String, @Nullable Object> request) {
        String method = text(request, "method");
        if (!method.equals(method.toUpperCase(java.util.Locale.ROOT))) {
            throw ApiException.json("HTTP Method '" + method + "' not allowed: methods are written in capitals");
        }
        String url = text(request, "url");
        if (!url.startsWith("/services/data/v")) {
            throw new ApiException(
                    400, "INVALID_INPUT", "The URL of a subrequest must start with /services/data/vXX.X/, not " + url);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (request.get("httpHeaders") instanceof Map<?, ?> lines) {
            lines.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        for (String name : headers.keySet()) {
            if (BANNED_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                throw ApiException.json("The header " + name + " is not allowed in a subrequest");
            }
        }
        return new Part(method, url, request.get("body"), headers, text(request, "referenceId"));
    }

    private static String text(Map<String, @Nullable Object> request, String name) {
        if (request.get(name) instanceof String text) {
            return text;
        }
        throw ApiException.json("The subrequest's " + name + " is missing");
    }

    private static List<?> list(@Nullable Object tree, String name) {
        if (tree instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw ApiException.json("The list " + name + " is missing or empty");
    }

    private static Map<String, @Nullable Object> map(@Nullable Object tree, String name) {
        if (tree instanceof Map<?, ?> map) {
            return ApiCall.texts(map);
        }
        throw ApiException.json("An entry of " + name + " is no object");
    }

    private static ApiException limit(String message) {
        return new ApiException(400, "LIMIT_EXCEEDED", message);
    }
}
