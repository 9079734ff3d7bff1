package org.crmlink.toolkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice.When;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Refresh token, password and fixed token. */
@Timeout(30)
class LoginFlowsTest {

    private final MemoryStore store = new MemoryStore();
    private final TestContext context = new TestContext().with(CredentialStore.class, store);
    private LoginServer server;
    private TokenEndpoint endpoint;
    private StoredLogin login;

    @BeforeEach
    void start() throws IOException {
        server = new LoginServer();
        endpoint = TokenEndpoint.builder(context, server.address(), "client-1").build();
        login = StoredLogin.of(context, server.address(), "client-1", "https://org.example");
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
        server.close();
    }

    private static ConnectorException failureOf(TokenFlow flow) {
        return catchThrowableOfType(ConnectorException.class, () -> flow.fetch(""));
    }

    private void stored(String refreshToken) {
        login.update(old -> Optional.of(Secret.of(refreshToken)));
    }

    @Test
    void aRotatedRefreshTokenReplacesTheOldOne() {
        stored("r0");
        server.then(200, "{'access_token':'a1','expires_in':3600,'refresh_token':'r1'}")
                .then(200, "{'access_token':'a2','expires_in':3600}");
        TokenFlow flow = OAuth2.refreshToken(endpoint, "scope-1", login);
        assertThat(flow.fetch("").value().reveal()).isEqualTo("a1");
        assertThat(login.read()).contains(Secret.of("r1"));
        assertThat(flow.fetch("").value().reveal()).isEqualTo("a2");
        assertThat(login.read()).as("without a new one the old one stays").contains(Secret.of("r1"));
        assertThat(server.form(0))
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token",
                        "scope", "scope-1",
                        "refresh_token", "r0",
                        "client_id", "client-1"));
        assertThat(server.form(1)).containsEntry("refresh_token", "r1");
    }

    @Test
    void ifItCannotBeStoredTheAccessTokenIsNotUsed() {
        CredentialStore broken = new CredentialStore() {
            @Override
            public Optional<Secret> read(String key) {
                return Optional.of(Secret.of("r0"));
            }

            @Override
            public Optional<Secret> update(String key, UnaryOperator<Optional<Secret>> change) {
                assertThat(change.apply(read(key))).contains(Secret.of("r1"));
                throw ConnectorException.of(ErrorKind.UNAVAILABLE, "disk full").build();
            }
        };
        StoredLogin unstorable = StoredLogin.of(
                new TestContext().with(CredentialStore.class, broken), server.address(), "client-1", "p");
        server.then(200, "{'access_token':'a1','refresh_token':'r1'}");
        assertThat(failureOf(OAuth2.refreshToken(endpoint, "", unstorable))).hasMessage("disk full");
    }

    @Test
    void twoProcessesRotateOneAfterTheOther() throws Exception {
        int rotations = 10;
        stored("r0");
        for (int i = 1; i <= rotations; i++) {
            server.then(200, "{'access_token':'a" + i + "','refresh_token':'r" + i + "'}");
        }
        // two flows with nothing in common but the store, as two processes have
        try (TokenEndpoint other =
                TokenEndpoint.builder(context, server.address(), "client-1").build()) {
            List<TokenFlow> flows =
                    List.of(OAuth2.refreshToken(endpoint, "", login), OAuth2.refreshToken(other, "", login));
            ExecutorService pool = Executors.newFixedThreadPool(2);
            CyclicBarrier together = new CyclicBarrier(2);
            List<Future<Object>> done = pool.invokeAll(flows.stream()
                    .map(flow -> (Callable<Object>) () -> {
                        together.await(10, TimeUnit.SECONDS);
                        for (int i = 0; i < rotations / 2; i++) {
                            flow.fetch("");
                        }
                        return "done";
                    })
                    .toList());
            pool.shutdown();
            for (Future<Object> one : done) {
                assertThat(one.get()).isEqualTo("done");
            }
        }
        assertThat(server.forms())
                .extracting(form -> form.get("refresh_token"))
                .containsExactly("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9");
        assertThat(login.read()).contains(Secret.of("r10"));
    }

    @Test
    void anEndedLoginAsksForANewOneAndIsNotTriedAgain() {
        stored("canary-r0");
        server.thenRefuse("invalid_grant", 700082);
        TokenFlow flow = OAuth2.refreshToken(endpoint, "", login);
        for (int i = 0; i < 3; i++) {
            ConnectorException failure = failureOf(flow);
            assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
            assertThat(failure.retryAdvice().when()).isEqualTo(When.AFTER_LOGIN);
            assertThat(failure.hint())
                    .hasValueSatisfying(hint -> assertThat(hint).contains("log in again"));
            assertThat(failure.getMessage()).doesNotContain("canary");
        }
        assertThat(server.requestCount()).isEqualTo(1);
        assertThat(login.read()).as("a refusal removes nothing").isPresent();

        stored("r1");
        server.then(200, "{'access_token':'a1'}");
        assertThat(flow.fetch("").value().reveal()).as("after a new login").isEqualTo("a1");
    }

    @Test
    void passingTroubleDoesNotEndALogin() {
        stored("r0");
        server.then(503, "").then(200, "{'access_token':'a1'}");
        TokenFlow flow = OAuth2.refreshToken(endpoint, "", login);
        assertThat(failureOf(flow).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(flow.fetch("").value().reveal()).isEqualTo("a1");
    }

    @Test
    void withoutALoginNothingIsSent() {
        ConnectorException failure = failureOf(OAuth2.refreshToken(endpoint, "", login));
        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(failure.retryAdvice().when()).isEqualTo(When.AFTER_LOGIN);
        assertThat(server.requestCount()).isZero();
    }

    @Test
    void twoConfigurationsNeverShareALogin() {
        stored("r0");
        StoredLogin other = StoredLogin.of(context, server.address(), "client-1", "https://other.example");
        StoredLogin otherClient = StoredLogin.of(context, server.address(), "client-2", "https://org.example");
        assertThat(other.read()).isEmpty();
        assertThat(otherClient.read()).isEmpty();
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void aHostWithoutACredentialStoreIsTold() {
        assertThatThrownBy(() -> StoredLogin.of(new TestContext(), server.address(), "c", "p"))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID));
    }

    @Test
    void aRefusedPasswordIsNotSentTwice() {
        server.thenRefuse("invalid_grant", 50126);
        TokenFlow flow = OAuth2.password(endpoint, "scope-1", "user@example.org", Secret.of("canary-password"));
        for (int i = 0; i < 3; i++) {
            ConnectorException failure = failureOf(flow);
            assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
            assertThat(failure.toString()).doesNotContain("canary");
        }
        assertThat(server.requestCount()).isEqualTo(1);
        assertThat(server.form(0))
                .isEqualTo(Map.of(
                        "grant_type", "password",
                        "scope", "scope-1",
                        "username", "user@example.org",
                        "password", "canary-password",
                        "client_id", "client-1"));
    }

    @Test
    void aPasswordIsSentAgainAfterPassingTrouble() {
        server.then(502, "").then(200, "{'access_token':'a1'}");
        TokenFlow flow = OAuth2.password(endpoint, "", "u", Secret.of("p"));
        assertThat(failureOf(flow).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(flow.fetch("").value().reveal()).isEqualTo("a1");
        assertThat(Set.copyOf(server.forms())).hasSize(1);
    }

    @Test
    void aGivenTokenMustBeAbleToStandInAHeader() {
        assertThatThrownBy(() -> OAuth2.fixed(Secret.of("canary\n")))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIG_INVALID))
                .hasMessageNotContaining("canary");
    }
}
