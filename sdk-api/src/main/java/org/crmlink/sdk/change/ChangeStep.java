package org.crmlink.sdk.change;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.SyncToken;

/** What a {@link ChangeStream} yields: pages, then one of the two ends. Immutable. */
public sealed interface ChangeStep permits ChangePage, ChangeStep.End, ChangeStep.ResyncRequired {

    /**
     * Everything was delivered. The next calls of {@code next()} yield the same end.
     *
     * @param token where the next query goes on
     */
    record End(SyncToken token) implements ChangeStep {
        public End {
            requireNonNull(token, "token is null");
        }
    }

    /**
     * The token is too old, or the server refuses it for good: a normal outcome. The host reads in full and finds deletions by comparing ids.
     *
     * @param reason what the server said, for people
     */
    record ResyncRequired(String reason) implements ChangeStep {
        public ResyncRequired {
            requireNonNull(reason, "reason is null");
        }
    }
}
