package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Specimens;
import org.crmlink.tck.run.Track;

/** C4: reading everything. */
final class FullReadChecks {

    private static final String PAGES = "more than two pages were read";

    /** What a pool of connections may keep open. */
    private static final int POOL = 8;

    /**
     * Does: fills the entity with 0, 1, p−1, p, p+1 and 2.5 p records (p is a page) through the back door, reads it in full on each path, and
     * compares the ids. Where pages are larger than asked for, the same once more with pages of that size.
     * Why: a record that is lost at the border of two pages is missed by everybody who tests with ten records.
     * Not run: never.
     * Look at: how the connector knows that there is a next page, and whether it takes the rows of the last one.
     */
    @Check(value = Requirement.R16, witnesses = PAGES)
    void everyRecordIsReadOnceWhateverThePages(Run run) {
        List<Track> tracks = Track.paths(run);
        Set<String> there = new LinkedHashSet<>();
        int page = run.fixture().pageSize();
        int largest = 0;
        boolean paged = false;
        for (int size : List.of(0, 1, page - 1, page, page + 1, page * 5 / 2)) {
            there.addAll(Track.ids(tracks.get(0).seed(size - there.size())));
            for (Track track : tracks) {
                Reading reading = complete(track, there, page);
                paged |= reading.pages().size() > 2;
                largest = Math.max(largest, largest(reading));
            }
        }
        if (!paged && largest > page) {
            for (int size : List.of(largest + 1, 2 * largest, largest * 5 / 2)) {
                there.addAll(Track.ids(tracks.get(0).seed(Math.max(0, size - there.size()))));
                for (Track track : tracks) {
                    paged |= complete(track, there, largest).pages().size() > 2;
                }
            }
        }
        run.witness(PAGES, paged);
        run.evidence("sizes 0 to " + there.size() + " on " + tracks.size() + " paths");
    }

    private static int largest(Reading reading) {
        return reading.pages().stream()
                .mapToInt(page -> page.rows().size())
                .max()
                .orElse(0);
    }

    private static Reading complete(Track track, Set<String> there, int page) {
        Reading reading = track.full();
        Set<String> missing = new TreeSet<>(there);
        missing.removeAll(reading.ids());
        Set<String> foreign = new TreeSet<>(reading.ids());
        foreign.removeAll(there);
        require(
                missing.isEmpty() && foreign.isEmpty(),
                "Of " + there.size() + " records of " + track + ", " + missing.size() + " were not read, and "
                        + foreign.size() + " were read that do not exist; the page was " + page
                        + ". Look at the last row of a page and at how the next page is found.");
        require(
                !(reading.end() instanceof ChangeStep.ResyncRequired),
                "A full read of " + track
                        + " ended with ResyncRequired, which only a read since a token may. Look at what "
                        + "the connector takes for an expired token.");
        return reading;
    }

    /**
     * Does: makes one record more than a page in every other entity of the fixture and reads each in full on each path.
     * Why: entities have keys of their own kind: composed ones, numbers, texts with slashes.
     * Not run: the fixture names one entity.
     * Look at: what the connector takes for the key of that entity, and how it is ordered by.
     */
    @Check(Requirement.R16)
    void everyEntityIsReadInFull(Run run) {
        for (EntityType entity : run.entities().subList(1, run.entities().size())) {
            Set<String> there = Track.ids(run.seed(entity, run.fixture().pageSize() + 1));
            entity.capabilities()
                    .changePaths()
                    .forEach(path -> complete(
                            new Track(run, entity, path), there, run.fixture().pageSize()));
        }
    }

    /**
     * Does: asks for more records by id than fit into a page, among them one that does not exist and one that was deleted.
     * Why: hosts settle doubts by asking for records by id; a record that is neither there nor missing is a doubt more.
     * Not run: never.
     * Look at: how the list of ids is split into requests, and whether answers with fewer records than asked for are noticed.
     */
    @Check(Requirement.R16)
    void recordsAreFoundByIdOrReportedAsMissing(Run run) {
        EntityType entity = run.entity();
        List<Seed> seeds = run.seed(entity, run.fixture().pageSize() * 5 / 2);
        run.backdoor().delete(entity.name(), seeds.get(1).id());
        List<String> wanted = new ArrayList<>(Track.ids(seeds));
        String marker = run.specimens(entity).markerField();
        FetchResult result = run.reader().fetch(entity.name(), wanted, List.of(marker));
        Set<String> found = new LinkedHashSet<>();
        result.rows().stream().map(Row::id).forEach(found::add);
        Set<String> expected = new LinkedHashSet<>(wanted);
        expected.remove(seeds.get(1).id());
        require(
                found.equals(expected),
                "Of " + expected.size() + " records of '" + entity.name() + "' that were asked for by id and exist, "
                        + found.stream().filter(expected::contains).count() + " came, and "
                        + found.stream().filter(id -> !expected.contains(id)).count()
                        + " that do not exist. Look at how fetch() splits the list.");
        require(
                result.missing().equals(List.of(seeds.get(1).id())),
                "A record of '" + entity.name() + "' that was deleted must be the one missing record of fetch(), but "
                        + result.missing().size() + " are missing.");
    }

    /**
     * Does: fills six pages, takes one page after the other and counts after each how many answers with records have come so far.
     * Why: a connector that reads ahead without bound needs as much memory as the backend has records.
     * Not run: never.
     * Look at: queues between the thread that reads and the one that delivers, and lists into which all pages are collected.
     */
    @Check(value = Requirement.R18, witnesses = "more records were there than were asked for")
    void noMoreThanTwoPagesAreReadAhead(Run run) {
        for (Track track : Track.paths(run)) {
            List<Seed> seeds = track.pages(6);
            int mark = run.proxy().mark();
            int taken = 0;
            try (ChangeStream stream = run.reader().changes(track.query())) {
                for (ChangeStep step = stream.next();
                        step instanceof ChangePage page && taken < 3;
                        step = stream.next()) {
                    taken += page.rows().isEmpty() ? 0 : 1;
                    long answers = answers(run, mark, seeds);
                    require(
                            answers <= taken + 2,
                            "When " + taken + " pages of " + track + " were taken, " + answers
                                    + " answers with records had come: at most two pages may be read ahead. "
                                    + "Look at where pages are collected.");
                    run.witness("more records were there than were asked for", answers(run, mark, seeds) < 6);
                }
            }
        }
    }

    private static long answers(Run run, int mark, List<Seed> seeds) {
        return run.proxy().dataSince(mark).stream()
                .filter(Track.carrying(seeds))
                .count();
    }

    /**
     * Does: opens reads of four pages, takes the first page and closes; twelve times. Then looks for requests after the closing, and for connections
     * that stay open.
     * Why: a person cancels, a host stops at an error; what goes on in the background then costs quota and keeps connections.
     * Not run: never.
     * Look at: close() of the stream: whether it reads the rest, stops what reads ahead, and closes the body of the answer.
     */
    @Check(value = Requirement.R19, witnesses = "a page was read before the closing")
    void aReadThatIsAbandonedStops(Run run) {
        for (Track track : Track.paths(run)) {
            List<Seed> seeds = track.pages(4);
            int before = run.proxy().gate().open();
            for (int round = 0; round < 12; round++) {
                ChangeStream stream = run.reader().changes(track.query());
                run.witness("a page was read before the closing", stream.next() instanceof ChangePage);
                int closed = run.proxy().mark();
                stream.close();
                stream.close();
                require(
                        closed == run.proxy().mark(),
                        "A read of " + track + " was closed after its first page, and "
                                + (run.proxy().mark() - closed)
                                + " requests followed. Look at what close() of the stream does.");
            }
            quiet(run, track, seeds);
            int after = run.proxy().gate().open();
            require(
                    after <= Math.max(before, 1) + POOL,
                    "After twelve abandoned reads of " + track + ", " + after + " connections are open, before it were "
                            + before + ". Look at whether close() of the stream closes the answer that is being read.");
        }
    }

    /** Whatever goes on in the background has a call's time to show itself. */
    private static void quiet(Run run, Track track, List<Seed> seeds) {
        int mark = run.proxy().mark();
        run.reader().fetch(track.entity().name(), List.of(Specimens.newId()), List.of(track.marker()));
        List<Exchange> late = run.proxy().dataSince(mark).stream()
                .filter(Track.carrying(seeds))
                .toList();
        require(
                late.isEmpty(),
                "After abandoned reads of " + track + " were closed, their pages still came: " + late
                        + ". Look at what reads ahead, and whether close() of the stream stops it.");
    }
}
