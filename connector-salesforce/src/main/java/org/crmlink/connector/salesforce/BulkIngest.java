package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.upload.LostAnswers;
import org.jspecify.annotations.Nullable;

/**
 * Long runs of writes through ingest jobs (salesforce.md §8): creations that have a key, updates and deletions without a base version, of one object
 * and one kind each. Results come in no order, so that each is found by its key or id. Everything else keeps to collections: a creation without a key
 * could not be matched with its result, a table has no place for a base version nor for the contents of files, and jobs know neither the header that
 * lets duplicates pass nor the one that lets assignment rules work. Thread-safe.
 */
@Singleton
final class BulkIngest {

    /** The most that a job takes is 150 MB in base64; the header and a row that is too much are left room for. */
    private static final long MOST_BYTES = 99_000_000;

    private static final int FIRST_VERSION = 41;

    private final SalesforceService service;
    private final SalesforceOptions options;
    private final ConnectorContext context;
    private final ResultDecoder decoder;
    /** Objects of which the server makes no jobs. */
    private final Set<String> refusing = ConcurrentHashMap.newKeySet();

    @Inject
    BulkIngest(SalesforceService service, SalesforceOptions options, ConnectorContext context, ResultDecoder decoder) {
        this.service = service;
        this.options = options;
        this.context = context;
        this.decoder = decoder;
    }

    /** How many of the next writes go through one job; 0 if they are too few, or of no kind that does. */
    int run(List<Preparation.Ready> waiting) {
        String entity = waiting.get(0).object().name();
        if (!isWanted() || refusing.contains(entity)) {
            return 0;
        }
        int size = run(waiting, options.get(SalesforceOptions.BULK_INGEST_ROWS), MOST_BYTES);
        return size > 0 && service.major() >= FIRST_VERSION ? size : 0;
    }

    /** Whether a run that goes through a job begins at a place behind the first, so that what is before it must not take its rows along. */
    boolean beginsAt(int place, List<Preparation.Ready> waiting) {
        Preparation.Ready before = waiting.get(place - 1);
        Preparation.Ready next = waiting.get(place);
        return isWanted()
                && !(isOfOneTable(before, next) && suits(before))
                && run(waiting.subList(place, waiting.size())) > 0;
    }

    private boolean isWanted() {
        return options.get(SalesforceOptions.BULK_INGEST_ROWS) > 0
                && !options.get(SalesforceOptions.AUTO_ASSIGN)
                && !options.get(SalesforceOptions.ALLOW_DUPLICATES);
    }

    /**
     * How many of the next writes fit into one job and are worth one: so many rows, or as many bytes as a job takes.
     *
     * @param mostBytes of a job
     */
    static int run(List<Preparation.Ready> waiting, int rows, long mostBytes) {
        Preparation.Ready first = waiting.get(0);
        Set<String> names = new HashSet<>();
        long bytes = 0;
        int size = 0;
        for (Preparation.Ready next : waiting) {
            if (!isOfOneTable(first, next) || !suits(next)) {
                break;
            }
            long more = IngestCsv.size(next);
            // a record is in a job once: rows are not written in their order
            if (size > 0 && bytes + more > mostBytes || !names.add(IngestCsv.name(next))) {
                break;
            }
            bytes += more;
            size++;
        }
        return size >= rows || bytes > mostBytes / 10 * 9 ? size : 0;
    }

    private static boolean isOfOneTable(Preparation.Ready one, Preparation.Ready other) {
        return one.way() == other.way()
                && one.object().name().equals(other.object().name());
    }

    private static boolean suits(Preparation.Ready one) {
        return switch (one.way()) {
            case CREATE -> one.key().isPresent() && IngestCsv.carries(one);
            case UPDATE -> IngestCsv.carries(one);
            case DELETE -> one.base().isEmpty();
            case BY_KEY, CHECKED_UPDATE -> false;
        };
    }

    /**
     * Sends a run through a job and waits for its end.
     *
     * @return the fate of each; empty if the server makes no jobs of this object, and nothing was written
     * @throws ConnectorException if nothing was written; or of kind CANCELLED
     */
    Optional<List<MutationResult>> send(List<Preparation.Ready> batch) {
        String entity = batch.get(0).object().name();
        @Nullable IngestJob job = null;
        @Nullable ConnectorException lostClosing = null;
        try {
            job = IngestJob.open(service, context.sleeper(), context.clock(), entity, kind(batch.get(0)));
            job.upload(new IngestCsv(batch));
            job.close();
        } catch (ConnectorException e) {
            if (job != null && e.kind() != ErrorKind.CANCELLED && e.outcome() != Outcome.NOT_APPLIED) {
                lostClosing = e;
            } else {
                if (job != null) {
                    job.abort();
                    job.delete();
                }
                if (!isOfJobs(e)) {
                    throw e;
                }
                refusing.add(entity);
                return Optional.empty();
            }
        }
        return Optional.of(fates(batch, job, Optional.ofNullable(lostClosing)));
    }

    private static String kind(Preparation.Ready first) {
        return switch (first.way()) {
            case CREATE -> "insert";
            case UPDATE -> "update";
            case DELETE -> "delete";
            case BY_KEY, CHECKED_UPDATE -> throw new IllegalArgumentException("no job for " + first.way());
        };
    }

    /** Whether a refusal may be one of jobs alone, so that collections are worth a try: not every object has jobs, nor every user. */
    private static boolean isOfJobs(ConnectorException refusal) {
        return refusal.retryAdvice().when() == RetryAdvice.When.NEVER
                && refusal.outcome() == Outcome.NOT_APPLIED
                && switch (refusal.kind()) {
                    case CANCELLED, UNAUTHENTICATED, QUOTA_EXHAUSTED, CONFIG_INVALID -> false;
                    default -> true;
                };
    }

    private List<MutationResult> fates(
            List<Preparation.Ready> batch, IngestJob job, Optional<ConnectorException> lostClosing) {
        try {
            Told told = told(batch, job, lostClosing);
            List<MutationResult> results = new ArrayList<>(batch.size());
            for (Preparation.Ready one : batch) {
                results.add(told.result(one));
            }
            if (told.complete()) {
                job.delete();
            }
            return results;
        } catch (ConnectorException e) {
            // what is read after the closing does not know that it follows a write
            throw e.kind() == ErrorKind.CANCELLED ? LostAnswers.interrupted(e) : e;
        }
    }

    private Told told(List<Preparation.Ready> batch, IngestJob job, Optional<ConnectorException> lostClosing) {
        Told told = new Told(batch);
        try {
            JsonObject state = job.await(lostClosing.isEmpty(), options.get(SalesforceOptions.CALL_TIMEOUT));
            told.state = state.text("state").orElse("");
            told.message = SalesforceErrors.shortened(state.text("errorMessage").orElse("no message"));
        } catch (ConnectorException e) {
            told.failed(e);
        }
        if (!told.hasEnded()) {
            // what has not begun yet must not be written when nobody reckons with it any more
            lostClosing.ifPresent(told::failed);
            job.abort();
        }
        told.read(job, "successfulResults", "sf__Id", told.written);
        told.read(job, "failedResults", "sf__Error", told.refused);
        told.read(job, "unprocessedrecords", "", told.unprocessed);
        if (told.state.equals("Failed") && told.unprocessed.size() == batch.size()) {
            // it would fail again, such as for a column that jobs do not know
            refusing.add(batch.get(0).object().name());
        }
        return told;
    }

    /** What the server told of the rows, by their names. */
    private final class Told {
        private final List<Preparation.Ready> batch;
        private final Set<String> names = new HashSet<>();
        private final Map<String, String> written = new HashMap<>();
        private final Map<String, String> refused = new HashMap<>();
        private final Map<String, String> unprocessed = new HashMap<>();
        private String state = "";
        private String message = "";
        private @Nullable ConnectorException failure;

        Told(List<Preparation.Ready> batch) {
            this.batch = batch;
            batch.forEach(one -> names.add(IngestCsv.name(one)));
        }

        /** Keeps the first reason. */
        void failed(ConnectorException reason) {
            if (reason.kind() == ErrorKind.CANCELLED) {
                throw reason;
            }
            failure = failure == null ? reason : failure;
        }

        boolean hasEnded() {
            return !state.isEmpty() && !state.equals("Open");
        }

        boolean complete() {
            return written.size() + refused.size() + unprocessed.size() >= batch.size();
        }

        void read(IngestJob job, String table, String column, Map<String, String> into) {
            if (complete()) {
                return;
            }
            boolean byKey = batch.get(0).way() == Preparation.Way.CREATE;
            try {
                job.results(table, IngestCsv.nameColumn(batch.get(0)), column, (name, said) -> {
                    String normal = byKey ? name : SalesforceIds.normalise(name).orElse(name);
                    if (names.contains(normal)) {
                        into.put(normal, said);
                    }
                });
            } catch (ConnectorException e) {
                failed(e);
            }
        }

        MutationResult result(Preparation.Ready one) {
            String name = IngestCsv.name(one);
            String id = written.get(name);
            if (id != null) {
                return decoder.written(one, id);
            }
            String error = refused.get(name);
            if (error != null) {
                return refused(one, IngestTable.error(error, one.object()));
            }
            return unprocessed.containsKey(name)
                    ? new MutationResult.Deferred(one.mutation().operationId(), notProcessed(one))
                    : new MutationResult.Unknown(one.mutation().operationId(), unknown());
        }

        private MutationResult refused(Preparation.Ready one, RestError error) {
            try {
                return decoder.refused(one, error);
            } catch (ConnectorException e) {
                // the record could not be looked at, which may be needed to tell what the refusal means
                failed(e);
                return new MutationResult.Unknown(one.mutation().operationId(), LostAnswers.unknown("ingest job", e));
            }
        }

        private ConnectorException notProcessed(Preparation.Ready one) {
            return ConnectorException.of(
                            ErrorKind.UNAVAILABLE,
                            "the ingest job ended as " + state + " before it came to this row: " + message)
                    .operation("upload")
                    .entity(one.object().name())
                    .retry(RetryAdvice.later())
                    .hint("send it again; if it stays so, set 'bulk-ingest-rows' to 0")
                    .build();
        }

        private ConnectorException unknown() {
            return LostAnswers.unknown(
                    "ingest job",
                    failure != null
                            ? failure
                            : LostAnswers.tooFew(written.size() + refused.size() + unprocessed.size(), batch.size()));
        }
    }
}
