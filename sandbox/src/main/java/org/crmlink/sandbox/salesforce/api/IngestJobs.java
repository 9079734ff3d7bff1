package org.crmlink.sandbox.salesforce.api;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.salesforce.SalesforceSettings;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * {@code /jobs/ingest}: tables of records to be written. Results do not come in the order of the records. Source: backend page, section 8. Thread-safe.
 */
final class IngestJobs {

    private static final Duration LIFE = Duration.ofDays(7);
    private static final int CHUNK = 200;
    private static final Set<String> OPERATIONS = Set.of("insert", "update", "upsert", "delete", "hardDelete");

    private final RecordStore store;
    private final Dml dml;
    private final Transactions transactions;
    private final SalesforceSettings settings;
    private final Clock clock;
    private final RecordIds ids;
    private final Map<String, IngestJob> jobs = new ConcurrentHashMap<>();

    IngestJobs(
            RecordStore store,
            Dml dml,
            Transactions transactions,
            SalesforceSettings settings,
            Clock clock,
            RecordIds ids) {
        this.store = store;
        this.dml = dml;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** What became of a line of the table. */
    private record Line(CsvRecord cells, String id, boolean created, String error) {}

    private static final class IngestJob extends BulkJob {
        private final SObject sObject;
        private final Optional<Field> key;
        private final Instant ends;
        private byte @Nullable [] content;
        private List<String> columns = List.of();
        private List<Line> done = List.of();
        private List<CsvRecord> unprocessed = List.of();

        IngestJob(
                String id,
                String operation,
                SObject object,
                Optional<Field> key,
                JobDialect dialect,
                ApiCall call,
                Instant now) {
            super(id, operation, object.name(), dialect, call, now, State.Open);
            this.sObject = object;
            this.key = key;
            this.ends = now.plus(LIFE);
        }

        @Override
        synchronized Map<String, @Nullable Object> shown() {
            Map<String, @Nullable Object> shown = super.shown();
            key.ifPresent(field -> shown.put("externalIdFieldName", field.name()));
            shown.put("jobType", "V2Ingest");
            shown.put("contentUrl", "services/data/v" + version() + ".0/jobs/ingest/" + id() + "/batches");
            return shown;
        }
    }

    /** The answer to {@code /jobs/ingest…}. */
    HttpResponse handle(ApiCall call) {
        if (call.length() == 2) {
            return call.method().equals("POST") ? create(call) : list(call);
        }
        IngestJob job = find(call);
        if (call.length() == 3) {
            return switch (call.method()) {
                case "GET" -> Answers.json(200, progress(job));
                case "PATCH" -> change(call, job);
                case "DELETE" -> delete(job);
                default -> throw ApiException.method(call.method(), "GET,HEAD,PATCH,DELETE");
            };
        }
        String what = call.step(3).toLowerCase(Locale.ROOT);
        if (what.equals("batches")) {
            return upload(call, job);
        }
        call.mustBe("GET");
        return switch (what) {
            case "successfulresults" -> results(job, true);
            case "failedresults" -> results(job, false);
            case "unprocessedrecords" -> unprocessed(job);
            default -> throw ApiException.notFound();
        };
    }

    // ---------------------------------------------------------------- the job

    private HttpResponse create(ApiCall call) {
        Map<String, @Nullable Object> asked = call.object();
        String operation = String.valueOf(asked.get("operation"));
        if (!OPERATIONS.contains(operation)) {
            throw invalid("operation must be one of insert, update, upsert, delete, hardDelete");
        }
        String name = String.valueOf(asked.get("object"));
        SObject object = store.schema().object(name).orElseThrow(() -> invalid("Unable to find object: " + name));
        Object keyName = asked.get("externalIdFieldName");
        Optional<Field> key = Optional.empty();
        if (operation.equals("upsert")) {
            key = object.field(String.valueOf(keyName)).filter(Field::idLookup);
            if (key.isEmpty()) {
                throw invalid("Invalid external id field: " + keyName);
            }
        }
        Instant now = clock.instant();
        jobs.values().removeIf(old -> old.ends.isBefore(now));
        IngestJob job = new IngestJob(ids.next("750"), operation, object, key, JobDialect.of(asked), call, now);
        jobs.put(job.id(), job);
        return Answers.json(200, job.shown());
    }

    private IngestJob find(ApiCall call) {
        return RecordIds.normalized(call.step(2))
                .map(jobs::get)
                .filter(job -> job.userId().equals(call.session().userId()))
                .orElseThrow(ApiException::notFound);
    }

    private HttpResponse list(ApiCall call) {
        call.mustBe("GET", "POST");
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (IngestJob job : jobs.values()) {
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

    private static Map<String, @Nullable Object> progress(IngestJob job) {
        BulkJob.State state = job.asked();
        boolean ended = state == BulkJob.State.JobComplete || state == BulkJob.State.Failed;
        long failed = job.done.stream().filter(line -> !line.error().isEmpty()).count();
        Map<String, @Nullable Object> shown = job.shown();
        shown.put("retries", 0);
        shown.put("totalProcessingTime", ended ? 100 : 0);
        shown.put("apiActiveProcessingTime", ended ? 80 : 0);
        shown.put("apexProcessingTime", 0);
        shown.put("numberRecordsProcessed", ended ? job.done.size() : 0);
        shown.put("numberRecordsFailed", ended ? failed : 0);
        if (!job.error().isEmpty()) {
            shown.put("errorMessage", job.error());
        }
        return shown;
    }

    private HttpResponse upload(ApiCall call, IngestJob job) {
        call.mustBe("PUT");
        synchronized (job) {
            if (job.state() != BulkJob.State.Open || job.content != null) {
                throw new ApiException(
                        400,
                        "INVALIDJOBSTATE",
                        "InvalidJobState : the job's content was uploaded already, or the job is closed");
            }
            job.content = call.request().body();
        }
        return HttpResponse.empty(201);
    }

    private HttpResponse change(ApiCall call, IngestJob job) {
        Object state = call.object().get("state");
        synchronized (job) {
            boolean open = job.state() == BulkJob.State.Open;
            if ("Aborted".equals(state) && job.state() != BulkJob.State.JobComplete) {
                job.state(BulkJob.State.Aborted);
            } else if ("UploadComplete".equals(state) && open) {
                process(call, job);
            } else {
                throw new ApiException(
                        400,
                        "INVALIDJOBSTATE",
                        "InvalidJobState : the job is " + job.state() + " and cannot become " + state);
            }
        }
        return Answers.json(200, job.shown());
    }

    private HttpResponse delete(IngestJob job) {
        BulkJob.State state = job.state();
        if (state == BulkJob.State.Open || state == BulkJob.State.InProgress) {
            throw new ApiException(400, "INVALIDJOBSTATE", "InvalidJobState : the job has not ended");
        }
        jobs.remove(job.id());
        return HttpResponse.empty(204);
    }

    // ---------------------------------------------------------------- the work

    private void process(ApiCall call, IngestJob job) {
        byte[] content = job.content == null ? new byte[0] : job.content;
        job.content = null;
        List<CsvRecord> lines = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(job.dialect().delimiter())
                .commentStrategy(CommentStrategy.NONE)
                .ofCsvRecord(new String(content, StandardCharsets.UTF_8))) {
            reader.forEach(lines::add);
        } catch (IOException | CsvParseException e) {
            job.ended(BulkJob.State.Failed, "InvalidBatch : the content is no CSV", settings.jobPolls());
            return;
        }
        if (lines.isEmpty()) {
            job.ended(BulkJob.State.JobComplete, "", settings.jobPolls());
            return;
        }
        IngestColumns columns;
        try {
            columns = IngestColumns.of(job.sObject, lines.get(0).getFields());
        } catch (ApiException e) {
            job.unprocessed = List.copyOf(lines.subList(1, lines.size()));
            job.columns = lines.get(0).getFields();
            job.ended(BulkJob.State.Failed, String.valueOf(e.getMessage()), settings.jobPolls());
            return;
        }
        job.columns = lines.get(0).getFields();
        List<Line> done = new ArrayList<>();
        for (int from = 1; from < lines.size(); from += CHUNK) {
            List<CsvRecord> chunk = lines.subList(from, Math.min(lines.size(), from + CHUNK));
            done.addAll(transactions.run(call, work -> chunk(work, job, columns, chunk)));
        }
        // seeded by the job: the same job has the same disorder
        Collections.shuffle(done, new Random(job.id().hashCode()));
        job.done = List.copyOf(done);
        job.ended(BulkJob.State.JobComplete, "", settings.jobPolls());
    }

    private List<Line> chunk(Work work, IngestJob job, IngestColumns columns, List<CsvRecord> chunk) {
        List<Line> done = new ArrayList<>();
        for (CsvRecord cells : chunk) {
            int before = work.savepoint();
            try {
                done.add(line(work, job, columns, cells));
            } catch (OrgException e) {
                work.rollbackTo(before);
                String error = e.code() + ":" + e.getMessage() + ":" + String.join(",", e.fields()) + " --";
                done.add(new Line(cells, "", false, error));
            }
        }
        return done;
    }

    private Line line(Work work, IngestJob job, IngestColumns columns, CsvRecord cells) {
        Map<String, @Nullable Object> values = columns.values(cells.getFields());
        SObject object = job.sObject;
        switch (job.operation()) {
            case "insert" -> {
                return new Line(cells, dml.create(work, object, values).id(), true, "");
            }
            case "upsert" -> {
                Field key = job.key.orElseThrow();
                Object value = ApiCall.take(values, key.name());
                Dml.Upserted upserted =
                        dml.upsert(work, object, key, value == null ? "" : value.toString(), values, false);
                return new Line(cells, upserted.row().id(), upserted.created(), "");
            }
            case "update" -> {
                String id = id(values);
                return new Line(cells, dml.update(work, object, id, values).id(), false, "");
            }
            default -> {
                String id = id(values);
                dml.delete(work, object, id);
                return new Line(cells, RecordIds.normalized(id).orElse(id), false, "");
            }
        }
    }

    private static String id(Map<String, @Nullable Object> values) {
        Object id = ApiCall.take(values, "Id");
        if (id == null) {
            throw new OrgException("MISSING_ARGUMENT", "Id not specified", List.of("Id"));
        }
        return id.toString();
    }

    // ---------------------------------------------------------------- results

    private static HttpResponse results(IngestJob job, boolean successful) {
        mustHaveEnded(job);
        List<List<String>> table = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("sf__Id", successful ? "sf__Created" : "sf__Error"));
        header.addAll(job.columns);
        table.add(header);
        for (Line line : job.done) {
            if (line.error().isEmpty() == successful) {
                List<String> cells = new ArrayList<>();
                cells.add(line.id());
                cells.add(successful ? Boolean.toString(line.created()) : line.error());
                cells.addAll(line.cells().getFields());
                table.add(cells);
            }
        }
        return table(job, table);
    }

    private static HttpResponse unprocessed(IngestJob job) {
        mustHaveEnded(job);
        List<List<String>> table = new ArrayList<>(List.of(job.columns));
        job.unprocessed.forEach(line -> table.add(line.getFields()));
        return table(job, table);
    }

    private static void mustHaveEnded(IngestJob job) {
        BulkJob.State state = job.state();
        if (state == BulkJob.State.Open || state == BulkJob.State.UploadComplete || state == BulkJob.State.InProgress) {
            throw new ApiException(
                    400, "INVALIDJOBSTATE", "InvalidJobState : the job is " + state + " and has no results yet");
        }
    }

    private static HttpResponse table(IngestJob job, List<List<String>> lines) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder()
                .fieldSeparator(job.dialect().delimiter())
                .lineDelimiter(LineDelimiter.of(job.dialect().newLine()))
                .quoteStrategy(QuoteStrategies.ALWAYS)
                .build(text)) {
            lines.forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.of(200, "text/csv", text.toString());
    }

    private static ApiException invalid(String why) {
        return new ApiException(400, "INVALIDJOB", "InvalidJob : " + why);
    }
}
