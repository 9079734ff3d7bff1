package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Who is talking to what. Immutable.
 *
 * @param userId the caller's id in the backend
 * @param userName the caller's name for people; the id if the backend tells no name
 * @param organizationId id of the organisation, tenant or account
 * @param organizationName its name for people; the id if the backend tells no name
 * @param serverVersion version text of the server, or an empty text
 * @param serverTime the server's clock, from its answer
 */
public record Identity(
        String userId,
        String userName,
        String organizationId,
        String organizationName,
        String serverVersion,
        Instant serverTime) {

    public Identity {
        requireNonNull(userId, "userId is null");
        requireNonNull(userName, "userName is null");
        requireNonNull(organizationId, "organizationId is null");
        requireNonNull(organizationName, "organizationName is null");
        requireNonNull(serverVersion, "serverVersion is null");
        requireNonNull(serverTime, "serverTime is null");
    }
}
