package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Reply;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;

/** C18: where a connector goes. */
final class OriginChecks {

    /**
     * Does: answers a request for data with redirects (301, 302, 307, 308) to another origin, which leads to the same backend, and looks what arrives there.
     * Why: an HTTP client that follows redirects takes own headers, such as API keys, along.
     * Not run: never.
     * Look at: the HTTP client's redirects; follow them within the configured origin only, or not at all.
     */
    @Check(value = Requirement.R77, witnesses = "redirects were given")
    void redirectsToOtherOriginsAreNotFollowed(Run run) {
        Connector connector = run.connector();
        connector.identify();
        run.seed(run.entity(), 1);
        String other = run.proxy().otherGate().endpoint().toString();
        for (int status : List.of(301, 302, 307, 308)) {
            for (boolean reading : List.of(false, true)) {
                int mark = run.proxy().mark();
                Fault fault = run.proxy()
                        .when("data at the own origin", exchange -> !exchange.isLogin() && isOwn(run, exchange))
                        .always()
                        .does(redirect(status, other));
                try {
                    if (reading) {
                        Reading.all(run.reader(), Reading.query(run, run.entity()));
                    } else {
                        connector.identify();
                    }
                } catch (ConnectorException e) {
                    run.record("a redirect to another origin", e);
                }
                run.witness("redirects were given", fault.fired() > 0);
                run.proxy().calm();
                nothing(run, mark, "A redirect (" + status + ") to another origin was followed");
            }
        }
    }

    private static boolean isOwn(Run run, Exchange exchange) {
        String own = run.proxy().gate().endpoint().getRawAuthority();
        return exchange.header("host").filter(own::equals).isPresent();
    }

    private static FaultAction redirect(int status, String other) {
        return new FaultAction.Instead(new Answer(status, Map.of("Location", other + "/redirected"), ""));
    }

    private static void nothing(Run run, int mark, String what) {
        List<Exchange> strayed = run.proxy().through(run.proxy().otherGate(), mark);
        boolean credentials = strayed.stream().anyMatch(OriginChecks::hasCredentials);
        require(
                strayed.isEmpty(),
                what + ": " + strayed.size() + " requests came there, " + (credentials ? "with" : "without")
                        + " the credentials. Requests go to the configured address only; look at how links and redirects "
                        + "of the server are checked.");
    }

    private static boolean hasCredentials(Exchange exchange) {
        return exchange.headers().keySet().stream()
                .anyMatch(name -> name.equals("authorization") || name.equals("cookie") || name.contains("key"));
    }

    /**
     * Does: replaces the address in every link of the server's answers, in bodies and headers, by another origin that leads to the same backend, and reads
     * on; on each path.
     * Why: whoever can change an answer, or a record that looks like a link, would get the login.
     * Not run: if the backend's answers hold no absolute links.
     * Look at: whether the origin of a link is compared with the configured one before it is followed; scheme, host and port.
     */
    @Check(Requirement.R77)
    void linksToOtherOriginsAreNotFollowed(Run run) {
        EntityType entity = run.entity();
        run.seed(entity, run.fixture().pageSize() * 2 + 1);
        URI own = run.proxy().gate().endpoint();
        URI other = run.proxy().otherGate().endpoint();
        int rewritten = 0;
        for (ChangePath path : entity.capabilities().changePaths()) {
            int mark = run.proxy().mark();
            Fault fault = run.proxy()
                    .when("links", exchange -> !exchange.isLogin() && holds(exchange, own.getRawAuthority()))
                    .always()
                    .does(new FaultAction.Rewrite(
                            reply -> elsewhere(reply, own.getRawAuthority(), other.getRawAuthority())));
            try {
                Reading.all(
                        run.reader(),
                        Reading.query(
                                run,
                                entity,
                                path.tracking(),
                                List.of(run.specimens(entity).markerField())));
            } catch (ConnectorException e) {
                run.record("a link to another origin", e);
            }
            rewritten += fault.fired();
            run.proxy().calm();
            nothing(run, mark, "A link of the server's to another origin was followed on the path " + path.tracking());
        }
        run.evidence(rewritten + " answers with links were rewritten");
        if (rewritten == 0) {
            throw new org.crmlink.tck.run.NotOffered("the backend's answers hold no absolute links");
        }
    }

    private static boolean holds(Exchange exchange, String authority) {
        return exchange.answerText().contains(authority)
                || exchange.answerHeaders().values().stream()
                        .anyMatch(values -> values.stream().anyMatch(value -> value.contains(authority)));
    }

    private static Reply elsewhere(Reply reply, String own, String other) {
        Map<String, String> headers = new TreeMap<>();
        reply.headers().forEach((name, value) -> headers.put(name, value.replace(own, other)));
        byte[] body = reply.text().replace(own, other).getBytes(StandardCharsets.UTF_8);
        return new Reply(reply.status(), headers, body);
    }
}
