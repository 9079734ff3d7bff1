package org.crmlink.engine.download;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.engine.plan.EntityPlan;
import org.crmlink.engine.plan.SyncPlan;
import org.crmlink.engine.run.Remote;
import org.crmlink.host.filter.FilterEnvironment;
import org.crmlink.host.filter.FilterEvaluator;
import org.crmlink.host.filter.RelatedRecords;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.EntityType;
import org.jspecify.annotations.Nullable;

/** Evaluates what the server leaves of a filter (D8). Thread-safe; each evaluator asks the server for related records by itself. */
public final class Membership {

    private static final int REMEMBERED = 5_000;

    private final SyncPlan plan;
    private final Remote remote;
    private final Clock clock;
    private final String user;

    public Membership(SyncPlan plan, Remote remote, Clock clock, String user) {
        this.plan = requireNonNull(plan, "plan is null");
        this.remote = requireNonNull(remote, "remote is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.user = requireNonNull(user, "user is null");
    }

    /** An evaluator for rows with these fields; to be used by one thread. */
    FilterEvaluator evaluator(EntityPlan entity, Filter filter, List<String> fields) {
        return FilterEvaluator.compile(
                filter, entity.type(), fields, new FilterEnvironment(clock, user, this::type, related()));
    }

    private Optional<EntityType> type(String name) {
        return Optional.ofNullable(plan.entities().get(name))
                .map(EntityPlan::type)
                .or(() -> Optional.ofNullable(plan.related().get(name)));
    }

    private RelatedRecords related() {
        Map<RecordRef, Optional<Row>> remembered = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RecordRef, Optional<Row>> eldest) {
                return size() > REMEMBERED;
            }
        };
        return (target, id, fields) -> {
            RecordRef key = new RecordRef(target + fields, id);
            Optional<Row> row = remembered.get(key);
            if (row == null) {
                row = fetch(target, id, fields);
                remembered.put(key, row);
            }
            return row.map(Membership::values);
        };
    }

    private static @Nullable Object[] values(Row row) {
        return row.values();
    }

    private Optional<Row> fetch(String entity, String id, List<String> fields) {
        FetchResult result = remote.fetch(entity, List.of(id), fields);
        return result.rows().stream().findFirst();
    }
}
