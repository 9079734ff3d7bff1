package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Inconclusive;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Specimens;
import org.jspecify.annotations.Nullable;

/** C11: records that cannot be decoded. */
final class UnreadableChecks {

    /**
     * A value that can be found again in answers, whatever their format, and what to make of it.
     *
     * @param plain how it is written where it is found
     * @param spoilt what no decoder can take for a value of the field's type, and what does not break the answer's format
     */
    private record Victim(Field field, Object value, String plain, String spoilt) {}

    private static final LocalDate DAY = LocalDate.of(2047, 11, 13);
    private static final long NUMBER = 48_151_623L;

    /** The values of an entity that can be spoilt, the likeliest first. */
    private static List<Victim> victims(Run run, EntityType entity) {
        List<Victim> victims = new ArrayList<>();
        for (Field field : run.specimens(entity).writable()) {
            if (!field.readable()) {
                continue;
            }
            switch (field.type()) {
                case DATE -> victims.add(0, new Victim(field, DAY, DAY.toString(), "2047-77-13"));
                case LOCAL_DATE_TIME ->
                    victims.add(new Victim(field, DAY.atTime(4, 5, 6), DAY.toString(), "2047-77-13"));
                case INSTANT ->
                    victims.add(new Victim(
                            field,
                            DAY.atTime(4, 5, 6).toInstant(java.time.ZoneOffset.UTC),
                            DAY.toString(),
                            "2047-77-13"));
                case INTEGER -> {
                    if (fits(field)) {
                        victims.add(new Victim(field, NUMBER, Long.toString(NUMBER), "true"));
                    }
                }
                default -> {
                    // texts and options can be decoded whatever they hold
                }
            }
        }
        return victims;
    }

    private static boolean fits(Field field) {
        return field.max().map(max -> ((Number) max).longValue() >= NUMBER).orElse(true)
                && field.min().map(min -> ((Number) min).longValue() <= NUMBER).orElse(true);
    }

    /** Records of which one has a value that can be spoilt. */
    private record Scene(EntityType entity, Victim victim, Seed broken, List<Seed> others) {}

    private static Scene scene(Run run) {
        List<EntityType> entities = run.entities();
        for (EntityType entity : entities) {
            for (Victim victim : victims(run, entity)) {
                Specimens specimens = run.specimens(entity);
                List<Seed> others = new ArrayList<>(run.seed(entity, 2));
                Map<String, @Nullable Object> values = specimens.minimal();
                values.put(victim.field().name(), victim.value());
                Seed broken = run.seed(entity, values);
                others.addAll(run.seed(entity, 1));
                int mark = run.proxy().mark();
                run.reader().fetch(entity.name(), List.of(broken.id()), fields(specimens, victim));
                boolean found = run.proxy().dataSince(mark).stream()
                        .anyMatch(exchange -> exchange.answerText().contains(victim.plain()));
                if (found) {
                    return new Scene(entity, victim, broken, others);
                }
                others.forEach(seed -> run.backdoor().delete(entity.name(), seed.id()));
                run.backdoor().delete(entity.name(), broken.id());
            }
        }
        throw new Inconclusive(
                "no date, time or number of any entity was found in the backend's answers as it is usually written, so "
                        + "that none could be spoilt: give an entity with a date to Fixture.entities()");
    }

    private static List<String> fields(Specimens specimens, Victim victim) {
        return List.of(specimens.markerField(), victim.field().name());
    }

    private static Fault spoil(Run run, Victim victim) {
        return run.proxy()
                .onAnswerWith(victim.plain())
                .always()
                .does(new FaultAction.Rewrite(
                        reply -> reply.withText(reply.text().replace(victim.plain(), victim.spoilt()))));
    }

    /**
     * Does: spoils one value of one record in the answers, and reads all records on each path; then reads another entity.
     * Why: one record that nobody can decode must not stop thousands of others, and must not disappear without a word.
     * Not run: never.
     * Look at: where a value's decoding error is caught.
     */
    @Check(value = Requirement.R51, witnesses = "a value was spoilt")
    void aRecordThatCannotBeDecodedIsReported(Run run) {
        Scene scene = scene(run);
        EntityType entity = scene.entity();
        List<String> fields = fields(run.specimens(entity), scene.victim());
        for (ChangePath path : entity.capabilities().changePaths()) {
            Fault fault = spoil(run, scene.victim());
            Reading reading;
            try {
                reading = Reading.all(run.reader(), Reading.query(run, entity, path.tracking(), fields));
            } catch (ConnectorException e) {
                run.record("a read with a spoilt value", e);
                throw new AssertionError("One value of one record of '" + entity.name()
                        + "' cannot be decoded, and the whole read on the path " + path.tracking() + " failed with "
                        + e.kind() + ": it had to be reported in ChangePage.unreadable, and the others had to come.");
            }
            run.witness("a value was spoilt", fault.fired() > 0);
            run.proxy().calm();
            check(run, scene, "A full read on the path " + path.tracking(), reading.unreadable(), reading.ids());
        }
        for (EntityType other : run.entities()) {
            if (!other.name().equals(entity.name())) {
                Seed seed = run.seed(other, 1).get(0);
                spoil(run, scene.victim());
                require(
                        Reading.all(run.reader(), Reading.query(run, other))
                                .ids()
                                .contains(seed.id()),
                        "A record of '" + entity.name() + "' cannot be decoded, and after it '" + other.name()
                                + "' is not read any more.");
                return;
            }
        }
    }

    /**
     * Does: spoils one value of one record in the answers, and fetches it by its id with others.
     * Why: as for reads of everything; an id that is asked for has a fate of its own.
     * Not run: never.
     * Look at: where a value's decoding error is caught.
     */
    @Check(value = Requirement.R51, witnesses = "a value was spoilt")
    void aFetchedRecordThatCannotBeDecodedIsReported(Run run) {
        Scene scene = scene(run);
        EntityType entity = scene.entity();
        List<String> ids = new ArrayList<>();
        scene.others().forEach(seed -> ids.add(seed.id()));
        ids.add(1, scene.broken().id());
        Fault fault = spoil(run, scene.victim());
        FetchResult result;
        try {
            result = run.reader().fetch(entity.name(), ids, fields(run.specimens(entity), scene.victim()));
        } catch (ConnectorException e) {
            run.record("a fetch with a spoilt value", e);
            throw new AssertionError("One value of one record of '" + entity.name()
                    + "' cannot be decoded, and the whole fetch failed with " + e.kind()
                    + ": it had to be reported in FetchResult.unreadable.");
        }
        run.witness("a value was spoilt", fault.fired() > 0);
        Set<String> rows = new java.util.LinkedHashSet<>();
        result.rows().forEach(row -> rows.add(row.id()));
        check(run, scene, "A fetch", result.unreadable(), rows);
    }

    private static void check(Run run, Scene scene, String what, List<Unreadable> unreadable, Set<String> rows) {
        String name = scene.entity().name();
        unreadable.forEach(one -> run.record("an unreadable record", one.error()));
        Optional<Unreadable> reported = unreadable.stream()
                .filter(one -> one.id().equals(scene.broken().id()))
                .findFirst();
        boolean asRow = rows.contains(scene.broken().id());
        require(
                reported.isPresent(),
                what + " of '" + name + "' met a value of '"
                        + scene.victim().field().name() + "' that cannot be decoded, and "
                        + (asRow
                                ? "gave the record as a row with another value"
                                : unreadable.isEmpty()
                                        ? "left the record out without a word"
                                        : "reported it without its id")
                        + ": it had to be reported as Unreadable with its id.");
        List<String> lost = scene.others().stream()
                .map(Seed::id)
                .filter(id -> !rows.contains(id))
                .toList();
        require(
                lost.isEmpty(),
                what + " of '" + name + "' met one record that cannot be decoded, and " + lost.size() + " of "
                        + scene.others().size() + " others did not come.");
    }
}
