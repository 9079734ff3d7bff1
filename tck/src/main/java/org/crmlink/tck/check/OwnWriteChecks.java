package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Writing;

/** C8: how one's own writes come back. */
final class OwnWriteChecks {

    /**
     * Does: updates a record through the connector, reads the changes since before, and compares the version that the write told with that of the row.
     * Why: a host that does not know its own writes when they come back takes them for somebody else's, and sends them round in circles.
     * Not run: if no entity takes updates and tells changes, or if rows or writes tell no version.
     * Look at: where a write's version comes from, and whether it is written as in rows.
     */
    @Check(value = Requirement.R41, witnesses = "the write came back as a change")
    void anOwnWriteIsKnownByItsVersion(Run run) {
        run.uploader();
        EntityType entity = run.entity(
                "updates and changes since a token",
                one -> one.capabilities().can(Operation.UPDATE)
                        && !Reading.tracked(one).isEmpty());
        Writing writing = Writing.of(run, entity);
        Seed seed = run.seed(entity, 1).get(0);
        ChangePath path = Reading.tracked(entity).get(0);
        List<String> fields = List.of(writing.marker());
        SyncToken token = Reading.all(run.reader(), Reading.query(run, entity, path.tracking(), fields))
                .token();
        MutationResult.Applied applied = writing.applied("An update", writing.update(seed.id(), Optional.empty()));
        Reading changes = Reading.all(
                run.reader(),
                new ChangeQuery(
                        entity.name(),
                        fields,
                        Filter.all(),
                        path.tracking(),
                        Optional.of(token),
                        run.fixture().pageSize()));
        run.witness("the write came back as a change", changes.ids().contains(seed.id()));
        if (!changes.ids().contains(seed.id())) {
            return;
        }
        Row row = Objects.requireNonNull(changes.last().get(seed.id()));
        if (row.version().isEmpty() || applied.version().isEmpty()) {
            throw new NotOffered("rows or writes of '" + entity.name() + "' tell no version");
        }
        require(
                applied.version().equals(row.version()),
                "The version that an update of '" + entity.name()
                        + "' told is another one than that of the row that then "
                        + "came as a change: a host cannot know its own write again.");
    }
}
