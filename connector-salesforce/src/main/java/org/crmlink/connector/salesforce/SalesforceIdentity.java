package org.crmlink.connector.salesforce;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.crmlink.sdk.Identity;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Asks who the caller is. Thread-safe. */
@Singleton
final class SalesforceIdentity {

    private final SalesforceService service;
    private volatile @Nullable String user;

    @Inject
    SalesforceIdentity(SalesforceService service) {
        this.service = service;
    }

    Identity identify() {
        String version = service.version();
        HttpCall call = service.org("identify", "/services/oauth2/userinfo");
        JsonObject answer;
        Instant serverTime;
        try (HttpAnswer http = service.send(call)) {
            answer = SalesforceService.json(http, JsonObject::read);
            serverTime = http.date().orElseThrow(() -> SalesforceService.missing(call, "Date header"));
        }
        String userId = id(call, answer, "user_id");
        String organizationId = id(call, answer, "organization_id");
        user = userId;
        String userName =
                answer.text("preferred_username").or(() -> answer.text("name")).orElse(userId);
        // The org's name is a record that few users may read: its id, and the address, name it as well.
        return new Identity(userId, userName, organizationId, organizationId, version, serverTime);
    }

    /** The caller's id, asked for once. */
    String userId() {
        String known = user;
        return known != null ? known : identify().userId();
    }

    private static String id(HttpCall call, JsonObject answer, String member) {
        return answer.text(member)
                .flatMap(SalesforceIds::normalise)
                .orElseThrow(() -> SalesforceService.missing(call, member));
    }
}
