package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fidelity;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C8: writing records. */
final class UploadChecks {

    private static final int LARGE_ENOUGH = 40;

    /** The fixture's entities that offer an operation, or the check does not apply. */
    static List<EntityType> offering(Run run, Operation operation) {
        run.uploader();
        List<EntityType> offering = run.entities().stream()
                .filter(entity -> entity.capabilities().can(operation))
                .toList();
        if (offering.isEmpty()) {
            throw new NotOffered("no entity of the fixture has " + operation);
        }
        return offering;
    }

    /** The fields of an entity that the connector can read. */
    private static List<String> readable(EntityType entity) {
        return entity.fields().stream().filter(Field::readable).map(Field::name).toList();
    }

    /**
     * Does: creates a record with a value in every field that can be created, in each entity that takes creates; compares what the back door and the
     * connector's own fetch then show with what was sent; compares the returned id and version with the record's.
     * Why: a host that cannot trust id and version of what it made can neither find it again nor update it.
     * Not run: if no entity takes creates.
     * Look at: how the answer to a create is read, and how each field's value is put on the wire.
     */
    @Check(value = Requirement.R36, witnesses = "the backend holds the created record")
    void aCreatedRecordReadsBackAsItWasSent(Run run) {
        for (EntityType entity : offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            Mutation.Create create = writing.create(writing.full());
            MutationResult.Applied applied = writing.applied("A create with all fields", create);
            checkIdentity(writing, create, applied);
            run.witness(
                    "the backend holds the created record",
                    run.backdoor().ids(entity.name()).contains(applied.id()));
            List<String> inBackend = Fidelity.differing(entity, create.values(), writing.held(applied.id()));
            require(
                    inBackend.isEmpty(),
                    "A create of '" + entity.name() + "' did not bring these fields to the backend as they were sent: "
                            + inBackend + ". Look at how their values are put on the wire.");
            Map<String, @Nullable Object> sent = new LinkedHashMap<>(create.values());
            sent.keySet().retainAll(readable(entity));
            List<String> fields = List.copyOf(sent.keySet());
            Row row = writing.row(applied.id(), fields);
            List<String> read = Fidelity.differing(entity, sent, Fidelity.values(fields, row.values()));
            require(
                    read.isEmpty(),
                    "A record of '" + entity.name() + "' was created as sent, but the connector reads these fields "
                            + "differently: " + read + ". Look at how their values are decoded.");
            checkVersion(entity, applied, row);
            run.evidence("'" + entity.name() + "': " + create.values().size() + " fields there and back");
        }
    }

    private static void checkIdentity(Writing writing, Mutation.Create create, MutationResult.Applied applied) {
        String name = writing.entity().name();
        require(
                !applied.id().isBlank(),
                "A create of '" + name + "' was applied without an id: the host never finds the record again. "
                        + "Look at where the answer tells the id.");
        create.id()
                .ifPresent(id -> require(
                        id.equals(applied.id()),
                        "A create of '" + name + "' with an id of the client's was applied with another id."));
    }

    private static void checkVersion(EntityType entity, MutationResult.Applied applied, Row row) {
        Optional<String> told = applied.version();
        if (told.isEmpty()) {
            require(
                    row.version().isEmpty() || applied.refetch(),
                    "A create of '" + entity.name() + "' told no version although records have one, and did not ask "
                            + "for a refetch either.");
            return;
        }
        require(
                told.equals(row.version()),
                "The version that a create of '" + entity.name() + "' told is not the record's version: the next "
                        + "update would be a conflict. Look at where the version is taken from.");
    }

    /**
     * Does: creates a record without giving an id.
     * Why: an id that the server makes is known only from its answer.
     * Not run: if no entity takes creates.
     * Look at: where the answer to a create tells the id.
     */
    @Check(Requirement.R36)
    void theServersOwnIdIsTold(Run run) {
        for (EntityType entity : offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            Mutation.Create create =
                    new Mutation.Create(Writing.operation(), entity.name(), Optional.empty(), writing.minimal());
            MutationResult.Applied applied = writing.applied("A create without an id", create);
            checkIdentity(writing, create, applied);
            require(
                    Objects.equals(
                            create.values().get(writing.marker()),
                            writing.held(applied.id()).get(writing.marker())),
                    "The id that a create of '" + entity.name() + "' told is that of another record.");
        }
    }

    /**
     * Does: reads a record, has the back door change one of its fields, and then updates another field alone.
     * Why: an update that sends the whole record as it was read takes back what others did meanwhile.
     * Not run: if no entity takes updates.
     * Look at: which fields an update puts into its request.
     */
    @Check(value = Requirement.R37, witnesses = "another field was changed meanwhile")
    void anUpdateChangesOnlyWhatItNames(Run run) {
        for (EntityType entity : offering(run, Operation.UPDATE)) {
            Writing writing = Writing.of(run, entity);
            Map<String, @Nullable Object> values = writing.full();
            Seed seed = run.seed(entity, values);
            writing.row(seed.id(), readable(entity));
            Optional<Field> other = entity.fields().stream()
                    .filter(field -> values.containsKey(field.name())
                            && field.updatable()
                            && !field.name().equals(writing.marker()))
                    .findFirst();
            if (other.isPresent()) {
                Object changed = writing.value(other.get());
                run.backdoor()
                        .update(entity.name(), seed.id(), Map.of(other.get().name(), changed));
                values.put(other.get().name(), changed);
                run.witness("another field was changed meanwhile", true);
            }
            String fresh = writing.secret();
            values.put(writing.marker(), fresh);
            writing.applied("An update of one field", writing.update(seed.id(), Map.of(writing.marker(), fresh)));
            List<String> differing = Fidelity.differing(entity, values, writing.held(seed.id()));
            require(
                    differing.isEmpty(),
                    "An update that named '" + writing.marker() + "' alone left these fields of '" + entity.name()
                            + "' other than they were: " + differing
                            + ". An update sends the fields that it was given, and no others.");
        }
    }

    /**
     * Does: updates a filled record with null in every field that may be null.
     * Why: clearing a field is a change like any other; a null that is left out is a change that is lost.
     * Not run: if no entity takes updates.
     * Look at: whether the writer of requests leaves out nulls.
     */
    @Check(value = Requirement.R37, witnesses = "a field held something before")
    void nullClears(Run run) {
        for (EntityType entity : offering(run, Operation.UPDATE)) {
            Writing writing = Writing.of(run, entity);
            Map<String, @Nullable Object> values = writing.full();
            Seed seed = run.seed(entity, values);
            Map<String, @Nullable Object> nulls = new LinkedHashMap<>();
            for (Field field : entity.fields()) {
                if (values.containsKey(field.name()) && field.updatable() && field.nullable() && !field.required()) {
                    nulls.put(field.name(), null);
                }
            }
            if (nulls.isEmpty()) {
                continue;
            }
            run.witness("a field held something before", true);
            MutationResult.Applied applied = writing.applied(
                    "An update that clears " + nulls.size() + " fields", writing.update(seed.id(), nulls));
            applied.serverValues().keySet().forEach(nulls::remove);
            List<String> kept = Fidelity.differing(entity, nulls, writing.held(seed.id()));
            require(
                    kept.isEmpty(),
                    "An update with null left these fields of '" + entity.name() + "' as they were: " + kept
                            + ". An explicit null clears a field, an absent one leaves it alone.");
        }
    }

    /**
     * Does: updates and deletes records that the back door has deleted before.
     * Why: an update that makes the record again brings back what somebody else deleted; a deletion of what is gone is done already.
     * Not run: if no entity takes updates or deletes.
     * Look at: the precondition of an update, and what a 404 to a delete becomes.
     */
    @Check(value = Requirement.R38, witnesses = "the back door deleted the record")
    void aMissingRecordIsNotFoundAndNotMade(Run run) {
        for (EntityType entity : offering(run, Operation.UPDATE)) {
            Writing writing = Writing.of(run, entity);
            String id = gone(run, entity);
            writing.refused(
                    "An update of a record that does not exist",
                    EnumSet.of(ErrorKind.NOT_FOUND),
                    writing.update(id, Optional.empty()));
            require(
                    run.backdoor().get(entity.name(), id).isEmpty(),
                    "An update made a record of '" + entity.name()
                            + "' that had been deleted: an update must have the precondition that the record exists.");
        }
    }

    /** As {@link #aMissingRecordIsNotFoundAndNotMade}, for deletions. */
    private static String gone(Run run, EntityType entity) {
        String id = run.seed(entity, 1).get(0).id();
        run.backdoor().delete(entity.name(), id);
        run.witness(
                "the back door deleted the record",
                run.backdoor().get(entity.name(), id).isEmpty());
        return id;
    }

    /**
     * Does: deletes a record through the connector, and one that the back door has deleted before.
     * Why: a deletion that is repeated must end well, or a host repeats it for ever.
     * Not run: if no entity takes deletes.
     * Look at: what a 404 to a delete becomes.
     */
    @Check(value = Requirement.R38, witnesses = "the back door deleted the record")
    void deletingWhatIsGoneIsDoneAlready(Run run) {
        for (EntityType entity : offering(run, Operation.DELETE)) {
            Writing writing = Writing.of(run, entity);
            String there = run.seed(entity, 1).get(0).id();
            MutationResult.Applied first = writing.applied("A delete", writing.delete(there, Optional.empty()));
            require(
                    run.backdoor().get(entity.name(), there).isEmpty() && !first.alreadySo(),
                    "A delete of a record of '" + entity.name() + "' was applied, but "
                            + (first.alreadySo() ? "was said to be done already." : "the record is still there."));
            MutationResult.Applied second = writing.applied(
                    "A delete of a record that is gone", writing.delete(gone(run, entity), Optional.empty()));
            require(
                    second.alreadySo(),
                    "A delete of a record of '" + entity.name()
                            + "' that is gone must say that it was so already (Applied.alreadySo).");
        }
    }

    /**
     * Does: sends lists of 0, 1, as many as a request takes and one more creates (of large requests only 40 and 41), with operation ids in no order,
     * and looks which record each result speaks of.
     * Why: results that are mixed up give one record the id and the version of another.
     * Not run: if no entity takes creates.
     * Look at: how answers are assigned to mutations, and how a long list is split.
     */
    @Check(value = Requirement.R39, witnesses = "a list of more than one mutation was sent")
    void everyMutationHasItsOwnResultInItsPlace(Run run) {
        EntityType entity = offering(run, Operation.CREATE).get(0);
        int most = Math.min(run.connector().capabilities().maxBatch(), LARGE_ENOUGH);
        for (int size : List.of(0, 1, most, most + 1)) {
            inPlace(run, entity, size);
        }
        run.evidence("up to " + (most + 1) + " mutations in a list");
    }

    /**
     * Does: the same with as many mutations as a request takes, and one more, whatever the number.
     * Why: limits that are declared are met the first time when it hurts.
     * Not run: if no entity takes creates.
     * Look at: how a long list is split into requests.
     */
    @Check(
            value = Requirement.R39,
            witnesses = "a list of more than one mutation was sent",
            budget = Budget.FULL,
            seconds = 300)
    void aListThatIsLongerThanARequestIsSplit(Run run) {
        EntityType entity = offering(run, Operation.CREATE).get(0);
        int most = run.connector().capabilities().maxBatch();
        inPlace(run, entity, most);
        inPlace(run, entity, most + 1);
    }

    private static void inPlace(Run run, EntityType entity, int size) {
        Writing writing = Writing.of(run, entity);
        List<Mutation> mutations = new ArrayList<>();
        List<Object> markers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Mutation.Create create = writing.create(writing.minimal());
            mutations.add(create);
            markers.add(String.valueOf(create.values().get(writing.marker())));
        }
        if (size > 1) {
            run.witness("a list of more than one mutation was sent", true);
        }
        List<MutationResult> results = run.uploader().upload(mutations);
        require(
                results.size() == size,
                "A list of " + size + " mutations brought " + results.size()
                        + " results: each mutation has exactly one.");
        List<Integer> looked = List.of(0, 1, size / 2, size - 2, size - 1);
        for (int i = 0; i < size; i++) {
            require(
                    results.get(i).operationId().equals(mutations.get(i).operationId()),
                    "Result " + i + " of a list of " + size
                            + " has the operation id of another mutation: results are in the order of the mutations.");
            MutationResult.Applied applied = writing.applied("Create " + i + " of " + size, results.get(i));
            if (looked.contains(i)) {
                require(
                        markers.get(i).equals(writing.held(applied.id()).get(writing.marker())),
                        "Result " + i + " of a list of " + size
                                + " speaks of another mutation's record: look at how answers are assigned.");
            }
        }
    }

    /**
     * Does: creates and updates records, and compares each readable field's value afterwards with what was sent and what the result told.
     * Why: a host that believes its own values where the server made others shows and compares wrong ones.
     * Not run: if no server value of any entity differs from what was sent.
     * Look at: Applied.serverValues and Applied.refetch.
     */
    @Check(Requirement.R40)
    void whatTheServerMadeOfAWriteIsTold(Run run) {
        int changed = 0;
        for (EntityType entity : offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            Mutation.Create create = writing.create(writing.minimal());
            MutationResult.Applied created = writing.applied("A create", create);
            List<String> fields = readable(entity);
            Map<String, @Nullable Object> first =
                    Fidelity.values(fields, writing.row(created.id(), fields).values());
            changed += told(entity, "create", Map.of(), create.values(), first, created);
            if (entity.capabilities().can(Operation.UPDATE)) {
                Map<String, @Nullable Object> values = Map.of(writing.marker(), writing.secret());
                MutationResult.Applied updated = writing.applied("An update", writing.update(created.id(), values));
                Map<String, @Nullable Object> second = Fidelity.values(
                        fields, writing.row(created.id(), fields).values());
                changed += told(entity, "update", first, values, second, updated);
            }
        }
        if (changed == 0) {
            throw new NotOffered("the backend changes nothing beside what is sent");
        }
        run.evidence(changed + " values were the server's own");
    }

    /** Compares the fields after a write; returns how many are the server's own. */
    private static int told(
            EntityType entity,
            String what,
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> sent,
            Map<String, @Nullable Object> after,
            MutationResult.Applied applied) {
        List<String> untold = new ArrayList<>();
        int changed = 0;
        for (Map.Entry<String, @Nullable Object> entry : after.entrySet()) {
            String name = entry.getKey();
            boolean known = entity.keyFields().contains(name)
                    || entity.versionField().filter(name::equals).isPresent();
            @Nullable Object expected = sent.containsKey(name) ? sent.get(name) : before.get(name);
            if (known || Fidelity.alike(expected, entry.getValue())) {
                continue;
            }
            changed++;
            boolean said = applied.serverValues().containsKey(name)
                    && Fidelity.alike(applied.serverValues().get(name), entry.getValue());
            if (!said && !applied.refetch()) {
                untold.add(name);
            }
        }
        require(
                untold.isEmpty(),
                "After a " + what + " of '" + entity.name() + "' these fields hold what was not sent, and the result "
                        + "neither told their values nor asked for a refetch: " + untold
                        + ". Look at Applied.serverValues and Applied.refetch.");
        return changed;
    }

    /**
     * Does: sends mutations whose operation ids and entities are mixed, in a list that holds updates of one record after another.
     * Why: the second update of a record must not overtake the first.
     * Not run: if no entity takes updates.
     * Look at: whether a list is sent in its order.
     */
    @Check(value = Requirement.R39, witnesses = "one record was written twice in a list")
    void aListIsSentInItsOrder(Run run) {
        EntityType entity = offering(run, Operation.UPDATE).get(0);
        Writing writing = Writing.of(run, entity);
        List<Seed> seeds = run.seed(entity, 3);
        List<Mutation> mutations = new ArrayList<>();
        Map<String, String> lastMarker = new LinkedHashMap<>();
        List<Seed> mixed = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<Seed> turn = new ArrayList<>(seeds);
            Collections.shuffle(turn, new Random(round));
            mixed.addAll(turn);
        }
        for (Seed seed : mixed) {
            Mutation.Update update = writing.update(seed.id(), Optional.empty());
            mutations.add(update);
            lastMarker.put(seed.id(), String.valueOf(update.values().get(writing.marker())));
        }
        Map<String, MutationResult> results = writing.send(mutations);
        mutations.forEach(
                one -> writing.applied("An update in a list", Objects.requireNonNull(results.get(one.operationId()))));
        run.witness("one record was written twice in a list", true);
        lastMarker.forEach((id, marker) -> require(
                marker.equals(writing.held(id).get(writing.marker())),
                "After three updates of a record in one list the backend holds an earlier one: a list is sent in its "
                        + "order."));
    }

    /** Whether a write's version check is offered in some way. */
    static boolean checksVersions(EntityType entity, Operation operation) {
        return entity.capabilities().can(operation)
                && entity.capabilities().versionCheck(operation) != VersionCheck.NONE;
    }

    /** Whether the client can choose ids. */
    static boolean choosesIds(EntityType entity) {
        return entity.capabilities().idAssignment() == IdAssignment.CLIENT;
    }
}
