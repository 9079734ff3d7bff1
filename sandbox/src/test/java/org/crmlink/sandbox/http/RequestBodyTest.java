package org.crmlink.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How large forms are taken in, and what is left of them. */
class RequestBodyTest {

    private static final byte[] LARGE = new byte[700_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    private final Faults faults = new Faults();
    private final LinkedBlockingQueue<RequestBody> seen = new LinkedBlockingQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SandboxServer server;

    /** Answers with the body. */
    private Optional<HttpResponse> echo(HttpRequest request) {
        seen.add(request.content());
        if (request.path().equals("/fails")) {
            throw new IllegalStateException("a face that fails");
        }
        return Optional.of(
                request.path().equals("/memory")
                        ? HttpResponse.of(200, "a/b", request.body())
                        : HttpResponse.file(200, "a/b", request.content().size(), out -> {
                            try (InputStream in = request.content().open()) {
                                in.transferTo(out);
                            }
                        }));
    }

    @BeforeEach
    void start() throws IOException {
        server = new SandboxServer(0, List.of(this::echo), faults, new RequestLog());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private java.net.http.HttpResponse<byte[]> send(String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        var request = java.net.http.HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "Multipart/Form-Data; boundary=x")
                .POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The body that a face saw, whose file must go with the answer. */
    private void mustBeReleased() throws Exception {
        RequestBody body = seen.poll(10, TimeUnit.SECONDS);
        assertThat(body).isNotNull();
        boolean open = true;
        for (int tries = 0; open && tries < 1_000; tries++) {
            // the client has the last byte a moment before the server is done
            try (InputStream in = body.open(0, 1)) {
                open = in.read() >= 0;
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (ClosedChannelException e) {
                open = false;
            }
        }
        assertThat(open).isFalse();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void aLargeFormIsReadFromAFileWhichGoesWithTheAnswer() throws Exception {
        assertThat(send("/echo", BodyPublishers.ofByteArray(LARGE)).body()).isEqualTo(LARGE);
        mustBeReleased();
        assertThat(send("/memory", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE)))
                        .body())
                .isEqualTo(LARGE);
        mustBeReleased();
        assertThat(send("/echo", BodyPublishers.ofByteArray(gzip(LARGE)), "Content-Encoding", "gzip")
                        .body())
                .isEqualTo(LARGE);
        mustBeReleased();
    }

    @Test
    void theFileGoesAlsoIfTheAnswerFails() throws Exception {
        assertThat(send("/fails", BodyPublishers.ofByteArray(LARGE)).statusCode())
                .isEqualTo(500);
        mustBeReleased();
        faults.on("POST", "/echo").cutWithin(10);
        assertThatThrownBy(() -> send("/echo", BodyPublishers.ofByteArray(LARGE)))
                .isInstanceOf(IOException.class);
        mustBeReleased();
        faults.on("POST", "/echo").cutAfter();
        assertThatThrownBy(() -> send("/echo", BodyPublishers.ofByteArray(LARGE)))
                .isInstanceOf(IOException.class);
        mustBeReleased();
    }

    @Test
    void theFileGoesAlsoIfTheServerCloses() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        faults.on(request -> seen.add(request.content())).hold(never);
        var pending = client.sendAsync(
                java.net.http.HttpRequest.newBuilder(URI.create(server.url() + "/echo"))
                        .header("Content-Type", "multipart/form-data")
                        .POST(BodyPublishers.ofByteArray(LARGE))
                        .build(),
                java.net.http.HttpResponse.BodyHandlers.discarding());
        RequestBody held = seen.poll(10, TimeUnit.SECONDS);
        assertThat(held).isNotNull();
        server.close();
        seen.add(held);
        mustBeReleased();
        assertThat(pending).failsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void partsAreReadSideBySide() throws Exception {
        byte[][] parts = new byte[3][];
        try (SandboxServer other = new SandboxServer(
                0,
                List.of(request -> {
                    RequestBody body = request.content();
                    try (InputStream one = body.open(5, 10);
                            InputStream two = body.open(400_000, 300_000)) {
                        one.skipNBytes(1);
                        parts[0] = one.readNBytes(4);
                        parts[1] = two.readAllBytes();
                        parts[2] = one.readAllBytes();
                        assertThat(one.read()).isEqualTo(-1);
                        assertThatThrownBy(() -> body.open(1, body.size()))
                                .isInstanceOf(IndexOutOfBoundsException.class);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    return Optional.of(HttpResponse.empty(204));
                }),
                faults,
                new RequestLog())) {
            other.start();
            client.send(
                    java.net.http.HttpRequest.newBuilder(URI.create(other.url() + "/"))
                            .header("Content-Type", "multipart/form-data")
                            .POST(BodyPublishers.ofByteArray(LARGE))
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.discarding());
        }
        assertThat(parts[0]).isEqualTo(Arrays.copyOfRange(LARGE, 6, 10));
        assertThat(parts[1]).isEqualTo(Arrays.copyOfRange(LARGE, 400_000, 700_000));
        assertThat(parts[2]).isEqualTo(Arrays.copyOfRange(LARGE, 10, 15));
    }

    @Test
    void noFaceSeesABodyThatBreaksOff() throws Exception {
        broken("Content-Length: 700001\r\n\r\n", LARGE);
        broken("Transfer-Encoding: chunked\r\n\r\naae60\r\n", LARGE);
        byte[] zipped = gzip(LARGE);
        // the coding is whole; the request is not
        String chunk = Integer.toHexString(zipped.length) + "\r\n";
        broken("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, zipped);
        assertThat(send("/echo", BodyPublishers.ofByteArray(Arrays.copyOf(zipped, 600_000)), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("/echo", BodyPublishers.ofByteArray(Arrays.copyOf(zipped, 800_000)), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(seen).isEmpty();
    }

    private void broken(String headers, byte[] content) throws IOException {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data\r\n" + headers)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(content);
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    // on JDK 25 the server itself answers 500 now and then; whoever hung up does not read it
                    .matches("(?s)HTTP/1\\.1 [45]00 .*");
        }
    }

    @Test
    void aFormThatDoesNotFitIntoMemoryIsTooLargeForAFaceThatWantsItThere() throws Exception {
        BodyPublisher zeros = BodyPublishers.ofInputStream(() -> new InputStream() {
            private int left = RequestBody.MOST_IN_MEMORY + 1;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int read = Math.min(length, left);
                left -= read;
                return read == 0 ? -1 : read;
            }
        });
        assertThat(send("/memory", zeros).statusCode()).isEqualTo(413);
        mustBeReleased();
    }
}
