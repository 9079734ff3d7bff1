package org.crmlink.sandbox.salesforce.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.query.ReplicationLog;

/**
 * {@code …/updated} and {@code …/deleted}: ids of what changed in a span of time. Source: backend page, section 10.3. Thread-safe.
 */
final class ReplicationRoutes {

    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private final ReplicationLog log;

    ReplicationRoutes(ReplicationLog log) {
        this.log = log;
    }

    HttpResponse updated(ApiCall call, SObject object) {
        try {
            ReplicationLog.Updated updated = log.updated(object, moment(call, "start"), moment(call, "end"));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ids", updated.ids());
            answer.put("latestDateCovered", Answers.stamp(updated.covered()));
            return Answers.json(200, answer);
        } catch (OrgException e) {
            throw new ApiException(400, e.code(), String.valueOf(e.getMessage()));
        }
    }

    HttpResponse deleted(ApiCall call, SObject object) {
        try {
            ReplicationLog.Deleted deleted = log.deleted(object, moment(call, "start"), moment(call, "end"));
            List<Map<String, String>> records = new ArrayList<>();
            deleted.moments().forEach((id, moment) -> {
                Map<String, String> record = new LinkedHashMap<>();
                record.put("id", id);
                record.put("deletedDate", Answers.stamp(moment));
                records.add(record);
            });
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("deletedRecords", records);
            answer.put("earliestDateAvailable", Answers.stamp(deleted.earliest()));
            answer.put("latestDateCovered", Answers.stamp(deleted.covered()));
            return Answers.json(200, answer);
        } catch (OrgException e) {
            throw new ApiException(400, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static Instant moment(ApiCall call, String name) {
        String text = call.parameters()
                .filled(name)
                .orElseThrow(
                        () -> new ApiException(400, "MISSING_ARGUMENT", "Required parameter: " + name + " is missing"));
        try {
            // a plus sign that was not encoded has become a blank
            return OffsetDateTime.parse(text.replace(' ', '+'), READ).toInstant();
        } catch (DateTimeException e) {
            throw new ApiException(
                    400, "MALFORMED_QUERY", name + " must be a date and time, such as 2026-05-06T00:00:00Z");
        }
    }
}
