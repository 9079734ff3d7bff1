package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
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
import org.crmlink.tck.run.Fate;
import org.crmlink.tck.run.Fidelity;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Specimens;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C9: writes that are sent again. How requests travel is in {@link TransportChecks}. */
final class IdempotencyChecks {

    private static List<EntityType> creating(Run run, boolean repeatable) {
        List<EntityType> entities = UploadChecks.offering(run, Operation.CREATE).stream()
                .filter(entity -> (entity.capabilities().repeatableCreate() != RepeatableCreate.NONE) == repeatable)
                .toList();
        if (entities.isEmpty()) {
            throw new NotOffered(
                    repeatable
                            ? "no entity of the fixture has a repeatable create"
                            : "every entity of the fixture has a repeatable create");
        }
        return entities;
    }

    /** Requests that write and carry a text. */
    static boolean writes(Exchange exchange, String text) {
        return exchange.mayWrite() && exchange.bodyText().contains(text);
    }

    private static String markerOf(Writing writing, Mutation.Create create) {
        return String.valueOf(create.values().get(writing.marker()));
    }

    /** How many records bear a create's marker. */
    private static long copies(Run run, Writing writing, Mutation.Create create) {
        String entity = writing.entity().name();
        String marker = markerOf(writing, create);
        return run.backdoor().ids(entity).stream()
                .filter(id -> run.backdoor()
                        .get(entity, id)
                        .filter(values -> marker.equals(values.get(writing.marker())))
                        .isPresent())
                .count();
    }

    /** A create on a warm connection whose answer is lost. */
    private static MutationResult lost(Run run, Writing writing, Mutation.Create create) {
        run.seed(writing.entity(), 1).forEach(seed -> writing.version(seed.id()));
        String marker = markerOf(writing, create);
        Fault fault = run.proxy()
                .when("the create", exchange -> writes(exchange, marker))
                .loses();
        MutationResult result = writing.send(create);
        run.witness("the backend made the record and its answer was lost", fault.fired() > 0);
        run.proxy().calm();
        long copies = copies(run, writing, create);
        require(
                copies < 2,
                "The answer to a create of '" + writing.entity().name() + "' was lost, and then there were " + copies
                        + " records after one call: the create was sent again by itself.");
        run.witness("the record is there once", copies == 1);
        return result;
    }

    /**
     * Does: loses the answer to a create that the backend has carried out, on a warm connection, and sends the create again with its operation id;
     * then once more, after somebody has changed the record.
     * Why: lost answers happen every day; each would leave a second record.
     * Not run: if no entity declares a repeatable create.
     * Look at: what the declared way of repeating (the client's id, an external id) puts into the request, and whether the second one is the same.
     */
    @Check(
            value = Requirement.R42,
            witnesses = {"the backend made the record and its answer was lost", "the record is there once"})
    void aRepeatedCreateMakesNoSecondRecord(Run run) {
        for (EntityType entity : creating(run, true)) {
            Writing writing = Writing.of(run, entity);
            Mutation.Create create = writing.create(writing.minimal());
            Instant sent = Instant.now();
            truthful(writing, lost(run, writing, create));
            MutationResult again = writing.send(create);
            long copies = copies(run, writing, create);
            require(
                    copies == 1,
                    "A create of '" + entity.name() + "' whose answer was lost was sent again with the same operation "
                            + "id, and then there were " + copies + " records: the declared repeatable create ("
                            + entity.capabilities().repeatableCreate() + ") must find the first one.");
            String id = repeated(run, writing, create, again, sent);
            changedMeanwhile(run, writing, create, id);
        }
    }

    /** Somebody else's change of the record that the first sending made is not undone by another sending. */
    private static void changedMeanwhile(Run run, Writing writing, Mutation.Create create, String id) {
        String entity = writing.entity().name();
        String theirs = Specimens.marker();
        run.forbid(theirs);
        run.backdoor().update(entity, id, Map.of(writing.marker(), theirs));
        writing.send(create);
        Optional<Object> now = run.backdoor().get(entity, id).map(values -> values.get(writing.marker()));
        require(
                now.equals(Optional.of(theirs)),
                "A create of '" + entity
                        + "' was sent again after somebody had changed the record that the first sending "
                        + "made, and the change was gone: a repeated create writes nothing. Look at requests that create or "
                        + "update, whichever fits.");
    }

    /** The result of a repeated create, applied or existing already, and the id of the record. */
    private static String repeated(
            Run run, Writing writing, Mutation.Create create, MutationResult again, Instant sent) {
        Optional<String> id = Optional.empty();
        if (again instanceof MutationResult.Applied applied) {
            id = Optional.of(applied.id());
        } else if (again instanceof MutationResult.Rejected rejected
                && rejected.error().kind() == ErrorKind.ALREADY_EXISTS) {
            id = create.id()
                    .or(() -> Optional.of(run.uploader().settle(create, sent))
                            .filter(MutationResult.Applied.class::isInstance)
                            .map(asked -> ((MutationResult.Applied) asked).id()));
        }
        boolean found = id.flatMap(one -> run.backdoor().get(writing.entity().name(), one))
                .filter(values -> markerOf(writing, create).equals(values.get(writing.marker())))
                .isPresent();
        require(
                found,
                "A create of '" + writing.entity().name() + "' that was sent again must find the record that it made "
                        + "the first time, but the result was " + Writing.text(again)
                        + (id.isPresent() ? " with the id of another record" : ""));
        return id.orElseThrow();
    }

    private static void truthful(Writing writing, MutationResult result) {
        boolean truthful = result instanceof MutationResult.Unknown || result instanceof MutationResult.Applied;
        require(
                truthful,
                "The backend made a record of '" + writing.entity().name()
                        + "' and its answer was lost: the result had to be Unknown, but it was "
                        + Writing.text(result) + ". A request that was sent may have been carried out.");
    }

    /**
     * Does: loses the answer to a create that cannot be repeated, and asks settle() about it; then one that the backend never heard of.
     * Why: a host that is told that nothing happened sends it again, and there are two records.
     * Not run: if every entity's create can be repeated.
     * Look at: the outcome of failures after a request was sent, and what settle() can know.
     */
    @Check(
            value = Requirement.R42,
            witnesses = {"the backend made the record and its answer was lost", "the record is there once"})
    void aLostCreateIsUnknown(Run run) {
        for (EntityType entity : creating(run, false)) {
            Writing writing = Writing.of(run, entity);
            Mutation.Create create = writing.create(writing.minimal());
            Instant sent = Instant.now();
            MutationResult result = lost(run, writing, create);
            truthful(writing, result);
            Fate.error(result)
                    .ifPresent(error -> require(
                            error.outcome() == org.crmlink.sdk.Outcome.UNKNOWN,
                            "The cause of an Unknown create of '" + entity.name() + "' has the outcome "
                                    + error.outcome() + ", but nobody knows it: it must be UNKNOWN."));
            settled(run, writing, create, sent);
        }
    }

    /**
     * Does: asks settle() about creates that can be repeated: one that was carried out and whose answer was lost, and one that never arrived.
     * Why: settle() decides whether a host sends again; a wrong word loses a record or doubles it.
     * Not run: if no entity declares a repeatable create.
     * Look at: by what settle() finds a record again.
     */
    @Check(
            value = Requirement.R42,
            witnesses = {"the backend made the record and its answer was lost", "the create never arrived"})
    void settlingTellsTheTruth(Run run) {
        for (EntityType entity : creating(run, true)) {
            Writing writing = Writing.of(run, entity);
            Mutation.Create made = writing.create(writing.minimal());
            Instant sent = Instant.now();
            truthful(writing, lost(run, writing, made));
            settled(run, writing, made, sent);
            Mutation.Create absent = writing.create(writing.minimal());
            String marker = markerOf(writing, absent);
            Fault fault = run.proxy()
                    .when("the create", exchange -> writes(exchange, marker))
                    .always()
                    .does(new FaultAction.CutBefore(new Wire.Close(-1)));
            writing.send(absent);
            run.proxy().calm();
            run.witness("the create never arrived", fault.fired() > 0 && copies(run, writing, absent) == 0);
            MutationResult asked = run.uploader().settle(absent, sent);
            require(
                    asked instanceof MutationResult.Deferred || asked instanceof MutationResult.Unknown,
                    "A create of '" + entity.name() + "' never reached the backend, and settle() said "
                            + Writing.text(asked) + ": it had to be Deferred, or Unknown if it cannot be told.");
        }
    }

    private static void settled(Run run, Writing writing, Mutation.Create create, Instant sent) {
        MutationResult asked = run.uploader().settle(create, sent);
        boolean right = asked instanceof MutationResult.Applied applied
                ? run.backdoor()
                        .get(writing.entity().name(), applied.id())
                        .filter(values -> markerOf(writing, create).equals(values.get(writing.marker())))
                        .isPresent()
                : asked instanceof MutationResult.Unknown || asked instanceof MutationResult.Conflict;
        require(
                right,
                "The backend made a record of '" + writing.entity().name()
                        + "', its answer was lost, and settle() said "
                        + Writing.text(asked) + (asked instanceof MutationResult.Applied ? " of another record" : "")
                        + ": it had to be Applied, or Unknown if it cannot be told; never that it can be sent again.");
        require(
                copies(run, writing, create) == 1,
                "settle() changed something in '" + writing.entity().name() + "': it asks and writes nothing.");
    }

    /**
     * Does: sends a list of creates, updates, upserts and deletes three times, and compares everything that the backend holds after each.
     * Why: a host that stops in the middle sends the whole list again.
     * Not run: if no entity has a repeatable create or an upsert.
     * Look at: what in a mutation's request differs from one sending to the next.
     */
    @Check(value = Requirement.R44, witnesses = "the backend was changed by the first sending")
    void aRepeatedListEndsInTheSameState(Run run) {
        List<EntityType> entities = UploadChecks.offering(run, Operation.CREATE).stream()
                .filter(entity -> entity.capabilities().repeatableCreate() != RepeatableCreate.NONE
                        || entity.capabilities().can(Operation.UPSERT))
                .toList();
        if (entities.isEmpty()) {
            throw new NotOffered("no entity of the fixture has a repeatable create or an upsert");
        }
        List<Mutation> mutations = new ArrayList<>();
        entities.forEach(entity -> add(run, entity, mutations));
        Map<String, Object> before = dump(run, entities);
        Writing writing = Writing.of(run, entities.get(0));
        Map<String, Object> first = Map.of();
        for (int round = 1; round <= 3; round++) {
            Map<String, MutationResult> results = writing.send(mutations);
            Map<String, Object> now = dump(run, entities);
            if (round == 1) {
                first = now;
                run.witness("the backend was changed by the first sending", !now.equals(before));
            }
            require(
                    now.equals(first),
                    "A list of " + mutations.size() + " mutations was sent " + round
                            + " times, and the backend then held something else than after the first time ("
                            + now.size() + " records instead of " + first.size() + ").");
            for (Mutation mutation : mutations) {
                done(mutation, results.get(mutation.operationId()), round);
            }
        }
        run.evidence(mutations.size() + " mutations three times");
    }

    private static void done(Mutation mutation, @Nullable MutationResult result, int round) {
        boolean exists = mutation instanceof Mutation.Create
                && round > 1
                && result instanceof MutationResult.Rejected rejected
                && rejected.error().kind() == ErrorKind.ALREADY_EXISTS;
        require(
                exists || result instanceof MutationResult.Applied,
                "Sending " + round + " of a list: the "
                        + mutation.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + " of '"
                        + mutation.entity() + "' ended with "
                        + (result == null ? "no result" : Writing.text(result)) + ", but had to be applied.");
    }

    private static void add(Run run, EntityType entity, List<Mutation> mutations) {
        Writing writing = Writing.of(run, entity);
        if (entity.capabilities().repeatableCreate() != RepeatableCreate.NONE) {
            mutations.add(writing.create(writing.minimal()));
            mutations.add(writing.create(writing.minimal()));
        }
        List<Seed> seeds = run.seed(entity, 2);
        if (entity.capabilities().can(Operation.UPDATE)) {
            mutations.add(writing.update(seeds.get(0).id(), Optional.empty()));
        }
        if (entity.capabilities().can(Operation.DELETE)) {
            mutations.add(writing.delete(seeds.get(1).id(), Optional.empty()));
        }
        if (entity.capabilities().can(Operation.UPSERT)) {
            upsert(writing).ifPresent(mutations::add);
        }
    }

    /** An upsert of a record that does not exist yet, by the first key that values can be made for. */
    private static Optional<Mutation> upsert(Writing writing) {
        for (AlternateKey key : writing.entity().alternateKeys()) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name : key.fields()) {
                Optional<Field> field = writing.entity().field(name).filter(Field::creatable);
                field.ifPresent(one -> values.put(name, writing.value(one)));
            }
            if (values.size() == key.fields().size()) {
                Map<String, @Nullable Object> rest = writing.minimal();
                rest.keySet().removeAll(values.keySet());
                return Optional.of(new Mutation.Upsert(
                        Writing.operation(), writing.entity().name(), values, rest));
            }
        }
        return Optional.empty();
    }

    /** Everything that the backend holds of what can be written. */
    private static Map<String, Object> dump(Run run, List<EntityType> entities) {
        Map<String, Object> dump = new LinkedHashMap<>();
        for (EntityType entity : entities) {
            for (String id : run.backdoor().ids(entity.name())) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>(
                        run.backdoor().get(entity.name(), id).orElse(Map.of()));
                values.keySet()
                        .removeIf(name -> entity.field(name)
                                .filter(field -> field.creatable() || field.updatable())
                                .isEmpty());
                dump.put(entity.name() + " " + id, Fidelity.comparable(values));
            }
        }
        return dump;
    }
}
