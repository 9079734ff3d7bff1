package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Specimens;
import org.jspecify.annotations.Nullable;

/** C3: whether what is declared is true, and what is not declared is refused. */
final class DeclarationChecks {

    private static final String NOWHERE = "nosuchfieldofthekit";
    private static final int MOST_FIELDS = 4;

    /**
     * Does: asks for entities and fields that do not exist, and for fields that cannot be read, in queries, filters, listings and fetches.
     * Why: an empty result is taken for "there is nothing", and a host deletes what it has.
     * Not run: never.
     * Look at: how names are looked up, and whether unknown ones are passed on or dropped.
     */
    @Check(value = Requirement.R13, witnesses = "unknown names were asked for")
    void unknownNamesAreRefused(Run run) {
        EntityType entity = run.entity();
        String marker = run.specimens(entity).markerField();
        run.seed(entity, 1);
        String nobody = "nosuchentityofthekit";
        Set<String> names = new LinkedHashSet<>(List.of(entity.name(), nobody, nobody + "2"));
        ConnectorException unknown = run.failure(
                "describe() of unknown entities",
                Set.of(ErrorKind.NOT_FOUND),
                () -> run.metadata().describe(names));
        names(unknown, "describe() of two unknown entities", List.of(nobody, nobody + "2"));
        ChangeQuery query = Reading.query(run, entity);
        ChangeQuery elsewhere =
                new ChangeQuery(nobody, query.fields(), query.filter(), query.path(), query.since(), query.pageSize());
        run.failure(
                "changes() of an unknown entity",
                Set.of(ErrorKind.NOT_FOUND),
                () -> Reading.all(run.reader(), elsewhere));
        run.failure(
                "ids() of an unknown entity",
                Set.of(ErrorKind.NOT_FOUND),
                () -> Reading.ids(run.reader(), nobody, Filter.all()));
        run.failure(
                "fetch() of an unknown entity",
                Set.of(ErrorKind.NOT_FOUND),
                () -> run.reader().fetch(nobody, List.of(Specimens.newId()), List.of(marker)));
        for (EntityType each : run.entities()) {
            List<String> bad = new ArrayList<>(List.of(NOWHERE));
            each.fields().stream()
                    .filter(field -> !field.readable())
                    .limit(MOST_FIELDS)
                    .forEach(field -> bad.add(field.name()));
            for (ChangePath path : each.capabilities().changePaths()) {
                for (String field : bad) {
                    field(run, each, path, field);
                }
            }
        }
        run.witness("unknown names were asked for", true);
    }

    private static void field(Run run, EntityType entity, ChangePath path, String field) {
        String marker = run.specimens(entity).markerField();
        ChangeQuery query = Reading.query(run, entity, path.tracking(), List.of(marker, field));
        String what = "a query of the field '" + field + "' of '" + entity.name() + "', which "
                + (field.equals(NOWHERE) ? "does not exist," : "is described as not readable,");
        ConnectorException error =
                run.failure(what, Set.of(ErrorKind.INVALID_DATA), () -> Reading.all(run.reader(), query));
        names(error, what, List.of(field));
        if (field.equals(NOWHERE)) {
            String id = run.seed(entity, 1).get(0).id();
            run.failure(
                    "a fetch of the field '" + field + "' of '" + entity.name() + "', which does not exist,",
                    Set.of(ErrorKind.INVALID_DATA),
                    () -> run.reader().fetch(entity.name(), List.of(id), List.of(marker, field)));
            ChangeQuery filtered = new ChangeQuery(
                    entity.name(),
                    List.of(marker),
                    new Filter.IsNull(field),
                    path.tracking(),
                    Optional.empty(),
                    run.fixture().pageSize());
            run.failure(
                    "a filter on the field '" + field + "' of '" + entity.name() + "', which does not exist,",
                    Set.of(ErrorKind.INVALID_DATA),
                    () -> Reading.all(run.reader(), filtered));
        }
    }

    private static void names(ConnectorException error, String what, List<String> names) {
        String text = error.getMessage() + " " + error.hint().orElse("") + " "
                + error.entity().orElse("");
        for (String name : names) {
            require(
                    text.contains(name),
                    what + ": the error had to name '" + name + "', but says: " + error.getMessage() + ".");
        }
    }

    /**
     * Does: for each flag of a field, makes a write that violates it: sets what cannot be created or updated, leaves out what is required, names what
     * does not exist; and looks through the back door that nothing was written.
     * Why: hosts build forms and mappings from the flags; a value that is dropped silently is lost work.
     * Not run: without uploads. At most four fields for each flag of the first entity; lookups without a value of the fixture's are left out.
     * Look at: the flag that the message names, and whether the connector or the server refuses, and how.
     */
    @Check(value = Requirement.R13, witnesses = "a write was refused")
    void flagsOfFieldsAreTrue(Run run) {
        run.uploader();
        EntityType entity = run.entity(
                "create and update",
                type -> type.capabilities().can(Operation.CREATE)
                        && type.capabilities().can(Operation.UPDATE));
        Specimens specimens = run.specimens(entity);
        Set<String> untouched = run.fixture().untouched(entity.name()).keySet();
        List<Field> fields = entity.fields().stream()
                .filter(field -> field.type() != FieldType.LOOKUP && field.type() != FieldType.LOOKUP_LIST)
                .filter(field -> !untouched.contains(field.name()))
                .filter(field -> !field.creatable() || !field.updatable() || field.required())
                .filter(field -> !entity.keyFields().contains(field.name()))
                .toList();
        refusedCreate(run, entity, NOWHERE, "does not exist", with(specimens.minimal(), NOWHERE, "x"));
        Seed seed = run.seed(entity, 1).get(0);
        refusedUpdate(run, entity, seed, NOWHERE, "does not exist", "x");
        fields.stream()
                .filter(field -> !field.creatable())
                .limit(MOST_FIELDS)
                .forEach(field -> refusedCreate(
                        run,
                        entity,
                        field.name(),
                        "is described as not creatable",
                        with(specimens.minimal(), field.name(), specimens.value(field))));
        fields.stream()
                .filter(field -> !field.updatable())
                .limit(MOST_FIELDS)
                .forEach(field -> refusedUpdate(
                        run, entity, seed, field.name(), "is described as not updatable", specimens.value(field)));
        fields.stream().filter(Field::required).limit(MOST_FIELDS).forEach(field -> {
            Map<String, @Nullable Object> values = specimens.minimal();
            values.remove(field.name());
            refusedCreate(run, entity, field.name(), "is described as required and is left out", values);
        });
        run.evidence(fields.size() + " fields of '" + entity.name() + "' with a flag to violate");
    }

    private static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> values, String field, Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(field, value);
        return more;
    }

    private static void refusedCreate(
            Run run, EntityType entity, String field, String flag, Map<String, @Nullable Object> values) {
        Set<String> before = run.backdoor().ids(entity.name());
        Optional<String> id = entity.capabilities().idAssignment() == IdAssignment.CLIENT
                ? Optional.of(Specimens.newId())
                : Optional.empty();
        Mutation create = new Mutation.Create(UUID.randomUUID().toString(), entity.name(), id, values);
        refused(
                run,
                "a create with the field '" + field + "' of '" + entity.name() + "', which " + flag,
                field,
                create);
        require(
                run.backdoor().ids(entity.name()).equals(before),
                "A create with the field '" + field + "', which " + flag
                        + ", was refused, and the record is there all the same.");
    }

    private static void refusedUpdate(Run run, EntityType entity, Seed seed, String field, String flag, Object value) {
        Mutation update = new Mutation.Update(
                UUID.randomUUID().toString(), entity.name(), seed.id(), with(Map.of(), field, value), Optional.empty());
        refused(run, "an update of the field '" + field + "' of '" + entity.name() + "', which " + flag, field, update);
    }

    private static void refused(Run run, String what, String field, Mutation mutation) {
        Refusal refusal = refusal(run, what, mutation);
        require(
                refusal.error().kind() == ErrorKind.INVALID_DATA,
                what + ": it had to be refused with INVALID_DATA, but was refused with "
                        + refusal.error().kind() + ": " + refusal.error().getMessage() + ".");
        boolean named = refusal.fields().contains(field)
                || (refusal.error().getMessage() + refusal.error().hint().orElse("")).contains(field);
        require(
                named,
                what + ": the refusal had to name the field, but says: "
                        + refusal.error().getMessage() + ".");
        run.witness("a write was refused", true);
    }

    /** How a mutation was refused: by its result, or by an exception of the whole call. */
    private record Refusal(ConnectorException error, List<String> fields) {}

    private static Refusal refusal(Run run, String what, Mutation mutation) {
        MutationResult result;
        try {
            List<MutationResult> results = run.uploader().upload(List.of(mutation));
            require(results.size() == 1, what + ": one result was due, " + results.size() + " came.");
            result = results.get(0);
        } catch (ConnectorException e) {
            run.record(what, e);
            return new Refusal(e, List.of());
        }
        if (result instanceof MutationResult.Rejected rejected) {
            run.record(what, rejected.error());
            return new Refusal(
                    rejected.error(),
                    rejected.fieldErrors().stream().map(error -> error.field()).toList());
        }
        throw new AssertionError(what + ": it had to be refused, but the result is "
                + result.getClass().getSimpleName() + ".");
    }

    /**
     * Does: compares capabilities() with facet(); calls what is not declared: change paths, writes, features of attachments, and looks through proxy and
     * back door that nothing was written.
     * Why: hosts decide by what is declared; what works without being declared was never tested.
     * Not run: what everything declared leaves nothing to call of. Whether the declared works, the other checks tell.
     * Look at: whether the connector asks its own capabilities before it sends.
     */
    @Check(Requirement.R14)
    void whatIsNotDeclaredIsRefused(Run run) {
        Set<Class<? extends Facet>> declared = run.connector().capabilities().facets();
        for (Class<? extends Facet> type : List.of(
                EntityMetadata.class,
                ChangeReader.class,
                Uploader.class,
                AttachmentStore.class,
                AccessInfo.class,
                InteractiveLogin.class)) {
            require(
                    run.connector().facet(type).isPresent() == declared.contains(type),
                    "capabilities() " + (declared.contains(type) ? "declares" : "does not declare") + " the facet "
                            + type.getSimpleName() + ", and facet() says otherwise.");
        }
        int refused = 0;
        for (EntityType entity : declared.contains(EntityMetadata.class) ? run.entities() : List.<EntityType>of()) {
            refused += declared.contains(ChangeReader.class) ? paths(run, entity) : 0;
            refused += declared.contains(Uploader.class) ? operations(run, entity) : 0;
        }
        refused += declared.contains(AttachmentStore.class) ? features(run, run.store()) : 0;
        run.evidence(refused + " calls that are not declared");
        if (refused == 0) {
            throw new NotOffered("the connector declares everything, so that nothing undeclared can be called");
        }
    }

    private static int paths(Run run, EntityType entity) {
        int refused = 0;
        for (ChangePath.Tracking tracking : ChangePath.Tracking.values()) {
            if (entity.capabilities().changePath(tracking).isEmpty() && tracking != ChangePath.Tracking.NONE) {
                ChangeQuery query = Reading.query(
                        run, entity, tracking, List.of(run.specimens(entity).markerField()));
                run.failure(
                        "changes() of '" + entity.name() + "' on the path " + tracking + ", which is not declared,",
                        Set.of(ErrorKind.UNSUPPORTED),
                        () -> {
                            try (ChangeStream stream = run.reader().changes(query)) {
                                return stream.next();
                            }
                        });
                refused++;
            }
        }
        return refused;
    }

    private static int operations(Run run, EntityType entity) {
        int refused = 0;
        Seed seed = run.seed(entity, 1).get(0);
        Set<Operation> missing = EnumSet.allOf(Operation.class);
        missing.removeAll(entity.capabilities().operations());
        if (entity.relationships().stream().noneMatch(Relationship.ManyToMany.class::isInstance)) {
            // there is no relationship by whose name to ask
            missing.removeAll(Set.of(Operation.LINK, Operation.UNLINK));
        }
        for (Operation operation : missing) {
            String what = operation + " of '" + entity.name() + "', which is not declared,";
            Set<String> before = run.backdoor().ids(entity.name());
            int mark = run.proxy().mark();
            Refusal refusal = refusal(run, what, mutation(run, entity, operation, seed));
            require(
                    refusal.error().kind() == ErrorKind.UNSUPPORTED,
                    what + " had to be refused with UNSUPPORTED, but was refused with "
                            + refusal.error().kind() + ".");
            require(
                    run.backdoor().ids(entity.name()).equals(before),
                    what + " was refused, but the backend's records have changed.");
            List<Exchange> sent = run.proxy().dataSince(mark).stream()
                    .filter(exchange ->
                            exchange.mayWrite() && (exchange.bodyText() + exchange.path()).contains(seed.id()))
                    .toList();
            require(sent.isEmpty(), what + " was sent to the server: " + sent + ". It must be refused before.");
            refused++;
        }
        return refused;
    }

    private static Mutation mutation(Run run, EntityType entity, Operation operation, Seed seed) {
        String id = UUID.randomUUID().toString();
        String name = entity.name();
        Map<String, @Nullable Object> values = run.specimens(entity).minimal();
        RecordRef ref = new RecordRef(name, seed.id());
        String marker = run.specimens(entity).markerField();
        return switch (operation) {
            case CREATE -> new Mutation.Create(id, name, Optional.empty(), values);
            case UPDATE ->
                new Mutation.Update(id, name, seed.id(), with(Map.of(), marker, Specimens.marker()), Optional.empty());
            case DELETE -> new Mutation.Delete(id, name, seed.id(), Optional.empty());
            case UPSERT -> new Mutation.Upsert(id, name, Map.of(marker, seed.marker()), values);
            case LINK -> new Mutation.Link(id, relationship(entity), ref, ref);
            case UNLINK -> new Mutation.Unlink(id, relationship(entity), ref, ref);
        };
    }

    private static String relationship(EntityType entity) {
        return entity.relationships().stream()
                .filter(Relationship.ManyToMany.class::isInstance)
                .map(Relationship::name)
                .findFirst()
                .orElse("norelationshipofthekit");
    }

    private static int features(Run run, AttachmentStore store) {
        Set<Feature> declared = store.attachmentCapabilities().features();
        AttachmentRef ref = new AttachmentRef("", "nothing-here.txt");
        int refused = 0;
        refused += feature(run, declared, Feature.READ, () -> store.download(ref, 0, Optional.empty()));
        refused += feature(run, declared, Feature.DELETE, () -> {
            store.delete(ref, new WriteCondition.Always());
            return null;
        });
        refused += feature(
                run,
                declared,
                Feature.RENAME,
                () -> store.rename(ref, Optional.empty(), "other.txt", new WriteCondition.Always()));
        refused += feature(run, declared, Feature.FOLDERS, () -> store.createFolder(Optional.empty(), "new"));
        refused += feature(
                run,
                declared,
                Feature.CHANGE_FEED,
                () -> store.changes(Optional.empty()).next());
        refused += feature(run, declared, Feature.VERSIONS, () -> store.versions(ref));
        return refused;
    }

    private static int feature(Run run, Set<Feature> declared, Feature feature, Run.Call call) {
        if (declared.contains(feature)) {
            return 0;
        }
        run.failure("the attachments' " + feature + ", which is not declared,", Set.of(ErrorKind.UNSUPPORTED), call);
        return 1;
    }
}
