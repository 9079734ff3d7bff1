package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Writing;

/** C9: a request that writes travels once, whatever becomes of it. */
final class TransportChecks {

    /** A fault, and whether the backend may have carried the request out. */
    private record Blow(String name, FaultAction action, boolean sent) {}

    private static List<Blow> blows(Run run) {
        Map<String, String> elsewhere =
                Map.of("Location", run.proxy().endpoint() + "/elsewhere", "Content-Type", "application/json");
        return List.of(
                new Blow("a reset", new FaultAction.After(new Wire.Reset(-1)), true),
                new Blow("no answer", new FaultAction.After(new Wire.Close(-1)), true),
                new Blow("garbage", new FaultAction.CutBefore(new Wire.Garbage()), true),
                answer("408", 408, Map.of()),
                answer("503 with Retry-After: 0", 503, Map.of("Retry-After", "0")),
                answer("307", 307, elsewhere),
                answer("308", 308, elsewhere));
    }

    private static Blow answer(String name, int status, Map<String, String> headers) {
        return new Blow(name, new FaultAction.Instead(new Answer(status, headers, "")), false);
    }

    /** A write, and the text by which its requests are known. */
    private record Shot(Mutation mutation, String text) {}

    private static Shot shot(Run run, Writing writing, Operation operation) {
        if (operation == Operation.CREATE) {
            Mutation.Create create = writing.create(writing.minimal());
            return new Shot(create, String.valueOf(create.values().get(writing.marker())));
        }
        Seed seed = run.seed(writing.entity(), 1).get(0);
        if (operation == Operation.UPDATE) {
            Mutation.Update update = writing.update(seed.id(), Optional.empty());
            return new Shot(update, String.valueOf(update.values().get(writing.marker())));
        }
        return new Shot(writing.delete(seed.id(), Optional.empty()), seed.id());
    }

    static boolean carries(Exchange exchange, String text) {
        return exchange.mayWrite()
                && (exchange.bodyText().contains(text)
                        || exchange.path().contains(text)
                        || decoded(exchange.path()).contains(text));
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    private static EntityType entity(Run run) {
        run.uploader();
        return run.entity("writes", one -> !operations(one).isEmpty());
    }

    private static List<Operation> operations(EntityType entity) {
        return List.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE).stream()
                .filter(entity.capabilities()::can)
                .toList();
    }

    /**
     * Does: strikes a write with each of seven faults, once on a connection that has been used before and once on a new one, with creates, updates and
     * deletes in turn, and counts the requests.
     * Why: HTTP clients send a request again by themselves when a connection breaks or a 408, 503 or redirect says so; a write is then made twice.
     * Not run: if no entity takes writes.
     * Look at: the HTTP client's own retries and redirects; switch them off for writes.
     */
    @Check(
            value = Requirement.R43,
            witnesses = {"every fault struck", "a new connection was struck"})
    void aWriteTravelsOnce(Run run) {
        EntityType entity = entity(run);
        Writing writing = Writing.of(run, entity);
        List<Operation> operations = operations(entity);
        int turn = 0;
        boolean all = true;
        for (Blow blow : blows(run)) {
            all &= strike(run, writing, operations.get(turn % operations.size()), blow, true);
            all &= strike(run, writing, operations.get((turn + 1) % operations.size()), blow, false);
            turn++;
        }
        run.witness("every fault struck", all);
    }

    /**
     * Does: the same with every fault, every operation, warm and cold, in every entity.
     * Why: creates, updates and deletes often take different ways through a connector.
     * Not run: if no entity takes writes.
     * Look at: the HTTP client's own retries and redirects; switch them off for writes.
     */
    @Check(
            value = Requirement.R43,
            witnesses = {"every fault struck", "a new connection was struck"},
            budget = Budget.FULL,
            seconds = 120)
    void everyWriteTravelsOnceThroughEveryFault(Run run) {
        boolean all = true;
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            for (Operation operation : operations(entity)) {
                for (Blow blow : blows(run)) {
                    all &= strike(run, writing, operation, blow, true);
                    all &= strike(run, writing, operation, blow, false);
                }
            }
        }
        run.witness("every fault struck", all);
    }

    /** Strikes one write; tells whether the fault happened. */
    private static boolean strike(Run run, Writing writing, Operation operation, Blow blow, boolean warm) {
        Seed other = run.seed(writing.entity(), 1).get(0);
        writing.version(other.id());
        if (!warm) {
            run.proxy().gate().dropAll();
        }
        // on a connection that the server has closed the request may fail before it arrives: the next one is cold then
        for (int attempt = 0; attempt < 3; attempt++) {
            Shot shot = shot(run, writing, operation);
            int connections = run.proxy().gate().opened();
            int mark = run.proxy().mark();
            Fault fault = run.proxy()
                    .when("the write", exchange -> carries(exchange, shot.text()))
                    .does(blow.action());
            MutationResult result = writing.send(shot.mutation());
            run.proxy().calm();
            List<Exchange> requests = run.proxy().since(mark).stream()
                    .filter(exchange -> carries(exchange, shot.text()))
                    .toList();
            if (fault.fired() == 0) {
                continue;
            }
            boolean fresh = run.proxy().gate().opened() > connections;
            run.witness("a new connection was struck", fresh);
            String name = "The call for " + Writing.a(operation) + " of '"
                    + writing.entity().name() + "' that met " + blow.name() + " on a "
                    + (fresh ? "new" : "used") + " connection";
            require(
                    requests.size() == 1,
                    name + " sent it " + requests.size() + " times: " + requests
                            + ". The transport must not send a write again by itself.");
            require(
                    blow.sent() || !(result instanceof MutationResult.Applied),
                    name + " reported it as applied, but the backend never heard of it.");
            return true;
        }
        return false;
    }

    /**
     * Does: strikes the first chunk of a file's upload with a reset, a 503 and a redirect, and counts the requests that carry it.
     * Why: a chunk that is sent twice is in the file twice.
     * Not run: if the connector has no files that can be written.
     * Look at: the HTTP client's own retries and redirects; switch them off for writes.
     */
    @Check(value = Requirement.R43, witnesses = "the faults struck an upload")
    void aChunkOfAFileTravelsOnce(Run run) {
        FileUploads uploads =
                FileUploads.of(run).orElseThrow(() -> new NotOffered("the connector has no files that can be written"));
        List<String> missed = new ArrayList<>();
        for (Blow blow : blows(run)) {
            if (blow.name().equals("garbage") || blow.name().equals("408")) {
                continue;
            }
            String marker = writingMarker(run);
            int mark = run.proxy().mark();
            Fault fault = run.proxy()
                    .when("the chunk", exchange -> carries(exchange, marker))
                    .does(blow.action());
            uploads.tryUpload(run, marker);
            run.proxy().calm();
            long requests = run.proxy().since(mark).stream()
                    .filter(exchange -> carries(exchange, marker))
                    .count();
            if (fault.fired() == 0) {
                missed.add(blow.name());
            }
            require(
                    requests <= 1,
                    "A chunk of a file that met " + blow.name() + " was sent " + requests
                            + " times by one call: the transport must not send a write again by itself.");
        }
        run.witness("the faults struck an upload", missed.isEmpty());
    }

    private static String writingMarker(Run run) {
        String marker = org.crmlink.tck.run.Specimens.marker();
        run.forbid(marker);
        return marker;
    }
}
