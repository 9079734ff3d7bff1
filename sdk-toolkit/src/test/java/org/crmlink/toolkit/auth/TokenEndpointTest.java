package org.crmlink.toolkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice.When;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEndpointTest {

    private static final Secret SECRET = Secret.of("canary secret/+&=ü");
    private static final String SCOPE = "https://org.example/.default";

    private final TestContext context = new TestContext();
    private LoginServer server;

    @BeforeEach
    void start() throws IOException {
        server = new LoginServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private AccessToken token(ClientAuthentication authentication) {
        try (TokenEndpoint endpoint = TokenEndpoint.builder(context, server.address(), "client:1")
                .authentication(authentication)
                .build()) {
            return OAuth2.clientCredentials(endpoint, SCOPE).fetch("");
        }
    }

    private ConnectorException refused() {
        ConnectorException failure =
                catchThrowableOfType(ConnectorException.class, () -> token(ClientAuthentication.post(SECRET)));
        assertThat(failure).isNotNull();
        StringWriter said = new StringWriter();
        failure.printStackTrace(new PrintWriter(said, true));
        assertThat(said + failure.hint().orElse("")).doesNotContain("canary");
        assertThat(failure.operation()).contains("login");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.hint()).isPresent();
        return failure;
    }

    @Test
    void theSecretGoesIntoTheForm() {
        server.then(200, "{'token_type':'Bearer','expires_in':3599,'ext_expires_in':3599,'access_token':'at-1'}");
        AccessToken token = token(ClientAuthentication.post(SECRET));
        assertThat(token.value().reveal()).isEqualTo("at-1");
        assertThat(token.expires()).contains(context.clock().instant().plusSeconds(3599));
        assertThat(server.form(0))
                .isEqualTo(Map.of(
                        "grant_type",
                        "client_credentials",
                        "scope",
                        SCOPE,
                        "client_id",
                        "client:1",
                        "client_secret",
                        SECRET.reveal()));
        assertThat(server.request(0).headers())
                .containsEntry("accept", "application/json")
                .containsEntry("content-type", "application/x-www-form-urlencoded");
        assertThat(token.toString()).doesNotContain("at-1");
    }

    @Test
    void orIdAndSecretAreEncodedAndSentAsBasic() {
        server.then(200, "{'access_token':'at-1'}");
        token(ClientAuthentication.basic(Secret.of("p:ä")));
        assertThat(server.request(0).headers())
                .containsEntry(
                        "authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("client%3A1:p%3A%C3%A4".getBytes(StandardCharsets.US_ASCII)));
        assertThat(server.form(0)).doesNotContainKeys("client_id", "client_secret");
    }

    @ParameterizedTest
    @CsvSource({
        "\"3599\", 3599",
        "3599.7, 3599",
        "0, 0",
        "-5, 0",
        "1e999999999, 31536000",
        "\"soon\", 900",
        "null, 900",
        "99999999999999999999, 31536000"
    })
    void expiresInIsReadInAllItsForms(String written, long seconds) {
        server.then(200, "{\"access_token\":\"a\",\"expires_in\":" + written + "}");
        assertThat(token(ClientAuthentication.none()).expires())
                .contains(context.clock().instant().plusSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_client, 7000215, UNAUTHENTICATED, NEVER",
        "invalid_client, 7000222, UNAUTHENTICATED, NEVER",
        "unauthorized_client, 700016, CONFIG_INVALID, NEVER",
        "invalid_request, 90002, CONFIG_INVALID, NEVER",
        "invalid_resource, 500011, CONFIG_INVALID, NEVER",
        "invalid_client, 700027, UNAUTHENTICATED, NEVER",
        "invalid_client, 700021, CONFIG_INVALID, NEVER",
        "invalid_grant, 65001, FORBIDDEN, NEVER",
        "interaction_required, 50076, UNAUTHENTICATED, AFTER_LOGIN",
        "access_denied, 53003, UNAUTHENTICATED, AFTER_LOGIN",
        "invalid_grant, 700082, UNAUTHENTICATED, AFTER_LOGIN",
        "invalid_grant, 50126, UNAUTHENTICATED, NEVER",
        "invalid_grant, 50053, UNAUTHENTICATED, NEVER",
        "temporarily_unavailable, 90033, UNAVAILABLE, LATER",
        "invalid_grant, 50196, RATE_LIMITED, LATER",
        "invalid_grant, 999999, UNAUTHENTICATED, AFTER_LOGIN",
        "invalid_scope, 999999, CONFIG_INVALID, NEVER",
    })
    void whatARefusalMeansIsDecidedOnItsNumberAndItIsNeverRepeated(String error, int code, ErrorKind kind, When retry) {
        server.thenRefuse(error, code);
        ConnectorException failure = refused();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryAdvice().when()).isEqualTo(retry);
        assertThat(failure.vendorCode()).contains("AADSTS" + code);
        assertThat(failure.requestId()).contains("corr-1");
        assertThat(server.requestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"X-Request-Id, a-1, a-1", "Request-Id, b.2, b.2", "X-Request-Id, <b>canary</b>, ", "Server, c-3, "})
    void whereTheBodyDoesNotNameTheRequestAHeaderMay(String header, String value, String expected) {
        server.then(401, "{'error':'invalid_client'}", header + ": " + value);
        assertThat(refused().requestId()).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void theBodysNameOfTheRequestComesFirst() {
        server.then(401, "{'error':'invalid_client','trace_id':'body-1'}", "X-Request-Id: header-1");
        assertThat(refused().requestId()).contains("body-1");
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_client, UNAUTHENTICATED, NEVER",
        "invalid_grant, UNAUTHENTICATED, AFTER_LOGIN",
        "unsupported_grant_type, CONFIG_INVALID, NEVER",
        "consent_required, FORBIDDEN, NEVER",
        "<b>canary</b>, CONFIG_INVALID, NEVER",
    })
    void otherServersAreDecidedOnTheErrorCode(String error, ErrorKind kind, When retry) {
        server.then(400, "{'error':'" + error + "','error_description':'canary'}");
        ConnectorException failure = refused();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryAdvice().when()).isEqualTo(retry);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | <html>canary | UNAVAILABLE | LATER",
                "200 | | UNAVAILABLE | LATER",
                "200 | {'access_token':'canary | UNAVAILABLE | LATER",
                "503 | <html>canary | UNAVAILABLE | LATER",
                "500 | {'error':'canary'} | UNAVAILABLE | LATER",
                "404 | <html>canary | CONFIG_INVALID | NEVER",
                "302 | canary | CONFIG_INVALID | NEVER",
                "429 | canary | RATE_LIMITED | LATER",
                "401 | canary | UNAUTHENTICATED | AFTER_LOGIN",
                "200 | {'hello':'canary'} | PROTOCOL_ERROR | NEVER",
                "200 | {'access_token':'can\\nary'} | PROTOCOL_ERROR | NEVER",
                "200 | {'access_token':'canary','token_type':'mac'} | PROTOCOL_ERROR | NEVER",
            })
    void whatIsNoTokenAnswerIsNotMistakenForOne(int status, String body, ErrorKind kind, When retry) {
        server.then(status, Optional.ofNullable(body).orElse(""));
        ConnectorException failure = refused();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.retryAdvice().when()).isEqualTo(retry);
        assertThat(server.requestCount()).isEqualTo(1);
    }

    @Test
    void theDelayThatTheServerNamesIsPassedOn() {
        server.then(429, "", "Retry-After: 17");
        assertThat(refused().retryAdvice().delay()).contains(Duration.ofSeconds(17));
        server.then(503, "", "Retry-After: 18");
        assertThat(refused().retryAdvice().delay()).contains(Duration.ofSeconds(18));
    }

    @Test
    void anAnswerOfUnboundedDepthOrLengthIsRefused() {
        server.then(200, "{'a':" + "[".repeat(100_000));
        assertThat(refused().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        server.then(200, "{'access_token':'" + "x".repeat(2 << 20) + "'}");
        assertThat(refused().kind()).isEqualTo(ErrorKind.LIMIT_EXCEEDED);
    }

    @Test
    void membersOfAnyShapeAreSkipped() {
        server.then(
                200,
                "{'a':{'access_token':'wrong'},'b':[[1],{'x':2}],'c':[],'d':null,'e':true,'access_token':'right'}");
        assertThat(token(ClientAuthentication.none()).value().reveal()).isEqualTo("right");
    }
}
