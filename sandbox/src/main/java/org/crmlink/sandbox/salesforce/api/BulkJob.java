package org.crmlink.sandbox.salesforce.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of bulk jobs have: who began it, and how far it is. A job whose work is done is seen in progress for as many questions as the sandbox
 * was told. Guarded by itself.
 */
class BulkJob {

    /** How far a job is. */
    enum State {
        Open,
        UploadComplete,
        InProgress,
        JobComplete,
        Failed,
        Aborted
    }

    private final String id;
    private final String operation;
    private final String object;
    private final JobDialect dialect;
    private final String userId;
    private final int version;
    private final Instant created;
    private State state;
    private State end;
    private int polls;
    private String error = "";

    BulkJob(
            String id,
            String operation,
            String object,
            JobDialect dialect,
            ApiCall call,
            Instant created,
            State state) {
        this.id = id;
        this.operation = operation;
        this.object = object;
        this.dialect = dialect;
        this.userId = call.session().userId();
        this.version = call.version();
        this.created = created;
        this.state = state;
        this.end = state;
    }

    final String id() {
        return id;
    }

    final String operation() {
        return operation;
    }

    final String object() {
        return object;
    }

    final JobDialect dialect() {
        return dialect;
    }

    final String userId() {
        return userId;
    }

    final int version() {
        return version;
    }

    final synchronized State state() {
        return state;
    }

    /** The work is done, and seen to be after some questions. */
    final synchronized void ended(State last, String message, int questions) {
        state = State.UploadComplete;
        end = last;
        error = message;
        polls = questions;
    }

    /** Somebody asks how far it is. */
    final synchronized State asked() {
        if (state == State.UploadComplete || state == State.InProgress) {
            state = polls-- > 0 ? State.InProgress : end;
        }
        return state;
    }

    final synchronized void state(State next) {
        state = next;
        end = next;
    }

    /** What the answer to its creation has. */
    synchronized Map<String, @Nullable Object> shown() {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("operation", operation);
        shown.put("object", object);
        shown.put("createdById", userId);
        shown.put("createdDate", Answers.stamp(created));
        shown.put("systemModstamp", Answers.stamp(created));
        shown.put("state", state.name());
        shown.put("concurrencyMode", "Parallel");
        shown.put("contentType", "CSV");
        shown.put("apiVersion", new BigDecimal(version + ".0"));
        shown.put("lineEnding", dialect.lineEnding());
        shown.put("columnDelimiter", dialect.delimiterName());
        return shown;
    }

    /** Why it failed; empty text if it did not, or nobody says why. */
    final synchronized String error() {
        return state == State.Failed ? error : "";
    }
}
