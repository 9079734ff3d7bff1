package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.time.Duration;
import java.util.List;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.HostCopy;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;

/** C5: clocks that differ, and transactions that commit late. */
final class LateChangeChecks {

    /** How late a change is where the path names no bound. */
    private static final Duration LATE = Duration.ofMinutes(5);

    /**
     * Does: after a full read and after a poll, makes a record that becomes visible only now and bears a time before the token, by nine tenths of the
     * path's bound for late commits (five minutes where it names none).
     * Why: a record gets its time when it is written and is seen when its transaction ends; a poll in between has passed it by.
     * Not run: no path tells changes, or the back door cannot make such a record.
     * Look at: the overlap of a path that goes by time, and which clock the token comes from.
     */
    @Check(value = Requirement.R26, witnesses = "a record became visible late")
    void aChangeThatBecomesVisibleLateStillComes(Run run) {
        for (Track track : Track.all(run)) {
            Duration age = track.path()
                    .lateCommitBound()
                    .map(bound -> bound.multipliedBy(9).dividedBy(10))
                    .orElse(LATE);
            track.seed(2);
            SyncToken token = track.full().token();
            for (int round = 0; round < 2; round++) {
                String id = run.backdoor()
                        .insertLate(track.entity().name(), track.records(1).get(0), age);
                run.witness(
                        "a record became visible late",
                        run.backdoor().get(track.entity().name(), id).isPresent());
                Reading late = track.since(token);
                require(
                        late.ids().contains(id),
                        "A record of " + track + " that became visible after " + (round == 0 ? "a full read" : "a poll")
                                + " and bears a time of " + age.toSeconds()
                                + " s before did not come with the next poll. "
                                + "Look at the overlap for late commits: the path declares "
                                + track.path()
                                        .lateCommitBound()
                                        .map(bound -> bound.toSeconds() + " s")
                                        .orElse("no bound")
                                + ".");
                token = late.token();
            }
        }
    }

    /**
     * Does: lets the client's clock be fast, and slow, by five minutes more than any overlap for late commits, reads in full and asks for changes, with
     * a change in between each time.
     * Why: the customer's computer is not the server: its clock tells nothing of when records change.
     * Not run: no path tells changes.
     * Look at: uses of the context's clock, or of the system's, for tokens.
     */
    @Check(value = Requirement.R26, witnesses = "the client's clock was off")
    void aClientsClockThatIsOffLosesNothing(Run run) {
        List<Track> tracks = Track.all(run);
        int fast = tracks.stream()
                        .mapToInt(track -> (int) track.path()
                                .lateCommitBound()
                                .orElse(Duration.ZERO)
                                .toMinutes())
                        .max()
                        .orElse(0)
                + 10;
        for (int minutes : new int[] {fast, -2 * fast}) {
            run.time().advance(Duration.ofMinutes(minutes));
            ChangeReader reader = run.connect().facet(ChangeReader.class).orElseThrow();
            for (Track track : tracks) {
                Seed seed = track.seed(1).get(0);
                SyncToken token = Reading.all(reader, track.query()).token();
                for (int round = 0; round < 2; round++) {
                    String text = track.change(seed.id());
                    run.witness("the client's clock was off", true);
                    Reading changes = Reading.all(reader, track.query().since(token));
                    require(
                            HostCopy.of(changes).holds(seed.id(), text),
                            "With a client's clock that is " + fast + " minutes " + (minutes > 0 ? "fast" : "slow")
                                    + ", a change of "
                                    + track + " did not come with the next poll. "
                                    + "A token comes from the server's clock or counter, never from the client's.");
                    token = changes.token();
                }
            }
        }
        run.time().advance(Duration.ofMinutes(fast));
    }
}
