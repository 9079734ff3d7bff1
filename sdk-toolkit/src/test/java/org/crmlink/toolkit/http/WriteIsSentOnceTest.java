package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** IDEM-2: the transport never sends a write a second time, whatever happens to the first. */
class WriteIsSentOnceTest {

    enum Fault {
        RESET {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        },
        CLOSE {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                socket.close();
            }
        },
        GARBAGE {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                out.write("\u0001\u0002 no http at all\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                socket.close();
            }
        },
        STATUS_408 {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                RawServer.answer(out, 408, "");
            }
        },
        STATUS_503_RETRY_AFTER_0 {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                RawServer.answer(out, 503, "", "Retry-After: 0");
            }
        },
        STATUS_421 {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                RawServer.answer(out, 421, "");
            }
        },
        STATUS_307 {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                RawServer.answer(out, 307, "", "Location: /write");
            }
        },
        STATUS_308 {
            @Override
            void strike(Socket socket, OutputStream out) throws IOException {
                RawServer.answer(out, 308, "", "Location: /write");
            }
        };

        abstract void strike(Socket socket, OutputStream out) throws IOException;

        boolean breaksConnection() {
            return compareTo(STATUS_408) < 0;
        }
    }

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (boolean warm : new boolean[] {false, true}) {
                for (String method : List.of("POST", "PATCH", "DELETE")) {
                    all.add(Arguments.of(fault, warm, method));
                }
            }
        }
        return all.stream();
    }

    private static RawServer server(Fault fault, AtomicInteger struck) throws IOException {
        return new RawServer((request, socket, out) -> {
            // a fault strikes once: a second request, were there one, would be answered well
            if (request.path().equals("/write") && struck.getAndIncrement() == 0) {
                fault.strike(socket, out);
            } else {
                RawServer.answer(out, 200, "ok");
            }
        });
    }

    @ParameterizedTest(name = "{0}, warm={1}, {2}")
    @MethodSource("faults")
    void IDEM_2_exactlyOneRequestReachesTheServer(Fault fault, boolean warm, String method) throws IOException {
        AtomicInteger struck = new AtomicInteger();
        TestContext context = new TestContext();
        try (RawServer server = server(fault, struck);
                HttpTransport transport =
                        HttpTransport.builder(context, server.url("/")).build()) {
            if (warm) {
                try (HttpAnswer answer = transport.send(HttpCall.get(server.url("/warm")))) {
                    assertThat(answer.text()).isEqualTo("ok");
                }
            }
            HttpCall call = HttpCall.write(method, server.url("/write"));
            HttpCall write = method.equals("DELETE") ? call : call.body(HttpBody.json("{}"));
            if (fault.breaksConnection()) {
                ConnectorException failure =
                        catchThrowableOfType(ConnectorException.class, () -> transport.send(write));
                assertThat(failure.kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failure.retryAdvice().when()).isEqualTo(RetryAdvice.When.NEVER);
            } else {
                try (HttpAnswer answer = transport.send(write)) {
                    assertThat(answer.status()).isBetween(300, 599);
                }
            }
            assertThat(server.requests("/write")).hasSize(1);
            assertThat(struck).hasValue(1);
            assertThat(server.requests("/write").get(0).connection())
                    .as("the write went over the warm connection")
                    .isEqualTo(1);
            assertThat(context.events()).as("each attempt is reported once").hasSize(warm ? 2 : 1);
        }
    }

    @Test
    void aReadIsNotRepeatedEither_andItsRetryAfterIsTold() throws IOException {
        try (RawServer server =
                        new RawServer((request, socket, out) -> RawServer.answer(out, 503, "busy", "Retry-After: 0"));
                HttpTransport transport = HttpTransport.builder(new TestContext(), server.url("/"))
                        .build();
                HttpAnswer answer = transport.send(HttpCall.get(server.url("/read")))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).contains("0");
            assertThat(answer.retryAfter())
                    .hasValueSatisfying(delay -> assertThat(delay).isZero());
            assertThat(answer.text()).isEqualTo("busy");
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** Shows that the rule is not kept by itself: the library as it comes sends again in these cases. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("repeatedByDefault")
    void theLibraryAsItComesWouldSendAgain(Fault fault) throws IOException {
        AtomicInteger struck = new AtomicInteger();
        OkHttpClient client = new OkHttpClient();
        try (RawServer server = server(fault, struck)) {
            try (Response warm = client.newCall(new Request.Builder()
                            .url(server.url("/warm").toString())
                            .build())
                    .execute()) {
                assertThat(warm.body().string()).isEqualTo("ok");
            }
            Request write = new Request.Builder()
                    .url(server.url("/write").toString())
                    .post(RequestBody.create(new byte[] {1}))
                    .build();
            try (Response answer = client.newCall(write).execute()) {
                assertThat(answer.code()).isEqualTo(200);
            }
            assertThat(server.requests("/write")).hasSize(2);
        } finally {
            client.connectionPool().evictAll();
        }
    }

    static Stream<Fault> repeatedByDefault() {
        return Stream.of(
                Fault.RESET,
                Fault.CLOSE,
                Fault.STATUS_408,
                Fault.STATUS_503_RETRY_AFTER_0,
                Fault.STATUS_307,
                Fault.STATUS_308);
    }
}
