package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.HostCopy;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Track;
import org.jspecify.annotations.Nullable;

/** C6: a read that was interrupted goes on from a checkpoint. */
final class ResumeChecks {

    private static final String RESUMED = "a read went on from a checkpoint";
    private static final int PAGES = 5;
    private static final int MOST_STEPS = 200;

    /** The first pages of a read, as far as a host got before it died. */
    private record Begun(List<ChangePage> safe, @Nullable SyncToken checkpoint, Set<String> after) {}

    /**
     * Does: reads one, two, three and four pages of a full read, goes on from the last checkpoint with another connector, and looks whether both parts
     * together are everything; on the way a record is changed that had come already.
     * Why: a first read of a million records will be interrupted, and nobody wants to begin again.
     * Not run: no path has checkpoints.
     * Look at: what a checkpoint holds: the server's link or place, and where the token at the end comes from when the beginning was in another process.
     */
    @Check(value = Requirement.R27, witnesses = RESUMED)
    void anInterruptedReadGoesOnElsewhere(Run run) {
        for (Track track : tracks(run)) {
            boolean aged = seed(run, track);
            Set<String> all = run.backdoor().ids(track.entity().name());
            for (int pages = 1; pages < PAGES; pages++) {
                Begun begun = begin(run.reader(), track, pages);
                SyncToken checkpoint = begun.checkpoint();
                if (checkpoint == null) {
                    continue;
                }
                run.show("a checkpoint of " + track, checkpoint.value());
                String early = begun.safe().stream()
                        .flatMap(page -> page.rows().stream())
                        .map(Row::id)
                        .findFirst()
                        .orElse("");
                String text = pages == 2 && !early.isEmpty() ? track.change(early) : "";
                try (Connector other = run.connect()) {
                    ChangeReader reader = other.facet(ChangeReader.class).orElseThrow();
                    Reading rest = Reading.all(reader, track.query().since(checkpoint));
                    run.witness(RESUMED, true);
                    HostCopy copy = new HostCopy();
                    begun.safe().forEach(copy::take);
                    copy.take(rest);
                    complete(track, all, copy, pages);
                    if (aged) {
                        notAgain(run, track, begun, rest, text.isEmpty() ? "" : early);
                    }
                    if (!text.isEmpty()) {
                        copy.take(Reading.all(reader, track.query().since(rest.token())));
                        require(
                                copy.holds(early, text),
                                "A record of " + track
                                        + " was changed while a read was interrupted, and its change came neither with the rest nor "
                                        + "with the changes since its end. Look at the token at the end of a read that went on from a checkpoint.");
                    }
                }
            }
        }
    }

    private static List<Track> tracks(Run run) {
        return Track.of(run, "a path with checkpoints", ChangePath::resumable);
    }

    /** Makes records, old ones if the back door can: a path with an overlap for late commits may have no safe place among young ones. */
    private static boolean seed(Run run, Track track) {
        int count = PAGES * run.fixture().pageSize() - 3;
        List<Map<String, @Nullable Object>> records = track.records(count);
        try {
            for (int n = 0; n < count; n++) {
                Duration age = Duration.ofDays(2).minusSeconds(n);
                run.backdoor().insertLate(track.entity().name(), records.get(n), age);
            }
            return true;
        } catch (UnsupportedOperationException e) {
            records.forEach(values -> run.seed(track.entity(), values));
            return false;
        }
    }

    private static Begun begin(ChangeReader reader, Track track, int pages) {
        List<ChangePage> safe = new ArrayList<>();
        List<ChangePage> unsafe = new ArrayList<>();
        @Nullable SyncToken checkpoint = null;
        Set<String> after = new LinkedHashSet<>();
        int taken = 0;
        try (ChangeStream stream = reader.changes(track.query())) {
            for (int step = 0; step < MOST_STEPS && taken < pages; step++) {
                ChangeStep next = stream.next();
                if (!(next instanceof ChangePage page)) {
                    break;
                }
                taken += page.rows().isEmpty() ? 0 : 1;
                unsafe.add(page);
                Optional<SyncToken> place = page.checkpoint();
                if (place.isPresent()) {
                    checkpoint = place.get();
                    safe.addAll(unsafe);
                    unsafe.clear();
                }
            }
        }
        unsafe.forEach(page -> page.rows().forEach(row -> after.add(row.id())));
        return new Begun(safe, checkpoint, after);
    }

    private static void complete(Track track, Set<String> all, HostCopy copy, int pages) {
        Set<String> missing = new LinkedHashSet<>(all);
        missing.removeAll(copy.ids());
        require(
                missing.isEmpty(),
                "A read of " + track + " was interrupted after page " + pages
                        + " and went on from its last checkpoint; "
                        + missing.size() + " of " + all.size() + " records came neither before it nor after. "
                        + "A checkpoint stands behind the page that carries it: look at which link or place it holds.");
    }

    private static void notAgain(Run run, Track track, Begun begun, Reading rest, String changed) {
        Set<String> before = new LinkedHashSet<>();
        begun.safe().forEach(page -> page.rows().forEach(row -> before.add(row.id())));
        before.removeAll(begun.after());
        long again = rest.ids().stream()
                .filter(id -> before.contains(id) && !id.equals(changed))
                .count();
        int largest =
                begun.safe().stream().mapToInt(page -> page.rows().size()).max().orElse(0);
        require(
                again <= Math.max(largest, run.fixture().pageSize()),
                "A read of " + track + " that went on from a checkpoint brought " + again
                        + " records again that had come before it; at most one page may come twice. "
                        + "Look at whether the checkpoint is used at all.");
    }

    /**
     * Does: lets the host fail in the middle of each page of a full read, goes on from the checkpoint of the page before, and looks for the records of
     * the page that failed.
     * Why: a checkpoint that is ahead of what was delivered loses a page with every crash.
     * Not run: no path has checkpoints.
     * Look at: connectors that read ahead: the checkpoint belongs to the page that is given, not to the one that was read last.
     */
    @Check(value = Requirement.R28, witnesses = RESUMED)
    void aCheckpointIsNotAheadOfWhatWasDelivered(Run run) {
        for (Track track : tracks(run)) {
            seed(run, track);
            Map<ChangePage, @Nullable SyncToken> placeBefore = new LinkedHashMap<>();
            Reading whole;
            try (ChangeStream stream = run.reader().changes(track.query())) {
                whole = Reading.rest(stream);
            }
            @Nullable SyncToken last = null;
            for (ChangePage page : whole.pages()) {
                placeBefore.put(page, last);
                last = page.checkpoint().orElse(last);
            }
            for (Map.Entry<ChangePage, @Nullable SyncToken> failed : placeBefore.entrySet()) {
                SyncToken place = failed.getValue();
                if (place == null) {
                    continue;
                }
                run.witness(RESUMED, true);
                Set<String> lost = new LinkedHashSet<>();
                failed.getKey().rows().forEach(row -> lost.add(row.id()));
                lost.removeAll(delivered(whole, failed.getKey()));
                lost.removeAll(track.since(place).ids());
                require(
                        lost.isEmpty(),
                        "A host that failed in the middle of a page of " + track
                                + " and went on from the checkpoint of the page before lost " + lost.size()
                                + " records of it. "
                                + "A checkpoint must not be ahead of what was delivered: look at reading ahead.");
            }
        }
    }

    /** What had come before a page: rows may come twice. */
    private static Set<String> delivered(Reading whole, ChangePage until) {
        Set<String> ids = new LinkedHashSet<>();
        for (ChangePage page : whole.pages()) {
            if (page == until) {
                break;
            }
            page.rows().forEach(row -> ids.add(row.id()));
        }
        return ids;
    }

    /**
     * Does: reads changes in several pages, lets the host fail after each, and goes on from the page's checkpoint; the end's token must bring the next
     * change.
     * Why: a long list of changes is interrupted as often as a first read.
     * Not run: no path that tells changes has checkpoints.
     * Look at: checkpoints of a read since a token: they must go on with the changes, not with a full read.
     */
    @Check(Requirement.R27)
    void interruptedChangesGoOn(Run run) {
        for (Track track : tracks(run)) {
            if (track.path().tracking() == ChangePath.Tracking.NONE) {
                continue;
            }
            track.seed(1);
            SyncToken token = track.full().token();
            Set<String> changed = Track.ids(track.seed(run.fixture().pageSize() * 5 / 2));
            List<ChangePage> pages = track.since(token).pages();
            HostCopy before = new HostCopy();
            for (ChangePage page : pages) {
                before.take(page);
                SyncToken place = page.checkpoint().orElse(null);
                if (place == null) {
                    continue;
                }
                Set<String> missing = new LinkedHashSet<>(changed);
                missing.removeAll(before.ids());
                missing.removeAll(track.since(place).ids());
                require(
                        missing.isEmpty(),
                        "A read of changes of " + track + " that went on from a page's checkpoint lacks "
                                + missing.size() + " of " + changed.size()
                                + " changes. Look at checkpoints of a read since a token.");
            }
        }
    }
}
