package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C10: writes that meet somebody else's. */
final class ConflictChecks {

    /** An operation of an entity whose versions are checked. */
    private record Checked(EntityType entity, Operation operation) {}

    private static List<Checked> checked(Run run, EnumSet<VersionCheck> ways) {
        run.uploader();
        List<Checked> all = new ArrayList<>();
        for (EntityType entity : run.entities()) {
            for (Operation operation : List.of(Operation.UPDATE, Operation.DELETE)) {
                if (entity.capabilities().can(operation)
                        && ways.contains(entity.capabilities().versionCheck(operation))) {
                    all.add(new Checked(entity, operation));
                }
            }
        }
        return all;
    }

    private static Mutation mutation(Writing writing, Operation operation, String id, Optional<String> version) {
        return operation == Operation.UPDATE ? writing.update(id, version) : writing.delete(id, version);
    }

    private static Optional<String> version(Writing writing, String id) {
        Optional<String> version = writing.version(id);
        require(
                version.isPresent(),
                "'" + writing.entity().name() + "' declares version checks, but its rows have no version.");
        return version;
    }

    /** Changes the marker behind the connector's back, and returns the new one. */
    private static String change(Run run, Writing writing, String id) {
        String changed = writing.secret();
        run.backdoor().update(writing.entity().name(), id, Map.of(writing.marker(), changed));
        return changed;
    }

    /**
     * Does: reads a record's version, has the back door change the record, and then updates or deletes it with that version; then with the current one.
     * Why: whoever overwrites what he has not seen destroys somebody's work without anybody knowing.
     * Not run: if no entity declares a version check.
     * Look at: how the base version gets into the request, and what the server's refusal becomes.
     */
    @Check(value = Requirement.R45, witnesses = "the version has changed")
    void aStaleVersionIsAConflict(Run run) {
        List<Checked> all = checked(run, EnumSet.of(VersionCheck.ATOMIC, VersionCheck.CHECK_THEN_WRITE));
        if (all.isEmpty()) {
            throw new NotOffered("no entity of the fixture has version checks");
        }
        for (Checked one : all) {
            Writing writing = Writing.of(run, one.entity());
            String name = "The call for " + Writing.a(one.operation()) + " of '"
                    + one.entity().name() + "' with ";
            Seed seed = run.seed(one.entity(), 1).get(0);
            Optional<String> old = version(writing, seed.id());
            String changed = change(run, writing, seed.id());
            Optional<String> current = version(writing, seed.id());
            run.witness("the version has changed", !old.equals(current));
            MutationResult result = writing.send(mutation(writing, one.operation(), seed.id(), old));
            require(
                    result instanceof MutationResult.Conflict conflict && !conflict.deleted(),
                    name + "a stale version had to end in a Conflict, but the result was " + Writing.text(result));
            ((MutationResult.Conflict) result)
                    .currentVersion()
                    .ifPresent(told -> require(
                            current.equals(Optional.of(told)),
                            name
                                    + "a stale version ended in a Conflict, but the current version that it tells is not the "
                                    + "record's."));
            require(
                    changed.equals(writing.held(seed.id()).get(writing.marker())),
                    name + "a stale version ended in a Conflict, but the record was changed all the same.");
            writing.applied(
                    "The call for " + Writing.a(one.operation()) + " with the current version",
                    mutation(writing, one.operation(), seed.id(), current));
        }
        run.evidence(all.size() + " operations with version checks");
    }

    /**
     * Does: updates a record with a version after the back door has deleted it.
     * Why: the record must not come back, and the host must learn that it is gone.
     * Not run: if no entity declares a version check for updates.
     * Look at: what a 404 to an update with a version becomes.
     */
    @Check(value = Requirement.R45, witnesses = "the record is gone")
    void aDeletedRecordIsAConflictWithADeletion(Run run) {
        List<Checked> all = checked(run, EnumSet.of(VersionCheck.ATOMIC, VersionCheck.CHECK_THEN_WRITE)).stream()
                .filter(one -> one.operation() == Operation.UPDATE)
                .toList();
        if (all.isEmpty()) {
            throw new NotOffered("no entity of the fixture has version checks for updates");
        }
        for (Checked one : all) {
            Writing writing = Writing.of(run, one.entity());
            Seed seed = run.seed(one.entity(), 1).get(0);
            Optional<String> old = version(writing, seed.id());
            run.backdoor().delete(one.entity().name(), seed.id());
            MutationResult result = writing.send(writing.update(seed.id(), old));
            boolean gone = result instanceof MutationResult.Conflict conflict && conflict.deleted()
                    || result instanceof MutationResult.Rejected rejected
                            && rejected.error().kind() == ErrorKind.NOT_FOUND;
            require(
                    gone,
                    "An update of '" + one.entity().name()
                            + "' with a version, of a record that is gone, had to be a Conflict with a deletion, but was "
                            + Writing.text(result));
            run.witness(
                    "the record is gone",
                    run.backdoor().get(one.entity().name(), seed.id()).isEmpty());
        }
    }

    /**
     * Does: holds the write's request in the proxy, has the back door change the record, and lets the request go on.
     * Why: a connector that reads, compares and then writes overwrites whatever happens in between; it may declare that, but not as atomic.
     * Not run: if no entity declares an atomic version check.
     * Look at: whether the request itself carries the version, as If-Match or what the backend has for it.
     */
    @Check(
            value = Requirement.R46,
            witnesses = {"the request was held", "the record was changed while it was held"})
    void aChangeBeforeTheWriteArrivesIsAConflict(Run run) {
        List<Checked> all = checked(run, EnumSet.of(VersionCheck.ATOMIC));
        if (all.isEmpty()) {
            throw new NotOffered("no entity of the fixture has atomic version checks");
        }
        for (Checked one : all) {
            Writing writing = Writing.of(run, one.entity());
            Seed seed = run.seed(one.entity(), 1).get(0);
            Optional<String> version = version(writing, seed.id());
            Mutation mutation = mutation(writing, one.operation(), seed.id(), version);
            String text = mutation instanceof Mutation.Update update
                    ? String.valueOf(update.values().get(writing.marker()))
                    : seed.id();
            AtomicReference<String> changed = new AtomicReference<>("");
            MutationResult result =
                    held(run, text, writing, mutation, () -> changed.set(change(run, writing, seed.id())));
            run.witness("the record was changed while it was held", !"".equals(changed.get()));
            boolean kept = Objects.equals(
                    changed.get(),
                    run.backdoor()
                            .get(one.entity().name(), seed.id())
                            .map(values -> values.get(writing.marker()))
                            .orElse(null));
            require(
                    result instanceof MutationResult.Conflict && kept,
                    "A record of '" + one.entity().name() + "' was changed while the request of "
                            + Writing.a(one.operation())
                            + " was under way: it had to be a Conflict, but the result was " + Writing.text(result)
                            + (kept ? "" : " and the change is lost")
                            + ". The version check is declared ATOMIC: the server must compare.");
        }
    }

    /** Sends a mutation whose request is held until something has happened. */
    private static MutationResult held(Run run, String text, Writing writing, Mutation mutation, Runnable meanwhile) {
        CountDownLatch latch = new CountDownLatch(1);
        Fault fault = run.proxy()
                .when("the write", exchange -> TransportChecks.carries(exchange, text))
                .does(new FaultAction.HoldBefore(latch));
        Thread other = new Thread(
                () -> {
                    try {
                        if (fault.awaitFired(5_000)) {
                            meanwhile.run();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        latch.countDown();
                    }
                },
                "check-meanwhile");
        other.setDaemon(true);
        other.start();
        MutationResult result = writing.send(mutation);
        latch.countDown();
        run.witness("the request was held", fault.fired() > 0);
        run.proxy().calm();
        return result;
    }

    /**
     * Does: updates and deletes with a base version where version checks are not declared.
     * Why: a version that is ignored is worse than none: the host believes that it is protected.
     * Not run: if every write checks versions.
     * Look at: whether the connector refuses a base version before it sends.
     */
    @Check(value = Requirement.R47, witnesses = "the record was not touched")
    void aVersionThatCannotBeCheckedIsRefused(Run run) {
        List<Checked> all = checked(run, EnumSet.of(VersionCheck.NONE));
        if (all.isEmpty()) {
            throw new NotOffered("every update and delete of the fixture's entities checks versions");
        }
        for (Checked one : all) {
            Writing writing = Writing.of(run, one.entity());
            Seed seed = run.seed(one.entity(), 1).get(0);
            Optional<String> version = Optional.of(writing.version(seed.id()).orElse("1"));
            int mark = run.proxy().mark();
            writing.refused(
                    "The call for " + Writing.a(one.operation()) + " with a version that is not checked",
                    EnumSet.of(ErrorKind.UNSUPPORTED),
                    mutation(writing, one.operation(), seed.id(), version));
            List<Exchange> sent = run.proxy().dataSince(mark).stream()
                    .filter(exchange -> TransportChecks.carries(exchange, seed.id()))
                    .toList();
            require(
                    sent.isEmpty(),
                    "The call for " + Writing.a(one.operation()) + " of '"
                            + one.entity().name() + "' with a version that cannot be checked was sent nevertheless: "
                            + sent);
            run.witness(
                    "the record was not touched",
                    seed.marker().equals(writing.held(seed.id()).get(writing.marker())));
        }
    }

    /**
     * Does: creates a second record with the id, or the alternate key, of a first one.
     * Why: a host has to tell "it is there already" from "it is wrong", and wants to know which record is in its way.
     * Not run: if ids are the server's and no entity has an alternate key.
     * Look at: what the server's code for duplicates becomes, and whether its answer names the record.
     */
    @Check(value = Requirement.R48, witnesses = "a key was used twice")
    void anExistingKeyIsNamed(Run run) {
        boolean any = false;
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            for (Duplicate duplicate : duplicates(run, writing)) {
                any = true;
                MutationResult.Rejected rejected = writing.refused(
                        "A create with " + duplicate.what(), EnumSet.of(ErrorKind.ALREADY_EXISTS), duplicate.create());
                rejected.error()
                        .recordId()
                        .ifPresent(
                                named -> require(
                                        named.equals(duplicate.existing()),
                                        "A create of '" + entity.name() + "' with " + duplicate.what()
                                                + " was refused, but the error names another record than the one that exists."));
                require(
                        duplicate
                                .marker()
                                .equals(writing.held(duplicate.existing()).get(writing.marker())),
                        "A create of '" + entity.name() + "' with " + duplicate.what()
                                + " changed the record that exists: a create never overwrites.");
                run.witness(
                        "a key was used twice",
                        run.backdoor().ids(entity.name()).contains(duplicate.existing()));
            }
        }
        if (!any) {
            throw new NotOffered("ids are the server's, and no entity has an alternate key");
        }
    }

    /**
     * A create that cannot succeed.
     *
     * @param existing the id of the record that is in the way
     * @param marker that record's marker
     */
    record Duplicate(String what, Mutation.Create create, String existing, String marker) {}

    static List<Duplicate> duplicates(Run run, Writing writing) {
        List<Duplicate> duplicates = new ArrayList<>();
        EntityType entity = writing.entity();
        if (UploadChecks.choosesIds(entity)) {
            Mutation.Create first = writing.create(writing.minimal());
            writing.applied("A create", first);
            String id = first.id().orElseThrow();
            duplicates.add(new Duplicate(
                    "an id that exists",
                    new Mutation.Create(Writing.operation(), entity.name(), Optional.of(id), writing.minimal()),
                    id,
                    String.valueOf(first.values().get(writing.marker()))));
        }
        for (AlternateKey key : entity.alternateKeys()) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name : key.fields()) {
                Optional<Field> field = entity.field(name).filter(Field::creatable);
                field.ifPresent(one -> values.put(name, writing.value(one)));
            }
            if (values.size() == key.fields().size()) {
                Map<String, @Nullable Object> first = writing.minimal();
                first.putAll(values);
                Seed seed = run.seed(entity, first);
                Map<String, @Nullable Object> second = writing.minimal();
                second.putAll(values);
                duplicates.add(new Duplicate(
                        "the values of the key '" + key.name() + "' that exist",
                        writing.create(second),
                        seed.id(),
                        Objects.requireNonNull(seed.marker())));
            }
        }
        return duplicates;
    }
}
