package org.crmlink.sandbox.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.http.Headers;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.store.ServerClock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenEndpointTest {

    private static final String ORIGIN = "https://login.example";
    private static final String V2 = "/tenant-1/oauth2/v2.0/token";
    private static final String SCOPE = "https://org.example/.default";

    @TempDir
    static Path folder;

    private static Keys keys;

    private ServerClock clock;
    private Identity identity;
    private TokenEndpoint endpoint;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = Keys.make(folder);
    }

    @BeforeEach
    void set() {
        clock = new ServerClock(Clock.systemUTC());
        fresh(false);
    }

    private void fresh(boolean reuseDetection) {
        identity = new Identity(clock, Duration.ofHours(1), reuseDetection);
        identity.addClient("app", "secret");
        identity.addUser("ann", "pw");
        identity.addCertificate("certified", keys.certificate());
        endpoint = new TokenEndpoint(identity);
    }

    private record Reply(int status, Map<?, ?> json) {
        String text(String name) {
            return String.valueOf(json.get(name));
        }
    }

    private Reply post(String path, String... fields) {
        return post(path, new Headers(), fields);
    }

    private Reply post(String path, Headers headers, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        HttpRequest request =
                new HttpRequest("POST", path, "", headers, form.toString().getBytes(StandardCharsets.UTF_8), ORIGIN);
        HttpResponse response = endpoint.handle(request).orElseThrow();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try {
            response.body().writeTo(out);
            return new Reply(response.status(), (Map<?, ?>) Json.read(out.toByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void mustFail(Reply reply, int status, String error, long code) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text("error")).isEqualTo(error);
        assertThat(reply.json().get("error_codes")).isEqualTo(List.of(code));
        assertThat(reply.text("error_description"))
                .startsWith("AADSTS" + code + ": ")
                .contains("\r\nTrace ID: ");
        assertThat(reply.text("timestamp")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ");
        assertThat(reply.text("access_token")).isEqualTo("null");
    }

    @Test
    void everyPathOfEntraAndAdfsGivesTokensForTheRightSecret() {
        for (String path : List.of(
                V2, "/organizations/oauth2/token", "/oauth2/token", "/oauth2/v2.0/token", "/adfs/oauth2/token")) {
            Reply reply = post(
                    path,
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    "app",
                    "client_secret",
                    "secret",
                    "scope",
                    SCOPE);
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.text("token_type")).isEqualTo("Bearer");
            assertThat(reply.json().get("expires_in")).isEqualTo(3_600L);
            assertThat(reply.json().containsKey("refresh_token")).isFalse();
            assertThat(identity.authenticate(reply.text("access_token"))).contains(new Principal("app", "app", true));
        }
    }

    @Test
    void theSecretMayComeAsBasicCredentials() {
        identity.addClient("a:b", "s/e+c ret");
        String pair = URLEncoder.encode("a:b", StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode("s/e+c ret", StandardCharsets.UTF_8);
        Headers headers = new Headers()
                .add(
                        "authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        assertThat(post(V2, headers, "grant_type", "client_credentials", "scope", SCOPE)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void wrongCredentialsAreRefusedInEntrasWords() {
        mustFail(
                post(V2, "grant_type", "client_credentials", "client_id", "app", "client_secret", "x", "scope", SCOPE),
                401,
                "invalid_client",
                7000215);
        mustFail(
                post(
                        V2,
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "nobody",
                        "client_secret",
                        "x",
                        "scope",
                        SCOPE),
                400,
                "unauthorized_client",
                700016);
        mustFail(
                post(V2, "grant_type", "client_credentials", "client_id", "app", "scope", SCOPE),
                401,
                "invalid_client",
                7000216);
        mustFail(
                post(V2, "grant_type", "client_credentials", "client_id", "app", "client_secret", "secret"),
                400,
                "invalid_request",
                900144);
        mustFail(
                post(
                        V2,
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        "app",
                        "client_secret",
                        "secret",
                        "scope",
                        "x"),
                400,
                "invalid_scope",
                1002012);
        mustFail(post(V2, "grant_type", "magic"), 400, "unsupported_grant_type", 70003);
        mustFail(post(V2, "x", "y"), 400, "invalid_request", 900144);
    }

    @Test
    void passwordsGiveUserTokensAndRefreshTokensRotate() {
        Reply first = post(
                V2,
                "grant_type",
                "password",
                "client_id",
                "app",
                "username",
                "ann",
                "password",
                "pw",
                "scope",
                "x offline_access");
        assertThat(identity.authenticate(first.text("access_token"))).contains(new Principal("ann", "app", false));
        Reply second = post(
                V2, "grant_type", "refresh_token", "client_id", "app", "refresh_token", first.text("refresh_token"));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
        mustFail(
                post(
                        V2,
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "app",
                        "refresh_token",
                        first.text("refresh_token")),
                400,
                "invalid_grant",
                70000);
        assertThat(post(
                                V2,
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                "app",
                                "refresh_token",
                                second.text("refresh_token"))
                        .status())
                .as("without reuse detection the successor lives on")
                .isEqualTo(200);
        mustFail(
                post(V2, "grant_type", "password", "client_id", "app", "username", "ann", "password", "no"),
                400,
                "invalid_grant",
                50126);
        mustFail(
                post(V2, "grant_type", "password", "client_id", "app", "username", "bob", "password", "no"),
                400,
                "invalid_grant",
                50034);
    }

    @Test
    void reuseDetectionRevokesTheWholeFamily() {
        fresh(true);
        Reply first = post(
                V2,
                "grant_type",
                "password",
                "client_id",
                "app",
                "username",
                "ann",
                "password",
                "pw",
                "scope",
                "x offline_access");
        Reply second = post(
                V2, "grant_type", "refresh_token", "client_id", "app", "refresh_token", first.text("refresh_token"));
        post(V2, "grant_type", "refresh_token", "client_id", "app", "refresh_token", first.text("refresh_token"));
        mustFail(
                post(
                        V2,
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "app",
                        "refresh_token",
                        second.text("refresh_token")),
                400,
                "invalid_grant",
                70000);
    }

    @Test
    void anUnusedRefreshTokenExpires() {
        Reply first = post(
                V2,
                "grant_type",
                "password",
                "client_id",
                "app",
                "username",
                "ann",
                "password",
                "pw",
                "scope",
                "x offline_access");
        clock.shift(Duration.ofDays(91));
        mustFail(
                post(
                        V2,
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "app",
                        "refresh_token",
                        first.text("refresh_token")),
                400,
                "invalid_grant",
                700082);
    }

    private Reply poll(Reply device) {
        return post(
                V2,
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "client_id",
                "app",
                "device_code",
                device.text("device_code"));
    }

    private Reply deviceCode() {
        Reply device = post(
                "/tenant-1/oauth2/v2.0/devicecode",
                "client_id",
                "app",
                "scope",
                "https://o//user_impersonation offline_access");
        assertThat(device.status()).isEqualTo(200);
        assertThat(device.json().get("expires_in")).isEqualTo(900L);
        assertThat(device.json().get("interval")).isEqualTo(5L);
        assertThat(device.text("message")).contains(device.text("user_code"));
        return device;
    }

    @Test
    void aDevicePollsUntilItsUserAgrees() {
        Reply device = deviceCode();
        mustFail(poll(device), 400, "authorization_pending", 70016);
        clock.shift(Duration.ofSeconds(6));
        mustFail(poll(device), 400, "authorization_pending", 70016);
        mustFail(poll(device), 400, "slow_down", 70019);
        clock.shift(Duration.ofSeconds(6));
        mustFail(poll(device), 400, "slow_down", 70019);
        identity.approveDevice(device.text("user_code"), "ann");
        Reply reply = poll(device);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(identity.authenticate(reply.text("access_token"))).contains(new Principal("ann", "app", false));
        assertThat(reply.text("refresh_token")).isNotEqualTo("null");
        mustFail(poll(device), 400, "bad_verification_code", 70018);
    }

    @Test
    void aDeviceLearnsOfRefusalAndExpiry() {
        Reply refused = deviceCode();
        identity.declineDevice(refused.text("user_code"));
        mustFail(poll(refused), 400, "authorization_declined", 70017);
        Reply late = deviceCode();
        clock.shift(Duration.ofMinutes(16));
        mustFail(poll(late), 400, "expired_token", 70020);
    }

    private Reply assertion(String jwt) {
        return post(
                V2,
                "grant_type",
                "client_credentials",
                "client_id",
                "certified",
                "scope",
                SCOPE,
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                jwt);
    }

    private String claims(String audience, String subject, Instant expires) {
        long now = clock.instant().getEpochSecond();
        return "{\"aud\":\"" + audience + "\",\"iss\":\"" + subject + "\",\"sub\":\"" + subject + "\",\"jti\":\""
                + UUID.randomUUID() + "\",\"nbf\":" + now + ",\"iat\":" + now + ",\"exp\":" + expires.getEpochSecond()
                + "}";
    }

    private Instant soon() {
        return clock.instant().plusSeconds(300);
    }

    @Test
    void aSignedAssertionReplacesTheSecret() throws Exception {
        String ps = "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"" + keys.thumbprint("SHA-256") + "\"}";
        String rs = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\"" + keys.thumbprint("SHA-1") + "\"}";
        assertThat(assertion(keys.jwt("PS256", ps, claims(ORIGIN + V2, "certified", soon())))
                        .status())
                .isEqualTo(200);
        assertThat(assertion(keys.jwt(
                                "RS256", rs, claims("https://login.microsoftonline.com" + V2, "certified", soon())))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void badAssertionsAreRefused() throws Exception {
        String ps = "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\"" + keys.thumbprint("SHA-256") + "\"}";
        String good = claims(ORIGIN + V2, "certified", soon());
        mustFail(assertion(keys.jwt("RS256", ps, good)), 401, "invalid_client", 700027);
        mustFail(
                assertion(keys.jwt("PS256", "{\"alg\":\"PS256\",\"x5t#S256\":\"AAAA\"}", good)),
                401,
                "invalid_client",
                700027);
        mustFail(assertion("not.a.jwt"), 401, "invalid_client", 700027);
        mustFail(assertion(keys.jwt("PS256", ps, claims(ORIGIN + V2, "other", soon()))), 401, "invalid_client", 700021);
        mustFail(
                assertion(keys.jwt("PS256", ps, claims("https://elsewhere", "certified", soon()))),
                401,
                "invalid_client",
                700023);
        mustFail(
                assertion(keys.jwt(
                        "PS256",
                        ps,
                        claims(ORIGIN + V2, "certified", clock.instant().minusSeconds(600)))),
                401,
                "invalid_client",
                700024);
        String jwt = keys.jwt("PS256", ps, good);
        assertThat(assertion(jwt).status()).isEqualTo(200);
        mustFail(assertion(jwt), 401, "invalid_client", 50013);
    }

    @Test
    void discoveryDocumentsPointToTheCalledHost() throws IOException {
        HttpRequest request = new HttpRequest(
                "GET", "/tenant-1/v2.0/.well-known/openid-configuration", "", new Headers(), new byte[0], ORIGIN);
        HttpResponse response = endpoint.handle(request).orElseThrow();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        response.body().writeTo(out);
        Map<?, ?> document = (Map<?, ?>) Json.read(out.toByteArray());
        assertThat(document.get("token_endpoint")).isEqualTo(ORIGIN + V2);
        HttpRequest other = new HttpRequest("GET", "/elsewhere", "", new Headers(), new byte[0], ORIGIN);
        assertThat(endpoint.handle(other)).isEmpty();
    }

    @Test
    void aUsersRefreshTokenHasToBeAskedForUnlessThereAreNoScopes() {
        String[] login = {"grant_type", "password", "client_id", "app", "username", "ann", "password", "pw", "x", "y"};
        login[8] = "scope";
        assertThat(post(V2, login).json().containsKey("refresh_token")).isFalse();
        login[9] = "y offline_access";
        assertThat(post(V2, login).json().containsKey("refresh_token")).isTrue();
        login[8] = "resource";
        login[9] = "https://o/";
        assertThat(post("/adfs/oauth2/token", login).json().containsKey("refresh_token"))
                .isTrue();
    }

    @Test
    void userNamesDoNotTellUpperFromLowerCase() {
        Reply reply = post(V2, "grant_type", "password", "client_id", "app", "username", "ANN", "password", "pw");
        assertThat(reply.status()).isEqualTo(200);
        mustFail(
                post(V2, "grant_type", "password", "client_id", "app", "username", "ANN", "password", "PW"),
                400,
                "invalid_grant",
                50126);
    }
}
