package org.crmlink.engine.download;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.run.Remote;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.ChangePath.Tracking;

/**
 * Along which path an entity is read, and why (the question of Ph6). Immutable.
 *
 * @param reason for people
 */
record PathChoice(ChangePath path, String reason) {

    /** A filtered read has to be this many times smaller than the whole feed to be worth listing ids for deletions. */
    private static final long MUCH_SMALLER = 5;

    /** The path that token and checkpoint belong to, as long as the entity still has it. */
    static Optional<PathChoice> asBefore(EntityPlan plan, Optional<Tracking> before) {
        return before.flatMap(plan.type().capabilities()::changePath)
                .map(path -> new PathChoice(path, "as in the sync before"));
    }

    /** The best path for a read from the start. Blocks where an estimate helps. */
    static PathChoice best(EntityPlan plan, Remote remote, List<String> fields, int pageSize) {
        ChangePath first = plan.type().capabilities().changePaths().get(0);
        Optional<ChangePath> token = plan.type().capabilities().changePath(Tracking.TOKEN);
        Optional<ChangePath> watermark =
                plan.type().capabilities().changePath(Tracking.WATERMARK).filter(ChangePath::filters);
        if (token.isEmpty() || token.get().filters() || watermark.isEmpty() || !plan.isFiltered()) {
            return new PathChoice(first, "the best that the server offers for this entity");
        }
        if (plan.hasRelatedFilter()) {
            return new PathChoice(
                    watermark.get(),
                    "the filter speaks of another entity, which only a query on the server can follow");
        }
        OptionalLong feed = remote.estimate(query(plan, fields, Tracking.TOKEN, pageSize));
        OptionalLong filtered = remote.estimate(query(plan, fields, Tracking.WATERMARK, pageSize));
        if (feed.isPresent() && filtered.isPresent() && filtered.getAsLong() * MUCH_SMALLER < feed.getAsLong()) {
            return new PathChoice(
                    watermark.get(),
                    "only about " + filtered.getAsLong() + " of " + feed.getAsLong()
                            + " records match the filter, which the server's change feed cannot apply");
        }
        return new PathChoice(token.get(), "the server's change feed; the filter is applied here");
    }

    private static ChangeQuery query(EntityPlan plan, List<String> fields, Tracking path, int pageSize) {
        return new ChangeQuery(plan.name(), fields, plan.filter(), path, Optional.empty(), pageSize);
    }
}
