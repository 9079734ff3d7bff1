package org.crmlink.tck.run;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/**
 * What became of one mutation that was sent alone: a result, or the failure of the whole call. A connector may say the same thing either way.
 *
 * @param result the result; empty if the call failed
 * @param error the failure of the call, or the one inside the result
 */
public record Fate(Optional<MutationResult> result, Optional<ConnectorException> error) {

    /** Sends one mutation. */
    public static Fate of(Run run, Uploader uploader, Mutation mutation) {
        List<MutationResult> results;
        try {
            results = uploader.upload(List.of(mutation));
        } catch (ConnectorException e) {
            run.record("upload", e);
            return new Fate(Optional.empty(), Optional.of(e));
        }
        if (results.size() != 1) {
            throw new AssertionError("One mutation was sent and " + results.size()
                    + " results came back: there is one result a mutation, in their order.");
        }
        MutationResult result = results.get(0);
        Optional<ConnectorException> error = error(result);
        error.ifPresent(e -> run.record("upload", e));
        return new Fate(Optional.of(result), error);
    }

    /** The error inside a result. */
    public static Optional<ConnectorException> error(MutationResult result) {
        if (result instanceof MutationResult.Rejected rejected) {
            return Optional.of(rejected.error());
        }
        if (result instanceof MutationResult.Deferred deferred) {
            return Optional.of(deferred.cause());
        }
        return result instanceof MutationResult.Unknown unknown ? Optional.of(unknown.cause()) : Optional.empty();
    }

    /** Whether the server made the change. */
    public boolean isApplied() {
        return result.filter(MutationResult.Applied.class::isInstance).isPresent();
    }

    /** Whether the connector says that it cannot tell. */
    public boolean isUnknown() {
        return result.filter(MutationResult.Unknown.class::isInstance).isPresent()
                || error.filter(e -> e.outcome() == Outcome.UNKNOWN || e.kind() == ErrorKind.OUTCOME_UNKNOWN)
                        .isPresent();
    }

    /** Whether the connector says that nothing was changed. */
    public boolean isNotApplied() {
        return !isApplied() && !isUnknown();
    }

    /** Whether the host is advised to send it again. */
    public boolean mayBeRepeated() {
        return isNotApplied()
                && error.filter(e -> e.retryAdvice().when() != RetryAdvice.When.NEVER)
                        .isPresent();
    }

    /** Result and error in words, without values. */
    @Override
    public String toString() {
        String first = result.map(r -> r.getClass().getSimpleName()).orElse("an exception");
        return first
                + error.map(e -> " (" + e.kind() + ", " + e.retryAdvice() + ", outcome " + e.outcome() + ")")
                        .orElse("");
    }
}
