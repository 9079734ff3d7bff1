package org.crmlink.sandbox.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.Headers;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.store.ServerClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The login page with its codes and PKCE, and the id tokens that come of it. */
class AuthorizationCodeTest {

    private static final String ORIGIN = "https://login.example";
    private static final String ENTRA = "/tenant-1/oauth2/v2.0/";
    private static final String ADFS = "/adfs/oauth2/";
    private static final String REDIRECT = "http://localhost:49152/";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /** RFC 7636, appendix B. */
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private ServerClock clock;
    private Identity identity;
    private TokenEndpoint endpoint;

    @BeforeEach
    void set() {
        clock = new ServerClock(Clock.systemUTC());
        identity = new Identity(clock, Duration.ofHours(1), false);
        identity.addClient("app", "secret");
        identity.addClient("other", "secret");
        identity.addUser("ann@x.example", "pw");
        endpoint = new TokenEndpoint(identity);
    }

    private static String encoded(Map<String, String> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> text.append(text.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
        return text.toString();
    }

    private HttpResponse send(String method, String path, Map<String, String> query, Map<String, String> form) {
        return endpoint.handle(new HttpRequest(
                        method,
                        path,
                        encoded(query),
                        new Headers(),
                        encoded(form).getBytes(UTF_8),
                        ORIGIN))
                .orElseThrow();
    }

    private static String text(HttpResponse response) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            response.body().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }

    private static Map<?, ?> json(byte[] text) {
        try {
            return (Map<?, ?>) Json.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> with(Map<String, String> fields, String... more) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return all;
    }

    private static Map<String, String> asked(String... more) {
        return with(
                Map.of(
                        "response_type", "code",
                        "client_id", "app",
                        "redirect_uri", REDIRECT,
                        "scope", "https://o/user_impersonation offline_access openid",
                        "state", "s&1",
                        "code_challenge", CHALLENGE,
                        "code_challenge_method", "S256",
                        "login_hint", "ann@x.example"),
                more);
    }

    /** Where the page sent the browser back to. */
    private Map<String, String> back(HttpResponse response) {
        assertThat(response.status()).as(text(response)).isEqualTo(302);
        URI location = URI.create(response.headers().first("Location").orElseThrow());
        assertThat(location.toString()).startsWith(REDIRECT + "?");
        Map<String, String> fields = new HashMap<>();
        for (String pair : location.getRawQuery().split("&", -1)) {
            String[] both = pair.split("=", 2);
            fields.put(both[0], URLDecoder.decode(both[1], UTF_8));
        }
        return fields;
    }

    private String code(String... more) {
        return back(send("GET", ENTRA + "authorize", asked(more), Map.of())).get("code");
    }

    private Map<?, ?> redeem(String path, int status, String code, String... more) {
        HttpResponse response = send(
                "POST",
                path + "token",
                Map.of(),
                with(
                        Map.of(
                                "grant_type", "authorization_code",
                                "client_id", "app",
                                "redirect_uri", REDIRECT,
                                "code_verifier", VERIFIER,
                                "code", code),
                        more));
        String text = text(response);
        assertThat(response.status()).as(text).isEqualTo(status);
        return json(text.getBytes(UTF_8));
    }

    private void refused(String code, long number, String... more) {
        Map<?, ?> answer = redeem(ENTRA, 400, code, more);
        assertThat(answer.get("error")).isEqualTo("invalid_grant");
        assertThat(answer.get("error_codes")).isEqualTo(List.of(number));
        assertThat(answer.containsKey("access_token")).isFalse();
    }

    private Map<?, ?> claims(Object token, String keys) throws Exception {
        String[] parts = token.toString().split("\\.", -1);
        Map<?, ?> header = json(Base64.getUrlDecoder().decode(parts[0]));
        Map<?, ?> set = (Map<?, ?>)
                Json.read(text(send("GET", keys, Map.of(), Map.of())).getBytes(UTF_8));
        Map<?, ?> key = ((List<?>) set.get("keys"))
                .stream()
                        .map(one -> (Map<?, ?>) one)
                        .filter(one -> one.get("kid").equals(header.get("kid")))
                        .findFirst()
                        .orElseThrow();
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(key.get("n")), number(key.get("e")))));
        signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
        assertThat(header.get("alg")).isEqualTo("RS256");
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        return json(Base64.getUrlDecoder().decode(parts[1]));
    }

    private static BigInteger number(Object text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text.toString()));
    }

    @Test
    void aHintedUserIsSentBackAtOnceAndTheCodeGivesSignedTokens() throws Exception {
        Map<String, String> back = back(send("GET", ENTRA + "authorize", asked("nonce", "n-1"), Map.of()));
        assertThat(back).containsEntry("state", "s&1").containsKey("session_state");
        Map<?, ?> answer = redeem(ENTRA, 200, back.get("code"));
        assertThat(identity.authenticate(answer.get("access_token").toString()))
                .contains(new Principal("ann@x.example", "app", false));
        assertThat(answer.containsKey("refresh_token")).isTrue();
        Map<?, ?> claims = claims(answer.get("id_token"), "/tenant-1/discovery/v2.0/keys");
        assertThat(claims.get("preferred_username")).isEqualTo("ann@x.example");
        assertThat(claims.get("aud")).isEqualTo("app");
        assertThat(claims.get("nonce")).isEqualTo("n-1");
        Map<?, ?> discovery = (Map<?, ?>)
                Json.read(text(send("GET", "/tenant-1/v2.0/.well-known/openid-configuration", Map.of(), Map.of()))
                        .getBytes(UTF_8));
        assertThat(discovery.get("issuer")).isEqualTo(claims.get("iss"));
        assertThat(discovery.get("jwks_uri")).isEqualTo(ORIGIN + "/tenant-1/discovery/v2.0/keys");
    }

    @Test
    void adfsTakesAResourceAndItsAccessTokenNamesTheUser() throws Exception {
        Map<String, String> page = asked("scope", "", "resource", "https://crm.example/");
        Map<?, ?> answer = redeem(
                ADFS, 200, back(send("GET", ADFS + "authorize", page, Map.of())).get("code"));
        assertThat(answer.containsKey("id_token")).isFalse();
        assertThat(answer.containsKey("refresh_token")).isTrue();
        Map<?, ?> claims = claims(answer.get("access_token"), "/adfs/discovery/keys");
        assertThat(claims.get("upn")).isEqualTo("ann@x.example");
        assertThat(claims.get("aud")).isEqualTo("https://crm.example/");
        assertThat(identity.authenticate(answer.get("access_token").toString())).isPresent();
    }

    @Test
    void aPersonTypesNameAndPasswordOrRefuses() {
        Map<String, String> page = asked("login_hint", "");
        assertThat(text(send("GET", ENTRA + "authorize", page, Map.of()))).contains("<form method=\"post\">");
        Map<String, String> wrong = Map.of("username", "ann@x.example", "password", "no");
        assertThat(text(send("POST", ENTRA + "authorize", page, wrong))).contains("password is wrong");
        Map<String, String> right = Map.of("username", "ann@x.example", "password", "pw");
        redeem(ENTRA, 200, back(send("POST", ENTRA + "authorize", page, right)).get("code"));
        assertThat(back(send("POST", ENTRA + "authorize", page, Map.of("decline", "1"))))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s&1");
        assertThat(send("GET", ENTRA + "authorize", asked("prompt", "login"), Map.of())
                        .status())
                .as("asked to log in again, a session does not count")
                .isEqualTo(200);
    }

    @Test
    void nothingIsSentToStrangers() {
        for (String address : List.of(
                "https://evil.example/",
                "http://evil.example/",
                "http://localhost.evil.example/",
                "http://localhost@evil.example/",
                "http://127.0.0.1#x",
                "crm://localhost/",
                "not an address")) {
            HttpResponse refused = send("GET", ENTRA + "authorize", asked("redirect_uri", address), Map.of());
            assertThat(refused.status()).as(address).isEqualTo(400);
            assertThat(text(refused)).contains("AADSTS50011");
        }
        assertThat(text(send("GET", ENTRA + "authorize", asked("client_id", "<b>"), Map.of())))
                .contains("AADSTS700016", "&lt;b&gt;");
    }

    @Test
    void whatThePageCannotDoIsToldToTheApplication() {
        assertThat(back(send("GET", ENTRA + "authorize", asked("response_type", "token"), Map.of())))
                .containsEntry("error", "unsupported_response_type");
        for (String[] wrong : List.of(
                new String[] {"scope", ""},
                new String[] {"response_mode", "form_post"},
                new String[] {"code_challenge", "short"},
                new String[] {"code_challenge_method", "S512"})) {
            assertThat(back(send("GET", ENTRA + "authorize", asked(wrong), Map.of())))
                    .as(wrong[0])
                    .containsEntry("error", "invalid_request")
                    .doesNotContainKey("code");
        }
    }

    @Test
    void aCodeIsGoodOnceForItsApplicationAddressAndVerifier() {
        refused("unknown", 9002313);
        refused(code(), 70000, "client_id", "other");
        refused(code(), 500112, "redirect_uri", "http://localhost:1/");
        refused(code(), 501481, "code_verifier", "x".repeat(43));
        refused(code(), 501481, "code_verifier", "");
        String spent = code();
        redeem(ENTRA, 200, spent);
        refused(spent, 54005);
        String late = code();
        clock.shift(Duration.ofMinutes(11));
        refused(late, 70008);
    }

    @Test
    void aChallengeMayBeTheVerifierItselfOrBeLeftOut() throws Exception {
        redeem(ENTRA, 200, code("code_challenge", VERIFIER, "code_challenge_method", ""));
        redeem(ENTRA, 200, code("code_challenge", "", "code_challenge_method", ""), "code_verifier", "");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash)).isEqualTo(CHALLENGE);
    }
}
