package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Identity;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Asks who the caller is. Thread-safe. */
@Singleton
final class DynamicsIdentity {

    private final DynamicsService service;
    private volatile @Nullable String user;
    private volatile @Nullable Names names;

    /** What people call caller and organization: told once, since nothing depends on it. */
    private record Names(String userId, String user, String organizationId, String organization) {}

    @Inject
    DynamicsIdentity(DynamicsService service) {
        this.service = service;
    }

    Identity identify() {
        String version = service.serverVersion();
        HttpCall call = service.get("identify", "", "WhoAmI()");
        JsonObject answer;
        Instant serverTime;
        try (HttpAnswer http = service.send(call)) {
            answer = DynamicsService.json(http, JsonObject::read);
            serverTime = http.date().orElseThrow(() -> DynamicsService.missing(call, "Date header"));
        }
        String userId = id(call, answer, "UserId");
        String organizationId = id(call, answer, "OrganizationId");
        user = userId;
        Names known = names;
        if (known == null
                || !known.userId().equals(userId)
                || !known.organizationId().equals(organizationId)) {
            known = names(userId, organizationId);
            names = known;
        }
        return new Identity(userId, known.user(), organizationId, known.organization(), version, serverTime);
    }

    private Names names(String userId, String organizationId) {
        return new Names(
                userId,
                name("systemusers(" + userId + ")?$select=fullname", "fullname").orElse(userId),
                organizationId,
                name("organizations(" + organizationId + ")?$select=name", "name")
                        .orElse(organizationId));
    }

    /** The caller's id, asked for once. */
    String userId() {
        String known = user;
        if (known != null) {
            return known;
        }
        HttpCall call = service.get("identify", "", "WhoAmI()");
        String id = id(call, service.json(call, JsonObject::read), "UserId");
        user = id;
        return id;
    }

    private static String id(HttpCall call, JsonObject answer, String member) {
        String id = Guids.normalise(answer.text(member).orElse(""));
        if (id == null) {
            throw DynamicsService.missing(call, member);
        }
        return id;
    }

    /** A name for people; a caller without the right to read it is told by id. */
    private Optional<String> name(String address, String member) {
        try {
            return service.object("identify", "", address).text(member).filter(text -> !text.isBlank());
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.FORBIDDEN
                    || e.kind() == ErrorKind.NOT_FOUND
                    || e.kind() == ErrorKind.SCHEMA_CHANGED) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
