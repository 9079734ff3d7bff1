package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.access.AccessChanges;
import org.crmlink.sdk.access.AccessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the connector says about the caller's rights. */
class AccessTest {

    private static final String SELF = "systemusers(" + Recorded.USER + ")/";
    private static final String TEAM = "00000000-0000-0000-0000-0000000000aa";
    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";

    @TempDir
    Path directory;

    private Recorded crm;

    @BeforeEach
    void connect() {
        crm = new Recorded(directory, Map.of());
        crm.answer(
                "EntityDefinitions",
                "{\"value\":[{\"LogicalName\":\"account\",\"EntitySetName\":\"accounts\",\"PrimaryIdAttribute\":\"accountid\"}]}");
        crm.answer(SELF + "systemuserroles_association", "{\"value\":[{\"roleid\":\"" + A + "\"}]}");
        crm.answer(SELF + "teammembership_association", "{\"value\":[]}");
        privileges("Basic");
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private AccessInfo access() {
        return crm.connector.facet(AccessInfo.class).orElseThrow();
    }

    private void privileges(String depth) {
        crm.answer(
                SELF + "Microsoft.Dynamics.CRM.RetrieveUserPrivileges()",
                "{\"RolePrivileges\":[{\"Depth\":\"" + depth + "\",\"PrivilegeId\":\"" + B + "\",\"BusinessUnitId\":\""
                        + A + "\"}]}");
    }

    private static String share(String object, int mask, String changed) {
        return "{\"objectid\":\"" + object + "\",\"accessrightsmask\":" + mask
                + ",\"inheritedaccessrightsmask\":0,\"changedon\":\"" + changed + "\"}";
    }

    private void shares(String... rows) {
        crm.answer("principalobjectaccessset", "{\"value\":[" + String.join(",", rows) + "]}");
    }

    private AccessChanges changes(Optional<SyncToken> since) {
        return access().changes("account", since).orElseThrow();
    }

    @Test
    void theFingerprintDiffersWithRolesPrivilegesAndTeamsAndWithNothingElse() {
        String first = access().fingerprint();
        assertThat(access().fingerprint()).isEqualTo(first);
        privileges("Global");
        String deeper = access().fingerprint();
        crm.answer(SELF + "systemuserroles_association", "{\"value\":[]}");
        String roleless = access().fingerprint();
        crm.answer(SELF + "teammembership_association", "{\"value\":[{\"teamid\":\"" + TEAM + "\"}]}");
        teamPrivileges("Local");
        String member = access().fingerprint();
        teamPrivileges("Deep");
        assertThat(List.of(first, deeper, roleless, member, access().fingerprint()))
                .doesNotHaveDuplicates();
        crm.answer(
                SELF + "systemuserroles_association", 403, "{\"error\":{\"code\":\"0x80040220\",\"message\":\"x\"}}");
        assertThat(access().fingerprint()).isNotEmpty();
    }

    private void teamPrivileges(String depth) {
        String part = "{\"RolePrivileges\":[{\"Depth\":\"" + depth + "\",\"PrivilegeId\":\"" + B + "\"}]}";
        crm.server.stubFor(WireMock.post(WireMock.urlPathEqualTo("/api/data/v9.2/$batch"))
                .withRequestBody(
                        WireMock.containing("teams(" + TEAM + ")/Microsoft.Dynamics.CRM.RetrieveTeamPrivileges()"))
                .willReturn(Recorded.part("200 OK", part)));
    }

    @Test
    void sharesAreComparedWithTheLastLook() {
        shares(share(A, 1, "2024-06-01T00:00:00Z"));
        AccessChanges first = changes(Optional.empty());
        assertThat(first.granted()).isEmpty();
        assertThat(first.revoked()).isEmpty();

        shares(share(A, 0, "2024-06-12T00:00:00Z"), share(B, 3, "2024-06-12T00:00:00Z"));
        AccessChanges second = changes(Optional.of(first.token()));
        assertThat(second.granted()).containsExactly(B);
        assertThat(second.revoked()).containsExactly(A);

        // a server that deletes the row of a revoked share
        shares();
        AccessChanges third = changes(Optional.of(second.token()));
        assertThat(third.revoked()).containsExactly(B);
        assertThat(changes(Optional.of(third.token())).revoked()).isEmpty();
        crm.server.verify(WireMock.getRequestedFor(WireMock.urlPathEqualTo("/api/data/v9.2/principalobjectaccessset"))
                .withQueryParam(
                        "$filter",
                        WireMock.equalTo("objecttypecode eq 'account' and (principalid eq " + Recorded.USER + ")")));
    }

    @Test
    void ofManySharesTheTimeOfChangeTells() {
        String many = IntStream.rangeClosed(0, ShareToken.MOST_IDS)
                .mapToObj(i -> share(new UUID(7, i).toString(), 1, "2024-01-01T00:00:00Z"))
                .collect(Collectors.joining(","));
        shares(many);
        AccessChanges first = changes(Optional.empty());
        shares(many, share(A, 0, "2024-06-12T14:10:00Z"), share(B, 1, "2024-06-12T14:20:00Z"));
        AccessChanges second = changes(Optional.of(first.token()));
        assertThat(second.granted()).containsExactly(B);
        assertThat(second.revoked()).containsExactly(A);
    }

    @Test
    void whereSharesCannotBeReadTheAnswerIsEmpty() {
        crm.answer("principalobjectaccessset", 403, "{\"error\":{\"code\":\"0x80040220\",\"message\":\"x\"}}");
        assertThat(access().changes("account", Optional.empty())).isEmpty();
        crm.answer("principalobjectaccessset", 404, "{\"error\":{\"code\":\"0x8006088a\",\"message\":\"x\"}}");
        assertThat(access().changes("account", Optional.empty())).isEmpty();
    }

    @Test
    void foreignTokensAndUnknownEntitiesAreRefused() {
        for (String token : List.of(
                "x",
                "dynamics-shares:1:contact:0:",
                "dynamics-shares:1:account:0:AAA",
                "dynamics-shares:1:account:z:*")) {
            assertThatThrownBy(() -> access().changes("account", Optional.of(new SyncToken(token))))
                    .as(token)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_DATA));
        }
        assertThatThrownBy(() -> access().changes("nothing", Optional.empty()))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND));
    }

    @Test
    void sharesOfTheSandboxAreSeenAndGoneAgain() throws Exception {
        try (SandboxConnection sandbox =
                SandboxConnection.open(directory, options -> options.records(5).token("given-token"), Map.of())) {
            AccessInfo access = sandbox.facet(AccessInfo.class);
            assertThat(access.fingerprint()).isNotEmpty().isEqualTo(access.fingerprint());
            String user = sandbox.connector.identify().userId();
            String account =
                    sandbox.sandbox.store().scan("account", null, 1).get(0).id().text();
            String target = "{\"Target\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.account\",\"accountid\":\"" + account
                    + "\"},";
            String who = "{\"@odata.type\":\"Microsoft.Dynamics.CRM.systemuser\",\"systemuserid\":\"" + user + "\"}";
            AccessChanges before = access.changes("account", Optional.empty()).orElseThrow();
            send(
                    sandbox,
                    "GrantAccess",
                    target + "\"PrincipalAccess\":{\"Principal\":" + who + ",\"AccessMask\":\"ReadAccess\"}}");
            AccessChanges granted =
                    access.changes("account", Optional.of(before.token())).orElseThrow();
            assertThat(granted.granted()).containsExactly(account);
            send(sandbox, "RevokeAccess", target + "\"Revokee\":" + who + "}");
            AccessChanges revoked =
                    access.changes("account", Optional.of(granted.token())).orElseThrow();
            assertThat(revoked.granted()).isEmpty();
            assertThat(revoked.revoked()).containsExactly(account);
        }
    }

    private static void send(SandboxConnection sandbox, String action, String body) throws Exception {
        String url = sandbox.sandbox.url();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + (url.endsWith("/") ? "" : "/") + "api/data/v9.2/" + action))
                .header("Authorization", "Bearer given-token")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
}
