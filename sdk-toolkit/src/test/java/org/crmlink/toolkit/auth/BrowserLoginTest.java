package org.crmlink.toolkit.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.LoginPrompt;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.config.CredentialStore;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 6749 §4.1 with RFC 7636 and RFC 8252. */
@Timeout(30)
class BrowserLoginTest {

    private final MemoryStore store = new MemoryStore();
    private final TestContext context = new TestContext().with(CredentialStore.class, store);
    private final HttpClient browser = HttpClient.newHttpClient();
    private final List<Integer> answers = new ArrayList<>();
    private LoginServer server;
    private TokenEndpoint endpoint;
    private TokenSource tokens;
    private BrowserLogin login;

    @BeforeEach
    void start() throws IOException {
        server = new LoginServer();
        endpoint = TokenEndpoint.builder(context, server.address(), "client-1").build();
        StoredLogin stored = StoredLogin.of(context, server.address(), "client-1", "org");
        tokens = new TokenSource(OAuth2.refreshToken(endpoint, "scope-1 offline_access", stored), context.clock());
        login = new BrowserLogin(
                context,
                endpoint,
                URI.create("https://login.example/authorize"),
                Map.of("scope", "scope-1 offline_access"),
                0,
                stored,
                tokens);
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
        server.close();
    }

    private static Map<String, String> query(URI page) {
        Map<String, String> fields = new HashMap<>();
        for (String field : page.getRawQuery().split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
        }
        return fields;
    }

    private void visit(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.replace("localhost", "127.0.0.1")))
                .build();
        try {
            answers.add(browser.send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String idToken(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return "h." + encoder.encodeToString(claims.getBytes(UTF_8)) + ".s";
    }

    @Test
    void aPersonLogsInInABrowserAndTheCodeIsProvenToBeOurs() throws Exception {
        server.then(
                200,
                "{'access_token':'a1','expires_in':3600,'refresh_token':'r1','id_token':'"
                        + idToken("{\"preferred_username\":\"jana@example.com\"}") + "'}");
        Map<String, String> asked = new HashMap<>();
        login.login((page, code, expires, message) -> {
            assertThat(code).isEmpty();
            assertThat(message).contains(page.toString());
            assertThat(page.toString()).startsWith("https://login.example/authorize?");
            asked.putAll(query(page));
            visit(asked.get("redirect_uri") + "?code=the-code&state=" + asked.get("state"));
        });
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "client-1")
                .containsEntry("scope", "scope-1 offline_access")
                .containsEntry("code_challenge_method", "S256");
        assertThat(asked.get("redirect_uri")).matches("http://localhost:\\d+/");
        Map<String, String> form = server.form(0);
        assertThat(form)
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "the-code")
                .containsEntry("redirect_uri", asked.get("redirect_uri"));
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(form.getOrDefault("code_verifier", "").getBytes(UTF_8));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash)).isEqualTo(asked.get("code_challenge"));
        assertThat(tokens.current().value()).isEqualTo(Secret.of("a1"));
        assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_IN);
        assertThat(login.status().account()).isEqualTo("jana@example.com");
        login.logout();
        assertThat(login.status())
                .isEqualTo(new LoginStatus(LoginStatus.State.LOGGED_OUT, "", "browser, client client-1"));
        assertThat(answers).containsExactly(200);
    }

    @Test
    void withoutAnIdTokenTheNameComesFromAnAccessTokenThatCanBeRead() {
        for (String claims : List.of("{\"upn\":\"jana@corp.example\"}", "{\"sub\":\"1\"}", "no claims")) {
            server.then(200, "{'access_token':'" + idToken(claims) + "','expires_in':3600,'refresh_token':'r1'}");
            login.login((page, code, expires, message) -> visit(query(page).get("redirect_uri") + "?code=c&state="
                    + query(page).get("state")));
            assertThat(login.status().account()).isEqualTo(claims.contains("upn") ? "jana@corp.example" : "");
        }
    }

    @Test
    void answersThatWereNotAskedForDoNotCount() {
        server.then(200, "{'access_token':'a1','expires_in':3600,'refresh_token':'r1'}");
        login.login((page, code, expires, message) -> {
            String redirect = query(page).get("redirect_uri");
            visit(redirect + "?code=evil");
            visit(redirect + "?code=evil&state=guessed");
            visit(redirect + "favicon.ico");
            visit(redirect + "other?code=evil&state=" + query(page).get("state"));
            visit(redirect + "?code=good&state=" + query(page).get("state"));
        });
        assertThat(answers).containsExactly(404, 404, 404, 404, 200);
        assertThat(server.form(0)).containsEntry("code", "good");
        assertThat(login.status().account()).isEmpty();
    }

    private ConnectorException failure(LoginPrompt prompt) {
        ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> login.login(prompt));
        assertThat(failure).isNotNull();
        assertThat(login.status().state()).isEqualTo(LoginStatus.State.LOGGED_OUT);
        return failure;
    }

    @Test
    void aRefusalIsToldWithoutTheServersWords() {
        ConnectorException declined = failure((page, code, expires, message) ->
                visit(query(page).get("redirect_uri") + "?error=access_denied&error_description=canary&state="
                        + query(page).get("state")));
        assertThat(declined.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(declined.toString()).contains("declined").doesNotContain("canary");
        ConnectorException broken =
                failure((page, code, expires, message) -> visit(query(page).get("redirect_uri")
                        + "?error=%3Cb%3Ecanary&state=" + query(page).get("state")));
        assertThat(broken.toString()).doesNotContain("canary");
        assertThat(server.requestCount()).isZero();
    }

    @Test
    void anInterruptEndsTheWait() {
        ConnectorException failure =
                failure((page, code, expires, message) -> Thread.currentThread().interrupt());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(ErrorKind.CANCELLED);
    }
}
