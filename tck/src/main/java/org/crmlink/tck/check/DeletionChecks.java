package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.HostCopy;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Track;
import org.jspecify.annotations.Nullable;

/** C7: records that are gone. */
final class DeletionChecks {

    private static final String GONE = "the back door saw the deletions";

    /**
     * Does: after a token, deletes a record, changes and deletes another one, makes and deletes a third, and deletes more than a page of others; asks
     * for the changes, and once more from the same token, and from the next one.
     * Why: a deletion that does not come leaves a record on every device for ever; one that is undone by a replay brings it back.
     * Not run: no path tells deletions.
     * Look at: tombstones and the order in which they are merged with rows; the id of a tombstone has to be spelled as that of a row.
     */
    @Check(value = Requirement.R32, witnesses = GONE)
    void deletionsComeAndStay(Run run) {
        for (Track track : tracks(run)) {
            List<Seed> seeds = track.seed(run.fixture().pageSize() * 3 / 2 + 4);
            HostCopy host = HostCopy.of(track.full());
            SyncToken token = track.full().token();
            Seed kept = seeds.get(0);
            track.delete(seeds.get(1).id());
            track.change(seeds.get(2).id());
            track.delete(seeds.get(2).id());
            Seed brief = track.seed(1).get(0);
            track.delete(brief.id());
            seeds.subList(3, seeds.size()).forEach(seed -> track.delete(seed.id()));
            Set<String> gone = Track.ids(seeds.subList(1, seeds.size()));
            gone.add(brief.id());
            run.witness(GONE, run.backdoor().ids(track.entity().name()).stream().noneMatch(gone::contains));
            Reading changes = track.since(token);
            host.take(changes);
            requireGone(track, host, gone, "the changes since the token");
            require(
                    host.ids().contains(kept.id()),
                    "A record of " + track + " that still exists was reported as removed.");
            host.take(track.since(token));
            requireGone(track, host, gone, "the same changes once more");
            host.take(track.since(changes.token()));
            requireGone(track, host, gone, "the changes after those");
        }
    }

    private static List<Track> tracks(Run run) {
        return Track.of(
                run,
                "a path that tells deletions",
                path -> path.deletions() != org.crmlink.sdk.metadata.ChangePath.Deletions.NONE);
    }

    private static void requireGone(Track track, HostCopy host, Set<String> gone, String after) {
        Set<String> left = host.ids();
        left.retainAll(gone);
        require(
                left.isEmpty(),
                left.size() + " of " + gone.size() + " deleted records of " + track
                        + " are still, or again, there for a host after " + after
                        + ". Look at how tombstones come, in which order they are merged with rows, and how their ids are spelled.");
    }

    /**
     * Does: deletes a record and makes it again under the same id; asks for the changes, twice from the same token.
     * Why: the last word holds: a tombstone that comes behind the new record deletes what exists.
     * Not run: no path tells deletions, or no such entity takes ids from clients.
     * Look at: feeds with rows and tombstones in lists of their own: which of them came later.
     */
    @Check(value = Requirement.R32, witnesses = "a record was made again under its old id")
    void aRecordThatWasMadeAgainExists(Run run) {
        int tried = 0;
        for (Track track : tracks(run)) {
            EntityType entity = track.entity();
            if (entity.capabilities().idAssignment() != IdAssignment.CLIENT
                    || entity.keyFields().size() != 1) {
                continue;
            }
            tried++;
            Seed seed = track.seed(2).get(0);
            HostCopy host = HostCopy.of(track.full());
            SyncToken token = track.full().token();
            track.delete(seed.id());
            Map<String, @Nullable Object> values =
                    new HashMap<>(track.records(1).get(0));
            values.put(entity.keyFields().get(0), seed.id());
            Seed again = run.seed(entity, values);
            run.witness("a record was made again under its old id", again.id().equals(seed.id()));
            for (int round = 0; round < 2; round++) {
                host.take(track.since(token));
                require(
                        host.holds(seed.id(), again.marker()),
                        "A record of " + track
                                + " that was deleted and made again under its id is gone for a host, or old. "
                                + "The last word on an id holds: look at the order of rows and tombstones.");
            }
        }
        if (tried == 0) {
            throw new NotOffered("no entity with a path that tells deletions takes ids from clients");
        }
    }

    /**
     * Does: makes a record leave the caller's sight without deleting it, and asks for the changes.
     * Why: what is taken from somebody's sight still exists; hosts treat it otherwise than what was deleted.
     * Not run: no path tells deletions, or the back door cannot hide a record.
     * Look at: the reason that the server gives with a removal; UNKNOWN where it gives none, never DELETED.
     */
    @Check(value = Requirement.R35, witnesses = "a record left the caller's sight")
    void whatIsOutOfSightIsNotReportedAsDeleted(Run run) {
        for (Track track : tracks(run)) {
            Seed seed = track.seed(3).get(1);
            SyncToken token = track.full().token();
            run.backdoor().hide(track.entity().name(), seed.id());
            run.witness("a record left the caller's sight", !track.full().ids().contains(seed.id()));
            Reading changes = track.since(token);
            notDeleted(track, changes, seed.id(), "left the caller's sight");
            require(
                    changes.removals().stream().anyMatch(removal -> removal.id().equals(seed.id())),
                    "A record of " + track + " left the caller's sight, and nothing about it came with the changes.");
        }
    }

    /**
     * Does: reads with a filter, changes a record so that it no longer matches, and asks for the changes with the same filter.
     * Why: a record that leaves a filter is no longer wanted on this device, and still exists for all others.
     * Not run: no path with deletions exists.
     * Look at: the reason of removals of a filtered feed.
     */
    @Check(value = Requirement.R35, witnesses = "a record matched before and not after")
    void whatLeavesTheFilterIsNotReportedAsDeleted(Run run) {
        for (Track track : tracks(run)) {
            Seed seed = track.seed(2).get(0);
            Filter filter = Filter.compare(track.marker(), Filter.Operator.EQ, seed.marker());
            ChangeQuery query = new ChangeQuery(
                    track.entity().name(),
                    List.of(track.marker()),
                    filter,
                    track.path().tracking(),
                    Optional.empty(),
                    run.fixture().pageSize());
            Reading before = Reading.all(run.reader(), query);
            track.change(seed.id());
            run.witness("a record matched before and not after", before.ids().contains(seed.id()));
            notDeleted(track, Reading.all(run.reader(), query.since(before.token())), seed.id(), "left the filter");
        }
    }

    private static void notDeleted(Track track, Reading changes, String id, String what) {
        boolean deleted = changes.removals().stream()
                .anyMatch(removal -> removal.id().equals(id) && removal.reason() == Removal.Reason.DELETED);
        require(
                !deleted,
                "A record of " + track + " " + what
                        + " and was reported as DELETED. It still exists: the reason has to be another one, "
                        + "UNKNOWN where the server gives none.");
    }

    // ---- listings of ids

    /**
     * Does: lists the ids of 0 and of 2.5 pages of records, and after a deletion.
     * Why: where deletions are not told, hosts find them by comparing this list: what is missing in it is deleted everywhere.
     * Not run: never.
     * Look at: the paging of ids(), and that an empty list comes only at its end.
     */
    @Check(value = Requirement.R33, witnesses = "more than two pages of ids were there")
    void theListingOfIdsIsExact(Run run) {
        for (EntityType entity : run.entities()) {
            String name = entity.name();
            exact(run, name, Set.of());
            Set<String> there = Track.listed(run, entity);
            run.witness(
                    "more than two pages of ids were there",
                    there.size() > 2 * run.fixture().pageSize());
            int mark = run.proxy().mark();
            exact(run, name, there);
            run.evidence(there.size() + " ids of '" + name + "' in "
                    + run.proxy().dataSince(mark).size() + " requests");
            String gone = List.copyOf(there).get(there.size() / 2);
            run.backdoor().delete(name, gone);
            there.remove(gone);
            exact(run, name, there);
            Set<String> read =
                    Reading.all(run.reader(), Reading.query(run, entity)).ids();
            require(
                    read.equals(there),
                    "ids() and a full read of '" + name + "' differ: " + there.size() + " and " + read.size()
                            + " records.");
        }
    }

    private static void exact(Run run, String entity, Set<String> there) {
        Set<String> missing = new LinkedHashSet<>(there);
        Set<String> listed = Reading.ids(run.reader(), entity, Filter.all());
        missing.removeAll(listed);
        listed.removeAll(there);
        require(
                missing.isEmpty() && listed.isEmpty(),
                "ids() of '" + entity + "' lacks " + missing.size() + " of " + there.size() + " records and lists "
                        + listed.size()
                        + " that do not exist. Look at its paging: an empty list is its end, and only that.");
    }
}
