package org.crmlink.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxServerTest {

    private final Faults faults = new Faults();
    private final RequestLog log = new RequestLog();
    private final AtomicInteger applied = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SandboxServer server;

    /** Answers with what it understood of the request, a thousand times. */
    private Optional<HttpResponse> echo(HttpRequest request) {
        if (!request.path().startsWith("/echo")) {
            return Optional.empty();
        }
        applied.incrementAndGet();
        String text = request.method() + " " + request.origin() + request.target() + " " + request.text() + "\n";
        return Optional.of(HttpResponse.streaming(200, "text/plain; charset=utf-8", out -> {
            for (int i = 0; i < 1_000; i++) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        }));
    }

    @BeforeEach
    void start() throws IOException {
        server = new SandboxServer(0, List.of(this::echo), faults, log);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private java.net.http.HttpRequest.Builder request(String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private java.net.http.HttpResponse<byte[]> send(java.net.http.HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void bodiesComeChunkedAndGzippedAndAnswersAreGzippedOnRequest() throws Exception {
        byte[] body = gzip("grüße");
        var response = send(request("/echo")
                .header("content-encoding", "gzip")
                .header("ACCEPT-ENCODING", "gzip, deflate")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(1_000)
                    .containsOnly("POST " + server.url() + "/echo grüße");
        }
        var plain = send(request("/echo"));
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void damagedAndUnknownCodingsAreRefused() throws Exception {
        assertThat(send(request("/echo")
                                .header("Content-Encoding", "gzip")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("not gzip")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(request("/echo")
                                .header("Content-Encoding", "br")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(applied).hasValue(0);
    }

    @Test
    void theOriginIsTheHostThatTheClientCalled() throws Exception {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(String.join(
                                    "\r\n",
                                    "GET /echo?a=%27%2F HTTP/1.1",
                                    "host: proxy.example:99",
                                    "X-Forwarded-Host: evil",
                                    "CONNECTION: close",
                                    "",
                                    "")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains("GET http://proxy.example:99/echo?a=%27%2F ");
        }
    }

    @Test
    void otherPathsAreNotFoundAndEverythingIsLogged() throws Exception {
        assertThat(send(request("/other?x=1")).statusCode()).isEqualTo(404);
        send(request("/echo"));
        assertThat(log.entries())
                .containsExactly(
                        new RequestLog.Entry("GET", "/other?x=1", 404, false),
                        new RequestLog.Entry("GET", "/echo", 200, false));
        assertThat(log.calls()).isEqualTo(2);
    }

    @Test
    void theNthMatchingRequestIsAnsweredByTheFault() throws Exception {
        Faults.Fault fault =
                faults.on("GET", "/echo").skip(1).times(1).answer(503, Map.of("Retry-After", "7"), "<html>down</html>");
        assertThat(send(request("/echo")).statusCode()).isEqualTo(200);
        var failed = send(request("/echo"));
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("Retry-After")).contains("7");
        assertThat(send(request("/echo")).statusCode()).isEqualTo(200);
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(applied).hasValue(2);
    }

    @Test
    void aConnectionIsCutBeforeOrAfterTheRequestIsApplied() throws Exception {
        faults.on("POST", "/echo/before").cutBefore();
        faults.on("POST", "/echo/after").cutAfter();
        assertThatThrownBy(() ->
                        send(request("/echo/before").POST(java.net.http.HttpRequest.BodyPublishers.ofString("x"))))
                .isInstanceOf(IOException.class);
        assertThat(applied).hasValue(0);
        assertThatThrownBy(
                        () -> send(request("/echo/after").POST(java.net.http.HttpRequest.BodyPublishers.ofString("x"))))
                .isInstanceOf(IOException.class);
        assertThat(applied).hasValue(1);
    }

    @Test
    void anAnswerIsCutWithinItsBody() throws Exception {
        faults.on("GET", "/echo").cutWithin(500);
        assertThatThrownBy(() -> send(request("/echo"))).isInstanceOf(IOException.class);
        assertThat(send(request("/echo")).body().length).isGreaterThan(500);
    }

    @Test
    void aHeldRequestWaitsForItsLatch() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        faults.on("GET", "/echo").hold(latch);
        CompletableFuture<java.net.http.HttpResponse<byte[]>> pending =
                client.sendAsync(request("/echo").build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
        assertThat(applied).hasValue(0);
        latch.countDown();
        assertThat(pending.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsAnIoException() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SandboxServer other = new SandboxServer(taken.getLocalPort(), List.of(), faults, log);
            assertThatThrownBy(other::start).isInstanceOf(IOException.class);
            other.close();
        }
    }

    @Test
    void aBodyThatEndsTooEarlyIsNotCalledCompressed() throws IOException {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("compressed", "java");
        }
        assertThat(applied).hasValue(0);
    }

    @Test
    void aFaceThatFailsShowsNothingOfItsInside() throws Exception {
        try (SandboxServer failing = new SandboxServer(
                0,
                List.of(request -> {
                    throw new IllegalStateException("java inside");
                }),
                faults,
                log)) {
            failing.start();
            var response = send(java.net.http.HttpRequest.newBuilder(URI.create(failing.url() + "/x")));
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).isEmpty();
        }
    }
}
