package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RequestEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where calls may go, and what goes with them. */
class OriginsAndRedirectsTest {

    private final TestContext context = new TestContext();
    private RawServer home;
    private RawServer other;

    @BeforeEach
    void start() throws IOException {
        other = new RawServer((request, socket, out) -> RawServer.answer(out, 200, "other"));
        home = new RawServer((request, socket, out) -> {
            switch (request.path()) {
                case "/moved" -> RawServer.answer(out, 302, "gone", "Location: /here?x=1");
                case "/away" -> RawServer.answer(out, 302, "", "Location: " + other.url("/login?state=canary"));
                case "/loop" -> RawServer.answer(out, 307, "", "Location: /loop");
                case "/cookie" -> RawServer.answer(out, 200, "", "Set-Cookie: session=1; Path=/");
                default -> RawServer.answer(out, 200, "home");
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        home.close();
        other.close();
    }

    private HttpTransport.Builder transport() {
        return HttpTransport.builder(context, home.url("/api/"))
                .userAgent("crmlink-test/1")
                .credentials(CredentialProvider.fixed(Authorization.bearer("token-1")));
    }

    @Test
    void aLinkToAnotherOriginIsRefusedAndNothingIsSent() {
        try (HttpTransport transport = transport().build()) {
            for (URI link : List.of(
                    other.url("/next?token=canary"),
                    URI.create(home.url("/").toString().replace("http:", "https:")),
                    URI.create(home.url("/").toString().replace("127.0.0.1", "localhost")))) {
                ConnectorException failure =
                        catchThrowableOfType(ConnectorException.class, () -> transport.send(HttpCall.get(link)));
                assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
                assertThat(failure.getMessage()).doesNotContain("canary");
            }
            assertThat(other.requests()).isEmpty();
            assertThat(home.requests()).isEmpty();
            assertThat(context.events()).isEmpty();
        }
    }

    @Test
    void credentialsGoToTheConfiguredOriginOnly() {
        try (HttpTransport transport = transport().allowOrigin(other.url("/")).build()) {
            transport.send(HttpCall.get(home.url("/a"))).close();
            transport.send(HttpCall.get(home.url("/b")).withoutCredentials()).close();
            transport.send(HttpCall.get(other.url("/c"))).close();
            assertThat(home.requests("/a").get(0).headers())
                    .containsEntry("authorization", "Bearer token-1")
                    .containsEntry("user-agent", "crmlink-test/1");
            assertThat(home.requests("/b").get(0).headers()).doesNotContainKey("authorization");
            assertThat(other.requests("/c").get(0).headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void aReadFollowsARedirectWithinItsOriginAndEachAttemptIsReported() {
        try (HttpTransport transport = transport().build();
                HttpAnswer answer = transport.send(HttpCall.get(home.url("/moved")))) {
            assertThat(answer.text()).isEqualTo("home");
            assertThat(answer.call().address()).isEqualTo(home.url("/here?x=1"));
            assertThat(home.requests("/here?x=1").get(0).headers()).containsEntry("authorization", "Bearer token-1");
            assertThat(context.events()).extracting(RequestEvent::status).containsExactly(302, 200);
        }
    }

    @Test
    void aRedirectToAnotherOriginIsAnAnswerAndNotFollowed() {
        try (HttpTransport transport = transport().allowOrigin(other.url("/")).build();
                HttpAnswer answer = transport.send(HttpCall.get(home.url("/away")))) {
            assertThat(answer.status()).isEqualTo(302);
            assertThat(other.requests()).isEmpty();
            ConnectorException failure = answer.failure("").build();
            assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(failure.hint())
                    .hasValueSatisfying(hint -> assertThat(hint)
                            .contains("127.0.0.1:" + other.url("/").getPort())
                            .doesNotContain("canary"));
        }
    }

    @Test
    void redirectsOfReadsAreBoundedAndWritesAndPostsFollowNone() {
        try (HttpTransport transport = transport().build()) {
            try (HttpAnswer answer = transport.send(HttpCall.get(home.url("/loop")))) {
                assertThat(answer.status()).isEqualTo(307);
            }
            assertThat(home.requests("/loop")).hasSize(6);
            transport.send(HttpCall.write("POST", home.url("/moved"))).close();
            transport.send(HttpCall.read("POST", home.url("/moved"))).close();
            assertThat(home.requests("/here?x=1")).isEmpty();
        }
    }

    @Test
    void cookiesAreNotKept() {
        try (HttpTransport transport = transport().build()) {
            transport.send(HttpCall.get(home.url("/cookie"))).close();
            transport.send(HttpCall.get(home.url("/after"))).close();
            assertThat(home.requests("/after").get(0).headers()).doesNotContainKey("cookie");
        }
    }
}
