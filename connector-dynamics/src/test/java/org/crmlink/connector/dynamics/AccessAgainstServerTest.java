package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.dynamics.security.Rights;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.access.AccessChanges;
import org.crmlink.sdk.access.AccessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights and shares of an ordinary application, on a server that models them. */
class AccessAgainstServerTest {

    private static final String APPLICATION = "11111111-2222-3333-4444-555555555555";

    @TempDir
    Path directory;

    private SandboxConnection crm;
    private Rights rights;
    private Reference user;
    private Connector connector;

    @BeforeEach
    void connect() {
        crm = SandboxConnection.open(directory, options -> options.records(5), Map.of());
        rights = crm.sandbox.rights();
        rights.role(
                "Clerk",
                "common: read=organization; units: read=organization appendto=organization; account: all=user; contact: all=user");
        rights.role("Reader", "account: read=organization");
        user = rights.application(APPLICATION, "Clerk");
        crm.sandbox.identity().addClient(APPLICATION, "secret-of-it");
        connector = SandboxConnection.connect(
                crm.sandbox, crm.context, Map.of("client-id", APPLICATION, "client-secret", "secret-of-it"));
    }

    @AfterEach
    void disconnect() {
        connector.close();
        crm.close();
    }

    private AccessInfo access() {
        return connector.facet(AccessInfo.class).orElseThrow();
    }

    private AccessChanges changes(Optional<AccessChanges> since) {
        return access().changes("account", since.map(AccessChanges::token)).orElseThrow();
    }

    @Test
    void theFingerprintChangesWithRolesTeamsAndTheirRolesAndWithNothingElse() {
        String before = access().fingerprint();
        crm.sandbox.store().insert("account", Map.of("name", "no right"));
        assertThat(access().fingerprint()).isEqualTo(before);

        rights.give(user, "Reader");
        String more = access().fingerprint();
        assertThat(more).isNotEqualTo(before);
        rights.take(user, "Reader");
        assertThat(access().fingerprint()).isEqualTo(before);

        Reference team = rights.team("Key accounts", rights.rootUnit());
        rights.join(team, user);
        String member = access().fingerprint();
        assertThat(member).isNotIn(before, more);
        rights.give(team, "Reader");
        assertThat(access().fingerprint()).isNotIn(before, more, member);
    }

    @Test
    void sharesWithTheCallerAndItsTeamsAreGrantedAndRevoked() {
        List<Reference> rows = crm.sandbox.store().scan("account", null, 3).stream()
                .map(row -> row.reference())
                .toList();
        Reference team = rights.team("Key accounts", rights.rootUnit(), "Clerk");
        rights.join(team, user);
        AccessChanges start = changes(Optional.empty());
        assertThat(start.granted()).isEmpty();

        rights.share(rows.get(0), user, AccessRight.READ);
        rights.share(rows.get(1), team, AccessRight.READ, AccessRight.WRITE);
        rights.share(rows.get(2), rights.user("somebody@sandbox.example", "Clerk"), AccessRight.READ);
        AccessChanges shared = changes(Optional.of(start));
        assertThat(shared.granted())
                .containsExactlyInAnyOrder(
                        rows.get(0).id().text(), rows.get(1).id().text());
        assertThat(shared.revoked()).isEmpty();
        assertThat(changes(Optional.of(shared)).granted()).isEmpty();

        rights.unshare(rows.get(0), user);
        AccessChanges taken = changes(Optional.of(shared));
        assertThat(taken.granted()).isEmpty();
        assertThat(taken.revoked()).containsExactly(rows.get(0).id().text());
    }
}
