package org.crmlink.sandbox.salesforce.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;

/** What changed, and what was deleted, in a span of time: ids alone. Thread-safe. Source: backend page, section 10.3. */
public final class ReplicationLog {

    private static final Duration UPDATED_WINDOW = Duration.ofDays(30);
    private static final int MOST_IDS = 600_000;

    private final RecordStore store;
    private final SalesforceSettings settings;
    private final Clock clock;

    /** The log of a store. */
    public ReplicationLog(RecordStore store, SalesforceSettings settings, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What changed.
     *
     * @param covered up to when the answer is complete
     */
    public record Updated(List<String> ids, Instant covered) {}

    /**
     * What was deleted.
     *
     * @param moments when, by id
     * @param earliest since when deletions are known
     */
    public record Deleted(Map<String, Instant> moments, Instant earliest, Instant covered) {}

    private record Span(Instant from, Instant to) {}

    /**
     * Ids of what was created or changed.
     *
     * @throws OrgException {@code INVALID_REPLICATION_DATE}, {@code EXCEEDED_ID_LIMIT}, {@code INVALID_TYPE}
     */
    public Updated updated(SObject object, Instant start, Instant end) {
        Span span = span(object, start, end, UPDATED_WINDOW);
        List<String> ids = new ArrayList<>();
        for (Row row : store.changedSince(object, span.from())) {
            if (!row.isDeleted() && row.systemModstamp().isBefore(span.to())) {
                ids.add(row.id());
            }
        }
        mustNotBeTooMany(ids.size());
        return new Updated(ids, span.to());
    }

    /**
     * Ids of what was deleted.
     *
     * @throws OrgException as of {@link #updated}
     */
    public Deleted deleted(SObject object, Instant start, Instant end) {
        Span span = span(object, start, end, settings.binLife());
        Instant earliest = store.deletionsKnownSince().orElse(clock.instant().minus(settings.binLife()));
        if (span.from().isBefore(earliest)) {
            throw refused("the log of deletions begins at " + Moments.xml(earliest));
        }
        Map<String, Instant> moments = store.deletions(object, span.from(), span.to());
        mustNotBeTooMany(moments.size());
        return new Deleted(moments, earliest, span.to());
    }

    /** Seconds are dropped from both ends before they are compared. */
    private Span span(SObject object, Instant start, Instant end, Duration window) {
        if (!object.traits().replicateable()) {
            throw new OrgException("INVALID_TYPE", "object type " + object.name() + " is not replicable", List.of());
        }
        Instant from = start.truncatedTo(ChronoUnit.MINUTES);
        Instant to = end.truncatedTo(ChronoUnit.MINUTES);
        if (!from.isBefore(to)) {
            throw refused("endDate before startDate");
        }
        Instant now = clock.instant();
        if (from.isBefore(now.minus(window).truncatedTo(ChronoUnit.MINUTES))) {
            throw refused("startDate cannot be more than " + window.toDays() + " days ago");
        }
        // what is not yet over is not covered
        return new Span(from, to.isAfter(now) ? now.truncatedTo(ChronoUnit.MINUTES) : to);
    }

    private static void mustNotBeTooMany(int ids) {
        if (ids > MOST_IDS) {
            throw new OrgException(
                    "EXCEEDED_ID_LIMIT",
                    "The number of ids exceeds " + MOST_IDS + "; ask for a shorter span",
                    List.of());
        }
    }

    private static OrgException refused(String why) {
        return new OrgException("INVALID_REPLICATION_DATE", why, List.of());
    }
}
