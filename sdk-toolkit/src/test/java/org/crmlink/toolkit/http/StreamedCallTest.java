package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that is written while it is sent. */
@Timeout(30)
class StreamedCallTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final byte[] content = new byte[3_000_000];

    StreamedCallTest() {
        new Random(3).nextBytes(content);
    }

    private static HttpTransport transport(URI base) {
        return HttpTransport.builder(new TestContext(), base).build();
    }

    private static StreamedCall begin(HttpTransport transport, URI address, long length, Duration pause) {
        HttpCall call = HttpCall.write("POST", address).operation("attachment");
        return StreamedCall.begin(call, "application/octet-stream", length, pause, transport::send);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBodyArrivesAsItWasWritten(boolean known) throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().code(201).body("made").build());
            server.start();
            URI base = server.url("/").uri();
            try (HttpTransport transport = transport(base);
                    StreamedCall call = begin(transport, base, known ? content.length : -1, LONG)) {
                for (int at = 0; at < content.length; at += 100_000) {
                    assertThat(call.write(content, at, 100_000)).isTrue();
                }
                try (HttpAnswer answer = call.answer(LONG)) {
                    assertThat(answer.status()).isEqualTo(201);
                    assertThat(answer.text()).isEqualTo("made");
                }
            }
            assertThat(server.takeRequest().getBody().toByteArray()).isEqualTo(content);
        }
    }

    @Test
    void whatIsGivenUpNeverArrivesWhole() throws Exception {
        try (RawServer server = new RawServer((request, socket, out) -> RawServer.answer(out, 201, "made"))) {
            URI base = server.url("/");
            try (HttpTransport transport = transport(base)) {
                StreamedCall call = begin(transport, base, content.length, LONG);
                assertThat(call.write(content, 0, 1_000_000)).isTrue();
                call.close();
                call.close();
                assertThat(call.write(content, 0, 1)).isFalse();
            }
            assertThat(server.requests()).allMatch(request -> request.body().length < content.length);
        }
    }

    @Test
    void aServerThatHangsUpIsNoticedWhileWriting() throws Exception {
        try (RawServer server = new RawServer((request, socket, out) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        })) {
            URI base = server.url("/");
            try (HttpTransport transport = transport(base);
                    StreamedCall call = begin(transport, base, -1, LONG)) {
                boolean writes = true;
                for (int i = 0; writes && i < 100; i++) {
                    writes = call.write(content, 0, 1_000_000);
                }
                assertThat(writes).isFalse();
                ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> call.answer(LONG));
                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            }
        }
    }

    @Test
    void aCallerThatNeverGoesOnIsNotWaitedForForEver() throws Exception {
        try (RawServer server = new RawServer((request, socket, out) -> RawServer.answer(out, 201, "made"))) {
            URI base = server.url("/");
            try (HttpTransport transport = transport(base);
                    StreamedCall call = begin(transport, base, content.length, Duration.ofMillis(200))) {
                assertThat(call.write(content, 0, 1_000)).isTrue();
                Thread.sleep(1_000);
                assertThat(call.write(content, 0, 1_000)).isFalse();
            }
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsATimeoutWithAnUnknownOutcome() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> Thread.sleep(20_000))) {
            URI base = server.url("/");
            try (HttpTransport transport = transport(base);
                    StreamedCall call = begin(transport, base, 10, LONG)) {
                assertThat(call.write(content, 0, 10)).isTrue();
                ConnectorException failure =
                        catchThrowableOfType(ConnectorException.class, () -> call.answer(Duration.ofMillis(300)));
                assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            }
        }
    }

    @Test
    void anInterruptedWriterIsCancelled() throws IOException {
        try (RawServer server = new RawServer((request, socket, out) -> Thread.sleep(20_000))) {
            URI base = server.url("/");
            try (HttpTransport transport = transport(base);
                    StreamedCall call = begin(transport, base, 10, LONG)) {
                assertThat(call.write(content, 0, 10)).isTrue();
                Thread.currentThread().interrupt();
                ConnectorException failure = catchThrowableOfType(ConnectorException.class, () -> call.answer(LONG));
                assertThat(Thread.interrupted()).isTrue();
                assertThat(failure.kind()).isEqualTo(ErrorKind.CANCELLED);
                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            }
        }
    }
}
