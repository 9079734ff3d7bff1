package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each way to break means: kind, retry advice, outcome. */
@Timeout(30)
class TransportFailureTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private final TestContext context = new TestContext();

    private HttpTransport transport(URI base) {
        return HttpTransport.builder(context, base).build();
    }

    private static ConnectorException failureOf(HttpTransport transport, HttpCall call) {
        ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> {
            try (HttpAnswer answer = transport.send(call.operation("changes").entity("account"))) {
                answer.bytes();
            }
        });
        assertThat(failure).isNotNull();
        assertThat(failure.operation()).contains("changes");
        assertThat(failure.entity()).contains("account");
        assertThat(failure.hint()).isPresent();
        return failure;
    }

    private static void assertFailure(ConnectorException failure, ErrorKind kind, When retry, Outcome outcome) {
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.retryAdvice().when()).as(failure.getMessage()).isEqualTo(retry);
        assertThat(failure.outcome()).as(failure.getMessage()).isEqualTo(outcome);
    }

    @Test
    void aRefusedConnectionIsUnavailableAndNothingWasApplied() throws IOException {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/");
        }
        try (HttpTransport transport = transport(nobody)) {
            ConnectorException read = failureOf(transport, HttpCall.get(nobody));
            ConnectorException write = failureOf(transport, HttpCall.write("POST", nobody));
            assertFailure(read, ErrorKind.UNAVAILABLE, When.LATER, Outcome.NOT_APPLIED);
            assertFailure(write, ErrorKind.UNAVAILABLE, When.LATER, Outcome.NOT_APPLIED);
            assertThat(context.events()).hasSize(2).allMatch(event -> event.status() == 0);
        }
    }

    @Test
    void anUnknownHostIsUnavailable() {
        URI nowhere = URI.create("http://no-such-host.invalid/");
        try (HttpTransport transport = transport(nowhere)) {
            assertFailure(
                    failureOf(transport, HttpCall.write("POST", nowhere)),
                    ErrorKind.UNAVAILABLE,
                    When.LATER,
                    Outcome.NOT_APPLIED);
        }
    }

    @Test
    void silenceIsATimeoutForReadsAndAnUnknownOutcomeForWrites() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> Thread.sleep(5_000));
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .readTimeout(SHORT)
                        .build()) {
            ConnectorException read = failureOf(transport, HttpCall.get(server.url("/a")));
            ConnectorException write = failureOf(transport, HttpCall.write("PATCH", server.url("/b")));
            assertFailure(read, ErrorKind.TIMEOUT, When.LATER, Outcome.NOT_APPLIED);
            assertFailure(write, ErrorKind.OUTCOME_UNKNOWN, When.NEVER, Outcome.UNKNOWN);
        }
    }

    @Test
    void anAnswerThatFallsSilentInItsMiddleIsATimeout() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nbegun"
                            .getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    Thread.sleep(5_000);
                });
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .readTimeout(SHORT)
                        .build()) {
            assertSilenceEnds(transport, server.url("/"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void anEncryptedAnswerThatFallsSilentInItsMiddleIsATimeout(Protocol protocol, @TempDir Path folder)
            throws Exception {
        TestKeys keys = TestKeys.make(folder);
        Path trusted = folder.resolve("trusted.p12");
        keys.writeTrustStore(trusted);
        // read when a client is made
        System.setProperty("javax.net.ssl.trustStore", trusted.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", TestKeys.PASSWORD);
        MockWebServer server = new MockWebServer();
        try (server) {
            server.useHttps(keys.serverContext().getSocketFactory());
            server.setProtocols(
                    protocol == Protocol.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(protocol));
            server.enqueue(new MockResponse.Builder()
                    .body("x".repeat(100_000))
                    .throttleBody(1_000, 5, TimeUnit.SECONDS)
                    .build());
            server.start(InetAddress.getLoopbackAddress(), 0);
            URI address = URI.create("https://127.0.0.1:" + server.getPort() + "/");
            try (HttpTransport transport =
                    HttpTransport.builder(context, address).readTimeout(SHORT).build()) {
                assertSilenceEnds(transport, address);
            }
            assertThat(server.getRequestCount()).isEqualTo(1);
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    private static void assertSilenceEnds(HttpTransport transport, URI address) {
        long start = System.nanoTime();
        assertFailure(failureOf(transport, HttpCall.get(address)), ErrorKind.TIMEOUT, When.LATER, Outcome.NOT_APPLIED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void anAnswerThatDripsForEverEndsWithTheCallsTime() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> {
                    out.write(
                            ("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 200; i++) {
                        out.write('x');
                        out.flush();
                        Thread.sleep(50);
                    }
                });
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .readTimeout(Duration.ofSeconds(5))
                        .callTimeout(Duration.ofMillis(500))
                        .build()) {
            long start = System.nanoTime();
            ConnectorException failure = failureOf(transport, HttpCall.get(server.url("/")));
            assertFailure(failure, ErrorKind.TIMEOUT, When.LATER, Outcome.NOT_APPLIED);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(context.events()).singleElement().satisfies(event -> {
                assertThat(event.status()).isEqualTo(200);
                assertThat(event.bytesReceived()).isBetween(1L, 50L);
            });
        }
    }

    @Test
    void aCallMayHaveItsOwnTime() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> Thread.sleep(5_000));
                HttpTransport transport = transport(server.url("/"))) {
            ConnectorException failure =
                    failureOf(transport, HttpCall.get(server.url("/")).timeout(SHORT));
            assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
        }
    }

    private static void cut(OutputStream out, int status) throws IOException {
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Length: 1000\r\n\r\n{\"value\":[")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Test
    void PAGE_5_aCutBodyIsAnErrorAndNeverAnEnd() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> {
                    cut(out, request.path().equals("/refused") ? 412 : 200);
                    socket.close();
                });
                HttpTransport transport = transport(server.url("/"))) {
            ConnectorException read = failureOf(transport, HttpCall.get(server.url("/read")));
            ConnectorException write = failureOf(transport, HttpCall.write("POST", server.url("/batch")));
            ConnectorException refused = failureOf(transport, HttpCall.write("PATCH", server.url("/refused")));
            assertFailure(read, ErrorKind.UNAVAILABLE, When.LATER, Outcome.NOT_APPLIED);
            assertFailure(write, ErrorKind.OUTCOME_UNKNOWN, When.NEVER, Outcome.UNKNOWN);
            assertFailure(refused, ErrorKind.UNAVAILABLE, When.LATER, Outcome.NOT_APPLIED);
        }
    }

    @Test
    void bytesThatAreNoHttpAreAProtocolErrorAndNotQuoted() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> {
                    out.write("secret-canary\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    socket.close();
                });
                HttpTransport transport = transport(server.url("/"))) {
            ConnectorException failure = failureOf(transport, HttpCall.get(server.url("/")));
            assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(everythingSaid(failure)).doesNotContain("secret-canary");
        }
    }

    @Test
    void SEC_5_endlessHeadersAreAProtocolError() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    byte[] block = "y".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 160; i++) {
                        out.write(block);
                    }
                });
                HttpTransport transport = transport(server.url("/"))) {
            ConnectorException failure = failureOf(transport, HttpCall.get(server.url("/")));
            assertFailure(failure, ErrorKind.PROTOCOL_ERROR, When.NEVER, Outcome.NOT_APPLIED);
        }
    }

    private static byte[] zeros(int megabytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < megabytes; i++) {
                gzip.write(block);
            }
        }
        return bytes.toByteArray();
    }

    private static void gzipped(OutputStream out, byte[] body) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    @Test
    void SEC_5_aGzipBombEndsAtTheBoundOfWhatComesOut() throws IOException {
        byte[] bomb = zeros(64);
        try (RawServer server = new RawServer((request, socket, out) -> gzipped(out, bomb));
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .maxAnswerBytes(1 << 20)
                        .build()) {
            ConnectorException failure = failureOf(transport, HttpCall.get(server.url("/")));
            assertFailure(failure, ErrorKind.LIMIT_EXCEEDED, When.NEVER, Outcome.NOT_APPLIED);
            ConnectorException write = failureOf(transport, HttpCall.write("POST", server.url("/")));
            assertFailure(write, ErrorKind.LIMIT_EXCEEDED, When.NEVER, Outcome.UNKNOWN);
        }
    }

    @Test
    void damagedGzipIsAnErrorAndNeverAnEnd() throws IOException {
        byte[] good = zeros(1);
        byte[] damaged = good.clone();
        damaged[damaged.length - 6] ^= 0x55;
        try (RawServer server = new RawServer(
                        (request, socket, out) -> gzipped(out, request.path().equals("/good") ? good : damaged));
                HttpTransport transport = transport(server.url("/"))) {
            try (HttpAnswer answer = transport.send(HttpCall.get(server.url("/good")))) {
                assertThat(answer.bytes()).hasSize(1 << 20);
            }
            assertThat(context.events().get(0).bytesReceived())
                    .as("as on the wire")
                    .isEqualTo(good.length);
            assertThat(failureOf(transport, HttpCall.get(server.url("/damaged")))
                            .retryAdvice()
                            .when())
                    .isEqualTo(When.LATER);
        }
    }

    @Test
    void SEC_2_anUntrustedCertificateIsRefusedForGood(@TempDir Path folder) throws Exception {
        MockWebServer server = new MockWebServer();
        try (server) {
            server.useHttps(TestKeys.make(folder).serverContext().getSocketFactory());
            server.enqueue(new MockResponse.Builder().body("never").build());
            server.start(InetAddress.getLoopbackAddress(), 0);
            URI address = URI.create("https://127.0.0.1:" + server.getPort() + "/");
            try (HttpTransport transport = transport(address)) {
                ConnectorException failure = failureOf(transport, HttpCall.write("POST", address));
                assertFailure(failure, ErrorKind.UNAVAILABLE, When.NEVER, Outcome.NOT_APPLIED);
                assertThat(failure.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).contains("trust store"));
            }
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void httpsToAPortThatSpeaksClearTextSendsNothing() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> RawServer.answer(out, 200, "clear"))) {
            URI https = URI.create(server.url("/").toString().replace("http:", "https:"));
            try (HttpTransport transport =
                    HttpTransport.builder(context, https).readTimeout(SHORT).build()) {
                ConnectorException failure = failureOf(transport, HttpCall.write("POST", https));
                assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                assertThat(failure.kind()).isIn(ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT);
            }
        }
    }

    @Test
    void SEC_1_messagesHoldNeitherQueryNorKeysNorHeaders() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> socket.close());
                HttpTransport transport = HttpTransport.builder(context, server.url("/"))
                        .credentials(CredentialProvider.fixed(Authorization.bearer("canary-token")))
                        .build()) {
            HttpCall call = HttpCall.write(
                            "PATCH", server.url("/api/accounts(emailaddress1='canary-key')?sig=canary-query"))
                    .header("X-Thing", "canary-header")
                    .body(HttpBody.json("canary-body"));
            ConnectorException failure = failureOf(transport, call);
            assertThat(everythingSaid(failure)).contains("/api/accounts(…)").doesNotContain("canary");
            assertThat(call.toString() + context.events()).doesNotContain("canary");
        }
    }

    private static String everythingSaid(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
