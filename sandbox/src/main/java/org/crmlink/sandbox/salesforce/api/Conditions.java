package org.crmlink.sandbox.salesforce.api;

import java.time.Instant;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Row;

/**
 * Conditional requests of rows. The date of a row is its {@code SystemModstamp}. Source: backend page, section 12; that equal seconds fit is what HTTP
 * says; the code of the 412 is our assumption.
 */
final class Conditions {

    private Conditions() {}

    /** Whether the client has the row already. */
    static boolean isUnchanged(ApiCall call, Row row) {
        Optional<Instant> since = Answers.httpDate(call.header("If-Modified-Since"));
        return since.isPresent() && !row.systemModstamp().isAfter(since.get());
    }

    /** A refusal if the row was changed since the moment that the client names. */
    static void mustBeUnmodified(ApiCall call, Row row) {
        Optional<Instant> since = Answers.httpDate(call.header("If-Unmodified-Since"));
        if (since.isPresent() && row.systemModstamp().isAfter(since.get())) {
            throw new ApiException(
                    412,
                    "PRECONDITION_FAILED",
                    "The record was modified since "
                            + call.header("If-Unmodified-Since").orElse(""));
        }
    }
}
