package org.crmlink.tck.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.tck.Answer;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each fault happens, to the request that was meant, against a client that does nothing by itself. */
class FaultProxyTest {

    private static final String BODY = "{\"name\":\"seed-17\"}";
    private static final AtomicInteger HEARD = new AtomicInteger();
    private static HttpServer backend;
    private static FaultProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            HEARD.incrementAndGet();
            byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        backend.start();
        proxy = new FaultProxy(
                URI.create("http://127.0.0.1:" + backend.getAddress().getPort()),
                (method, path) -> path.equals("/token"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        backend.stop(0);
    }

    @AfterEach
    void calm() {
        proxy.calm();
        HEARD.set(0);
    }

    /** A client of one connection that sees every byte. */
    private static final class Probe implements AutoCloseable {
        private final Socket socket;

        Probe() throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), proxy.endpoint().getPort());
            socket.setSoTimeout(3_000);
        }

        void ask(String method, String path) throws IOException {
            String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** All that comes until the connection ends, is reset or falls silent. */
        String hear(String until) throws IOException {
            StringBuilder text = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 100_000 && text.indexOf(until) < 0; i++) {
                int next = in.read();
                if (next < 0) {
                    return text + "|closed";
                }
                text.append((char) next);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String get(String path) throws IOException {
        try (Probe probe = new Probe()) {
            probe.ask("GET", path);
            return probe.hear("}");
        }
    }

    @Test
    void withoutFaultsEverythingPassesAndIsLogged() throws IOException {
        int mark = proxy.mark();
        try (Probe probe = new Probe()) {
            for (int i = 0; i < 3; i++) {
                probe.ask("GET", "/records?page=" + i);
                assertThat(probe.hear("}"))
                        .startsWith("HTTP/1.1 200")
                        .endsWith(BODY)
                        .doesNotContain("X-Gate");
            }
        }
        assertThat(proxy.since(mark)).hasSize(3).allSatisfy(exchange -> {
            assertThat(exchange.status()).isEqualTo(200);
            assertThat(exchange.answerText()).isEqualTo(BODY);
            assertThat(exchange.toString()).isEqualTo("GET /records → 200");
        });
    }

    @Test
    void whatWasForgottenIsGoneAndMarksStayGood() throws IOException {
        int before = proxy.mark();
        get("/old");
        proxy.forget();
        assertThat(proxy.since(before)).isEmpty();
        int mark = proxy.mark();
        assertThat(mark).isEqualTo(before + 1);
        get("/new");
        assertThat(proxy.since(mark)).extracting(Exchange::path).containsExactly("/new");
        assertThat(proxy.since(before)).extracting(Exchange::path).containsExactly("/new");
    }

    @Test
    void anAnswerInsteadKeepsTheBackendFromHearing() throws IOException {
        Fault fault = proxy.onData().nth(2).answers(Answer.json(429, "{}"));
        assertThat(get("/a")).contains("200");
        assertThat(get("/token")).contains("200");
        assertThat(get("/b")).contains("429");
        assertThat(get("/c")).contains("200");
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(HEARD).hasValue(3);
    }

    @Test
    void anAnswerIsLostAfterTheBackendHasDoneItsWork() throws IOException {
        Fault fault = proxy.onWrite().loses();
        try (Probe probe = new Probe()) {
            probe.ask("POST", "/write");
            assertThatThrownBy(() -> probe.hear("}")).isInstanceOf(SocketException.class);
        }
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(HEARD).hasValue(1);
    }

    @Test
    void aResetBeforeReachesNobody() throws IOException {
        Fault fault = proxy.onData().does(new FaultAction.CutBefore(new Wire.Reset(-1)));
        try (Probe probe = new Probe()) {
            probe.ask("POST", "/write");
            assertThatThrownBy(() -> probe.hear("}")).isInstanceOf(SocketException.class);
        }
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(HEARD).hasValue(0);
    }

    @Test
    void anAnswerIsCutStalledDribbledAndSpoilt() throws IOException {
        proxy.onData().does(new FaultAction.After(new Wire.Close(5)));
        assertThat(get("/cut")).endsWith(BODY.substring(0, 5) + "|closed");
        proxy.calm();
        proxy.onData().does(new FaultAction.After(new Wire.CutHead()));
        assertThat(get("/cut-head")).startsWith("HTTP").endsWith("|closed").doesNotContain(BODY);
        proxy.calm();
        proxy.onData().does(new FaultAction.After(new Wire.Garbage()));
        assertThat(get("/garbage")).doesNotContain("HTTP/1.1");
        proxy.calm();
        proxy.onData().does(new FaultAction.After(new Wire.Dribble(1)));
        assertThat(get("/dribble")).endsWith(BODY);
        proxy.calm();
        proxy.onData().does(new FaultAction.After(new Wire.Stall(3)));
        try (Probe probe = new Probe()) {
            probe.socket.setSoTimeout(200);
            probe.ask("GET", "/stall");
            assertThatThrownBy(() -> probe.hear("}")).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void anAnswerIsRewrittenByItsContent() throws IOException {
        Fault fault = proxy.onAnswerWith("seed-17")
                .does(new FaultAction.Rewrite(reply -> reply.withStatus(206)
                        .withText(reply.text().replace("seed-17", "seed-18"))
                        .withHeader("X-More", "yes")));
        assertThat(get("/records"))
                .startsWith("HTTP/1.1 206")
                .contains("seed-18")
                .containsIgnoringCase("X-More: yes");
        assertThat(fault.fired()).isEqualTo(1);
    }

    @Test
    void anAnswerWaitsForTheLatch() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Fault fault = proxy.onData().does(new FaultAction.HoldAfter(latch));
        try (Probe probe = new Probe()) {
            probe.ask("GET", "/held");
            assertThat(fault.awaitFired(3_000)).isTrue();
            probe.socket.setSoTimeout(100);
            assertThatThrownBy(() -> probe.hear("}")).isInstanceOf(SocketTimeoutException.class);
            latch.countDown();
            probe.socket.setSoTimeout(3_000);
            assertThat(probe.hear("}")).contains(BODY);
        }
    }

    @Test
    void theDoorShutsAndSwallows() throws IOException {
        proxy.gate().door(Gate.Door.SHUT);
        assertThatThrownBy(() -> get("/shut")).isInstanceOf(SocketException.class);
        proxy.gate().door(Gate.Door.BLACK_HOLE);
        try (Probe probe = new Probe()) {
            probe.socket.setSoTimeout(200);
            probe.ask("GET", "/hole");
            assertThatThrownBy(() -> probe.hear("}")).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(HEARD).hasValue(0);
    }

    @Test
    void bytesThatAreNoTextPassAsTheyAre() throws IOException {
        byte[] body = {0, (byte) 0xff, 10, 13, 13, 10, (byte) 0x80};
        proxy.onData()
                .does(new FaultAction.InsteadBytes(
                        200, Map.of("Content-Type", "application/octet-stream"), body, new Wire.Intact()));
        try (Probe probe = new Probe()) {
            probe.ask("GET", "/bytes");
            String heard = probe.hear("\u0080");
            assertThat(heard.substring(heard.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1))
                    .isEqualTo(body);
        }
    }
}
