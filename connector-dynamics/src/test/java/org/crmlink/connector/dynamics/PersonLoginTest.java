package org.crmlink.connector.dynamics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.dynamics.ServiceVersion;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginPrompt;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.Sleeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Persons who log in by browser or device code, to Entra and to AD FS, with a real server at the other end. */
@Timeout(60)
class PersonLoginTest {

    private static final String USER = DynamicsOptions.DEFAULT_USER;
    private static final String HINT = "&login_hint=" + URLEncoder.encode(USER, UTF_8);
    private static final String CLIENT = "51f81489-12ee-4a9e-aaae-a2591f45987d";

    @TempDir
    Path directory;

    private SandboxConnection crm;
    private Sleeper sleeper = Sleeper.SYSTEM;
    private final HttpClient browser =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private final HttpClient attentive = HttpClient.newHttpClient();

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private Connector entra(String auth) {
        crm = SandboxConnection.open(directory, options -> options.records(0), Map.of());
        return person(auth, Map.of("token-url", "", "authority", crm.sandbox.url(), "tenant-id", "contoso.example"));
    }

    private Connector adfs(String auth) {
        crm = SandboxConnection.open(directory, options -> options.records(0).version(ServiceVersion.V9_1), Map.of());
        return person(auth, Map.of("token-url", crm.sandbox.url() + "/adfs/oauth2/token"));
    }

    private Connector person(String auth, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of("auth", auth, "client-id", CLIENT, "client-secret", ""));
        options.putAll(more);
        crm.context.sleeper = sleeper;
        return SandboxConnection.connect(crm.sandbox, crm.context, options);
    }

    private static InteractiveLogin login(Connector connector) {
        return connector.facet(InteractiveLogin.class).orElseThrow();
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> visit(String address) {
        return send(browser, HttpRequest.newBuilder(URI.create(address)));
    }

    /** Where the page would send the browser. */
    private String redirect(String address) {
        HttpResponse<String> answer = send(attentive, HttpRequest.newBuilder(URI.create(address)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private void isLoggedIn(Connector connector) {
        assertThat(login(connector).status().state()).isEqualTo(LoginStatus.State.LOGGED_IN);
        assertThat(login(connector).status().account()).isEqualTo(USER);
        assertThat(connector.identify().userId()).isNotEmpty();
        // The access token is gone: the refresh token brings the next.
        crm.sandbox.identity().revokeAccessTokens();
        assertThat(connector.identify().userId()).isNotEmpty();
        login(connector).logout();
        assertThat(login(connector).status().account()).isEmpty();
    }

    @Test
    void aBrowserLogsInToEntra() {
        try (Connector connector = entra("browser")) {
            List<String> pages = new ArrayList<>();
            login(connector).login((page, code, expires, message) -> {
                pages.add(page.toString());
                assertThat(visit(page + HINT).body()).contains("The login is done");
            });
            assertThat(pages)
                    .singleElement()
                    .asString()
                    .startsWith(crm.sandbox.url() + "/contoso.example/oauth2/v2.0/authorize?")
                    .contains("code_challenge_method=S256", "openid", "offline_access")
                    .doesNotContain("resource=");
            isLoggedIn(connector);
        }
    }

    @Test
    void aBrowserLogsInToAdfsOfAnOlderServer() {
        try (Connector connector = adfs("browser")) {
            List<String> pages = new ArrayList<>();
            login(connector).login((page, code, expires, message) -> {
                pages.add(page.toString());
                assertThat(visit(page + HINT).body()).contains("The login is done");
            });
            assertThat(pages)
                    .singleElement()
                    .asString()
                    .startsWith(crm.sandbox.url() + "/adfs/oauth2/authorize?")
                    .contains("resource=" + URLEncoder.encode(crm.sandbox.url() + "/", UTF_8))
                    .doesNotContain("scope=");
            isLoggedIn(connector);
        }
    }

    @Test
    void aDeviceCodeLogsInToEntraAndAdfs() {
        LoginPrompt person =
                (page, code, expires, message) -> crm.sandbox.identity().approveDevice(code, USER);
        List<Duration> waits = new ArrayList<>();
        sleeper = waits::add;
        try (Connector connector = entra("device-code")) {
            login(connector).login(person);
            isLoggedIn(connector);
        }
        assertThat(waits).as("before it asks, as long as Entra says").containsExactly(Duration.ofSeconds(5));
        disconnect();
        waits.clear();
        try (Connector connector = adfs("device-code")) {
            login(connector).login(person);
            isLoggedIn(connector);
        }
        assertThat(waits).as("as long as AD FS says").containsExactly(Duration.ofSeconds(5));
    }

    private void fails(Connector connector, String code, LoginPrompt prompt) {
        ConnectorException failure = catchThrowableOfType(
                ConnectorException.class, () -> login(connector).login(prompt));
        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(failure.vendorCode().orElse("")).isEqualTo(code);
        assertThat(failure.retryAdvice().when()).isEqualTo(RetryAdvice.When.AFTER_LOGIN);
        assertThat(login(connector).status().state()).isEqualTo(LoginStatus.State.LOGGED_OUT);
    }

    @Test
    void anAnswerWithAnotherStateIsNobodys() {
        try (Connector connector = entra("browser")) {
            login(connector).login((page, code, expires, message) -> {
                String answer = redirect(page + HINT);
                assertThat(visit(answer.replaceFirst("state=[^&]+", "state=guessed"))
                                .statusCode())
                        .isEqualTo(404);
                assertThat(visit(answer.replaceFirst("state=[^&]+&?", "")).statusCode())
                        .isEqualTo(404);
                assertThat(visit(answer).statusCode()).isEqualTo(200);
            });
            isLoggedIn(connector);
        }
    }

    @Test
    void aCodeThatWasMadeForAnotherVerifierOrIsSpentDoesNotLogIn() {
        try (Connector connector = entra("browser")) {
            fails(
                    connector,
                    "AADSTS501481",
                    (page, code, expires, message) -> visit(
                            page.toString().replaceFirst("code_challenge=[^&]+", "code_challenge=" + "A".repeat(43))
                                    + HINT));
            fails(connector, "AADSTS54005", (page, code, expires, message) -> {
                String answer = redirect(page + HINT);
                String stolen = answer.replaceFirst(".*[?&]code=([^&]+).*", "$1");
                String redirect = page.toString().replaceFirst(".*redirect_uri=([^&]+).*", "$1");
                HttpResponse<String> thief = send(
                        attentive,
                        HttpRequest.newBuilder(URI.create(crm.sandbox.url() + "/contoso.example/oauth2/v2.0/token"))
                                .POST(HttpRequest.BodyPublishers.ofString("grant_type=authorization_code&client_id="
                                        + CLIENT + "&redirect_uri=" + redirect + "&code=" + stolen + "&code_verifier="
                                        + "x".repeat(43))));
                assertThat(thief.body()).contains("AADSTS501481").doesNotContain("access_token");
                visit(answer);
            });
        }
    }

    @Test
    void anotherAddressGetsNothingAndWhoRefusesIsNotLoggedIn() {
        try (Connector connector = adfs("browser")) {
            fails(connector, "", (page, code, expires, message) -> {
                HttpResponse<String> elsewhere = send(
                        attentive,
                        HttpRequest.newBuilder(URI.create(page.toString()
                                        .replaceFirst(
                                                "redirect_uri=[^&]+", "redirect_uri=https%3A%2F%2Fevil.example%2F")
                                + HINT)));
                assertThat(elsewhere.statusCode()).isEqualTo(400);
                assertThat(elsewhere.headers().firstValue("Location")).isEmpty();
                send(
                        browser,
                        HttpRequest.newBuilder(page)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("decline=1")));
            });
        }
    }
}
