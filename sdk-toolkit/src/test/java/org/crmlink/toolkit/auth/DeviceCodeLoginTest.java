package org.crmlink.toolkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8628. */
@Timeout(30)
class DeviceCodeLoginTest {

    private static final String OFFER =
            "{'user_code':'ABCD-EFGH','device_code':'canary-device','verification_uri':'https://login.example/device',"
                    + "'expires_in':900,'interval':5,'message':'go there'}";
    private static final String PENDING = "{'error':'authorization_pending','error_codes':[70016]}";
    private static final String GRANTED = "{'access_token':'a1','expires_in':3600,'refresh_token':'r1'}";

    private final MemoryStore store = new MemoryStore();
    private final TestContext context = new TestContext().with(CredentialStore.class, store);
    private final List<String> shown = new ArrayList<>();
    private LoginServer server;
    private TokenEndpoint endpoint;
    private StoredLogin stored;
    private TokenSource tokens;
    private DeviceCodeLogin login;

    @BeforeEach
    void start() throws IOException {
        server = new LoginServer();
        endpoint = TokenEndpoint.builder(context, server.address(), "client-1").build();
        stored = StoredLogin.of(context, server.address(), "client-1", "org");
        tokens = new TokenSource(OAuth2.refreshToken(endpoint, "scope-1 offline_access", stored), context.clock());
        login = new DeviceCodeLogin(
                context, endpoint, server.deviceAddress(), "scope-1 offline_access", stored, tokens);
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
        server.close();
    }

    private void logIn() {
        login.login((uri, code, expires, message) -> shown.add(uri + " " + code + " " + expires + " " + message));
    }

    private ConnectorException failure() {
        ConnectorException failure = catchThrowableOfType(ConnectorException.class, this::logIn);
        assertThat(failure).isNotNull();
        assertThat(failure.toString()).doesNotContain("canary");
        assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_OUT);
        return failure;
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void aPersonLogsInWhileWePoll() {
        server.then(200, OFFER).then(400, PENDING).then(400, PENDING).then(200, GRANTED);
        logIn();
        assertThat(shown).containsExactly("https://login.example/device ABCD-EFGH 2026-05-01T12:15:00Z go there");
        assertThat(server.form(0)).isEqualTo(Map.of("client_id", "client-1", "scope", "scope-1 offline_access"));
        assertThat(server.form(3))
                .isEqualTo(Map.of(
                        "client_id", "client-1",
                        "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code", "canary-device"));
        assertThat(context.sleeps()).containsExactly(seconds(5), seconds(5), seconds(5));
        assertThat(stored.read()).contains(Secret.of("r1"));
        assertThat(tokens.current().value().reveal()).as("no further request").isEqualTo("a1");
        assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_IN);
        assertThat(server.requestCount()).isEqualTo(4);

        login.logout();
        login.logout();
        assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_OUT);
        assertThat(store.all()).isEmpty();
    }

    @Test
    void slowDownHoldsForGood() {
        server.then(200, OFFER)
                .then(400, "{'error':'slow_down'}")
                .then(400, PENDING)
                .then(400, "{'error':'slow_down'}")
                .then(200, GRANTED);
        logIn();
        assertThat(context.sleeps()).containsExactly(seconds(5), seconds(10), seconds(10), seconds(15));
    }

    @Test
    void anUnreachableServerIsAskedLessAndLessOften() {
        server.then(200, OFFER).then(503, "").then(503, "").then(400, PENDING).then(200, GRANTED);
        logIn();
        assertThat(context.sleeps()).containsExactly(seconds(5), seconds(10), seconds(20), seconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "authorization_declined, declined",
        "access_denied, declined",
        "expired_token, expired",
        "code_expired, expired",
        "bad_verification_code, does not know"
    })
    void someAnswersEndTheLogin(String error, String said) {
        server.then(200, OFFER).then(400, "{'error':'" + error + "'}");
        ConnectorException failure = failure();
        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(failure).hasMessageContaining(said);
        assertThat(server.requestCount()).isEqualTo(2);
    }

    @Test
    void aPolicyThatBlocksTheFlowIsNamed() {
        server.then(200, OFFER).thenRefuse("access_denied_by_policy", 53003);
        assertThat(failure().hint()).hasValueSatisfying(hint -> assertThat(hint).contains("Conditional Access"));
    }

    @Test
    void aServerThatNeverEndsTheWaitIsLeft() {
        server.then(200, OFFER);
        for (int i = 0; i < 300; i++) {
            server.then(400, PENDING);
        }
        assertThat(failure()).hasMessageContaining("not used in time");
        assertThat(server.requestCount()).isBetween(180, 200);
    }

    @Test
    void anInterruptEndsTheWait() {
        server.then(200, OFFER);
        Thread.currentThread().interrupt();
        ConnectorException failure;
        boolean flag;
        try {
            failure = failure();
        } finally {
            flag = Thread.interrupted();
        }
        assertThat(failure.kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(flag).isTrue();
    }

    @Test
    void withoutARefreshTokenTheScopeIsToBlame() {
        server.then(200, OFFER).then(200, "{'access_token':'canary'}");
        ConnectorException failure = failure();
        assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
        assertThat(failure.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("offline_access"));
    }

    @Test
    void onlyAWebPageIsShownToThePerson() {
        server.then(200, OFFER.replace("https://login.example/device", "file:///bin/sh"));
        assertThat(failure().kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
        assertThat(shown).isEmpty();
    }

    @Test
    void aRefusedOfferIsExplained() {
        server.thenRefuse("unauthorized_client", 700016);
        assertThat(failure().kind()).isEqualTo(ErrorKind.CONFIG_INVALID);
    }
}
