package org.crmlink.sdk.access;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlink.sdk.SyncToken;

/**
 * Shares of one entity since a token. Immutable.
 *
 * @param granted ids of records newly visible
 * @param revoked ids of records no longer shared; they may still be visible by other means
 * @param token for the next call
 */
public record AccessChanges(List<String> granted, List<String> revoked, SyncToken token) {

    public AccessChanges {
        granted = List.copyOf(granted);
        revoked = List.copyOf(revoked);
        requireNonNull(token, "token is null");
    }
}
