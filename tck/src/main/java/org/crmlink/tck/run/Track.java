package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.bench.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One way in which changes are read in a check: an entity and one of its paths. Queries ask for the marker alone, so that it is the first value of a
 * row.
 */
public record Track(Run run, EntityType entity, ChangePath path) {

    /** No check needs more records to fill the pages of a backend that makes them as large as it likes. */
    private static final int MOST_RECORDS = 12_000;

    private static final int ODD = 3;
    private static final int MOST_LISTED = 200;

    /** For each kind of path that tells changes, the first entity that has it; if there is none, the check does not apply. */
    public static List<Track> all(Run run) {
        return of(run, "a path that tells changes", path -> path.tracking() != Tracking.NONE);
    }

    /**
     * For each kind of path, the first entity that has one that offers something; if there is none, the check does not apply.
     *
     * @param what it in words: "no entity has …"
     */
    public static List<Track> of(Run run, String what, Predicate<ChangePath> offering) {
        List<Track> tracks = new ArrayList<>();
        for (Tracking tracking : Tracking.values()) {
            run.entities().stream()
                    .filter(entity -> entity.capabilities()
                            .changePath(tracking)
                            .filter(offering)
                            .isPresent())
                    .findFirst()
                    .ifPresent(entity -> tracks.add(new Track(
                            run,
                            entity,
                            entity.capabilities().changePath(tracking).orElseThrow())));
        }
        if (tracks.isEmpty()) {
            throw new NotOffered("no entity of the fixture has " + what);
        }
        return tracks;
    }

    /** Each path of the fixture's first entity. */
    public static List<Track> paths(Run run) {
        EntityType entity = run.entity();
        return entity.capabilities().changePaths().stream()
                .map(path -> new Track(run, entity, path))
                .toList();
    }

    /** The text field by which records are told apart. */
    public String marker() {
        return run.specimens(entity).markerField();
    }

    /** Everything, in pages of the fixture's size. */
    public ChangeQuery query() {
        return Reading.query(run, entity, path.tracking(), List.of(marker()));
    }

    public Reading full() {
        return Reading.all(run.reader(), query());
    }

    public Reading since(SyncToken token) {
        return Reading.all(run.reader(), query().since(token));
    }

    // ---- changes through the back door

    public List<Seed> seed(int count) {
        return run.seed(entity, count);
    }

    /** Gives a record another text and returns it. */
    public String change(String id) {
        String text = Specimens.marker();
        run.forbid(text);
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put(marker(), text);
        run.backdoor().update(entity.name(), id, values);
        return text;
    }

    public void delete(String id) {
        run.backdoor().delete(entity.name(), id);
    }

    /** The smallest records, not made yet. Their texts must not come out anywhere. */
    public List<Map<String, @Nullable Object>> records(int count) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Map<String, @Nullable Object> values = run.specimens(entity).minimal();
            run.forbid(String.valueOf(values.get(marker())));
            records.add(values);
        }
        return records;
    }

    /**
     * Makes records until they fill so many pages as the connector really reads, which may be larger than asked for, and reads them once, so that the
     * connector is warm.
     */
    public List<Seed> pages(int count) {
        // some more, so that the last page is not a full one: that is a matter of R16 alone
        List<Seed> seeds = new ArrayList<>(seed((count - 1) * run.fixture().pageSize() + ODD));
        Reading reading = full();
        // what came may have been less than a page: ask again until there are enough
        for (int round = 0; round < 3 && reading.pages().size() < count; round++) {
            int largest = reading.pages().stream()
                    .mapToInt(page -> page.rows().size())
                    .max()
                    .orElse(0);
            int wanted = Math.min(MOST_RECORDS, largest * (count - 1) + ODD);
            if (largest <= run.fixture().pageSize() || wanted <= seeds.size()) {
                break;
            }
            seeds.addAll(seed(wanted - seeds.size()));
            reading = full();
        }
        return seeds;
    }

    /**
     * Makes so many records as two and a half pieces of a listing of ids have, which may be larger than pages, and lists them once.
     *
     * @return the ids of all records that are there
     */
    public static Set<String> listed(Run run, EntityType entity) {
        int page = run.fixture().pageSize();
        Set<String> there = new LinkedHashSet<>(ids(run.seed(entity, page * 5 / 2)));
        int piece = Reading.firstIds(run.reader(), entity.name());
        if (piece > page) {
            there.addAll(ids(run.seed(entity, Math.min(MOST_LISTED, piece * 5 / 2) - there.size())));
        }
        return there;
    }

    /** Whether an answer carries one of these records. */
    public static Predicate<Exchange> carrying(Collection<Seed> seeds) {
        List<String> markers = seeds.stream().map(Seed::marker).toList();
        return exchange -> {
            if (exchange.isLogin() || exchange.answerBody().length == 0) {
                return false;
            }
            String text = exchange.answerText();
            return markers.stream().anyMatch(text::contains);
        };
    }

    /** The ids of records. */
    public static Set<String> ids(Collection<Seed> seeds) {
        Set<String> ids = new LinkedHashSet<>();
        seeds.forEach(seed -> ids.add(seed.id()));
        return ids;
    }

    /** Texts by id. */
    public static Map<String, String> texts(Collection<Seed> seeds) {
        Map<String, String> texts = new LinkedHashMap<>();
        seeds.forEach(seed -> texts.put(seed.id(), seed.marker()));
        return texts;
    }

    /** How many of these records the host does not hold with their text. */
    public static int missing(HostCopy copy, Map<String, String> texts) {
        int missing = 0;
        for (Map.Entry<String, String> expected : texts.entrySet()) {
            missing += copy.holds(expected.getKey(), expected.getValue()) ? 0 : 1;
        }
        return missing;
    }

    /** Whether deletions arrive on this path. */
    public boolean tellsDeletions() {
        return path.deletions() != ChangePath.Deletions.NONE;
    }

    @Override
    public String toString() {
        return "'" + entity.name() + "' on the path " + path.tracking();
    }
}
