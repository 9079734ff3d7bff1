package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fidelity;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C12: instants, days and times of day, wherever the host's computer stands. */
final class TimeChecks {

    /** A place where a computer may stand. */
    private record Place(String zone, String language) {}

    private static List<Field> times(Run run, EntityType entity) {
        return run.specimens(entity).writable().stream()
                .filter(field -> field.readable()
                        && switch (field.type()) {
                            case INSTANT, DATE, TIME, LOCAL_DATE_TIME -> true;
                            default -> false;
                        })
                .toList();
    }

    /**
     * Does: moves this computer to an island fourteen hours ahead of UTC that counts in Arabic digits, and writes and reads instants, days and times
     * there: the first and the last that each field declares, around 1970, in the hour that a summer time skips and in the one that it repeats.
     * Why: a birthday that is read as midnight and shown in another zone is the day before.
     * Not run: if no entity that takes creates has dates or times.
     * Look at: every use of the computer's zone and language; days and times of day have none.
     */
    @Check(value = Requirement.R54, witnesses = "times went both ways")
    void timesNeverShiftFarEast(Run run) {
        at(run, new Place("Pacific/Kiritimati", "ar-EG-u-nu-arab"));
    }

    /**
     * Does: the same on an island three and a half hours behind UTC, in Turkish.
     * Why: half hours and languages that have two kinds of i find other mistakes.
     * Not run: if no entity that takes creates has dates or times.
     * Look at: every use of the computer's zone and language; days and times of day have none.
     */
    @Check(value = Requirement.R54, witnesses = "times went both ways")
    void timesNeverShiftFarWest(Run run) {
        at(run, new Place("America/St_Johns", "tr-TR"));
    }

    /**
     * Does: the same in further places, one after the other, with one connector.
     * Why: zones with changes at midnight, with a skipped day and with summer time in January.
     * Not run: if no entity that takes creates has dates or times.
     * Look at: every use of the computer's zone and language; days and times of day have none.
     */
    @Check(value = Requirement.R54, witnesses = "times went both ways", budget = Budget.FULL, seconds = 60)
    void timesNeverShiftAnywhere(Run run) {
        for (String zone : List.of(
                "Europe/Berlin",
                "Australia/Lord_Howe",
                "America/Sao_Paulo",
                "Africa/Cairo",
                "Asia/Kathmandu",
                "Pacific/Apia",
                "Etc/GMT+12")) {
            for (String language : List.of("de-DE", "th-TH-u-ca-buddhist", "fa-IR")) {
                at(run, new Place(zone, language));
            }
        }
    }

    /** Goes to a place, works there, and comes back whatever happens. */
    private static void at(Run run, Place place) {
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(place.zone()));
            Locale.setDefault(Locale.forLanguageTag(place.language()));
            work(run, place);
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    private static void work(Run run, Place place) {
        int count = 0;
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            List<Field> fields = times(run, entity);
            if (fields.isEmpty()) {
                continue;
            }
            Writing writing = Writing.of(run, entity);
            Map<String, Map<String, @Nullable Object>> records = new LinkedHashMap<>();
            for (Field field : fields) {
                int turn = 0;
                for (Object value : values(entity, field)) {
                    String name = "times, set " + (++turn) + " (the computer stands in " + place.zone() + ", "
                            + place.language() + ")";
                    records.computeIfAbsent(name, key -> writing.minimal()).put(field.name(), value);
                    count++;
                }
            }
            RoundTrip.both(run, writing, records, fields);
        }
        if (count == 0) {
            throw new NotOffered("no entity that takes creates has dates or times");
        }
        run.witness("times went both ways", true);
        run.evidence(count + " values in " + place.zone());
    }

    /**
     * Does: writes an instant that is ten times finer than the declared resolution.
     * Why: a time that loses its end silently is no longer equal to the one that was sent, and everything looks changed.
     * Not run: if no entity that takes creates has instants.
     * Look at: EntityCapabilities.timeResolution and Normalisation.TIME_IS_TRUNCATED.
     */
    @Check(value = Requirement.R54, witnesses = "a finer instant was written")
    void whatIsFinerThanTheResolutionIsRefusedOrDeclared(Run run) {
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            Duration finer = entity.capabilities().timeResolution().dividedBy(10);
            for (Field field : times(run, entity)) {
                if (field.type() != FieldType.INSTANT || finer.isZero()) {
                    continue;
                }
                Writing writing = Writing.of(run, entity);
                Map<String, @Nullable Object> values = writing.minimal();
                values.put(field.name(), Instant.parse("2031-03-07T04:05:06Z").plus(finer));
                MutationResult result = writing.send(writing.create(values));
                run.witness("a finer instant was written", true);
                if (result instanceof MutationResult.Applied applied) {
                    require(
                            Fidelity.same(
                                    entity,
                                    field,
                                    values.get(field.name()),
                                    writing.held(applied.id()).get(field.name())),
                            "An instant in '" + field.name() + "' of '" + entity.name()
                                    + "' that is finer than the declared resolution was accepted and changed: refuse "
                                    + "it, or declare TIME_IS_TRUNCATED.");
                } else {
                    require(
                            result instanceof MutationResult.Rejected,
                            "An instant in '" + field.name() + "' of '" + entity.name()
                                    + "' that is finer than the declared resolution ended with "
                                    + Writing.text(result));
                }
                return;
            }
        }
        throw new NotOffered("no entity that takes creates has instants of a resolution above a nanosecond");
    }

    private static List<Object> values(EntityType entity, Field field) {
        Duration resolution = entity.capabilities().timeResolution();
        List<Object> values = new ArrayList<>();
        switch (field.type()) {
            case INSTANT -> {
                Stream.of(
                                "0001-01-01T00:00:00Z",
                                "1883-11-18T12:00:00Z",
                                "1969-12-31T23:59:59Z",
                                "2031-03-09T05:30:00Z",
                                "2031-03-30T01:00:00Z",
                                "2031-10-26T00:30:00Z",
                                "2031-10-26T01:30:00Z",
                                "9999-12-31T23:59:59Z")
                        .map(Instant::parse)
                        .forEach(values::add);
                values.add(Instant.parse("2031-03-07T04:05:06Z").plus(resolution));
            }
            case DATE ->
                Stream.of(
                                "0001-01-01",
                                "1582-10-10",
                                "1969-12-31",
                                "1994-12-31",
                                "2024-02-29",
                                "2031-03-30",
                                "9999-12-31")
                        .map(LocalDate::parse)
                        .forEach(values::add);
            case TIME ->
                Stream.of("00:00", "02:30", "12:00", "23:59:59")
                        .map(LocalTime::parse)
                        .forEach(values::add);
            default ->
                Stream.of(
                                "0001-01-01T00:00",
                                "1969-12-31T23:59:59",
                                "1994-12-31T12:00",
                                "2031-03-09T02:30",
                                "2031-03-30T02:30",
                                "2031-10-26T02:30",
                                "9999-12-31T23:59:59")
                        .map(LocalDateTime::parse)
                        .forEach(values::add);
        }
        values.removeIf(value -> !within(field, value));
        return values;
    }

    /** Bounds have the field's Java type, and so have the values. */
    @SuppressWarnings("unchecked")
    private static boolean within(Field field, Object value) {
        boolean above = field.min()
                .map(min -> ((Comparable<Object>) min).compareTo(value) <= 0)
                .orElse(true);
        return above
                && field.max()
                        .map(max -> ((Comparable<Object>) max).compareTo(value) >= 0)
                        .orElse(true);
    }
}
