package org.crmlink.sandbox.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.Faults;
import org.crmlink.sandbox.http.HttpRequest;

/**
 * A way to fail that an administrator can order by name. Immutable.
 *
 * @param label its name
 * @param meaning what happens, for people
 */
record FaultKind(String label, String meaning, Order order) {

    /** Puts a fault in force, taking its own members from the request. */
    @FunctionalInterface
    interface Order {
        Faults.Fault place(Faults.When when, Members members, HttpRequest request);
    }

    /** What can happen to every vendor's requests. */
    static List<FaultKind> general() {
        return List.of(
                new FaultKind(
                        "unavailable",
                        "503 with a web page, as during maintenance; 'retryAfter'",
                        FaultKind::unavailable),
                new FaultKind(
                        "badGateway",
                        "502 with a web page, as from the gateway before the servers",
                        FaultKind::badGateway),
                new FaultKind(
                        "lostAnswer",
                        "the request is done, then the connection is cut instead of an answer",
                        FaultKind::lostAnswer),
                new FaultKind(
                        "cutConnection", "the connection is cut before the request is done", FaultKind::cutConnection),
                new FaultKind(
                        "cutAnswer",
                        "the connection is cut after 'bytes' bytes of the answer's body: a cut page",
                        FaultKind::cutAnswer),
                new FaultKind("slow", "the request waits for 'delay' before it is done", FaultKind::slow),
                new FaultKind(
                        "lateCommit",
                        "the transaction of a write commits only after 'delay', later ones before it",
                        FaultKind::lateCommit));
    }

    private static Faults.Fault unavailable(Faults.When when, Members members, HttpRequest request) {
        Duration wait = members.duration("retryAfter").orElse(Duration.ofSeconds(1));
        return when.answer(
                503,
                Map.of("Content-Type", "text/html", "Retry-After", Long.toString(wait.toSeconds())),
                "<html><body><h2>Service Unavailable</h2></body></html>");
    }

    private static Faults.Fault badGateway(Faults.When when, Members members, HttpRequest request) {
        return when.answer(
                502, Map.of("Content-Type", "text/html"), "<html><body><h1>502 Bad Gateway</h1></body></html>");
    }

    private static Faults.Fault lostAnswer(Faults.When when, Members members, HttpRequest request) {
        return when.cutAfter();
    }

    private static Faults.Fault cutConnection(Faults.When when, Members members, HttpRequest request) {
        return when.cutBefore();
    }

    private static Faults.Fault cutAnswer(Faults.When when, Members members, HttpRequest request) {
        return when.cutWithin(members.number("bytes", 0, Integer.MAX_VALUE).orElse(200));
    }

    private static Faults.Fault slow(Faults.When when, Members members, HttpRequest request) {
        return when.delay(atMostAMinute("delay", members));
    }

    private static Faults.Fault lateCommit(Faults.When when, Members members, HttpRequest request) {
        return when.lateCommit(atMostAMinute("delay", members));
    }

    private static Duration atMostAMinute(String name, Members members) {
        Duration time = members.duration(name).orElse(Duration.ofSeconds(1));
        if (time.isNegative() || time.compareTo(Duration.ofMinutes(1)) > 0) {
            throw Members.wrong(name, "at most a minute");
        }
        return time;
    }
}
