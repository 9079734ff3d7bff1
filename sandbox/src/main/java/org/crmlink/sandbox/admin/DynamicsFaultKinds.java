package org.crmlink.sandbox.admin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.Json;

/** The ways to fail that are told in the words of Dynamics. */
final class DynamicsFaultKinds {

    private static final String JSON = "application/json; odata.metadata=minimal";

    private DynamicsFaultKinds() {}

    static List<FaultKind> all() {
        return List.of(
                new FaultKind(
                        "throttled",
                        "429 as service protection sends it; 'limit': requests, time or concurrency; 'retryAfter'",
                        DynamicsFaultKinds::throttled),
                new FaultKind(
                        "unauthorized",
                        "401 with the challenge, as if the token had just ended",
                        DynamicsFaultKinds::unauthorized),
                new FaultKind(
                        "error", "an error of the service; 'status', 'code', 'message'", DynamicsFaultKinds::error));
    }

    private static Faults.Fault throttled(Faults.When when, Members members, HttpRequest request) {
        String limit = members.text("limit").orElse("requests");
        Map.Entry<String, String> words = switch (limit) {
            case "requests" ->
                Map.entry(
                        "0x80072322", "Number of requests exceeded the limit of 6000 over time window of 300 seconds.");
            case "time" ->
                Map.entry(
                        "0x80072321",
                        "Combined execution time of incoming requests exceeded limit of 1200000 milliseconds over"
                                + " time window of 300 seconds. Decrease number of concurrent requests or reduce the"
                                + " duration of requests and try again later.");
            case "concurrency" -> Map.entry("0x80072326", "Number of concurrent requests exceeded the limit of 52.");
            default -> throw Members.wrong("limit", "one of requests, time, concurrency");
        };
        Duration wait = members.duration("retryAfter").orElse(Duration.ofSeconds(1));
        return when.answer(
                429,
                Map.of("Content-Type", JSON, "Retry-After", Long.toString(wait.toSeconds())),
                error(words.getKey(), words.getValue()));
    }

    private static Faults.Fault unauthorized(Faults.When when, Members members, HttpRequest request) {
        String challenge = "Bearer authorization_uri=" + request.origin() + "/common/oauth2/authorize, resource_id="
                + request.origin() + "/, error=invalid_token, error_description=Error during token validation!";
        return when.answer(
                401,
                Map.of("Content-Type", "text/html", "WWW-Authenticate", challenge),
                "HTTP Error 401 - Unauthorized: Access is denied");
    }

    private static Faults.Fault error(Faults.When when, Members members, HttpRequest request) {
        int status = members.number("status", 400, 599).orElse(400);
        String code = members.text("code").orElse("0x80040265");
        String message = members.text("message").orElse("An error was ordered.");
        return when.answer(status, Map.of("Content-Type", JSON), error(code, message));
    }

    private static String error(String code, String message) {
        return new String(
                Json.bytes(Map.of("error", Map.of("code", code, "message", message))), StandardCharsets.UTF_8);
    }
}
