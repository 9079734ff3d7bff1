package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;

/** C7: an error is no deletion. */
final class ListingFaultChecks {

    private static final int MOST_STEPS = 200;

    private static Map<String, FaultAction> faults() {
        Map<String, FaultAction> faults = new LinkedHashMap<>();
        for (int status : new int[] {403, 404, 500}) {
            faults.put("answered with " + status, new FaultAction.Instead(Answer.json(status, "{}")));
        }
        for (Spoiling spoiling : List.of(Spoiling.EMPTY, Spoiling.CUT_SHORT, Spoiling.AN_EMPTY_OBJECT)) {
            faults.put(spoiling.toString(), spoiling.action());
        }
        return faults;
    }

    /**
     * Does: lists ids while the first, or the second, request of the listing is forbidden, not found, fails, or its answer comes empty, cut or without
     * content.
     * Why: what a listing lacks a host deletes. One forbidden request must not empty every device.
     * Not run: never.
     * Look at: what of ids() turns errors into empty lists; and whether an answer has to be complete before it may end the listing.
     */
    @Check(value = Requirement.R34, witnesses = "a request of the listing failed")
    void aListingThatFailsDoesNotLookComplete(Run run) {
        EntityType entity = run.entity();
        Set<String> there = Track.listed(run, entity);
        Reading.ids(run.reader(), entity.name(), Filter.all());
        for (Map.Entry<String, FaultAction> one : faults().entrySet()) {
            for (int nth = 1; nth <= 2; nth++) {
                Fault fault = run.proxy().onData().nth(nth).does(one.getValue());
                listed(run, entity, there, "request " + nth + " was " + one.getKey(), fault);
                run.proxy().calm();
                run.witness("a request of the listing failed", fault.fired() > 0);
            }
        }
    }

    private static void listed(Run run, EntityType entity, Set<String> there, String what, Fault fault) {
        Set<String> listed = new LinkedHashSet<>();
        try (IdStream stream = run.reader().ids(entity.name(), Filter.all())) {
            for (int step = 0; step < MOST_STEPS; step++) {
                List<String> some = stream.next();
                if (some.isEmpty()) {
                    break;
                }
                listed.addAll(some);
            }
        } catch (ConnectorException e) {
            run.record("ids() when " + what, e);
            return;
        }
        // without an error the listing must be whole: the fault met nothing, or the connector got over it
        require(
                listed.containsAll(there),
                "A listing of the ids of '" + entity.name() + "' whose " + what + " ended as if it were complete, with "
                        + listed.size() + " of " + there.size() + " ids"
                        + (fault.fired() == 0 ? "" : " after the fault")
                        + ": a host takes the others for deleted. It must be an error. "
                        + "Look at what turns errors into empty lists.");
    }

    /**
     * Does: takes the right to read from the caller, by the back door, and lists ids.
     * Why: as above, said by the backend itself in its own words.
     * Not run: the back door cannot take the right.
     * Look at: how this backend says that the caller may not read an entity.
     */
    @Check(value = Requirement.R34, witnesses = "the right was taken")
    void aForbiddenListingIsAnError(Run run) {
        EntityType entity = run.entity();
        Set<String> there = Track.ids(run.seed(entity, 3));
        Reading.ids(run.reader(), entity.name(), Filter.all());
        run.backdoor().forbid(entity.name(), true);
        try {
            int mark = run.proxy().mark();
            Set<String> listed = Reading.ids(run.reader(), entity.name(), Filter.all());
            run.witness("the right was taken", true);
            require(
                    listed.containsAll(there),
                    "The caller may no longer read '" + entity.name()
                            + "', and ids() ended as if it were complete, with " + listed.size()
                            + " of " + there.size() + " ids after "
                            + run.proxy().dataSince(mark)
                            + ": a host takes the others for deleted. It must be an error, FORBIDDEN. "
                            + "Look at what turns errors into empty lists.");
        } catch (ConnectorException e) {
            run.record("ids() without the right to read", e);
            run.witness("the right was taken", true);
        } finally {
            run.backdoor().forbid(entity.name(), false);
        }
    }

    /**
     * Does: asks for changes while the first or the second request of it is forbidden, not found, fails, or its answer comes empty, cut or without
     * content, and looks at the removals.
     * Why: a removal says that a record is gone; no error says that.
     * Not run: no path tells deletions.
     * Look at: what makes removals: only what the server calls one.
     */
    @Check(value = Requirement.R34, witnesses = "a request for changes failed")
    void changesThatFailRemoveNothing(Run run) {
        List<Track> tracks =
                Track.of(run, "a path that tells deletions", path -> path.deletions() != ChangePath.Deletions.NONE);
        for (Track track : tracks) {
            SyncToken token = track.full().token();
            List<Seed> seeds = track.seed(run.fixture().pageSize() * 3 / 2);
            track.since(token);
            for (Map.Entry<String, FaultAction> one : faults().entrySet()) {
                for (int nth = 1; nth <= 2; nth++) {
                    Fault fault = run.proxy().onData().nth(nth).does(one.getValue());
                    int removals = removals(run, track, token, seeds, one.getKey());
                    run.proxy().calm();
                    run.witness("a request for changes failed", fault.fired() > 0);
                    require(
                            removals == 0,
                            "Request " + nth + " for changes of " + track + " was " + one.getKey() + ", and " + removals
                                    + " of " + seeds.size()
                                    + " records that exist were reported as removed. An error is no deletion.");
                }
            }
        }
    }

    /** Of those alone that exist: a path with an overlap for late commits may tell once more what is gone. */
    private static int removals(Run run, Track track, SyncToken token, List<Seed> seeds, String what) {
        Set<String> there = Track.ids(seeds);
        int removals = 0;
        try (ChangeStream stream = run.reader().changes(track.query().since(token))) {
            for (int step = 0; step < MOST_STEPS; step++) {
                ChangeStep next = stream.next();
                if (!(next instanceof ChangePage page)) {
                    break;
                }
                removals += (int) page.removals().stream()
                        .filter(removal -> there.contains(removal.id()))
                        .count();
            }
        } catch (ConnectorException e) {
            run.record("changes() when a request was " + what, e);
        }
        return removals;
    }
}
