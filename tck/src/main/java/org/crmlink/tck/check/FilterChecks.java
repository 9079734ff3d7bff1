package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.crmlink.host.filter.FilterEvaluator;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.FilterSpecimens;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Track;
import org.jspecify.annotations.Nullable;

/** C4: filters and projections, measured by the reference evaluation. */
final class FilterChecks {

    /**
     * Does: makes records with and without values, and reads them with a filter of each kind for one field of each type on each path; what comes,
     * less what the residual takes out, must be what the reference evaluation finds.
     * Why: a filter that finds too little loses records without anybody noticing; one that finds too much shows people what they should not have.
     * Not run: never; where the server applies no filter, the whole filter has to come back as residual.
     * Look at: null in comparisons (NE matches it, everything else does not), letter case, negations over parts that are only approximated.
     */
    @Check(value = Requirement.R17, witnesses = "filters chose between records")
    void aFilterFindsWhatTheReferenceFinds(Run run) {
        FilterSpecimens specimens = FilterSpecimens.seed(run, run.entity(), 7, true);
        List<Filter> filters = specimens.simple();
        filters.addAll(specimens.trees(filters, new Random(17), 6));
        for (Track track : Track.paths(run)) {
            compare(run, track, specimens, filters);
        }
    }

    /**
     * Does: as above for every field of every entity, with every value that is there, and 150 random trees of and, or and not.
     * Why: two conditions may be right each and wrong together.
     * Not run: only in the full budget.
     * Look at: precedence and parentheses of the query language, and negations.
     */
    @Check(value = Requirement.R17, budget = Budget.FULL, seconds = 180, witnesses = "filters chose between records")
    void randomFiltersFindWhatTheReferenceFinds(Run run) {
        for (EntityType entity : run.entities()) {
            FilterSpecimens specimens = FilterSpecimens.seed(run, entity, 15, false);
            List<Filter> filters = specimens.simple();
            filters.addAll(specimens.trees(filters, new Random(4711), 150));
            for (ChangePath path : entity.capabilities().changePaths()) {
                compare(run, new Track(run, entity, path), specimens, filters);
            }
        }
    }

    private static void compare(Run run, Track track, FilterSpecimens specimens, List<Filter> filters) {
        for (Filter filter : filters) {
            Set<String> expected = specimens.matching(filter);
            List<String> fields = List.copyOf(specimens.fieldsOf(filter));
            ChangeQuery query = new ChangeQuery(
                    track.entity().name(),
                    fields,
                    filter,
                    track.path().tracking(),
                    Optional.empty(),
                    run.fixture().pageSize());
            Set<String> found = new LinkedHashSet<>();
            Filter residual;
            try (ChangeStream stream = run.reader().changes(query)) {
                residual = stream.residual();
                FilterEvaluator rest = specimens.evaluator(residual, fields);
                for (Row row : Reading.rest(stream).rows()) {
                    if (rest.matches(row)) {
                        found.add(row.id());
                    }
                }
            }
            String what = FilterSpecimens.words(filter);
            String where = residual instanceof Filter.All
                    ? "the connector says that the answer is exact"
                    : "after the residual '" + FilterSpecimens.words(residual) + "'";
            Set<String> lost = new LinkedHashSet<>(expected);
            lost.removeAll(found);
            Set<String> extra = new LinkedHashSet<>(found);
            extra.removeAll(expected);
            require(
                    lost.isEmpty() && extra.isEmpty(),
                    "The filter '" + what + "' on " + track + " must find " + expected.size() + " of "
                            + specimens.size() + " records; " + lost.size() + " of them were lost and " + extra.size()
                            + " came that do not match (" + where
                            + "). Look at how this condition is translated: null, letter case, "
                            + "negation, and what is left to the host.");
            run.witness("filters chose between records", expected.size() < specimens.size() && !expected.isEmpty());
        }
        run.evidence(filters.size() + " filters on " + track);
    }

    /**
     * Does: reads the same records with all readable fields, with the fields in the opposite order, and with each third field alone.
     * Why: rows carry no names: a value in another field's place is worse than none.
     * Not run: never.
     * Look at: whether the row follows the order of the query's fields, or the answer's, or the metadata's.
     */
    @Check(Requirement.R17)
    void fieldsComeAsAndInTheOrderAskedFor(Run run) {
        EntityType entity = run.entity();
        FilterSpecimens.seed(run, entity, 3, true);
        List<String> names = entity.fields().stream()
                .filter(field -> field.readable() && field.type() != FieldType.BINARY)
                .map(field -> field.name())
                .toList();
        List<String> reversed = new ArrayList<>(names);
        java.util.Collections.reverse(reversed);
        List<String> few = new ArrayList<>();
        for (int i = 2; i < names.size(); i += 3) {
            few.add(0, names.get(i));
        }
        for (Track track : Track.paths(run)) {
            List<Row> all = read(run, track, names);
            for (List<String> order : List.of(reversed, few)) {
                for (Row row : read(run, track, order)) {
                    Row whole = all.stream()
                            .filter(one -> one.id().equals(row.id()))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(
                                    "A record of " + track + " came with some fields and not with all of them."));
                    same(track, order, row, names, whole);
                }
            }
        }
    }

    private static List<Row> read(Run run, Track track, List<String> fields) {
        return Reading.all(
                        run.reader(),
                        Reading.query(run, track.entity(), track.path().tracking(), fields))
                .rows();
    }

    private static void same(Track track, List<String> order, Row row, List<String> names, Row whole) {
        require(
                row.values().length == order.size(),
                "A row of " + track + " has " + row.values().length + " values for " + order.size()
                        + " fields. A row has a value for each field of the query, in their order.");
        for (int i = 0; i < order.size(); i++) {
            @Nullable Object expected = whole.value(names.indexOf(order.get(i)));
            require(
                    Objects.equals(expected, row.value(i)),
                    "The field '" + order.get(i) + "' of " + track
                            + " has another value when it is asked for in another order or alone. "
                            + "Values must be in the order of the query's fields.");
        }
    }

    /**
     * Does: lists the ids of the records that match a filter.
     * Why: hosts find deletions by comparing ids: an id that the listing leaves out looks deleted.
     * Not run: never.
     * Look at: the translation of the filter for ids(): ids of a superset are allowed, of fewer never.
     */
    @Check(Requirement.R17)
    void idsOfAFilterAreNeverTooFew(Run run) {
        FilterSpecimens specimens = FilterSpecimens.seed(run, run.entity(), 5, true);
        for (Filter filter : specimens.trees(specimens.simple(), new Random(3), 8)) {
            Set<String> lost = new LinkedHashSet<>(specimens.matching(filter));
            lost.removeAll(Reading.ids(run.reader(), run.entity().name(), filter));
            require(
                    lost.isEmpty(),
                    "ids() with the filter '" + FilterSpecimens.words(filter) + "' on '"
                            + run.entity().name() + "' lacks " + lost.size()
                            + " records that match. Look at how ids() translates a filter that the server cannot apply exactly.");
        }
    }
}
