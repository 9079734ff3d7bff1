package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.Sleeper;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one query job (salesforce.md §7): created, waited for, its results read page by page along their locators, deleted after the last one. A
 * job that is left in the middle ends by itself after seven days. One-at-a-time.
 */
final class BulkWalk implements PageWalk {

    private static final int RECORDS_IN_A_RESULT = 20_000;
    private static final int SLICE_RECORDS = 1_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final SalesforceService service;
    private final Sleeper sleeper;
    private final RowLayout layout;
    private final String operation;
    private final String soql;
    private final Set<String> visited = new HashSet<>();
    private @Nullable String job;
    private boolean complete;
    private @Nullable String locator;
    private @Nullable HttpAnswer answer;
    private @Nullable CsvRows rows;
    private Optional<Instant> date = Optional.empty();
    private boolean ended;

    BulkWalk(SalesforceService service, Sleeper sleeper, RowLayout layout, String operation, String soql) {
        this.service = service;
        this.sleeper = sleeper;
        this.layout = layout;
        this.operation = operation;
        this.soql = soql;
    }

    @Override
    public QueryPage next() {
        if (job == null) {
            job = create();
        }
        if (!complete) {
            await(job);
            complete = true;
        }
        CsvRows open = rows;
        boolean good = false;
        try {
            if (open == null) {
                open = open(job);
            }
            QueryPage page = open.next(SLICE_RECORDS);
            if (open.ended()) {
                turn(job);
            }
            good = true;
            return page;
        } catch (IOException e) {
            throw SalesforceErrors.unreadable(results(job), e);
        } finally {
            if (!good) {
                close();
            }
        }
    }

    private String create() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            json.writeStringField("operation", "query");
            json.writeStringField("query", soql);
            json.writeStringField("contentType", "CSV");
            json.writeStringField("columnDelimiter", "COMMA");
            json.writeStringField("lineEnding", "LF");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        HttpCall call = service.post(operation, layout.entity(), "jobs/query", bytes.toByteArray());
        return service.json(call, JsonObject::read)
                .text("id")
                .flatMap(SalesforceIds::normalise)
                .orElseThrow(() -> SalesforceService.missing(call, "id"));
    }

    /** Waits as long as it takes: the server ends a job that hangs, and so does whoever interrupts the thread. */
    private void await(String id) {
        Duration wait = FIRST_WAIT;
        while (true) {
            HttpCall call = service.get(operation, layout.entity(), "jobs/query/" + id);
            JsonObject told = service.json(call, JsonObject::read);
            switch (told.text("state").orElse("")) {
                case "JobComplete" -> {
                    return;
                }
                case "Failed", "Aborted" -> throw failed(told);
                case "UploadComplete", "InProgress", "Open" -> {}
                default -> throw SalesforceService.missing(call, "state");
            }
            sleep(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        }
    }

    private ConnectorException failed(JsonObject told) {
        return ConnectorException.of(
                        ErrorKind.UNSUPPORTED,
                        "the query job ended as " + told.text("state").orElse("") + ": "
                                + SalesforceErrors.shortened(
                                        told.text("errorMessage").orElse("no message")))
                .operation(operation)
                .entity(layout.entity())
                .hint("read without jobs: set 'bulk-threshold' to 0")
                .build();
    }

    private void sleep(Duration time) {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(
                            ErrorKind.CANCELLED, "the thread was interrupted while it waited for a query job")
                    .operation(operation)
                    .entity(layout.entity())
                    .retry(RetryAdvice.later())
                    .hint("start again when it suits")
                    .cause(e)
                    .build();
        }
    }

    private HttpCall results(String id) {
        String from = locator;
        return service.get(
                        operation,
                        layout.entity(),
                        "jobs/query/" + id + "/results?maxRecords=" + RECORDS_IN_A_RESULT
                                + (from == null ? "" : "&locator=" + Soql.encode(from)))
                .header("Accept", "text/csv");
    }

    private CsvRows open(String id) throws IOException {
        HttpAnswer opened = service.send(results(id));
        boolean good = false;
        try {
            if (!opened.mediaType().equals("text/csv")) {
                throw SalesforceErrors.notJson(opened);
            }
            long records = opened.header("Sforce-NumberOfRecords")
                    .filter(text -> text.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .orElse(-1L);
            CsvRows fresh = new CsvRows(opened.stream(), records, layout, new RowAssembler(layout, operation));
            date = opened.date();
            answer = opened;
            rows = fresh;
            good = true;
            return fresh;
        } finally {
            if (!good) {
                opened.close();
            }
        }
    }

    private void turn(String id) {
        Optional<String> following = Optional.ofNullable(answer)
                .flatMap(one -> one.header("Sforce-Locator"))
                .filter(text -> !text.isEmpty() && !text.equals("null"));
        if (following.isPresent() && !visited.add(following.get())) {
            throw ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server leads to the same results twice")
                    .operation(operation)
                    .entity(layout.entity())
                    .hint("check proxies and caches between here and the server")
                    .build();
        }
        close();
        locator = following.orElse(null);
        ended = following.isEmpty();
        if (ended) {
            delete(id);
        }
    }

    /** Only to be tidy: the server deletes jobs by itself. */
    private void delete(String id) {
        try (HttpAnswer done =
                service.sendAnyStatus(service.other("DELETE", operation, layout.entity(), "jobs/query/" + id))) {
            done.status();
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public Optional<Instant> date() {
        return date;
    }

    @Override
    public void close() {
        CsvRows read = rows;
        HttpAnswer open = answer;
        rows = null;
        answer = null;
        try {
            if (read != null) {
                read.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an answer's stream throws no IOException when it is closed", e);
        } finally {
            if (open != null) {
                open.close();
            }
        }
    }
}
