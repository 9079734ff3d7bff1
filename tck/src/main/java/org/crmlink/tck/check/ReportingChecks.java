package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Specimens;

/** C20: what a connector tells its host of requests. */
final class ReportingChecks {

    private static final int PATIENCE_MILLIS = 1_000;

    /**
     * Does: logs in, identifies, describes, reads three pages, writes, is refused, and loses an answer; compares what the listener heard with the proxy's
     * log: as many requests, each with its method, status and bytes.
     * Why: hosts count requests against quotas, and people look for slow ones.
     * Not run: never. Bytes received are compared where the answer was not packed.
     * Look at: requests that do not pass the place where the listener is called: logins, renewed requests, redirects, refusals, broken ones.
     */
    @Check(
            value = Requirement.R87,
            witnesses = {"an answer was lost", "a request was refused", "requests were made"})
    void everyAttemptIsReported(Run run) throws Exception {
        EntityType entity = run.entity();
        run.seed(entity, run.fixture().pageSize() * 5 / 2);
        int mark = run.proxy().mark();
        int heard = run.events().size();
        Connector connector = run.connector();
        connector.identify();
        run.metadata().describe(java.util.Set.of(entity.name()));
        Reading.all(run.reader(), Reading.query(run, entity));
        write(run, entity);
        Fault refusal = run.proxy().onData().always().answers(Answer.json(403, "{\"error\":\"refused by the kit\"}"));
        run.failure("identify() when refused", connector::identify);
        run.proxy().calm();
        run.witness("a request was refused", refusal.fired() > 0);
        Fault loss = run.proxy().onData().always().does(new FaultAction.After(new FaultAction.Wire.Reset(-1)));
        run.failure("identify() whose answer is lost", connector::identify);
        run.proxy().calm();
        run.witness("an answer was lost", loss.fired() > 0);
        List<Exchange> made = run.proxy().since(mark);
        run.witness("requests were made", made.size() > 5);
        for (int waited = 0; waited < PATIENCE_MILLIS && run.events().size() - heard < made.size(); waited += 10) {
            Thread.sleep(10);
        }
        compare(made, run.events().subList(heard, run.events().size()), entity);
        run.evidence(made.size() + " requests, all reported");
    }

    private static void write(Run run, EntityType entity) {
        Optional<Uploader> uploader = run.connector().facet(Uploader.class);
        if (uploader.isEmpty() || !entity.capabilities().can(Operation.CREATE)) {
            return;
        }
        Optional<String> id = entity.capabilities().idAssignment() == IdAssignment.CLIENT
                ? Optional.of(Specimens.newId())
                : Optional.empty();
        Mutation create = new Mutation.Create(
                UUID.randomUUID().toString(),
                entity.name(),
                id,
                run.specimens(entity).minimal());
        try {
            uploader.get().upload(List.of(create));
        } catch (ConnectorException e) {
            run.record("a create", e);
        }
    }

    private static void compare(List<Exchange> made, List<RequestEvent> heard, EntityType entity) {
        Map<String, Integer> difference = new TreeMap<>();
        for (Exchange exchange : made) {
            boolean lost = exchange.fault()
                    .filter(fault -> fault.toString().startsWith("After"))
                    .isPresent();
            difference.merge(exchange.method() + " with status " + (lost ? 0 : exchange.status()), 1, Integer::sum);
        }
        for (RequestEvent event : heard) {
            difference.merge(event.method() + " with status " + event.status(), -1, Integer::sum);
        }
        difference.values().removeIf(count -> count == 0);
        List<String> words = new ArrayList<>();
        difference.forEach((what, count) ->
                words.add(Math.abs(count) + " × " + what + (count > 0 ? " not reported" : " reported and not made")));
        require(
                words.isEmpty(),
                made.size() + " requests were made and " + heard.size() + " reported to the RequestListener: "
                        + String.join("; ", words)
                        + ". Each attempt is reported once, with status 0 if there was no answer.");
        for (RequestEvent event : heard) {
            require(
                    !event.operation().isBlank() && !event.duration().isNegative(),
                    "A reported " + event.method() + " has no operation or a negative duration.");
        }
        require(
                heard.stream().anyMatch(event -> event.entity().equals(entity.name())),
                "No report names the entity '" + entity.name() + "', of which pages were read.");
        long sent = made.stream().mapToLong(exchange -> exchange.body().length).sum();
        long told = heard.stream().mapToLong(RequestEvent::bytesSent).sum();
        require(
                sent == told,
                "The bodies of all requests had " + sent + " bytes, and the reports say " + told + " (bytesSent).");
        long received = made.stream()
                .filter(exchange -> exchange.fault().isEmpty())
                .mapToLong(exchange -> exchange.answerBody().length)
                .sum();
        long toldReceived =
                heard.stream().mapToLong(RequestEvent::bytesReceived).sum();
        require(
                toldReceived > 0
                        && toldReceived
                                <= made.stream()
                                        .mapToLong(exchange -> exchange.answerBody().length)
                                        .sum(),
                "The bodies of the answers had " + received + " bytes, and the reports say " + toldReceived
                        + " (bytesReceived).");
    }
}
