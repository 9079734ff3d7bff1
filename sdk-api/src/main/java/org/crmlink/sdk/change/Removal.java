package org.crmlink.sdk.change;

import static java.util.Objects.requireNonNull;

/**
 * A record that is no longer there for this caller and query. Immutable. It may name a record that the host never saw.
 *
 * @param id the record's id
 * @param reason why, as far as the backend tells [DEL-4]
 */
public record Removal(String id, Reason reason) {

    /** Why a record is gone. */
    public enum Reason {
        DELETED,
        /** It belongs to someone else now; it may still be visible: fetch it to know (rule D7). */
        OWNER_CHANGED,
        ACCESS_LOST,
        /** For a row of an intersect entity: the pair was dissolved. */
        UNLINKED,
        UNKNOWN
    }

    public Removal {
        requireNonNull(id, "id is null");
        requireNonNull(reason, "reason is null");
    }
}
