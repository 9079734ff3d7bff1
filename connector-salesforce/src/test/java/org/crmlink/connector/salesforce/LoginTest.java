package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.InteractiveLogin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the connector logs in, and what becomes of sessions that end. */
class LoginTest {

    @TempDir
    Path directory;

    private FakeOrg org;

    @BeforeEach
    void start() throws Exception {
        org = FakeOrg.start();
        org.on(
                "GET /services/data",
                FakeOrg.json("[{\"version\":\"58.0\"},{\"version\":\"62.0\"},{\"version\":\"99.0\"}]"));
        org.on(
                "GET /services/oauth2/userinfo",
                FakeOrg.json("{\"user_id\":\"005dM00000awSFJ\",\"organization_id\":\"00DdM00000vfgTuUAI\","
                        + "\"preferred_username\":\"ada@acme.example\"}"));
    }

    @AfterEach
    void stop() throws Exception {
        org.close();
    }

    private Connector open(Map<String, String> options) {
        return org.open(new TestContext(directory), options);
    }

    @Test
    void clientCredentialsLeadToTheOrgThatTheLoginTold() throws Exception {
        org.on("POST /services/oauth2/token", org.token("first", ""));
        try (Connector connector = open(Map.of("client-id", "key", "client-secret", "secret"))) {
            Identity identity = connector.identify();
            assertThat(identity.userId()).isEqualTo("005dM00000awSFJQA2");
            assertThat(identity.userName()).isEqualTo("ada@acme.example");
            assertThat(identity.serverVersion()).isEqualTo("62.0");
        }
        RecordedRequest login = org.request("POST /services/oauth2/token").get(0);
        assertThat(FakeOrg.text(login))
                .contains("grant_type=client_credentials")
                .contains("client_secret=secret");
        assertThat(org.request("GET /services/oauth2/userinfo")
                        .get(0)
                        .getHeaders()
                        .get("Authorization"))
                .isEqualTo("Bearer first");
    }

    @Test
    void anEndedSessionIsRenewedOnce() throws Exception {
        org.on("POST /services/oauth2/token", org.token("first", ""), org.token("second", ""));
        MockResponse ended = FakeOrg.json(
                401, "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
        org.onToken("GET /services/oauth2/userinfo", "first", ended);
        try (Connector connector = open(Map.of("client-id", "key", "client-secret", "secret"))) {
            assertThat(connector.identify().userId()).isEqualTo("005dM00000awSFJQA2");
            assertThat(org.request("POST /services/oauth2/token")).hasSize(2);
        }
    }

    @Test
    void aSessionThatStaysRefusedIsAskedTwiceAndNoMore() throws Exception {
        org.on("POST /services/oauth2/token", org.token("first", ""), org.token("second", ""), org.token("third", ""));
        org.on(
                "GET /services/oauth2/userinfo",
                FakeOrg.json(
                        401, "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]"));
        try (Connector connector = open(Map.of("client-id", "key", "client-secret", "secret"))) {
            assertThatThrownBy(connector::identify)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED));
            assertThat(org.request("GET /services/oauth2/userinfo")).hasSize(2);
        }
    }

    @Test
    void aSessionThatNeverHealsIsNotRenewed() throws Exception {
        org.on("POST /services/oauth2/token", org.token("first", ""), org.token("second", ""));
        org.on(
                "GET /services/oauth2/userinfo",
                FakeOrg.json(
                        401,
                        "[{\"message\":\"This session is not valid for use with the REST API\",\"errorCode\":\"INVALID_SESSION_ID\"}]"));
        try (Connector connector = open(Map.of("client-id", "key", "client-secret", "secret"))) {
            assertThatThrownBy(connector::identify)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED));
            assertThat(org.request("GET /services/oauth2/userinfo")).hasSize(1);
            assertThat(org.request("POST /services/oauth2/token")).hasSize(1);
        }
    }

    @Test
    void rotatedRefreshTokensAreKept() throws Exception {
        TestContext context = new TestContext(directory);
        Map<String, String> options = Map.of("client-id", "key", "refresh-token", "given");
        org.on("POST /services/oauth2/token", org.token("first", "rotated"), org.token("second", ""));
        try (Connector connector = org.open(context, options)) {
            connector.identify();
        }
        try (Connector connector = org.open(context, options)) {
            connector.identify();
        }
        List<RecordedRequest> logins = org.request("POST /services/oauth2/token");
        assertThat(FakeOrg.text(logins.get(0))).contains("refresh_token=given");
        assertThat(FakeOrg.text(logins.get(1))).contains("refresh_token=rotated");
    }

    @Test
    void passwordAndSecurityTokenAreSentTogether() throws Exception {
        org.on("POST /services/oauth2/token", org.token("first", ""));
        Map<String, String> options = Map.of(
                "client-id",
                "key",
                "client-secret",
                "secret",
                "username",
                "ada@acme.example",
                "password",
                "pass word",
                "security-token",
                "TOKEN");
        try (Connector connector = open(options)) {
            connector.identify();
        }
        assertThat(FakeOrg.text(org.request("POST /services/oauth2/token").get(0)))
                .contains("grant_type=password")
                .contains("password=pass+wordTOKEN");
    }

    @Test
    void theDeviceFlowIsThatOfTheDraft() throws Exception {
        org.on(
                "POST /services/oauth2/token",
                FakeOrg.json(
                        "{\"device_code\":\"dev\",\"user_code\":\"ABC\",\"verification_uri\":\"https://login.example/setup/connect\",\"interval\":5}"),
                FakeOrg.json(400, "{\"error\":\"authorization_pending\"}"),
                org.token("first", "kept"));
        TestContext context = new TestContext(directory);
        context.sleeper = time -> {};
        try (Connector connector = org.open(context, Map.of("client-id", "key", "auth", "device-code"))) {
            connector.facet(InteractiveLogin.class).orElseThrow().login((uri, code, expires, message) -> {});
            assertThat(connector.identify().userId()).isEqualTo("005dM00000awSFJQA2");
        }
        List<RecordedRequest> logins = org.request("POST /services/oauth2/token");
        assertThat(FakeOrg.text(logins.get(0)))
                .contains("response_type=device_code")
                .contains("scope=api");
        assertThat(FakeOrg.text(logins.get(2))).contains("grant_type=device&code=dev");
    }

    @Test
    void aSpentBudgetAtTheLoginIsNoWrongSecret() {
        org.on(
                "POST /services/oauth2/token",
                FakeOrg.json(
                        403,
                        "[{\"message\":\"TotalRequests Limit exceeded.\",\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\"}]"));
        try (Connector connector = open(Map.of("client-id", "key", "client-secret", "secret"))) {
            assertThatThrownBy(connector::identify)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.QUOTA_EXHAUSTED));
        }
    }

    @Test
    void whatIsMissingForALoginIsNamed() {
        assertThat(org.problems(Map.of("auth", "jwt", "client-id", "key")))
                .extracting(problem -> problem.key())
                .containsExactlyInAnyOrder("certificate", "username");
        assertThat(org.problems(Map.of("token", "t", "external-ids", "Account:Key")))
                .extracting(problem -> problem.key())
                .containsExactly("external-ids");
    }
}
