package org.crmlink.host.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityType;

/** Guards {@link ChangeReader} and the streams that it opens. */
record GuardedReader(ChangeReader facet, Fence fence, EntityTypes types, int maxPageSize) implements ChangeReader {

    @Override
    public ChangeStream changes(ChangeQuery query) {
        fence.checkOpen();
        Optional<ChangePath> path = declaredPath("changes", query);
        ChangeQuery within = withinPageLimit(query);
        ChangeStream stream = heeding(() -> fence.read("changes", query.entity(), () -> facet.changes(within)));
        try {
            checkResidual(query, path, fence.read("changes", query.entity(), stream::residual));
        } catch (RuntimeException e) {
            fence.release("changes", query.entity(), stream::close);
            throw e;
        }
        return new GuardedStream(stream, within, fence, types);
    }

    @Override
    public OptionalLong estimate(ChangeQuery query) {
        fence.checkOpen();
        declaredPath("estimate", query);
        ChangeQuery within = withinPageLimit(query);
        return heeding(() -> fence.read("estimate", query.entity(), () -> facet.estimate(within)));
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        IdStream stream = heeding(() -> fence.read("ids", entity, () -> facet.ids(entity, filter)));
        return new GuardedIds(stream, entity, fence);
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        FetchResult result = heeding(() -> fence.read("fetch", entity, () -> facet.fetch(entity, ids, fields)));
        Set<String> open = new HashSet<>(ids);
        boolean unnamed = false;
        for (Row row : result.rows()) {
            GuardedStream.checkWidth(row, fields, entity, "fetch", fence);
            open.remove(row.id());
        }
        result.missing().forEach(open::remove);
        for (Unreadable unreadable : result.unreadable()) {
            unnamed |= unreadable.id().isEmpty();
            open.remove(unreadable.id());
        }
        if (!open.isEmpty() && !unnamed) {
            throw fence.defect(
                    "fetch",
                    entity,
                    Outcome.NOT_APPLIED,
                    open.size() + " of " + ids.size() + " ids are neither among the rows nor missing nor unreadable");
        }
        return result;
    }

    /** The path asked for; empty if the connector has no metadata that could declare it. */
    private Optional<ChangePath> declaredPath(String operation, ChangeQuery query) {
        Optional<EntityType> type = types.find(query.entity());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChangePath> path = type.get().capabilities().changePath(query.path());
        if (path.isEmpty()) {
            throw fence.unsupported(
                    operation, query.entity(), "the change path " + query.path() + " for " + query.entity());
        }
        return path;
    }

    private ChangeQuery withinPageLimit(ChangeQuery query) {
        if (query.pageSize() <= maxPageSize) {
            return query;
        }
        return new ChangeQuery(
                query.entity(), query.fields(), query.filter(), query.path(), query.since(), maxPageSize);
    }

    private void checkResidual(ChangeQuery query, Optional<ChangePath> path, Filter residual) {
        boolean needsAll = path.isPresent() && !path.get().filters();
        if (needsAll && residual instanceof Filter.All && !(query.filter() instanceof Filter.All)) {
            throw fence.defect(
                    "changes",
                    query.entity(),
                    Outcome.NOT_APPLIED,
                    "the path " + query.path() + " does not filter, yet the stream leaves nothing to evaluate");
        }
        Set<String> missing = new HashSet<>(residual.fields());
        query.fields().forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw fence.defect(
                    "changes",
                    query.entity(),
                    Outcome.NOT_APPLIED,
                    "the residual filter needs fields that the query does not name: " + String.join(", ", missing));
        }
    }

    private <T> T heeding(Supplier<T> call) {
        try {
            return call.get();
        } catch (ConnectorException e) {
            types.heed(e);
            throw e;
        }
    }
}
