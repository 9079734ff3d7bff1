package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.crmlink.sandbox.DynamicsOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start(options -> options.client("app", "s&cret=ü").tokenLife(Duration.ofMinutes(10)));
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static Org.Reply whoAmI(String token) {
        return org.send(org.request("WhoAmI").header("Authorization", "Bearer " + token));
    }

    private static String token() {
        Org.Reply reply = org.send(org.request(org.sandbox.tokenUrl())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=app&client_secret=" + "s%26cret%3D%C3%BC")));
        assertThat(reply.status()).isEqualTo(200);
        return reply.json().get("access_token").toString();
    }

    @Test
    void aCallWithoutATokenIsChallengedWithTheServersOwnAuthority() {
        Org.Reply reply = org.send(org.request("WhoAmI"));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate"))
                .matches("Bearer authorization_uri=" + org.sandbox.url() + "/[0-9a-f-]+/oauth2/authorize, resource_id="
                        + org.sandbox.url() + "/");
    }

    @Test
    void aTokenThatWasNeverIssuedIsRefused() {
        Org.Reply reply = whoAmI("nonsense");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).contains("error=invalid_token");
    }

    @Test
    void anIssuedTokenLetsInUntilItExpires() {
        String token = token();
        assertThat(whoAmI(token).status()).isEqualTo(200);
        org.sandbox.store().clock().shift(Duration.ofMinutes(11));
        try {
            assertThat(whoAmI(token).status()).isEqualTo(401);
        } finally {
            org.sandbox.store().clock().shift(Duration.ofMinutes(-11));
        }
    }

    @Test
    void aRevokedTokenIsRefused() {
        String token = token();
        org.sandbox.identity().revokeAccessTokens();
        assertThat(whoAmI(token).status()).isEqualTo(401);
        assertThat(whoAmI(Org.TOKEN).status()).isEqualTo(200);
    }

    @Test
    void whoAmITellsTheCaller() {
        Map<?, ?> me = org.get("WhoAmI()").json();
        assertThat(me.get("UserId")).isEqualTo("00000000-0000-0000-0000-000000000002");
        assertThat(me.get("OrganizationId")).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(me.get("@odata.context")).isEqualTo(org.root() + "$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse");
    }

    @Test
    void impersonationActsAsTheOtherUser() {
        String other = "00000000-0000-0000-0000-000000000101";
        assertThat(org.get("WhoAmI", "MSCRMCallerID", other).json().get("UserId"))
                .isEqualTo(other);
        assertThat(org.get("WhoAmI", "MSCRMCallerID", "00000000-0000-0000-0000-00000000ffff")
                        .errorCode())
                .isEqualTo("0x80072560");
    }

    @Test
    void theOrganizationMayStandInThePathAndOlderVersionsAnswer() {
        assertThat(org.get(org.sandbox.url() + "/contoso/api/data/v8.2/WhoAmI")
                        .json()
                        .get("@odata.context"))
                .asString()
                .startsWith(org.sandbox.url() + "/contoso/api/data/v8.2/");
        assertThat(org.get(org.sandbox.url() + "/api/data/v7.0/WhoAmI").status())
                .isEqualTo(404);
    }

    @Test
    void serviceProtectionLimitsAnswer429WithRetryAfter() {
        ServiceLimits limits = new ServiceLimits(3, Duration.ofMinutes(20), 52, Duration.ofMinutes(5));
        try (Org limited = Org.start(options -> options.limits(limits))) {
            for (int i = 0; i < 3; i++) {
                Org.Reply reply = limited.get("WhoAmI");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("x-ms-ratelimit-burst-remaining-xrm-requests"))
                        .isEqualTo(Integer.toString(2 - i));
            }
            Org.Reply refused = limited.get("WhoAmI");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.errorCode()).isEqualTo("0x80072322");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 301);
            limited.sandbox.store().clock().shift(Duration.ofMinutes(6));
            assertThat(limited.get("WhoAmI").status()).isEqualTo(200);
        }
    }

    @Test
    void anEmptyTokenIsNeverAccepted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynamicsOptions.builder().token(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynamicsOptions.builder().token(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> org.sandbox.identity().addToken(""));
        assertThat(whoAmI("").status()).isEqualTo(401);
        assertThat(org.send(org.request("WhoAmI").header("Authorization", "Basic eA=="))
                        .status())
                .isEqualTo(401);
    }
}
