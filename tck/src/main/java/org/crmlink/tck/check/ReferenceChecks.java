package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Inconclusive;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C12: options that nobody knows, and references of all kinds. */
final class ReferenceChecks {

    private static final int TELLING = 5;

    /** A field of an entity. */
    private record Place(EntityType entity, Field field) {}

    private static List<Place> places(Run run, Predicate<Field> wanted) {
        List<Place> places = new ArrayList<>();
        for (EntityType entity : run.entities()) {
            for (Field field : run.specimens(entity).writable()) {
                if (field.readable() && wanted.test(field)) {
                    places.add(new Place(entity, field));
                }
            }
        }
        return places;
    }

    /**
     * Does: puts a value that is none of the options into the answers, in the place of a seeded one, and reads the record on each path and by its id.
     * Why: administrators add options while a host runs; a value that is not known yet must not be lost, nor keep the record from coming.
     * Not run: if no entity has a choice with options that can be written.
     * Look at: how a choice is decoded: its raw value is what counts.
     */
    @Check(value = Requirement.R57, witnesses = "an unknown option was in the answer")
    void anUnknownOptionIsKept(Run run) {
        List<Place> places = places(
                run,
                field -> field.type() == FieldType.CHOICE && !field.options().isEmpty());
        if (places.isEmpty()) {
            throw new NotOffered("no entity of the fixture has a choice that can be written");
        }
        for (Place place : places) {
            EntityType entity = place.entity();
            String name = place.field().name();
            Map<String, @Nullable Object> values = run.specimens(entity).minimal();
            String known = String.valueOf(run.specimens(entity).value(place.field()));
            values.put(name, known);
            Seed seed = run.seed(entity, values);
            List<String> fields = List.of(run.specimens(entity).markerField(), name);
            Optional<Pattern> pattern = pattern(run, entity, seed, fields, known);
            if (pattern.isEmpty()) {
                run.backdoor().delete(entity.name(), seed.id());
                continue;
            }
            String unknown = unknown(place.field(), known);
            Fault fault = run.proxy()
                    .when(
                            "answer with an option",
                            exchange -> !exchange.isLogin()
                                    && exchange.answerText().contains(seed.marker())
                                    && pattern.get()
                                            .matcher(exchange.answerText())
                                            .find())
                    .always()
                    .does(new FaultAction.Rewrite(reply -> reply.withText(pattern.get()
                            .matcher(reply.text())
                            .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + unknown)))));
            String what = "An option of '" + name + "' of '" + entity.name() + "' that is not in the metadata";
            Object fetched = Writing.of(run, entity).row(seed.id(), fields).value(1);
            require(
                    unknown.equals(fetched),
                    what + " was not kept by fetch(): it must come as its raw value, but came as "
                            + (fetched == null ? "null" : "something else"));
            Reading reading = Reading.all(
                    run.reader(),
                    Reading.query(run, entity, Reading.best(entity).tracking(), fields));
            run.witness("an unknown option was in the answer", fault.fired() > 0);
            Object read = reading.rows().stream()
                    .filter(row -> row.id().equals(seed.id()))
                    .findFirst()
                    .map(row -> row.value(1))
                    .orElse(null);
            require(
                    unknown.equals(read),
                    what + " was not kept by a full read: it must come as its raw value, and the record with it.");
            return;
        }
        throw new Inconclusive(
                "no choice's value was found in the backend's answers, so that none could be replaced: name an entity "
                        + "in Fixture.entities() whose choice has values of five characters or more");
    }

    /** Finds an option's value in the answer that holds a record: behind the field's name, or anywhere if it is long enough. */
    private static Optional<Pattern> pattern(Run run, EntityType entity, Seed seed, List<String> fields, String known) {
        int mark = run.proxy().mark();
        Writing.of(run, entity).row(seed.id(), fields);
        List<Pattern> candidates = new ArrayList<>();
        candidates.add(Pattern.compile(
                "(\"" + Pattern.quote(fields.get(1)) + "\"\\s*:\\s*\"?)" + Pattern.quote(known) + "(?![0-9A-Za-z])"));
        if (known.length() >= TELLING) {
            candidates.add(Pattern.compile("((?<![0-9A-Za-z]))" + Pattern.quote(known) + "(?![0-9A-Za-z])"));
        }
        return candidates.stream()
                .filter(pattern -> run.proxy().dataSince(mark).stream()
                        .anyMatch(exchange -> exchange.answerText().contains(seed.marker())
                                && pattern.matcher(exchange.answerText()).find()))
                .findFirst();
    }

    private static String unknown(Field field, String known) {
        Set<String> options = field.options().stream().map(Option::value).collect(Collectors.toSet());
        boolean number = known.chars().allMatch(Character::isDigit);
        for (int i = 0; i < 1_000; i++) {
            String candidate = number ? Integer.toString(987_001 + i) : "unheard-of-" + i;
            if (!options.contains(candidate)) {
                return candidate;
            }
        }
        throw new Inconclusive("every value seems to be an option of '" + field.name() + "'");
    }

    /**
     * Does: makes a record that points to another one, deletes that one by the back door, and reads the first; compares with what the backend holds.
     * Why: a reference to what is gone is a fact; losing it, or the record, hides it.
     * Not run: if no entity has a lookup of an entity of the fixture.
     * Look at: how a lookup is decoded whose target cannot be found.
     */
    @Check(value = Requirement.R57, witnesses = "the target was removed")
    void aReferenceToWhatIsGoneIsKept(Run run) {
        List<Place> places = places(
                run,
                field -> field.type() == FieldType.LOOKUP && target(run, field).isPresent());
        if (places.isEmpty()) {
            throw new NotOffered("no entity of the fixture has a lookup of another one that can be written");
        }
        for (Place place : places) {
            Writing writing = Writing.of(run, place.entity());
            String name = place.field().name();
            RecordRef target = writing.target(target(run, place.field()).orElseThrow());
            Map<String, @Nullable Object> values = writing.minimal();
            values.put(name, target);
            Seed seed = run.seed(place.entity(), values);
            run.backdoor().delete(target.entity(), target.id());
            Optional<Map<String, @Nullable Object>> held =
                    run.backdoor().get(place.entity().name(), seed.id());
            run.witness(
                    "the target was removed",
                    run.backdoor().get(target.entity(), target.id()).isEmpty());
            if (held.isEmpty()) {
                // the backend deletes what pointed to it, too
                continue;
            }
            Object read =
                    writing.row(seed.id(), List.of(writing.marker(), name)).value(1);
            require(
                    java.util.Objects.equals(held.get().get(name), read),
                    "The record that '" + name + "' of '" + place.entity().name()
                            + "' points to is gone: the backend holds "
                            + (held.get().get(name) == null ? "no reference" : "the reference still")
                            + ", and the connector reads " + (read == null ? "none" : "another one") + ".");
        }
    }

    private static Optional<EntityType> target(Run run, Field field) {
        return run.entities().stream()
                .filter(entity -> field.targets().contains(entity.name()))
                .findFirst();
    }

    /**
     * Does: points a lookup of several entities to each of them, by the back door and through the connector, and reads it.
     * Why: an id without its entity is worth nothing.
     * Not run: if no entity has a lookup of two entities of the fixture.
     * Look at: where the target's entity is on the wire, beside the id.
     */
    @Check(value = Requirement.R57, witnesses = "two targets were told apart")
    void aReferenceOfSeveralEntitiesNamesItsOwn(Run run) {
        List<Place> places = places(
                run,
                field -> field.type() == FieldType.LOOKUP && targets(run, field).size() > 1);
        if (places.isEmpty()) {
            throw new NotOffered("no entity of the fixture has a lookup of two others that can be written");
        }
        for (Place place : places) {
            Writing writing = Writing.of(run, place.entity());
            String name = place.field().name();
            for (EntityType type : targets(run, place.field())) {
                RecordRef target = writing.target(type);
                Map<String, @Nullable Object> values = writing.minimal();
                values.put(name, target);
                String id = run.seed(place.entity(), values).id();
                require(
                        target.equals(
                                writing.row(id, List.of(writing.marker(), name)).value(1)),
                        "'" + name + "' of '" + place.entity().name() + "' points to a record of '" + type.name()
                                + "', but the connector reads another target.");
                if (place.entity().capabilities().can(Operation.CREATE)) {
                    Map<String, @Nullable Object> own = writing.minimal();
                    own.put(name, target);
                    MutationResult.Applied applied =
                            writing.applied("A create with a lookup of '" + type.name() + "'", writing.create(own));
                    require(
                            target.equals(writing.held(applied.id()).get(name)),
                            "'" + name + "' of '" + place.entity().name() + "' was sent as a reference to '"
                                    + type.name() + "', but the backend holds another target.");
                }
            }
            run.witness("two targets were told apart", true);
        }
    }

    private static List<EntityType> targets(Run run, Field field) {
        return run.entities().stream()
                .filter(entity -> field.targets().contains(entity.name()))
                .toList();
    }
}
