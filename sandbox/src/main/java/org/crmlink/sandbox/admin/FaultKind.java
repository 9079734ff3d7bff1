package org.crmlink.sandbox.admin;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.Json;

/** The ways to fail that an administrator can order by name. Each takes its own members from the request. */
enum FaultKind {
    THROTTLED("throttled", "429 as service protection sends it; 'limit': requests, time or concurrency; 'retryAfter'") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            String limit = members.text("limit").orElse("requests");
            Map.Entry<String, String> words = switch (limit) {
                case "requests" ->
                    Map.entry(
                            "0x80072322",
                            "Number of requests exceeded the limit of 6000 over time window of 300 seconds.");
                case "time" ->
                    Map.entry(
                            "0x80072321",
                            "Combined execution time of incoming requests exceeded limit of 1200000 milliseconds over"
                                    + " time window of 300 seconds. Decrease number of concurrent requests or reduce the"
                                    + " duration of requests and try again later.");
                case "concurrency" ->
                    Map.entry("0x80072326", "Number of concurrent requests exceeded the limit of 52.");
                default -> throw Members.wrong("limit", "one of requests, time, concurrency");
            };
            Duration wait = members.duration("retryAfter").orElse(Duration.ofSeconds(1));
            return when.answer(
                    429,
                    Map.of("Content-Type", JSON, "Retry-After", Long.toString(wait.toSeconds())),
                    error(words.getKey(), words.getValue()));
        }
    },
    UNAUTHORIZED("unauthorized", "401 with the challenge, as if the token had just ended") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            String challenge = "Bearer authorization_uri=" + request.origin() + "/common/oauth2/authorize, resource_id="
                    + request.origin() + "/, error=invalid_token, error_description=Error during token validation!";
            return when.answer(
                    401,
                    Map.of("Content-Type", "text/html", "WWW-Authenticate", challenge),
                    "HTTP Error 401 - Unauthorized: Access is denied");
        }
    },
    UNAVAILABLE("unavailable", "503 with a web page, as during maintenance; 'retryAfter'") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            Duration wait = members.duration("retryAfter").orElse(Duration.ofSeconds(1));
            return when.answer(
                    503,
                    Map.of("Content-Type", "text/html", "Retry-After", Long.toString(wait.toSeconds())),
                    "<html><body><h2>Service Unavailable</h2></body></html>");
        }
    },
    BAD_GATEWAY("badGateway", "502 with a web page, as from the gateway before the servers") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            return when.answer(
                    502, Map.of("Content-Type", "text/html"), "<html><body><h1>502 Bad Gateway</h1></body></html>");
        }
    },
    ERROR("error", "an error of the service; 'status', 'code', 'message'") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            int status = members.number("status", 400, 599).orElse(400);
            String code = members.text("code").orElse("0x80040265");
            String message = members.text("message").orElse("An error was ordered.");
            return when.answer(status, Map.of("Content-Type", JSON), error(code, message));
        }
    },
    LOST_ANSWER("lostAnswer", "the request is done, then the connection is cut instead of an answer") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            return when.cutAfter();
        }
    },
    CUT_CONNECTION("cutConnection", "the connection is cut before the request is done") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            return when.cutBefore();
        }
    },
    CUT_ANSWER("cutAnswer", "the connection is cut after 'bytes' bytes of the answer's body: a cut page") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            return when.cutWithin(members.number("bytes", 0, Integer.MAX_VALUE).orElse(200));
        }
    },
    SLOW("slow", "the request waits for 'delay' before it is done") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            return when.delay(atMostAMinute("delay", members));
        }
    },
    LATE_COMMIT("lateCommit", "the transaction of a write commits only after 'delay', later ones before it") {
        @Override
        Faults.Fault order(Faults.When when, Members members, HttpRequest request) {
            return when.lateCommit(atMostAMinute("delay", members));
        }
    };

    private static final String JSON = "application/json; odata.metadata=minimal";

    private final String label;
    private final String meaning;

    FaultKind(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** Puts the fault in force. */
    abstract Faults.Fault order(Faults.When when, Members members, HttpRequest request);

    String label() {
        return label;
    }

    /** What happens, for people. */
    String meaning() {
        return meaning;
    }

    static Optional<FaultKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(FaultKind::label).toList();
    }

    private static Duration atMostAMinute(String name, Members members) {
        Duration time = members.duration(name).orElse(Duration.ofSeconds(1));
        if (time.isNegative() || time.compareTo(Duration.ofMinutes(1)) > 0) {
            throw Members.wrong(name, "at most a minute");
        }
        return time;
    }

    private static String error(String code, String message) {
        return new String(
                Json.bytes(Map.of("error", Map.of("code", code, "message", message))),
                java.nio.charset.StandardCharsets.UTF_8);
    }
}
