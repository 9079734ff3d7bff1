package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.Sleeper;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;

/**
 * One ingest job (salesforce.md §8). Nothing is written before {@link #close}: what fails until then has changed nothing. A job that is left in the
 * middle ends by itself. One-at-a-time.
 */
final class IngestJob {

    private static final String OPERATION = "upload";
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    /** So many reads in a row may fail for a reason that passes: what was written is worth to be known. */
    private static final int MOST_FAILURES = 4;

    private final SalesforceService service;
    private final Sleeper sleeper;
    private final Clock clock;
    private final String entity;
    private final String id;

    private IngestJob(SalesforceService service, Sleeper sleeper, Clock clock, String entity, String id) {
        this.service = service;
        this.sleeper = sleeper;
        this.clock = clock;
        this.entity = entity;
        this.id = id;
    }

    /** @param kind {@code insert}, {@code update} or {@code delete} */
    static IngestJob open(SalesforceService service, Sleeper sleeper, Clock clock, String entity, String kind) {
        byte[] body = json(Map.of(
                "object", entity,
                "operation", kind,
                "contentType", "CSV",
                "columnDelimiter", "COMMA",
                "lineEnding", "LF"));
        HttpCall call = service.post(OPERATION, entity, "jobs/ingest", body);
        String id = service.json(call, JsonObject::read)
                .text("id")
                .flatMap(SalesforceIds::normalise)
                .orElseThrow(() -> SalesforceService.missing(call, "id"));
        return new IngestJob(service, sleeper, clock, entity, id);
    }

    private static byte[] json(Map<String, String> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, String> member : members.entrySet()) {
                json.writeStringField(member.getKey(), member.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private String path() {
        return "jobs/ingest/" + id;
    }

    /** Brings the table; a job takes one. */
    void upload(HttpBody table) {
        service.send(service.other("PUT", OPERATION, entity, path() + "/batches")
                        .body(table))
                .close();
    }

    /** Lets the server begin. From here on rows may be written. */
    void close() {
        service.send(service.write("PATCH", entity, path(), json(Map.of("state", "UploadComplete"))))
                .close();
    }

    /**
     * Waits until the job has ended.
     *
     * @param closed whether the server said that it closed the job; if not, a job that is open comes back at once
     * @param longest the longest wait
     * @return what the server tells of the job: its {@code state} is JobComplete, Failed, Aborted or, only if it was not closed, Open
     */
    JsonObject await(boolean closed, Duration longest) {
        Instant end = clock.instant().plus(longest);
        Duration wait = FIRST_WAIT;
        while (true) {
            HttpCall call = service.get(OPERATION, entity, path());
            JsonObject told = patiently(() -> service.json(call, JsonObject::read));
            switch (told.text("state").orElse("")) {
                case "JobComplete", "Failed", "Aborted" -> {
                    return told;
                }
                case "Open" -> {
                    if (!closed) {
                        return told;
                    }
                }
                case "UploadComplete", "InProgress" -> {}
                default -> throw SalesforceService.missing(call, "state");
            }
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative() || left.isZero()) {
                throw ConnectorException.of(
                                ErrorKind.TIMEOUT, "the ingest job did not end within " + longest.toSeconds() + " s")
                        .operation(OPERATION)
                        .entity(entity)
                        .hint("raise 'call-timeout', or set 'bulk-ingest-rows' to 0")
                        .build();
            }
            sleep(left.compareTo(wait) < 0 ? left : wait);
            wait = longer(wait);
        }
    }

    private static Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
    }

    /**
     * Reads a table of results.
     *
     * @param table {@code successfulResults}, {@code failedResults} or {@code unprocessedrecords}
     * @param rows may be told a row again, after a table that was cut
     */
    void results(String table, String nameColumn, String toldColumn, IngestTable.Reader rows) {
        HttpCall call = service.get(OPERATION, entity, path() + "/" + table).header("Accept", "text/csv");
        patiently(() -> {
            try (HttpAnswer answer = service.send(call)) {
                if (!answer.mediaType().equals("text/csv")) {
                    throw SalesforceErrors.notJson(answer);
                }
                IngestTable.read(answer.stream(), nameColumn, toldColumn, rows);
                return table;
            } catch (IOException e) {
                throw SalesforceErrors.unreadable(call, e);
            }
        });
    }

    @FunctionalInterface
    private interface Read<T> {
        T read();
    }

    /** Reads again what failed for a reason that passes, with growing pauses. */
    private <T> T patiently(Read<T> read) {
        Duration wait = FIRST_WAIT;
        for (int failures = 0; ; failures++) {
            Duration pause;
            try {
                return read.read();
            } catch (ConnectorException e) {
                pause = e.retryAdvice().delay().orElse(wait);
                boolean passes = e.kind() != ErrorKind.CANCELLED
                        && e.retryAdvice().when() == RetryAdvice.When.LATER
                        && pause.compareTo(LONGEST_WAIT) <= 0;
                if (!passes || failures == MOST_FAILURES) {
                    throw e;
                }
            }
            sleep(pause);
            wait = longer(wait);
        }
    }

    private void sleep(Duration time) {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(
                            ErrorKind.CANCELLED, "the thread was interrupted while it waited for an ingest job")
                    .operation(OPERATION)
                    .entity(entity)
                    .retry(RetryAdvice.later())
                    .hint("start again when it suits")
                    .cause(e)
                    .build();
        }
    }

    /** Ends the job, as far as the server lets: nothing that it has not begun is written later on. */
    void abort() {
        tidily(service.other("PATCH", OPERATION, entity, path())
                .body(HttpBody.bytes("application/json; charset=UTF-8", json(Map.of("state", "Aborted")))));
    }

    /** Deletes the job with its results. Only to be tidy: the server does so by itself after days. */
    void delete() {
        tidily(service.other("DELETE", OPERATION, entity, path()));
    }

    /** What became of the rows is known without it: whatever goes wrong is no matter, an interrupt stays noted in the thread. */
    private void tidily(HttpCall call) {
        try (HttpAnswer done = service.sendAnyStatus(call)) {
            done.status();
        } catch (ConnectorException e) {
            return;
        }
    }
}
