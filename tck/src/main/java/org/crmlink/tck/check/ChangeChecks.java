package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.HostCopy;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;

/** C5: nothing that changes is missed. */
final class ChangeChecks {

    private static final String DURING = "records were changed while the read was under way";

    /**
     * Does: reads the first page of a full read, then changes a record of that page, one that has not come yet, makes one and deletes one, reads on,
     * and asks for the changes since the token of that read.
     * Why: a first read of a real company takes hours, in which people work; what they do must not be lost.
     * Not run: no path of the connector tells changes.
     * Look at: when the token of a first read is taken. It has to stand for the moment before the first page, not after the last.
     */
    @Check(value = Requirement.R20, witnesses = DURING)
    void whatChangesBetweenTwoPagesIsNotLost(Run run) {
        for (Track track : Track.all(run)) {
            List<Seed> seeds = track.pages(3);
            HostCopy copy = new HostCopy();
            Map<String, String> changed = new LinkedHashMap<>();
            String deleted;
            SyncToken token;
            try (ChangeStream stream = run.reader().changes(track.query())) {
                ChangePage first = page(stream);
                copy.take(first);
                run.witness(DURING, !first.rows().isEmpty());
                String early = first.rows().get(0).id();
                deleted = first.rows().get(first.rows().size() - 1).id();
                Set<String> later = Track.ids(seeds);
                later.removeAll(copy.ids());
                changed.put(early, track.change(early));
                later.stream().findFirst().ifPresent(id -> changed.put(id, track.change(id)));
                Seed made = track.seed(1).get(0);
                changed.put(made.id(), made.marker());
                track.delete(deleted);
                Reading rest = Reading.rest(stream);
                copy.take(rest);
                token = rest.token();
            }
            copy.take(track.since(token));
            nothingLost(track, copy, changed, deleted);
        }
    }

    private static ChangePage page(ChangeStream stream) {
        for (int step = 0; step < 50; step++) {
            ChangeStep next = stream.next();
            if (!(next instanceof ChangePage page)) {
                break;
            }
            if (!page.rows().isEmpty()) {
                return page;
            }
        }
        throw new AssertionError("A full read brought no row although there are records. Look at how it begins.");
    }

    private static void nothingLost(Track track, HostCopy copy, Map<String, String> changed, String deleted) {
        int lost = Track.missing(copy, changed);
        require(
                lost == 0,
                lost + " of " + changed.size() + " changes that were made during the first read of " + track
                        + " came neither with it nor with the changes since its token. "
                        + "Look at when the token of a first read is taken: it must stand for the moment before the first page.");
        require(
                !track.tellsDeletions() || !copy.ids().contains(deleted),
                "A record of " + track
                        + " that was deleted during the first read, after it had come, is still there after "
                        + "the changes since its token. Look at when the token of a first read is taken.");
    }

    /**
     * Does: holds back an answer with records of a full read, changes one of them, makes one, lets the answer go, and asks for the changes since the
     * token of that read.
     * Why: as above, at the moment when the server has given the old state already and the connector does not have it yet.
     * Not run: no path of the connector tells changes.
     * Look at: tokens that are made from the times or versions of the rows, or from a clock when the answer comes.
     */
    @Check(value = Requirement.R20, witnesses = "an answer was held back and records changed meanwhile")
    void whatChangesWhileAnAnswerIsOnItsWayIsNotLost(Run run) throws InterruptedException {
        for (Track track : Track.all(run)) {
            List<Seed> seeds = track.pages(2);
            CountDownLatch latch = new CountDownLatch(1);
            Fault held = run.proxy()
                    .when("answer with records", Track.carrying(seeds))
                    .does(new FaultAction.HoldAfter(latch));
            FutureTask<Reading> reading = new FutureTask<>(track::full);
            Thread reader = new Thread(reading, "check-R20-reader");
            reader.setDaemon(true);
            reader.start();
            Map<String, String> changed = new LinkedHashMap<>();
            Reading first;
            try {
                if (held.awaitFired(5_000)) {
                    run.witness("an answer was held back and records changed meanwhile", true);
                    String answer = held.struck().get(0).answerText();
                    String id = seeds.stream()
                            .filter(seed -> answer.contains(seed.marker()))
                            .findFirst()
                            .orElseThrow()
                            .id();
                    changed.put(id, track.change(id));
                    Seed made = track.seed(1).get(0);
                    changed.put(made.id(), made.marker());
                }
            } finally {
                latch.countDown();
            }
            first = result(reading);
            HostCopy copy = HostCopy.of(first);
            copy.take(track.since(first.token()));
            nothingLost(track, copy, changed, "");
        }
    }

    private static Reading result(FutureTask<Reading> task) throws InterruptedException {
        try {
            return task.get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e.getCause() instanceof Error error ? error : new AssertionError(e);
        } catch (TimeoutException e) {
            throw new AssertionError("A full read did not end within 15 s after an answer was held back.", e);
        }
    }

    /**
     * Does: after a full read, makes three pages of records, changes some, and asks for the changes since the token; then changes one more and asks
     * again.
     * Why: this is what a synchronisation is.
     * Not run: no path of the connector tells changes.
     * Look at: the condition that the token stands for, paging of changes, and whether the row is the record's new state with its new version.
     */
    @Check(
            value = Requirement.R21,
            witnesses = {
                "the back door saw the changes",
                "a burst came in more than two pages, or in larger ones than asked for"
            })
    void whatChangedSinceATokenComesWithIt(Run run) {
        for (Track track : Track.all(run)) {
            List<Seed> old = track.seed(4);
            Reading full = track.full();
            HostCopy copy = HostCopy.of(full);
            Row before = copy.row(old.get(1).id())
                    .orElseThrow(() ->
                            new AssertionError("A full read of " + track + " lacks a record. Look at what R16 says."));
            Map<String, String> changed = new LinkedHashMap<>();
            for (int n = 1; n < 4; n++) {
                changed.put(old.get(n).id(), track.change(old.get(n).id()));
            }
            changed.putAll(Track.texts(track.seed(run.fixture().pageSize() * 3)));
            run.witness(
                    "the back door saw the changes",
                    run.backdoor().ids(track.entity().name()).containsAll(changed.keySet()));
            Reading burst = track.since(full.token());
            copy = HostCopy.of(burst);
            requireAll(track, copy, changed, "in a burst of three pages");
            boolean larger = burst.pages().stream()
                    .anyMatch(page -> page.rows().size() > run.fixture().pageSize());
            run.witness(
                    "a burst came in more than two pages, or in larger ones than asked for",
                    burst.pages().size() > 2 || larger);
            requireVersion(track, before, copy);
            String once = old.get(0).id();
            String text = track.change(once);
            requireAll(
                    track,
                    HostCopy.of(track.since(burst.token())),
                    Map.of(once, text),
                    "since the token of a change query");
        }
    }

    private static void requireAll(Track track, HostCopy copy, Map<String, String> changed, String where) {
        int lost = Track.missing(copy, changed);
        require(
                lost == 0,
                lost + " of " + changed.size() + " records of " + track + " that were made or changed " + where
                        + " did not come, or not with their new value. "
                        + "Look at the condition that the token stands for, and at the paging of changes.");
    }

    private static void requireVersion(Track track, Row before, HostCopy copy) {
        Row after = copy.row(before.id()).orElseThrow();
        require(
                before.version().isEmpty()
                        || (after.version().isPresent() && !after.version().equals(before.version())),
                "A record of " + track + " was changed, and its row came with the version that it had before. "
                        + "The row must be the record's new state, version included.");
    }

    /**
     * Does: after a full read of a page's worth of records that share one instant, where the back door can do that, changes one, asks three times
     * for the changes, and changes another one.
     * Why: most polls find nothing. One that never ends, or brings everything each time, costs the customer's quota.
     * Not run: no path of the connector tells changes.
     * Look at: "not earlier than" without a second criterion for ties, and whether the token of an empty answer can be used.
     */
    @Check(Requirement.R22)
    void anIdlePollEndsAndItsTokenCanBeUsed(Run run) {
        for (Track track : Track.all(run)) {
            List<String> ids = tied(run, track, run.fixture().pageSize() * 3 / 2 + 1);
            Set<String> known = run.backdoor().ids(track.entity().name());
            SyncToken token = bounded(run, track, null, known.size()).token();
            track.change(ids.get(1));
            for (int poll = 1; poll <= 3; poll++) {
                int mark = run.proxy().mark();
                Reading idle = bounded(run, track, token, known.size());
                int requests = run.proxy().dataSince(mark).size();
                boolean told = track.path().tracking() != Tracking.TOKEN;
                int again = told ? idle.removals().size() / run.fixture().pageSize() : 0;
                require(
                        requests <= 10 + 2 * (known.size() + again),
                        "A poll of " + track + " with nothing new sent " + requests + " requests.");
                require(
                        known.containsAll(idle.ids())
                                && idle.removals().stream().allMatch(removal -> told && !known.contains(removal.id())),
                        "A poll of " + track + " with nothing new brought records or removals that nobody made.");
                // a path with an overlap for late commits may bring young records, and what is gone, again; a server's
                // own feed has no reason to
                require(
                        track.path().tracking() != Tracking.TOKEN
                                || poll == 1
                                || idle.rows().isEmpty(),
                        "Poll " + poll + " of " + track + " with nothing new brought "
                                + idle.rows().size()
                                + " rows again. It must bring nothing, and never the same for ever. "
                                + "Look at which token the end of a poll carries.");
                token = idle.token();
            }
            String text = track.change(ids.get(0));
            require(
                    HostCopy.of(bounded(run, track, token, known.size())).holds(ids.get(0), text),
                    "A change of " + track + " after three polls with nothing new did not come with the fourth. "
                            + "Look at the token of a poll that brought nothing.");
        }
    }

    /** Reads to the end, which must come within a number of pages that fits the number of records, and must stay the end. */
    private static Reading bounded(
            Run run, Track track, @org.jspecify.annotations.Nullable SyncToken since, int records) {
        try (ChangeStream stream = run.reader()
                .changes(since == null ? track.query() : track.query().since(since))) {
            Reading reading = Reading.rest(stream, 20 + 4 * records);
            require(
                    stream.next().equals(reading.end()),
                    "After the end of a read of " + track + ", next() yields something else than the same end.");
            return reading;
        }
    }

    private static List<String> tied(Run run, Track track, int count) {
        try {
            return run.backdoor().insertTogether(track.entity().name(), track.records(count));
        } catch (UnsupportedOperationException e) {
            run.evidence("the back door cannot make records that share an instant");
            return new ArrayList<>(Track.ids(track.seed(count)));
        }
    }

    /**
     * Does: makes records through the back door that bear a time of a day ago, reads them, and asks for the changes twice.
     * Why: an overlap for late commits is bounded; what is older than it must not come with each poll.
     * Not run: no path tells changes, or the back door cannot make records with an older time.
     * Look at: whether the token moves on when a poll brings nothing.
     */
    @Check(Requirement.R22)
    void oldRecordsDoNotComeWithEachPoll(Run run) {
        for (Track track : Track.all(run)) {
            Duration age = Duration.ofDays(1);
            for (Map<String, @org.jspecify.annotations.Nullable Object> values :
                    track.records(run.fixture().pageSize() + 1)) {
                age = age.plusSeconds(1);
                run.backdoor().insertLate(track.entity().name(), values, age);
            }
            SyncToken token = track.full().token();
            for (int poll = 1; poll <= 2; poll++) {
                Reading idle = track.since(token);
                require(
                        poll == 1 || idle.rows().isEmpty(),
                        "Poll " + poll + " of " + track + " brought "
                                + idle.rows().size()
                                + " records again that were changed a day ago. "
                                + "With nothing new a poll returns nothing. Look at whether the token moves on.");
                token = idle.token();
            }
        }
    }

    /**
     * Does: makes two and a half pages of records that share one instant of modification, before a full read and before a change query, and looks
     * whether all come.
     * Why: imports and bulk updates stamp thousands of records with one instant; a page's border lies among them for certain.
     * Not run: no path tells changes, or the back door cannot make such records.
     * Look at: how the next page is asked for: a time alone is not a place; it needs the id, or the server's own cursor.
     */
    @Check(value = Requirement.R25, witnesses = "more than two pages shared an instant")
    void recordsOfOneInstantAllCome(Run run) {
        for (Track track : Track.all(run)) {
            int count = run.fixture().pageSize() * 5 / 2;
            List<String> first = run.backdoor().insertTogether(track.entity().name(), track.records(count));
            Reading full = bounded(run, track, null, count);
            requireTies(track, first, full, "a full read");
            List<String> second = run.backdoor().insertTogether(track.entity().name(), track.records(count + 1));
            Reading changes = bounded(run, track, full.token(), 2 * count + 1);
            requireTies(track, second, changes, "a change query");
            run.witness(
                    "more than two pages shared an instant",
                    count > 2 * run.fixture().pageSize());
        }
    }

    private static void requireTies(Track track, List<String> there, Reading reading, String what) {
        Set<String> missing = new LinkedHashSet<>(there);
        missing.removeAll(reading.ids());
        require(
                missing.isEmpty(),
                "Of " + there.size() + " records of " + track + " that share one instant of modification, "
                        + missing.size() + " did not come with " + what
                        + ". Look at how the next page is asked for: the time alone is not a place among records of one instant.");
    }
}
