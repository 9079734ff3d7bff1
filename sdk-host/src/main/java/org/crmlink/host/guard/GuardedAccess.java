package org.crmlink.host.guard;

import java.util.Optional;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.access.AccessChanges;
import org.crmlink.sdk.access.AccessInfo;

/** Guards {@link AccessInfo}. */
record GuardedAccess(AccessInfo facet, Fence fence) implements AccessInfo {

    @Override
    public String fingerprint() {
        return fence.read("fingerprint", "", facet::fingerprint);
    }

    @Override
    public Optional<AccessChanges> changes(String entity, Optional<SyncToken> since) {
        return fence.read("access", entity, () -> facet.changes(entity, since));
    }
}
