package org.crmlink.toolkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.http.RawServer;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way: token endpoint, source, transport, API. */
@Timeout(30)
class BearerCredentialsTest {

    private static final int CALLS = 24;

    private final TestContext context = new TestContext();
    private volatile String accepted = "canary-a1";
    private LoginServer logins;
    private RawServer api;
    private TokenEndpoint endpoint;
    private HttpTransport transport;

    @BeforeEach
    void start() throws IOException {
        logins = new LoginServer();
        api = new RawServer((request, socket, out) -> {
            if (("Bearer " + accepted).equals(request.headers().get("authorization"))) {
                RawServer.answer(out, request.path().equals("/forbidden") ? 403 : 200, "data");
            } else {
                String claims = Base64.getEncoder().encodeToString("{\"x\":1}".getBytes(StandardCharsets.UTF_8));
                RawServer.answer(
                        out,
                        401,
                        "",
                        "WWW-Authenticate: Bearer realm=\"\", error=\"insufficient_claims\", claims=\"" + claims
                                + "\"");
            }
        });
        endpoint = TokenEndpoint.builder(context, logins.address(), "client-1")
                .authentication(ClientAuthentication.post(Secret.of("canary-secret")))
                .build();
        TokenSource tokens = new TokenSource(OAuth2.clientCredentials(endpoint, "scope-1"), context.clock());
        transport = HttpTransport.builder(context, api.url("/"))
                .credentials(new BearerCredentials(tokens))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        endpoint.close();
        logins.close();
        api.close();
    }

    private int status(String path) {
        try (HttpAnswer answer =
                transport.send(HttpCall.write("POST", api.url(path)).body(HttpBody.json("{}")))) {
            return answer.status();
        }
    }

    private void token(String name) {
        logins.then(200, "{'access_token':'" + name + "','expires_in':3600}");
    }

    @Test
    void AUTH_1_aTokenThatEndsInBetweenIsReplacedOnceForAllCalls() throws Exception {
        token("canary-a1");
        assertThat(status("/one")).isEqualTo(200);
        accepted = "canary-a2";
        token("canary-a2");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(() -> status("/many"));
        }
        for (Future<Integer> status : pool.invokeAll(calls, 20, TimeUnit.SECONDS)) {
            assertThat(status.get()).isEqualTo(200);
        }
        pool.shutdown();
        assertThat(logins.requestCount()).isEqualTo(2);
        assertThat(logins.form(1)).containsEntry("claims", "{\"x\":1}");
        int refused = api.requests("/many").size() - CALLS;
        assertThat(refused).isBetween(1, 8);
    }

    @Test
    void aSecondRefusalIsFinal() {
        token("canary-other");
        token("canary-third");
        assertThat(status("/one")).isEqualTo(401);
        assertThat(logins.requestCount()).isEqualTo(2);
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void AUTH_4_aMissingRightRenewsNothing() {
        token("canary-a1");
        assertThat(status("/forbidden")).isEqualTo(403);
        assertThat(logins.requestCount()).isEqualTo(1);
    }

    @Test
    void SEC_1_noLogLineAtAnyLevelHoldsASecret() {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public synchronized void publish(LogRecord record) {
                lines.add(record.getLoggerName() + " " + record.getMessage() + " "
                        + (record.getParameters() == null ? "" : List.of(record.getParameters())) + " "
                        + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        try {
            token("canary-a1");
            assertThat(status("/one")).isEqualTo(200);
            accepted = "canary-a2";
            logins.thenRefuse("invalid_client", 7000215);
            assertThat(catchThrowable(() -> status("/two"))).hasMessageNotContaining("canary");
            Logger.getLogger("probe").finest("the handler hears everything");
        } finally {
            root.setLevel(before);
            root.removeHandler(handler);
        }
        assertThat(lines)
                .anyMatch(line -> line.contains("hears everything"))
                .noneMatch(line -> line.contains("canary"));
    }
}
