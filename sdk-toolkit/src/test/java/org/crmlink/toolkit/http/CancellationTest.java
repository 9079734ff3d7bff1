package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TIME-2, TIME-3, LOAD-5, LOAD-6: a call ends soon after its thread is interrupted or its transport closed. */
@Timeout(30)
class CancellationTest {

    private record Ended(ConnectorException failure, boolean flagKept) {}

    private final TestContext context = new TestContext();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private RawServer server;
    private HttpTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = new RawServer((request, socket, out) -> {
            if (request.path().equals("/body")) {
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            stalled.countDown();
            Thread.sleep(20_000);
        });
        transport = HttpTransport.builder(context, server.url("/")).build();
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.close();
    }

    private Thread call(HttpCall call, CompletableFuture<Ended> ended) throws InterruptedException {
        Thread thread = new Thread(() -> {
            try (HttpAnswer answer = transport.send(call)) {
                answer.bytes();
                ended.completeExceptionally(new AssertionError("the call succeeded"));
            } catch (ConnectorException e) {
                ended.complete(new Ended(e, Thread.currentThread().isInterrupted()));
            }
        });
        thread.start();
        assertThat(stalled.await(10, TimeUnit.SECONDS)).isTrue();
        // the answer's first bytes need a moment to arrive, so that the thread waits where the test wants it to
        Thread.sleep(100);
        return thread;
    }

    private static Ended within(CompletableFuture<Ended> ended, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void TIME_2_anInterruptEndsTheWaitForAnAnswerWithinASecond() throws Exception {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        call(HttpCall.get(server.url("/headers")), ended).interrupt();
        Ended end = within(ended, Duration.ofSeconds(1));
        assertThat(end.failure().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(end.failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(end.flagKept()).isTrue();
    }

    @Test
    void TIME_2_anInterruptEndsTheReadingOfABodyWithinASecond() throws Exception {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        call(HttpCall.get(server.url("/body")), ended).interrupt();
        Ended end = within(ended, Duration.ofSeconds(1));
        assertThat(end.failure().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(end.flagKept()).isTrue();
        assertThat(context.events())
                .singleElement()
                .satisfies(event -> assertThat(event.status()).isEqualTo(200));
    }

    @Test
    void TIME_3_anInterruptedWriteHasAnUnknownOutcome() throws Exception {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        call(HttpCall.write("POST", server.url("/write")).body(HttpBody.json("{}")), ended)
                .interrupt();
        Ended end = within(ended, Duration.ofSeconds(1));
        assertThat(end.failure().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(end.failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(end.flagKept()).isTrue();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aThreadThatIsAlreadyInterruptedSendsNothing() throws Exception {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Thread.currentThread().interrupt();
            try (HttpAnswer answer = transport.send(HttpCall.write("POST", server.url("/write")))) {
                ended.completeExceptionally(new AssertionError("answered " + answer.status()));
            } catch (ConnectorException e) {
                ended.complete(new Ended(e, Thread.currentThread().isInterrupted()));
            }
        });
        thread.start();
        Ended end = within(ended, Duration.ofSeconds(1));
        assertThat(end.failure().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(end.failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(end.flagKept()).isTrue();
        assertThat(server.requests()).isEmpty();
    }

    /** A port whose queue of connections is full: the system answers no further attempt. */
    private static List<SocketChannel> fill(ServerSocket deaf) throws IOException, InterruptedException {
        List<SocketChannel> filling = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            filling.add(channel);
            boolean connected = channel.connect(deaf.getLocalSocketAddress());
            for (int wait = 0; wait < 20 && !connected; wait++) {
                Thread.sleep(10);
                connected = channel.finishConnect();
            }
            if (!connected) {
                return filling;
            }
        }
        throw new AssertionError("the port still answers");
    }

    @Test
    void TIME_2_anInterruptEndsAnAttemptToConnect() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> filling = fill(deaf);
            URI address = URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/");
            try (HttpTransport connecting =
                            HttpTransport.builder(context, address).build();
                    HttpTransport impatient = HttpTransport.builder(context, address)
                            .connectTimeout(Duration.ofMillis(300))
                            .build()) {
                CompletableFuture<Ended> ended = new CompletableFuture<>();
                Thread thread = new Thread(() -> ended.complete(sendTo(connecting, address)));
                thread.start();
                Thread.sleep(200);
                thread.interrupt();
                Ended end = within(ended, Duration.ofSeconds(1));
                assertThat(end.failure().kind()).isEqualTo(ErrorKind.CANCELLED);
                assertThat(end.failure().outcome()).as("never sent").isEqualTo(Outcome.NOT_APPLIED);
                assertThat(end.flagKept()).isTrue();

                ConnectorException late = sendTo(impatient, address).failure();
                assertThat(late.kind()).isEqualTo(ErrorKind.TIMEOUT);
                assertThat(late.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                assertThat(late.retryAdvice().when()).isEqualTo(RetryAdvice.When.LATER);
            } finally {
                for (SocketChannel channel : filling) {
                    channel.close();
                }
            }
        }
    }

    private static Ended sendTo(HttpTransport transport, URI address) {
        try (HttpAnswer answer = transport.send(HttpCall.write("POST", address))) {
            throw new AssertionError("answered " + answer.status());
        } catch (ConnectorException e) {
            return new Ended(e, Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void LOAD_5_closingEndsRunningCallsWithinTwoSeconds() throws Exception {
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        call(HttpCall.get(server.url("/body")), ended);
        transport.close();
        transport.close();
        assertThat(within(ended, Duration.ofSeconds(2)).failure().kind()).isEqualTo(ErrorKind.CANCELLED);
    }

    @Test
    void LOAD_6_afterCloseNothingIsSent() {
        transport.close();
        assertThatIllegalStateException().isThrownBy(() -> {
            try (HttpAnswer answer = transport.send(HttpCall.get(server.url("/")))) {
                answer.bytes();
            }
        });
        assertThat(server.requests()).isEmpty();
    }
}
