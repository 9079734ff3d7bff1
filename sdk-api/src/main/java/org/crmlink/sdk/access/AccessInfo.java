package org.crmlink.sdk.access;

import java.util.Optional;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.SyncToken;

/** What the caller may see, and how that changed without any record changing (rules F5, L14–L16). */
public interface AccessInfo extends Facet {

    /**
     * A text that differs whenever the caller's roles, privileges, teams or business unit differ. Comparing it for equality is its only use.
     */
    String fingerprint();

    /**
     * Records that were shared with the caller, or whose share was revoked.
     *
     * @param since the token of the last call; empty: no ids, only a token to begin with
     * @return empty if the backend cannot tell for this entity
     */
    Optional<AccessChanges> changes(String entity, Optional<SyncToken> since);
}
