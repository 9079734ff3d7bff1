package org.crmlink.engine.store;

import static java.util.Objects.requireNonNull;

/**
 * Whose data a database holds. Immutable.
 *
 * @param connectorId id of the connector
 * @param organizationId id of the organisation
 * @param organizationName its name, for messages
 * @param userId id of the user that synced last
 */
public record StoreIdentity(String connectorId, String organizationId, String organizationName, String userId) {

    public StoreIdentity {
        requireNonNull(connectorId, "connectorId is null");
        requireNonNull(organizationId, "organizationId is null");
        requireNonNull(organizationName, "organizationName is null");
        requireNonNull(userId, "userId is null");
    }
}
