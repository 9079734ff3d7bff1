package org.crmlink.toolkit.upload;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.upload.MutationResult;

/**
 * What a look at a mutation found before anything was sent. A sealed family of immutable values.
 *
 * @param <W> the connector's form of a write
 */
public sealed interface Prepared<W extends PreparedWrite> {

    /** It may be sent. */
    record Ready<W extends PreparedWrite>(W write) implements Prepared<W> {
        public Ready {
            requireNonNull(write, "write is null");
        }
    }

    /** It will not be sent. */
    record Refused<W extends PreparedWrite>(MutationResult.Rejected result) implements Prepared<W> {
        public Refused {
            requireNonNull(result, "result is null");
        }
    }
}
