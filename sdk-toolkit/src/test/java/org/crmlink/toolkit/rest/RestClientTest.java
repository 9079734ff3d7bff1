package org.crmlink.toolkit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.crmlink.sdk.Capabilities;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Identity;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.toolkit.http.HttpTransport;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestClientTest {

    private final MockWebServer server = new MockWebServer();
    private HttpTransport transport;
    private RestClient client;

    @BeforeEach
    void start() throws IOException {
        server.start();
        URI root = server.url("/api/v1").uri();
        transport = HttpTransport.builder(new TestContext(), root).build();
        client = new RestClient(transport, root, JsonErrors.usual().meaning("taken", ErrorKind.ALREADY_EXISTS));
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private void answer(int status, String type, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", type)
                .setHeader("X-Request-Id", "q1")
                .body(body)
                .build());
    }

    private ConnectorException readFailure() {
        return catchThrowableOfType(
                ConnectorException.class, () -> client.object(client.get("changes", "item", RestPath.of("item"))));
    }

    private ConnectorException writeFailure() {
        return catchThrowableOfType(
                ConnectorException.class, () -> client.object(client.write("POST", "item", RestPath.of("item"))));
    }

    @Test
    void pathsAreBelowTheRoot() throws Exception {
        answer(200, "application/problem+json", "{\"a\":1}");

        assertThat(client.object(
                                client.get("changes", "item", RestPath.of("a b").with("q", "/")))
                        .integer("a"))
                .contains(1);
        assertThat(server.takeRequest().getUrl().encodedPath()).isEqualTo("/api/v1/a%20b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "200|application/json|~~",
                "200|application/json|{\"a\":",
                "200|application/json|{}x",
                "200|application/json|[]",
                "200|text/plain|{}",
                "200|text/html|<html>please log in</html>",
                "302|text/html|<html>moved</html>"
            })
    void whatIsNoAnswerOfTheServiceIsAnErrorAndAfterAWriteNobodyKnows(int status, String type, String body) {
        answer(status, type, body);
        answer(status, type, body);

        ConnectorException read = readFailure();
        assertThat(read.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
        assertThat(read.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(read.operation()).contains("changes");
        assertThat(read.entity()).contains("item");
        assertThat(read.requestId()).contains("q1");
        assertThat(read.hint()).isPresent();
        // a redirect is a refusal; anything that says 200 may have been done
        assertThat(writeFailure().outcome()).isEqualTo(status == 200 ? Outcome.UNKNOWN : Outcome.NOT_APPLIED);
    }

    @Test
    void theServicesOwnCodeDecidesBeforeTheStatus() {
        answer(409, "application/json", "{\"error\":{\"code\":\"taken\",\"message\":\"there\\nis one\"}}");
        answer(409, "application/json", "{\"error\":{\"code\":\"other\"}}");
        answer(404, "text/plain", "nothing here");

        ConnectorException taken = writeFailure();
        assertThat(taken.kind()).isEqualTo(ErrorKind.ALREADY_EXISTS);
        assertThat(taken).hasMessageContaining("HTTP 409: taken, there is one");
        assertThat(taken.vendorCode()).contains("taken");
        assertThat(writeFailure().kind()).isEqualTo(ErrorKind.CONFLICT);
        assertThat(writeFailure().kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    void aDelayThatTheServerNamesIsKept() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "7")
                .body("{}")
                .build());

        ConnectorException limited = readFailure();
        assertThat(limited.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(limited.retryAdvice().when()).isEqualTo(RetryAdvice.When.LATER);
        assertThat(limited.retryAdvice().delay())
                .hasValueSatisfying(d -> assertThat(d).hasSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/item?a=1,item?a=1", "item?a=1,item?a=1", "?a=1,item?a=1"})
    void aLinkIsKeptBelowTheRootSoThatItBindsToNoHost(String link, String below) {
        answer(200, "application/json", "{}");

        String kept =
                client.json(client.get("changes", "item", RestPath.of("item")), answer -> client.below(answer, link));

        assertThat(kept).isEqualTo(below);
        assertThat(client.get("changes", "item", kept).address())
                .isEqualTo(server.url("/api/v1/" + below).uri());
    }

    @ParameterizedTest
    @CsvSource({"https://elsewhere.example/api/v1/item", "/other", "../../other", "//elsewhere.example/api/v1/x"})
    void aLinkThatLeadsOutIsNotFollowed(String link) {
        answer(200, "application/json", "{}");
        assertThatThrownBy(() -> client.json(
                        client.get("changes", "item", RestPath.of("item")), answer -> client.below(answer, link)))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR));
    }

    @Test
    void aStoredLinkThatClimbsOutIsNotFollowed() {
        assertThatThrownBy(() -> client.get("changes", "item", "../admin")).isInstanceOf(ConnectorException.class);
    }

    @Test
    void aVersionTravelsAsItIsOrNotAtAll() throws Exception {
        answer(204, "application/json", "");
        client.done(client.write("DELETE", "item", RestPath.of("item", "1"), Optional.of("W/7")));
        assertThat(server.takeRequest().getHeaders().get("If-Match")).isEqualTo("\"W/7\"");

        assertThatThrownBy(() -> client.write("DELETE", "item", RestPath.of("item", "1"), Optional.of("7\"\r\nX: y")))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFLICT));
    }

    @Test
    void aClosedConnectorRefusesEveryCallAndSendsNothing() {
        FacetConnector connector = FacetConnector.of(transport, () -> {
                    client.done(client.get("identify", "", RestPath.of("me")));
                    return new Identity("u", "u", "o", "o", "", Instant.EPOCH);
                })
                .facet(EntityMetadata.class, Shop.ALL)
                .maxPageSize(7)
                .build();
        EntityMetadata metadata = connector.facet(EntityMetadata.class).orElseThrow();
        assertThat(metadata.entities()).hasSize(1);
        assertThatThrownBy(() -> metadata.describe(Set.of("none"))).isInstanceOf(ConnectorException.class);
        Capabilities capabilities = connector.capabilities();
        assertThat(capabilities.facets()).containsExactly(EntityMetadata.class);
        assertThat(capabilities.maxPageSize()).isEqualTo(7);

        connector.close();
        connector.close();

        assertThatThrownBy(metadata::entities).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connector::identify).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connector::capabilities).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connector.facet(EntityMetadata.class)).isInstanceOf(IllegalStateException.class);
        assertThat(server.getRequestCount()).isZero();
    }
}
