package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.identity.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How clients get sessions, and how these end. Backend page, section 2. */
class LoginTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private Org org;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private Org.Answer token(String form) {
        return org.send("POST", "/services/oauth2/token", form, "Content-Type", FORM, "Authorization", "none");
    }

    private static final String CLIENT = "&client_id=demo&client_secret=demo-secret";

    @Test
    void clientCredentialsGiveASessionOfTheAppsUser() {
        Org.Answer answer = token("grant_type=client_credentials" + CLIENT);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("access_token")).matches("00D\\w{12}!.+");
        assertThat(answer.text("instance_url")).isEqualTo(org.sandbox.url());
        assertThat(answer.text("id")).matches(".*/id/00D\\w{15}/005\\w{15}");
        assertThat(answer.at("expires_in")).isEqualTo("");
        assertThat(answer.text("issued_at")).matches("\\d{13}");
        Org.Answer read = org.get("/sobjects", "Authorization", "Bearer " + answer.text("access_token"));
        assertThat(read.status()).isEqualTo(200);
        String basic = Base64.getEncoder().encodeToString("demo:demo-secret".getBytes(StandardCharsets.UTF_8));
        assertThat(org.send(
                                "POST",
                                "/services/oauth2/token",
                                "grant_type=client_credentials",
                                "Content-Type",
                                FORM,
                                "Authorization",
                                "Basic " + basic)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void wrongLoginsAreRefusedWithAnObject() {
        Org.Answer wrong = token("grant_type=client_credentials&client_id=demo&client_secret=nope");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text("error")).isEqualTo("invalid_client");
        assertThat(token("grant_type=client_credentials&client_id=who").text("error"))
                .isEqualTo("invalid_client_id");
        assertThat(token("grant_type=magic").text("error")).isEqualTo("unsupported_grant_type");
        assertThat(token("grant_type=password&username=a&password=b" + CLIENT).text("error_description"))
                .isEqualTo("authentication failure");
    }

    @Test
    void aSessionEndsUnusedAndLivesOnInUse() {
        String token = token("grant_type=password&username=admin@sandbox.example&password=demo-password" + CLIENT)
                .text("access_token");
        org.sandbox.clock().shift(Duration.ofMinutes(90));
        assertThat(org.get("/limits", "Authorization", "Bearer " + token).status())
                .isEqualTo(200);
        org.sandbox.clock().shift(Duration.ofMinutes(90));
        assertThat(org.get("/limits", "Authorization", "Bearer " + token).status())
                .isEqualTo(200);
        org.sandbox.clock().shift(Duration.ofHours(3));
        assertThat(org.get("/limits", "Authorization", "Bearer " + token).text("0.errorCode"))
                .isEqualTo("INVALID_SESSION_ID");
    }

    @Test
    void aDeviceWaitsForItsUserAndItsRefreshTokenRotates() {
        Org.Answer begun = token("response_type=device_code&client_id=demo&scope=api");
        String poll = "grant_type=device&client_id=demo&code=" + begun.text("device_code");
        Org.Answer pending = token(poll);
        assertThat(pending.status()).isEqualTo(400);
        assertThat(pending.text("error")).isEqualTo("authorization_pending");
        assertThat(token(poll).text("error")).isEqualTo("slow_down");
        org.sandbox.logins().approveDevice(begun.text("user_code"), "sam@sandbox.example");
        Org.Answer given = token(poll);
        String refresh = given.text("refresh_token");
        assertThat(refresh).isNotEmpty();
        String form = "grant_type=refresh_token&client_id=demo&refresh_token=";
        assertThat(token(form + refresh).at("refresh_token")).isEqualTo("");
        org.sandbox.sessions().rotating(true);
        String next = token(form + refresh).text("refresh_token");
        assertThat(next).isNotEmpty().isNotEqualTo(refresh);
        assertThat(token(form + refresh).text("error_description")).isEqualTo("expired access/refresh token");
        assertThat(token(form + next).status()).isEqualTo(200);
    }

    @Test
    void theLoginPageGivesACodeThatOnlyItsVerifierRedeems() throws GeneralSecurityException {
        String verifier = "a-verifier-that-is-long-enough-to-be-one-of-pkce-4711";
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8)));
        String form = "response_type=code&client_id=demo&redirect_uri=http%3A%2F%2Flocalhost%2Fback&state=s+1"
                + "&code_challenge_method=S256&code_challenge=" + challenge;
        assertThat(org.get("/services/oauth2/authorize?" + form).text()).contains("<form", "value=\"s 1\"");
        Org.Answer redirect = org.send(
                "POST",
                "/services/oauth2/authorize",
                form + "&username=sam%40sandbox.example&password=nope",
                "Content-Type",
                FORM);
        assertThat(redirect.text()).contains("check your username");
        redirect = org.send(
                "POST",
                "/services/oauth2/authorize",
                form + "&username=admin%40sandbox.example&password=demo-password",
                "Content-Type",
                FORM);
        assertThat(redirect.status()).isEqualTo(302);
        String code = redirect.header("Location").replaceFirst(".*[?&]code=([^&]*).*", "$1");
        String redeem = "grant_type=authorization_code&client_id=demo&redirect_uri=http%3A%2F%2Flocalhost%2Fback&code="
                + code + "&code_verifier=";
        assertThat(token(redeem + "guessed").status()).isEqualTo(400);
        assertThat(token(redeem + verifier).status())
                .as("a code is spent by a wrong verifier")
                .isEqualTo(400);
    }

    @Test
    void aSignedAssertionGivesASessionOfItsUser(@TempDir Path folder) throws Exception {
        Keys keys = Keys.make(folder);
        try (Org signed = new Org(SalesforceOptions.builder().certificate("signer", keys.certificate()))) {
            org.close();
            org = signed;
            String good = assertion(keys, "sam@sandbox.example", "https://login.salesforce.com", 120);
            String grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
            Org.Answer answer = token(grant + good);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.at("refresh_token")).isEqualTo("");
            Org.Answer info =
                    org.get("/services/oauth2/userinfo", "Authorization", "Bearer " + answer.text("access_token"));
            assertThat(info.text("preferred_username")).isEqualTo("sam@sandbox.example");
            assertThat(token(grant + assertion(keys, "sam@sandbox.example", "https://elsewhere.example", 120))
                            .text("error_description"))
                    .isEqualTo("Audience validation failed");
            assertThat(token(grant + assertion(keys, "nobody@x.example", "https://login.salesforce.com", 120))
                            .text("error_description"))
                    .isEqualTo("user hasn't approved this consumer");
            assertThat(token(grant + assertion(keys, "sam@sandbox.example", "https://login.salesforce.com", -600))
                            .status())
                    .isEqualTo(400);
            assertThat(token(grant + good.substring(0, good.length() - 6) + "AAAAAA")
                            .status())
                    .isEqualTo(400);
        }
        org = new Org();
    }

    @Test
    void aSessionIsRevokedAndAUserKnown() {
        Org.Answer given = token("grant_type=client_credentials" + CLIENT);
        String token = given.text("access_token");
        Org.Answer identity =
                org.get(given.text("id").replace(org.sandbox.url(), ""), "Authorization", "Bearer " + token);
        assertThat(identity.text("username")).isEqualTo("admin@sandbox.example");
        Org.Answer revoked =
                org.send("POST", "/services/oauth2/revoke", "token=" + Org.encoded(token), "Content-Type", FORM);
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(org.get("/services/oauth2/userinfo", "Authorization", "Bearer " + token)
                        .text())
                .isEqualTo("Bad_OAuth_Token");
    }

    private static String assertion(Keys keys, String subject, String audience, int seconds)
            throws GeneralSecurityException {
        long ends = Instant.now().plusSeconds(seconds).getEpochSecond();
        return keys.jwt(
                "RS256",
                "{\"alg\":\"RS256\"}",
                "{\"iss\":\"signer\",\"sub\":\"" + subject + "\",\"aud\":\"" + audience + "\",\"exp\":\"" + ends
                        + "\"}");
    }
}
