package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.sdk.SyncToken;

/** What an {@link AttachmentFeed} yields. Immutable. */
public sealed interface AttachmentStep {

    /**
     * Some changes, in the store's order; a file may appear several times, the later one holds.
     *
     * @param changes may be empty
     */
    record Page(List<AttachmentChange> changes) implements AttachmentStep {
        public Page {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Everything was delivered.
     *
     * @param token where the next feed goes on
     */
    record End(SyncToken token) implements AttachmentStep {
        public End {
            requireNonNull(token, "token is null");
        }
    }

    /**
     * The cursor was reset by the store: list everything and compare.
     *
     * @param reason what the store said
     */
    record ResyncRequired(String reason) implements AttachmentStep {
        public ResyncRequired {
            requireNonNull(reason, "reason is null");
        }
    }
}
