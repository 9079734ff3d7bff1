package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;

/** C4: reading everything. */
final class FullReadChecks {

    /**
     * Does: fills the entity with 0, 1, p−1, p, p+1 and 2.5 p records (p is a page) through the back door, reads it in full on each path, and
     * compares the ids.
     * Why: a record that is lost at the border of two pages is missed by everybody who tests with ten records.
     * Not run: never.
     * Look at: how the connector knows that there is a next page, and whether it takes the rows of the last one.
     */
    @Check(value = Requirement.R16, witnesses = "more than two pages were read")
    void everyRecordIsReadOnceWhateverThePages(Run run) {
        EntityType entity = run.entity();
        int page = run.fixture().pageSize();
        Set<String> there = new LinkedHashSet<>();
        for (int size : List.of(0, 1, page - 1, page, page + 1, page * 5 / 2)) {
            run.seed(entity, size - there.size()).stream().map(Seed::id).forEach(there::add);
            for (ChangePath path : entity.capabilities().changePaths()) {
                Reading reading = Reading.all(
                        run.reader(),
                        Reading.query(
                                run,
                                entity,
                                path.tracking(),
                                List.of(run.specimens(entity).markerField())));
                Set<String> missing = new TreeSet<>(there);
                missing.removeAll(reading.ids());
                Set<String> foreign = new TreeSet<>(reading.ids());
                foreign.removeAll(there);
                require(
                        missing.isEmpty() && foreign.isEmpty(),
                        "Of " + size + " records of '" + entity.name() + "', " + missing.size()
                                + " were not read on the path " + path.tracking()
                                + ", and " + foreign.size() + " were read that do not exist; the page was " + page
                                + ". Look at the last row of a page and at how the next page is found.");
                run.witness("more than two pages were read", reading.pages().size() > 2);
            }
        }
        run.evidence("sizes 0 to " + there.size() + " on "
                + entity.capabilities().changePaths().size() + " paths");
    }
}
