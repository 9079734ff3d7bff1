package org.crmlink.sandbox.salesforce.api;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.query.Callers;
import org.crmlink.sandbox.salesforce.query.CsvRecords;
import org.crmlink.sandbox.salesforce.query.QueryEngine;
import org.crmlink.sandbox.salesforce.query.QueryResult;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.jspecify.annotations.Nullable;

/** {@code /jobs/query}: queries whose results are fetched as CSV. Source: backend page, section 7. Thread-safe. */
final class QueryJobs {

    private static final Duration LIFE = Duration.ofDays(7);
    private static final int RESULT_PAGES = 5;

    private final QueryEngine engine;
    private final Callers callers;
    private final SalesforceSettings settings;
    private final Clock clock;
    private final RecordIds ids;
    private final Map<String, QueryJob> jobs = new ConcurrentHashMap<>();

    QueryJobs(QueryEngine engine, Callers callers, SalesforceSettings settings, Clock clock, RecordIds ids) {
        this.engine = engine;
        this.callers = callers;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    private static final class QueryJob extends BulkJob {
        private final QueryResult result;
        private final Instant ends;

        QueryJob(String id, String operation, JobDialect dialect, ApiCall call, Instant now, QueryResult result) {
            super(id, operation, result.object(), dialect, call, now, State.UploadComplete);
            this.result = result;
            this.ends = now.plus(LIFE);
        }
    }

    /** The answer to {@code /jobs/query…}. */
    HttpResponse handle(ApiCall call) {
        if (call.length() == 2) {
            return call.method().equals("POST") ? create(call) : list(call);
        }
        QueryJob job = find(call);
        if (call.length() == 3) {
            return switch (call.method()) {
                case "GET" -> Answers.json(200, progress(job));
                case "PATCH" -> abort(call, job);
                case "DELETE" -> delete(job);
                default -> throw ApiException.method(call.method(), "GET,HEAD,PATCH,DELETE");
            };
        }
        call.mustBe("GET");
        if (call.length() == 4 && call.step(3).equalsIgnoreCase("results")) {
            return results(call, job);
        }
        if (call.length() == 4 && call.step(3).equalsIgnoreCase("resultPages") && call.version() >= 58) {
            return resultPages(call, job);
        }
        throw ApiException.notFound();
    }

    private HttpResponse create(ApiCall call) {
        Map<String, @Nullable Object> asked = call.object();
        String operation = String.valueOf(asked.get("operation"));
        if (!operation.equals("query") && !operation.equals("queryAll")) {
            throw new ApiException(400, "INVALIDJOB", "InvalidJob : operation must be query or queryAll");
        }
        JobDialect dialect = JobDialect.of(asked);
        Object soql = asked.get("query");
        if (soql == null) {
            throw new ApiException(400, "INVALIDJOB", "InvalidJob : query is missing");
        }
        Instant now = clock.instant();
        jobs.values().removeIf(old -> old.ends.isBefore(now));
        try {
            QueryResult result =
                    engine.run(soql.toString(), callers.of(call.session().userId()), operation.equals("queryAll"));
            CsvRecords.mustFit(result);
            QueryJob job = new QueryJob(ids.next("750"), operation, dialect, call, now, result);
            Map<String, @Nullable Object> shown = job.shown();
            job.ended(BulkJob.State.JobComplete, "", settings.jobPolls());
            jobs.put(job.id(), job);
            return Answers.json(200, shown);
        } catch (SoqlException e) {
            throw ApiException.of(e);
        }
    }

    private QueryJob find(ApiCall call) {
        return RecordIds.normalized(call.step(2))
                .map(jobs::get)
                .filter(job -> job.userId().equals(call.session().userId()))
                .orElseThrow(ApiException::notFound);
    }

    private static Map<String, @Nullable Object> progress(QueryJob job) {
        boolean complete = job.asked() == BulkJob.State.JobComplete;
        Map<String, @Nullable Object> shown = job.shown();
        shown.put("jobType", "V2Query");
        shown.put("numberRecordsProcessed", complete ? job.result.size() : 0);
        shown.put("retries", 0);
        shown.put("totalProcessingTime", complete ? 100 : 0);
        shown.put("isPkChunkingSupported", true);
        return shown;
    }

    private HttpResponse list(ApiCall call) {
        call.mustBe("GET", "POST");
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (QueryJob job : jobs.values()) {
            if (job.userId().equals(call.session().userId())) {
                records.add(job.shown());
            }
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("done", true);
        answer.put("records", records);
        answer.put("nextRecordsUrl", null);
        return Answers.json(200, answer);
    }

    private static HttpResponse abort(ApiCall call, QueryJob job) {
        if (!"Aborted".equals(call.object().get("state"))) {
            throw new ApiException(400, "INVALIDJOBSTATE", "InvalidJobState : a query can only be aborted");
        }
        job.state(BulkJob.State.Aborted);
        return Answers.json(200, job.shown());
    }

    private HttpResponse delete(QueryJob job) {
        jobs.remove(job.id());
        return HttpResponse.empty(204);
    }

    // ---------------------------------------------------------------- results

    private HttpResponse results(ApiCall call, QueryJob job) {
        mustBeComplete(call, job);
        int from = call.parameters().filled("locator").map(QueryJobs::offset).orElse(0);
        int most = call.parameters()
                .filled("maxRecords")
                .map(QueryJobs::number)
                .filter(number -> number > 0)
                .map(number -> Math.min(number, settings.jobPage()))
                .orElse(settings.jobPage());
        int to = Math.min(job.result.size(), from + most);
        CsvRecords writer =
                new CsvRecords(job.dialect().delimiter(), job.dialect().newLine());
        return HttpResponse.streaming(200, "text/csv", out -> writer.write(out, job.result, from, to))
                .with("Sforce-NumberOfRecords", Integer.toString(to - from))
                .with("Sforce-Locator", to < job.result.size() ? locator(to) : "null");
    }

    private HttpResponse resultPages(ApiCall call, QueryJob job) {
        mustBeComplete(call, job);
        int from = call.parameters().filled("locator").map(QueryJobs::offset).orElse(0);
        String base = call.root() + "/jobs/query/" + job.id();
        List<Map<String, String>> pages = new ArrayList<>();
        int at = from;
        while (pages.size() < RESULT_PAGES && (at < job.result.size() || at == 0)) {
            pages.add(Map.of("resultUrl", base + "/results?locator=" + locator(at)));
            at += settings.jobPage();
        }
        boolean done = at >= job.result.size();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("resultPages", pages);
        answer.put("nextRecordsUrl", done ? null : base + "/resultPages?locator=" + locator(at));
        answer.put("done", done);
        return Answers.json(200, answer);
    }

    private static void mustBeComplete(ApiCall call, QueryJob job) {
        if (call.version() != job.version()) {
            throw new ApiException(
                    409,
                    "INVALIDVERSION",
                    "The results must be fetched with the version that made the job, v" + job.version() + ".0");
        }
        if (job.state() != BulkJob.State.JobComplete) {
            throw new ApiException(
                    400, "INVALIDJOBSTATE", "InvalidJobState : the job is " + job.state() + ", not JobComplete");
        }
    }

    private static String locator(int offset) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Integer.toString(offset).getBytes(StandardCharsets.US_ASCII));
    }

    private static int offset(String locator) {
        try {
            return number(new String(Base64.getUrlDecoder().decode(locator), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, "INVALIDLOCATOR", "the locator is none of this job");
        }
    }

    private static int number(String text) {
        return Optional.of(text)
                .filter(one -> one.matches("\\d{1,9}"))
                .map(Integer::parseInt)
                .orElseThrow(() -> new IllegalArgumentException("no number: " + text));
    }
}
