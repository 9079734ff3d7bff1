package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of a connector: {@linkplain #kind() kind} × {@linkplain #retryAdvice() retry advice} × {@linkplain #outcome() outcome}, with
 * the story: what was attempted, on what, what the server said, what to do.
 *
 * <p>Message, hint and causes MUST NOT hold secrets, tokens, signed addresses or record values [SEC-1]. The hint says in one line what to do
 * [OBS-2]. Immutable.
 */
public final class ConnectorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final transient RetryAdvice retryAdvice;
    private final Outcome outcome;
    private final String operation;
    private final String entity;
    private final String recordId;
    private final String vendorCode;
    private final String requestId;
    private final String hint;

    private ConnectorException(Builder builder) {
        super(builder.message, builder.cause);
        this.kind = builder.kind;
        this.retryAdvice = builder.retryAdvice;
        this.outcome = builder.outcome;
        this.operation = builder.operation;
        this.entity = builder.entity;
        this.recordId = builder.recordId;
        this.vendorCode = builder.vendorCode;
        this.requestId = builder.requestId;
        this.hint = builder.hint;
    }

    /** Starts an exception; {@code message} says what was attempted and what the server said. */
    public static Builder of(ErrorKind kind, String message) {
        return new Builder(kind, message);
    }

    /** Starts a copy, to add what the thrower did not know. Stack and cause of this exception become the copy's cause. */
    public Builder toBuilder() {
        Builder builder = new Builder(kind, requireNonNull(getMessage()))
                .retry(retryAdvice())
                .outcome(outcome)
                .operation(operation)
                .entity(entity)
                .recordId(recordId)
                .vendorCode(vendorCode)
                .requestId(requestId)
                .hint(hint);
        return builder.cause(this);
    }

    public ErrorKind kind() {
        return kind;
    }

    public RetryAdvice retryAdvice() {
        // null only after Java deserialization, where the advice of another process means nothing
        @Nullable RetryAdvice advice = retryAdvice;
        return advice == null ? RetryAdvice.never() : advice;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** What was attempted, such as {@code changes} or {@code upload}; empty if unknown. */
    public Optional<String> operation() {
        return present(operation);
    }

    public Optional<String> entity() {
        return present(entity);
    }

    public Optional<String> recordId() {
        return present(recordId);
    }

    /** The server's own code, such as {@code 0x80060882}. */
    public Optional<String> vendorCode() {
        return present(vendorCode);
    }

    /** What the server's operators can find the request by. */
    public Optional<String> requestId() {
        return present(requestId);
    }

    /** What to do, in one line for people. */
    public Optional<String> hint() {
        return present(hint);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Builds a {@link ConnectorException}. One-at-a-time. Retry advice defaults to never, outcome to not applied. */
    public static final class Builder {
        private final ErrorKind kind;
        private final String message;
        private RetryAdvice retryAdvice = RetryAdvice.never();
        private Outcome outcome = Outcome.NOT_APPLIED;
        private String operation = "";
        private String entity = "";
        private String recordId = "";
        private String vendorCode = "";
        private String requestId = "";
        private String hint = "";
        private @Nullable Throwable cause;

        private Builder(ErrorKind kind, String message) {
            this.kind = requireNonNull(kind, "kind is null");
            this.message = requireNonNull(message, "message is null");
        }

        public Builder retry(RetryAdvice advice) {
            this.retryAdvice = requireNonNull(advice, "advice is null");
            return this;
        }

        public Builder outcome(Outcome outcome) {
            this.outcome = requireNonNull(outcome, "outcome is null");
            return this;
        }

        public Builder operation(String operation) {
            this.operation = requireNonNull(operation, "operation is null");
            return this;
        }

        public Builder entity(String entity) {
            this.entity = requireNonNull(entity, "entity is null");
            return this;
        }

        public Builder recordId(String recordId) {
            this.recordId = requireNonNull(recordId, "recordId is null");
            return this;
        }

        public Builder vendorCode(String vendorCode) {
            this.vendorCode = requireNonNull(vendorCode, "vendorCode is null");
            return this;
        }

        public Builder requestId(String requestId) {
            this.requestId = requireNonNull(requestId, "requestId is null");
            return this;
        }

        public Builder hint(String hint) {
            this.hint = requireNonNull(hint, "hint is null");
            return this;
        }

        public Builder cause(@Nullable Throwable cause) {
            this.cause = cause;
            return this;
        }

        public ConnectorException build() {
            return new ConnectorException(this);
        }
    }
}
