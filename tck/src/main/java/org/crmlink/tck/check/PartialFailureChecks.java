package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C11: when some of it fails. Records that cannot be read are in {@link UnreadableChecks}. */
final class PartialFailureChecks {

    private static final int LARGE_ENOUGH = 40;

    /**
     * Does: sends one list with good creates, updates and deletes, and between them creates that must be refused: a required field is missing, a key
     * exists already, an update of what does not exist.
     * Why: one bad record in a thousand must not keep the others from being saved, and none may be thought to be saved that is not.
     * Not run: if no entity takes creates.
     * Look at: whether a refusal ends the batch or the loop, and what is reported for what comes after it.
     */
    @Check(
            value = Requirement.R49,
            witnesses = {"a good one stood before a bad one", "a good one stood behind a bad one"})
    void eachMutationHasItsOwnFate(Run run) {
        EntityType entity = UploadChecks.offering(run, Operation.CREATE).get(0);
        Writing writing = Writing.of(run, entity);
        List<Mutation> good = new ArrayList<>();
        List<Mutation> bad = bad(run, writing);
        good.add(writing.create(writing.minimal()));
        if (entity.capabilities().can(Operation.UPDATE)) {
            good.add(writing.update(run.seed(entity, 1).get(0).id(), Optional.empty()));
        }
        if (entity.capabilities().can(Operation.DELETE)) {
            good.add(writing.delete(run.seed(entity, 1).get(0).id(), Optional.empty()));
        }
        good.add(writing.create(writing.minimal()));
        List<Mutation> mixed = new ArrayList<>();
        for (int i = 0; i < Math.max(good.size(), bad.size()); i++) {
            good.stream().skip(i).findFirst().ifPresent(mixed::add);
            bad.stream().skip(i).findFirst().ifPresent(mixed::add);
        }
        Map<String, MutationResult> results = writing.send(mixed);
        String place = "In a list of " + mixed.size() + ", of which " + bad.size() + " must be refused, ";
        for (Mutation one : good) {
            MutationResult result = Objects.requireNonNull(results.get(one.operationId()));
            require(
                    result instanceof MutationResult.Applied,
                    place + "a good " + name(one) + " ended with " + Writing.text(result)
                            + ": a refused mutation does not stop the others.");
            require(
                    isDone(run, writing, one, result),
                    place + "a good " + name(one)
                            + " was reported as applied, but the backend does not show it: look at what is reported for "
                            + "mutations behind a refused one.");
        }
        for (Mutation one : bad) {
            MutationResult result = Objects.requireNonNull(results.get(one.operationId()));
            require(
                    result instanceof MutationResult.Rejected,
                    place + "a bad " + name(one) + " had to be Rejected, but ended with " + Writing.text(result));
        }
        run.witness("a good one stood before a bad one", good.contains(mixed.get(0)));
        run.witness("a good one stood behind a bad one", good.contains(mixed.get(mixed.size() - 1)));
        run.evidence(good.size() + " good and " + bad.size() + " bad in a list");
    }

    private static String name(Mutation mutation) {
        return mutation.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static List<Mutation> bad(Run run, Writing writing) {
        List<Mutation> bad = new ArrayList<>();
        EntityType entity = writing.entity();
        Map<String, @Nullable Object> values = writing.minimal();
        Optional<Field> required = entity.fields().stream()
                .filter(field -> field.required() && values.containsKey(field.name()))
                .findFirst();
        required.ifPresent(field -> {
            values.remove(field.name());
            bad.add(writing.create(values));
        });
        ConflictChecks.duplicates(run, writing).stream()
                .map(ConflictChecks.Duplicate::create)
                .forEach(bad::add);
        if (bad.size() < 2 && entity.capabilities().can(Operation.UPDATE)) {
            String gone = run.seed(entity, 1).get(0).id();
            run.backdoor().delete(entity.name(), gone);
            bad.add(writing.update(gone, Optional.empty()));
        }
        if (bad.isEmpty()) {
            throw new NotOffered("no create of '" + entity.name() + "' can be refused: no field is required, no key "
                    + "can be used twice, and updates are not offered");
        }
        return bad;
    }

    private static boolean isDone(Run run, Writing writing, Mutation mutation, MutationResult result) {
        String entity = writing.entity().name();
        if (mutation instanceof Mutation.Delete delete) {
            return run.backdoor().get(entity, delete.id()).isEmpty();
        }
        Map<String, @Nullable Object> values =
                mutation instanceof Mutation.Update update ? update.values() : ((Mutation.Create) mutation).values();
        String id = ((MutationResult.Applied) result).id();
        return run.backdoor()
                .get(entity, id)
                .filter(held -> Objects.equals(values.get(writing.marker()), held.get(writing.marker())))
                .isPresent();
    }

    /**
     * Does: takes from the caller the right to one entity, and sends a list with creates of that and of another one.
     * Why: a missing right is found out at the first record and must not stop the records of other entities.
     * Not run: if fewer than two entities take creates, or if the back door cannot take rights away.
     * Look at: how a 403 of one item is treated.
     */
    @Check(value = Requirement.R49, witnesses = "the other entity's record was made")
    void aMissingRightStopsOnlyWhatNeedsIt(Run run) {
        List<EntityType> entities = UploadChecks.offering(run, Operation.CREATE);
        if (entities.size() < 2) {
            throw new NotOffered("fewer than two entities of the fixture take creates");
        }
        Writing allowed = Writing.of(run, entities.get(0));
        Writing refused = Writing.of(run, entities.get(1));
        Mutation.Create bad = refused.create(refused.minimal());
        List<Mutation> list = List.of(allowed.create(allowed.minimal()), bad, allowed.create(allowed.minimal()));
        String name = refused.entity().name();
        try {
            run.backdoor().forbid(name, true);
        } catch (UnsupportedOperationException e) {
            throw new NotOffered("the back door cannot take rights away");
        }
        Map<String, MutationResult> results;
        try {
            results = allowed.send(list);
        } finally {
            run.backdoor().forbid(name, false);
        }
        MutationResult result = Objects.requireNonNull(results.get(bad.operationId()));
        require(
                result instanceof MutationResult.Rejected rejected
                        && rejected.error().kind() == ErrorKind.FORBIDDEN,
                "A create of '" + name + "' without the right to it had to be Rejected with FORBIDDEN, but ended with "
                        + Writing.text(result));
        for (Mutation one : list) {
            if (one != bad) {
                MutationResult good = Objects.requireNonNull(results.get(one.operationId()));
                require(
                        good instanceof MutationResult.Applied && isDone(run, allowed, one, good),
                        "A list held one create without the right to it, and a good one ended with "
                                + Writing.text(good) + ", or is not in the backend.");
                run.witness("the other entity's record was made", true);
            }
        }
    }

    /**
     * Does: sends lists of creates whose request is lost before the backend, whose answer is lost behind it, or whose answer ends in the middle, and
     * compares each result with what the backend holds.
     * Why: a record that is said to be made and is not is lost; one that is said not to be made and is will be made twice.
     * Not run: if no entity takes creates.
     * Look at: what becomes of the results that were not read when an answer breaks off.
     */
    @Check(
            value = Requirement.R50,
            witnesses = {"the request was lost", "the answer was lost", "the answer was cut in the middle"})
    void whatIsReportedOfACutBatchIsTrue(Run run) {
        Writing writing =
                Writing.of(run, UploadChecks.offering(run, Operation.CREATE).get(0));
        int length = wholeAnswer(run, writing);
        cut(run, writing, "the request was lost", new FaultAction.CutBefore(new Wire.Close(-1)));
        cut(run, writing, "the answer was lost", new FaultAction.After(new Wire.Close(-1)));
        cut(run, writing, "the answer was cut in the middle", new FaultAction.After(new Wire.Close(length / 2)));
        cut(run, writing, "the answer was cut in the middle", new FaultAction.After(new Wire.Close(length - 2)));
    }

    /** A list without a fault; the length of its first request's answer. */
    private static int wholeAnswer(Run run, Writing writing) {
        List<Mutation> list = creates(writing, 4);
        String marker = marker(writing, list.get(0));
        int mark = run.proxy().mark();
        writing.send(list).values().forEach(result -> writing.applied("A create in a list", result));
        return run.proxy().since(mark).stream()
                .filter(exchange -> IdempotencyChecks.writes(exchange, marker))
                .findFirst()
                .map(exchange -> exchange.answerBody().length)
                .orElse(0);
    }

    private static List<Mutation> creates(Writing writing, int count) {
        List<Mutation> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(writing.create(writing.minimal()));
        }
        return list;
    }

    private static String marker(Writing writing, Mutation mutation) {
        return String.valueOf(((Mutation.Create) mutation).values().get(writing.marker()));
    }

    private static void cut(Run run, Writing writing, String what, FaultAction action) {
        List<Mutation> list = creates(writing, 4);
        String first = marker(writing, list.get(0));
        Fault fault = run.proxy()
                .when("the first request", exchange -> IdempotencyChecks.writes(exchange, first))
                .does(action);
        Map<String, MutationResult> results = writing.send(list);
        run.proxy().calm();
        run.witness(what, fault.fired() > 0);
        compare(run, writing, "When " + what + ", ", list, results);
    }

    /** Holds the results of creates against the backend. */
    private static void compare(
            Run run, Writing writing, String when, List<Mutation> list, Map<String, MutationResult> results) {
        Map<String, Integer> there = new LinkedHashMap<>();
        String entity = writing.entity().name();
        for (String id : run.backdoor().ids(entity)) {
            Object marker = run.backdoor()
                    .get(entity, id)
                    .map(held -> held.get(writing.marker()))
                    .orElse("");
            there.merge(String.valueOf(marker), 1, Integer::sum);
        }
        for (Mutation one : list) {
            MutationResult result = Objects.requireNonNull(results.get(one.operationId()));
            boolean made = there.containsKey(marker(writing, one));
            boolean says = result instanceof MutationResult.Applied;
            boolean denies = !says && !(result instanceof MutationResult.Unknown);
            require(
                    !(made && denies) && !(says && !made),
                    when + "one of " + list.size() + " creates was reported as " + Writing.text(result)
                            + ", but the backend has " + (made ? "made the record" : "no such record")
                            + ". What was not answered is Unknown, what was not sent is Deferred.");
        }
    }

    /**
     * Does: sends a list that takes two requests, and loses the answer to the second.
     * Why: what an earlier request has done must not be forgotten because a later one fails.
     * Not run: if more than 40 mutations travel in a request.
     * Look at: whether a failing request throws away the results of those before it.
     */
    @Check(value = Requirement.R50, witnesses = "the second request's answer was lost")
    void whatEarlierRequestsDidIsNotForgotten(Run run) {
        Writing writing =
                Writing.of(run, UploadChecks.offering(run, Operation.CREATE).get(0));
        int most = run.connector().capabilities().maxBatch();
        if (most > LARGE_ENOUGH) {
            throw new NotOffered(most + " mutations travel in a request: a list of two requests is too long here");
        }
        List<Mutation> list = creates(writing, most + 2);
        String last = marker(writing, list.get(most + 1));
        String first = marker(writing, list.get(0));
        Fault fault = run.proxy()
                .when(
                        "the last request",
                        exchange -> IdempotencyChecks.writes(exchange, last) && !isFirst(exchange, first))
                .loses();
        Map<String, MutationResult> results = writing.send(list);
        run.proxy().calm();
        run.witness("the second request's answer was lost", fault.fired() > 0);
        compare(run, writing, "When the answer to a list's last request was lost, ", list, results);
        require(
                results.get(list.get(0).operationId()) instanceof MutationResult.Applied,
                "The first request of a list was answered, the last one's answer was lost, and the first create was "
                        + "reported as "
                        + Writing.text(
                                Objects.requireNonNull(results.get(list.get(0).operationId())))
                        + ": what was answered is known.");
    }

    private static boolean isFirst(Exchange exchange, String first) {
        return exchange.bodyText().contains(first);
    }
}
