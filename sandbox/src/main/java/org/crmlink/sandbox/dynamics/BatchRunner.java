package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.crmlink.sandbox.dynamics.security.Access;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.RequestLog;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Runs the parts of a batch one after the other and writes the answers in the same order. Thread-safe. */
final class BatchRunner {

    private static final int MAX_OPERATIONS = 1_000;
    private static final int MAX_URL = 64 * 1024;
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final Store store;
    private final Routes routes;
    private final RequestLog log;

    BatchRunner(Store store, Routes routes, RequestLog log) {
        this.store = store;
        this.routes = routes;
        this.log = log;
    }

    /** The answer to one part: one answer, or those of a change set that succeeded. */
    private record Outcome(List<Answer> answers, boolean changeSet) {
        boolean failed() {
            return !answers.isEmpty() && answers.get(0).response().status() >= 400;
        }
    }

    private record Answer(HttpResponse response, Optional<String> contentId) {}

    HttpResponse run(HttpRequest request, String root, Prefer prefer, Access access) {
        List<BatchPart> parts = BatchParser.parse(
                request.body(), request.headers().first("Content-Type").orElse(""));
        int operations = 0;
        for (BatchPart part : parts) {
            operations +=
                    part instanceof BatchPart.ChangeSet set ? set.operations().size() : 1;
        }
        if (operations > MAX_OPERATIONS) {
            throw ApiErrors.invalidArgument(
                    "The batch request exceeds the maximum of " + MAX_OPERATIONS + " operations.");
        }
        Batch batch = new Batch(request, root, access, new HashMap<>());
        List<Outcome> outcomes = new ArrayList<>();
        int status = 200;
        for (BatchPart part : parts) {
            Outcome outcome = part instanceof BatchPart.ChangeSet set
                    ? changeSet(batch, set)
                    : single(batch, (BatchPart.Operation) part);
            outcomes.add(outcome);
            if (outcome.failed() && !prefer.continueOnError()) {
                status = outcome.answers().get(0).response().status();
                break;
            }
        }
        return answer(status, outcomes, prefer);
    }

    private record Batch(HttpRequest request, String root, Access access, Map<String, String> contentIds) {}

    private Outcome single(Batch batch, BatchPart.Operation operation) {
        HttpResponse response = Guard.answer(prefer(operation), () -> perform(batch, operation, null));
        remember(batch, operation, response);
        logged(operation, response.status());
        return new Outcome(List.of(new Answer(response, operation.contentId())), false);
    }

    private Outcome changeSet(Batch batch, BatchPart.ChangeSet set) {
        List<Answer> answers = new ArrayList<>();
        Set<String> contentIds = new HashSet<>();
        Function<Transaction, Boolean> work = transaction -> {
            for (BatchPart.Operation operation : set.operations()) {
                HttpResponse response = Guard.answer(prefer(operation), () -> {
                    if (READS.contains(operation.method().toUpperCase(Locale.ROOT))) {
                        throw ApiErrors.badQuery("A GET request cannot be part of a change set.");
                    }
                    if (operation.contentId().isEmpty()) {
                        throw ApiErrors.badQuery("Each request of a change set needs a Content-ID header.");
                    }
                    if (!contentIds.add(operation.contentId().get())) {
                        throw ApiErrors.badQuery("The Content-ID '"
                                + operation.contentId().get() + "' appears more than once in the change set.");
                    }
                    return perform(batch, operation, transaction);
                });
                logged(operation, response.status());
                if (response.status() >= 400) {
                    throw new Rollback(response);
                }
                remember(batch, operation, response);
                answers.add(new Answer(response, operation.contentId()));
            }
            return true;
        };
        HttpResponse end = Guard.answer(Prefer.of(batch.request().headers()), () -> {
            try {
                store.write(batch.access().user(), work);
                return Answers.noContent();
            } catch (Rollback e) {
                return e.response;
            }
        });
        // OData: a failed change set is answered by its one error, without the multipart around it.
        return end.status() >= 400
                ? new Outcome(List.of(new Answer(end, Optional.empty())), false)
                : new Outcome(answers, true);
    }

    private static Prefer prefer(BatchPart.Operation operation) {
        return Prefer.of(operation.headers());
    }

    private void logged(BatchPart.Operation operation, int status) {
        log.add(new RequestLog.Entry(operation.method(), operation.url(), status, true));
    }

    private static void remember(Batch batch, BatchPart.Operation operation, HttpResponse response) {
        operation
                .contentId()
                .ifPresent(id -> response.headers()
                        .first("OData-EntityId")
                        .ifPresent(url -> batch.contentIds().put(id, url)));
    }

    private HttpResponse perform(Batch batch, BatchPart.Operation operation, @Nullable Transaction transaction) {
        String url = operation.url();
        if (url.length() > MAX_URL) {
            throw ApiErrors.urlTooLong(MAX_URL);
        }
        if (url.startsWith("$") && !url.startsWith("$metadata")) {
            int end = url.indexOf('/') < 0 ? url.length() : url.indexOf('/');
            url = Bindings.contentId(url.substring(1, end), batch.contentIds()) + url.substring(end);
        }
        int service = url.indexOf("/api/data/v");
        String path = url;
        if (service >= 0) {
            int root = url.indexOf('/', service + "/api/data/v".length());
            path = root < 0 ? "" : url.substring(root + 1);
        }
        String query = "";
        int mark = path.indexOf('?');
        if (mark >= 0) {
            query = path.substring(mark + 1);
            path = path.substring(0, mark);
        }
        String rootPath = batch.root().substring(batch.request().origin().length());
        HttpRequest inner = new HttpRequest(
                operation.method(),
                rootPath + path,
                query,
                operation.headers(),
                operation.body(),
                batch.request().origin());
        Call call = Call.of(inner, batch.root(), path, batch.access());
        return routes.handleIn(call, new Routes.Inside(transaction, batch.contentIds()));
    }

    /** Ends a change set's transaction without a commit. */
    private static final class Rollback extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient HttpResponse response;

        Rollback(HttpResponse response) {
            this.response = response;
        }
    }

    // ------------------------------------------------------------------ writing the answers

    private static HttpResponse answer(int status, List<Outcome> outcomes, Prefer prefer) {
        String boundary = "batchresponse_" + UUID.randomUUID();
        HttpResponse response = HttpResponse.streaming(status, "multipart/mixed; boundary=" + boundary, out -> {
            for (Outcome outcome : outcomes) {
                line(out, "--" + boundary);
                if (outcome.changeSet()) {
                    writeSet(out, outcome.answers(), prefer);
                } else {
                    write(out, outcome.answers().get(0), false, prefer);
                }
            }
            line(out, "--" + boundary + "--");
        });
        if (prefer.continueOnError()) {
            response.with("Preference-Applied", "odata.continue-on-error");
        }
        return response.with("OData-Version", "4.0");
    }

    private static void writeSet(OutputStream out, List<Answer> answers, Prefer prefer) throws IOException {
        String boundary = "changesetresponse_" + UUID.randomUUID();
        line(out, "Content-Type: multipart/mixed; boundary=" + boundary);
        line(out, "");
        for (Answer answer : answers) {
            line(out, "--" + boundary);
            write(out, answer, true, prefer);
        }
        line(out, "--" + boundary + "--");
        line(out, "");
    }

    private static void write(OutputStream out, Answer answer, boolean withContentId, Prefer prefer)
            throws IOException {
        line(out, "Content-Type: application/http");
        line(out, "Content-Transfer-Encoding: binary");
        if (withContentId && answer.contentId().isPresent()) {
            line(out, "Content-ID: " + answer.contentId().get());
        }
        line(out, "");
        HttpResponse response = Guard.whole(answer.response(), prefer);
        line(out, "HTTP/1.1 " + response.status() + " " + Reasons.phrase(response.status()));
        for (Map.Entry<String, String> header : response.headers().lines()) {
            boolean json =
                    header.getKey().equals("Content-Type") && header.getValue().equals(Answers.JSON);
            boolean streamed = json && response.status() < 400;
            line(out, header.getKey() + ": " + header.getValue() + (streamed ? "; odata.streaming=true" : ""));
        }
        line(out, "");
        response.body().writeTo(out);
        line(out, "");
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
