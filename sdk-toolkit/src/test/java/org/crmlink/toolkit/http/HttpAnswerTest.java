package org.crmlink.toolkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.RetryAdvice.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {

    private final TestContext context = new TestContext();

    @FunctionalInterface
    private interface Check {
        void accept(HttpAnswer answer);
    }

    private void answered(HttpCallMaker call, int status, String body, List<String> headers, Check check)
            throws IOException {
        try (RawServer server = new RawServer(
                        (request, socket, out) -> RawServer.answer(out, status, body, headers.toArray(String[]::new)));
                HttpTransport transport =
                        HttpTransport.builder(context, server.url("/")).build();
                HttpAnswer answer = transport.send(call.make(server))) {
            check.accept(answer);
        }
    }

    @FunctionalInterface
    private interface HttpCallMaker {
        HttpCall make(RawServer server);
    }

    private static HttpCall get(RawServer server) {
        return HttpCall.get(server.url("/api/accounts?$select=name"))
                .operation("changes")
                .entity("account");
    }

    private static HttpCall patch(RawServer server) {
        return HttpCall.write("PATCH", server.url("/api/accounts(1)"))
                .operation("upload")
                .entity("account");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_DATA, NEVER, NOT_APPLIED",
        "401, UNAUTHENTICATED, AFTER_LOGIN, NOT_APPLIED",
        "403, FORBIDDEN, NEVER, NOT_APPLIED",
        "404, NOT_FOUND, NEVER, NOT_APPLIED",
        "408, TIMEOUT, NEVER, UNKNOWN",
        "409, CONFLICT, NEVER, NOT_APPLIED",
        "410, NOT_FOUND, NEVER, NOT_APPLIED",
        "412, CONFLICT, NEVER, NOT_APPLIED",
        "413, LIMIT_EXCEEDED, NEVER, NOT_APPLIED",
        "422, INVALID_DATA, NEVER, NOT_APPLIED",
        "429, RATE_LIMITED, LATER, NOT_APPLIED",
        "500, UNAVAILABLE, NEVER, UNKNOWN",
        "502, UNAVAILABLE, NEVER, UNKNOWN",
        "503, UNAVAILABLE, NEVER, UNKNOWN",
        "504, TIMEOUT, NEVER, UNKNOWN",
        "507, QUOTA_EXHAUSTED, NEVER, NOT_APPLIED",
    })
    void whatAStatusMeansForAWrite(int status, ErrorKind kind, When retry, Outcome outcome) throws IOException {
        answered(HttpAnswerTest::patch, status, "", List.of(), answer -> {
            ConnectorException failure = answer.failure("").build();
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.retryAdvice().when()).isEqualTo(retry);
            assertThat(failure.outcome()).isEqualTo(outcome);
            assertThat(failure.operation()).contains("upload");
            assertThat(failure.entity()).contains("account");
            assertThat(failure.hint()).isPresent();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "408, TIMEOUT",
        "429, RATE_LIMITED",
        "500, UNAVAILABLE",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, TIMEOUT"
    })
    void passingTroubleOfAReadIsWorthARetry(int status, ErrorKind kind) throws IOException {
        answered(HttpAnswerTest::get, status, "", List.of("Retry-After: 7"), answer -> {
            ConnectorException failure = answer.failure("busy").build();
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.retryAdvice().delay()).contains(Duration.ofSeconds(7));
            assertThat(failure.getMessage())
                    .contains("busy")
                    .contains("HTTP " + status)
                    .doesNotContain("select");
        });
    }

    @Test
    void aWriteThatIsRefusedWithATimeToComeBackWasNotApplied() throws IOException {
        answered(HttpAnswerTest::patch, 503, "", List.of("Retry-After: 5"), answer -> {
            ConnectorException failure = answer.failure("").build();
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.retryAdvice().delay()).contains(Duration.ofSeconds(5));
        });
    }

    @Test
    void theDateOfRetryAfterCountsFromTheServersClock() throws IOException {
        List<String> headers =
                List.of("Date: Fri, 01 Jan 2021 10:00:00 GMT", "Retry-After: Fri, 01 Jan 2021 10:00:30 GMT");
        answered(HttpAnswerTest::get, 429, "", headers, answer -> {
            assertThat(answer.date()).contains(Instant.parse("2021-01-01T10:00:00Z"));
            assertThat(answer.retryAfter()).contains(Duration.ofSeconds(30));
        });
    }

    @Test
    void aLoginPageIsToldFromData() throws IOException {
        Map<String, Boolean> pages = Map.of(
                "Content-Type: text/html; charset=utf-8", true,
                "Content-Type: application/json", false,
                "X-Nothing: 1", true,
                "Content-Type: text/plain", true);
        for (Map.Entry<String, Boolean> page : pages.entrySet()) {
            answered(HttpAnswerTest::get, 200, "  <!DOCTYPE html><p>Sign in", List.of(page.getKey()), answer -> {
                assertThat(answer.isHtml()).as(page.getKey()).isEqualTo(page.getValue());
                assertThat(answer.text()).as("looking takes nothing away").isEqualTo("  <!DOCTYPE html><p>Sign in");
            });
        }
        answered(
                HttpAnswerTest::get,
                200,
                "{}",
                List.of(),
                answer -> assertThat(answer.isHtml()).isFalse());
        answered(
                HttpAnswerTest::get,
                204,
                "",
                List.of(),
                answer -> assertThat(answer.isHtml()).isFalse());
    }

    @Test
    void linksAreMadeAbsoluteAndOthersRefused() throws IOException {
        answered(HttpAnswerTest::get, 200, "{}", List.of(), answer -> {
            assertThat(answer.resolve("accounts?$skiptoken=a%20b")).endsWith("/api/accounts?$skiptoken=a%20b");
            assertThat(answer.resolve("https://other.example/x")).isEqualTo("https://other.example/x");
            assertThatThrownBy(() -> answer.resolve("mailto:canary@example.org"))
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR))
                    .hasMessageNotContaining("canary");
        });
        assertThatThrownBy(() -> HttpCall.get("no address canary"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void OBS_1_eachAttemptIsReportedOnceWithWhatItMoved() throws IOException {
        answered(server -> patch(server).body(HttpBody.json("{\"ä\":1}")), 200, "four", List.of(), answer -> {
            assertThat(context.events()).isEmpty();
            assertThat(answer.text(2)).isEqualTo("fo");
            assertThat(answer.text()).isEqualTo("ur");
            assertThat(context.events()).hasSize(1);
            answer.close();
        });
        assertThat(context.events()).hasSize(1);
        RequestEvent event = context.events().get(0);
        assertThat(event.duration()).isPositive();
        assertThat(event).isEqualTo(new RequestEvent("upload", "account", "PATCH", 200, 8, 4, event.duration()));
    }

    @Test
    void aBodyLongerThanABufferDoesNotWaitForAcknowledgements() throws IOException {
        int calls = 40;
        HttpBody body = HttpBody.bytes("text/plain", new byte[9_000]);
        try (RawServer server = new RawServer((request, socket, out) -> RawServer.answer(out, 200, "ok"));
                HttpTransport transport =
                        HttpTransport.builder(context, server.url("/")).build()) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                try (HttpAnswer answer = transport.send(patch(server).body(body))) {
                    assertThat(answer.text()).isEqualTo("ok");
                }
            }
            // a delayed acknowledgement costs 40 ms a call
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(calls * 25L));
        }
    }

    @Test
    void headersThatCannotBeSentAreRefusedWithoutShowingThem() {
        assertThatThrownBy(() -> Authorization.bearer("canary\nX: y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
        assertThat(Authorization.bearer("canary").toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://u:p@h.example/a?b=c#d | https://h.example/a",
                "http://h.example:8080/api/data/contacts(mail='x@y.z')/name?q | http://h.example:8080/api/data/contacts(…)/name",
                "https://[::1]:99/a%28secret%29 | https://[::1]:99/a(…)",
            })
    void addressesInMessagesHoldNoValues(String address, String shown) {
        assertThat(SafeAddress.of(HttpUrl.get(address))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "120 | PT2M",
                "0 | PT0S",
                " 5 | PT5S",
                "999999999999999999999 | PT24H",
                "100000000 | PT24H",
                "Fri, 01 May 2026 12:01:00 GMT | PT1M",
                "Fri, 01 May 2026 11:00:00 GMT | PT0S",
                "Fri, 01 May 2099 11:00:00 GMT | PT24H",
                "-5 | none",
                "soon | none",
                "1.5 | none",
                "'' | none",
            })
    void retryAfterInAllItsForms(String value, Duration delay) {
        Instant now = Instant.parse("2026-05-01T12:00:00Z");
        assertThat(RetryAfter.parse(value, now).orElse(null)).isEqualTo(delay);
    }
}
