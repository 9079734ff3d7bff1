package org.crmlink.sandbox.salesforce.api;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;

/**
 * {@code …/updated} and {@code …/deleted}: ids of what changed in a span of time. Source: backend page, section 10.3. Thread-safe.
 */
final class ReplicationRoutes {

    private static final Duration UPDATED_WINDOW = Duration.ofDays(30);
    private static final int MOST_IDS = 600_000;
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private final RecordStore store;
    private final SalesforceSettings settings;
    private final Clock clock;

    private record Span(Instant from, Instant to) {}

    ReplicationRoutes(RecordStore store, SalesforceSettings settings, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    HttpResponse updated(ApiCall call, SObject object) {
        Span span = span(call, object, UPDATED_WINDOW);
        List<String> ids = new ArrayList<>();
        for (Row row : store.changedSince(object, span.from())) {
            if (!row.isDeleted() && row.systemModstamp().isBefore(span.to())) {
                ids.add(row.id());
            }
        }
        mustNotBeTooMany(ids.size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ids", ids);
        answer.put("latestDateCovered", Answers.stamp(span.to()));
        return Answers.json(200, answer);
    }

    HttpResponse deleted(ApiCall call, SObject object) {
        Span span = span(call, object, settings.binLife());
        List<Map<String, String>> records = new ArrayList<>();
        store.deletions(object, span.from(), span.to()).forEach((id, moment) -> {
            Map<String, String> record = new LinkedHashMap<>();
            record.put("id", id);
            record.put("deletedDate", Answers.stamp(moment));
            records.add(record);
        });
        mustNotBeTooMany(records.size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("deletedRecords", records);
        answer.put("earliestDateAvailable", Answers.stamp(clock.instant().minus(settings.binLife())));
        answer.put("latestDateCovered", Answers.stamp(span.to()));
        return Answers.json(200, answer);
    }

    /** Seconds are dropped from both ends before they are compared. */
    private Span span(ApiCall call, SObject object, Duration window) {
        if (!object.traits().replicateable()) {
            throw new ApiException(400, "INVALID_TYPE", "object type " + object.name() + " is not replicable");
        }
        Instant now = clock.instant();
        Instant from = moment(call, "start");
        Instant to = moment(call, "end");
        if (!from.isBefore(to)) {
            throw refused("endDate before startDate");
        }
        if (from.isBefore(now.minus(window))) {
            throw refused("startDate cannot be more than " + window.toDays() + " days ago");
        }
        // what is not yet visible is not covered
        return new Span(from, to.isAfter(now) ? now.truncatedTo(ChronoUnit.MINUTES) : to);
    }

    private static Instant moment(ApiCall call, String name) {
        String text = call.parameters()
                .filled(name)
                .orElseThrow(
                        () -> new ApiException(400, "MISSING_ARGUMENT", "Required parameter: " + name + " is missing"));
        try {
            // a plus sign that was not encoded has become a blank
            return OffsetDateTime.parse(text.replace(' ', '+'), READ)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeException e) {
            throw new ApiException(
                    400, "MALFORMED_QUERY", name + " must be a date and time, such as 2026-05-06T00:00:00Z");
        }
    }

    private static void mustNotBeTooMany(int ids) {
        if (ids > MOST_IDS) {
            throw new ApiException(
                    400, "EXCEEDED_ID_LIMIT", "The number of ids exceeds " + MOST_IDS + "; ask for a shorter span");
        }
    }

    private static ApiException refused(String why) {
        return new ApiException(400, "INVALID_REPLICATION_DATE", why);
    }
}
