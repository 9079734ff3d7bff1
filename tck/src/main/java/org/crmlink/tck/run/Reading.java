package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.jspecify.annotations.Nullable;

/**
 * What a read to its end brought. Every loop here is bounded: a stream that does not end fails the check.
 *
 * @param pages pages that held something, in their order
 * @param end how it ended
 */
public record Reading(List<ChangePage> pages, ChangeStep end) {

    /** Far more steps than any check's records need. */
    private static final int MOST_STEPS = 2_000;

    /** A full read of some fields, in pages of the fixture's size. */
    public static ChangeQuery query(Run run, EntityType entity, ChangePath.Tracking path, List<String> fields) {
        return new ChangeQuery(
                entity.name(),
                fields,
                Filter.all(),
                path,
                Optional.empty(),
                run.fixture().pageSize());
    }

    /** A full read of the marker alone, on the entity's best path. */
    public static ChangeQuery query(Run run, EntityType entity) {
        return query(
                run,
                entity,
                best(entity).tracking(),
                List.of(run.specimens(entity).markerField()));
    }

    /** The entity's best path. */
    public static ChangePath best(EntityType entity) {
        return entity.capabilities().changePaths().get(0);
    }

    /** The paths of an entity that can tell what changed. */
    public static List<ChangePath> tracked(EntityType entity) {
        return entity.capabilities().changePaths().stream()
                .filter(path -> path.tracking() != ChangePath.Tracking.NONE)
                .toList();
    }

    /** Names of all readable fields. */
    public static List<String> readable(EntityType entity) {
        return entity.fields().stream().filter(Field::readable).map(Field::name).toList();
    }

    /** Opens a read, takes it to its end and closes it. */
    public static Reading all(ChangeReader reader, ChangeQuery query) {
        try (ChangeStream stream = reader.changes(query)) {
            return rest(stream);
        }
    }

    /** Takes an open read to its end. */
    public static Reading rest(ChangeStream stream) {
        return rest(stream, MOST_STEPS);
    }

    /** Takes an open read to its end, which must come within so many steps. */
    public static Reading rest(ChangeStream stream, int most) {
        List<ChangePage> pages = new ArrayList<>();
        for (int step = 0; step < most; step++) {
            ChangeStep next = stream.next();
            if (next instanceof ChangePage page) {
                if (!page.rows().isEmpty()
                        || !page.removals().isEmpty()
                        || !page.unreadable().isEmpty()) {
                    pages.add(page);
                }
            } else {
                return new Reading(List.copyOf(pages), next);
            }
        }
        throw new AssertionError("The read does not end: after " + most
                + " pages there was still another one. Look at how the last page is told from " + "the others.");
    }

    /** The size of the first piece of a listing of all ids. */
    public static int firstIds(ChangeReader reader, String entity) {
        try (IdStream stream = reader.ids(entity, Filter.all())) {
            return Set.copyOf(stream.next()).size();
        }
    }

    /** All ids of a listing. */
    public static Set<String> ids(ChangeReader reader, String entity, Filter filter) {
        Set<String> ids = new LinkedHashSet<>();
        try (IdStream stream = reader.ids(entity, filter)) {
            for (int step = 0; step < MOST_STEPS; step++) {
                List<String> some = stream.next();
                if (some.isEmpty()) {
                    return ids;
                }
                ids.addAll(some);
            }
        }
        throw new AssertionError("The listing of ids of '" + entity + "' does not end after " + MOST_STEPS + " steps.");
    }

    /** The token at the end, or a failure of the check if the stream asked for a new start. */
    public SyncToken token() {
        if (end instanceof ChangeStep.End done) {
            return done.token();
        }
        throw new AssertionError("The read had to end with a token, but ended with " + end);
    }

    /** All rows, in their order. */
    public List<Row> rows() {
        return pages.stream().flatMap(page -> page.rows().stream()).toList();
    }

    public List<Removal> removals() {
        return pages.stream().flatMap(page -> page.removals().stream()).toList();
    }

    public List<Unreadable> unreadable() {
        return pages.stream().flatMap(page -> page.unreadable().stream()).toList();
    }

    /** The ids of the rows. */
    public Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        rows().forEach(row -> ids.add(row.id()));
        return ids;
    }

    /** What a host holds in the end: the last row of each id, and null for an id whose last word was a removal. */
    public Map<String, @Nullable Row> last() {
        Map<String, @Nullable Row> last = new LinkedHashMap<>();
        for (ChangePage page : pages) {
            page.rows().forEach(row -> last.put(row.id(), row));
            page.removals().forEach(removal -> last.put(removal.id(), null));
        }
        return last;
    }
}
