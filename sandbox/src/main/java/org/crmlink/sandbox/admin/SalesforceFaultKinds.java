package org.crmlink.sandbox.admin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.Json;

/** The ways to fail that are told in the words of Salesforce. Source: backend page, sections 2.3, 13 and 18. */
final class SalesforceFaultKinds {

    private static final String JSON = "application/json;charset=UTF-8";

    private SalesforceFaultKinds() {}

    static List<FaultKind> all() {
        return List.of(
                fixed(
                        "unauthorized",
                        "401, as if the session had just ended",
                        401,
                        "INVALID_SESSION_ID",
                        "Session expired or invalid"),
                fixed(
                        "dailyLimit",
                        "403: nothing is left of the calls of the last 24 hours",
                        403,
                        "REQUEST_LIMIT_EXCEEDED",
                        "TotalRequests Limit exceeded."),
                fixed(
                        "concurrentLimit",
                        "403: too many long calls at once",
                        403,
                        "REQUEST_LIMIT_EXCEEDED",
                        "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
                fixed(
                        "lockedRow",
                        "400: somebody else changes the record",
                        400,
                        "UNABLE_TO_LOCK_ROW",
                        "unable to obtain exclusive access to this record or 1 records"),
                fixed(
                        "deadLocator",
                        "400, as if a query's locator had died",
                        400,
                        "INVALID_QUERY_LOCATOR",
                        "invalid query locator"),
                new FaultKind("throttled", "429 of the edge; 'retryAfter'", SalesforceFaultKinds::throttled),
                new FaultKind(
                        "notAcceptable",
                        "406 without a body",
                        (when, members, request) -> when.answer(406, Map.of(), "")),
                new FaultKind(
                        "error", "an error of the service; 'status', 'code', 'message'", SalesforceFaultKinds::error));
    }

    private static FaultKind fixed(String label, String meaning, int status, String code, String message) {
        return new FaultKind(
                label,
                meaning,
                (when, members, request) -> when.answer(status, Map.of("Content-Type", JSON), error(code, message)));
    }

    private static Faults.Fault throttled(Faults.When when, Members members, HttpRequest request) {
        Duration wait = members.duration("retryAfter").orElse(Duration.ofSeconds(1));
        return when.answer(
                429,
                Map.of("Content-Type", JSON, "Retry-After", Long.toString(wait.toSeconds())),
                error("REQUEST_LIMIT_EXCEEDED", "Too many requests"));
    }

    private static Faults.Fault error(Faults.When when, Members members, HttpRequest request) {
        int status = members.number("status", 400, 599).orElse(500);
        String code = members.text("code").orElse("UNKNOWN_EXCEPTION");
        String message = members.text("message")
                .orElse(
                        "An unexpected error occurred. Please include this ErrorId if you contact support: 12345-67890");
        return when.answer(status, Map.of("Content-Type", JSON), error(code, message));
    }

    private static String error(String code, String message) {
        return new String(Json.bytes(List.of(Map.of("message", message, "errorCode", code))), StandardCharsets.UTF_8);
    }
}
