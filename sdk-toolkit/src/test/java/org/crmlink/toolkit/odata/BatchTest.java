package org.crmlink.toolkit.odata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final String TYPE = "multipart/mixed; boundary=batchresponse_1";

    private static final String ANSWER = lines(
            "--batchresponse_1",
            "Content-Type: multipart/mixed; boundary=changesetresponse_2",
            "",
            "--changesetresponse_2",
            "Content-Type: application/http",
            "Content-ID: 1",
            "",
            "HTTP/1.1 204 No Content",
            "OData-Version: 4.0",
            "OData-EntityId: http://h/as(1)",
            "",
            "",
            "--changesetresponse_2--",
            "--batchresponse_1",
            "Content-Type: application/http",
            "",
            "HTTP/1.1 200 OK",
            "Content-Type: application/json",
            "",
            "{\"a\":\"--batchresponse_1\"}",
            "--batchresponse_1",
            "Content-Type: application/http",
            "",
            "HTTP/1.1 412 Precondition Failed",
            "REQ_ID: r-1",
            "",
            "--batchresponse_1--",
            "");

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private static List<BatchPart> parts(byte[] answer, List<BatchPart> parts) throws IOException {
        try (BatchResponse response = BatchResponse.open(new ByteArrayInputStream(answer), TYPE, 1_000_000)) {
            for (int i = 0; i < 100; i++) {
                Optional<BatchPart> part = response.next();
                if (part.isEmpty()) {
                    return parts;
                }
                parts.add(part.get());
            }
        }
        throw new AssertionError("the answer does not end");
    }

    @Test
    void partsComeInOrderAlsoOutOfAChangeSet() throws IOException {
        List<BatchPart> parts = parts(ANSWER.getBytes(UTF_8), new ArrayList<>());
        assertThat(parts).extracting(BatchPart::status).containsExactly(204, 200, 412);
        assertThat(parts.get(0).header("odata-ENTITYID")).contains("http://h/as(1)");
        assertThat(parts.get(1).body()).asString(UTF_8).isEqualTo("{\"a\":\"--batchresponse_1\"}");
        assertThat(parts.get(2).header("REQ_ID")).contains("r-1");
        assertThat(parts.get(2).isSuccess()).isFalse();
    }

    @Property(tries = 300)
    void PART_2_whatComesOutBeforeACutIsWhatWasSent(@ForAll @IntRange(max = 5_000) int cut) {
        byte[] whole = ANSWER.getBytes(UTF_8);
        // Behind the closing boundary nothing counts.
        int end = ANSWER.lastIndexOf("--");
        int length = cut % end;
        byte[] some = java.util.Arrays.copyOf(whole, length);
        List<BatchPart> read = new ArrayList<>();
        assertThatThrownBy(() -> parts(some, read)).isInstanceOf(IOException.class);
        List<Integer> statuses = List.of(204, 200, 412);
        assertThat(read).extracting(BatchPart::status).isEqualTo(statuses.subList(0, read.size()));
    }

    @Test
    void malformedPartsAreRefused() {
        for (String part : List.of("no status line", "HTTP/1.1 999 x", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n")) {
            byte[] answer = ("--batchresponse_1\r\n\r\n" + part + "\r\n--batchresponse_1--").getBytes(UTF_8);
            assertThatThrownBy(() -> parts(answer, new ArrayList<>())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPartBeyondTheBoundIsRefused() throws IOException {
        byte[] answer = ("--batchresponse_1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + "x".repeat(50_000)
                        + "\r\n--batchresponse_1--")
                .getBytes(UTF_8);
        try (BatchResponse response = BatchResponse.open(new ByteArrayInputStream(answer), TYPE, 10_000)) {
            assertThatThrownBy(response::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void eachOperationIsAPartOfItsOwn() {
        BatchRequest request = new BatchRequest("b");
        request.add(new BatchRequest.Operation(
                "PATCH", "http://h/as(1)", Map.of("If-Match", "W/\"1\""), "{\"n\":\"ž\"}".getBytes(UTF_8)));
        request.add(new BatchRequest.Operation("DELETE", "http://h/as(2)", Map.of(), new byte[0]));
        assertThat(request.contentType()).isEqualTo("multipart/mixed; boundary=\"b\"");
        assertThat(new String(request.toBytes(), UTF_8))
                .isEqualTo(lines(
                        "--b",
                        "Content-Type: application/http",
                        "Content-Transfer-Encoding: binary",
                        "Content-ID: 1",
                        "",
                        "PATCH http://h/as(1) HTTP/1.1",
                        "Content-Type: application/json; type=entry",
                        "If-Match: W/\"1\"",
                        "",
                        "{\"n\":\"ž\"}",
                        "--b",
                        "Content-Type: application/http",
                        "Content-Transfer-Encoding: binary",
                        "Content-ID: 2",
                        "",
                        "DELETE http://h/as(2) HTTP/1.1",
                        "",
                        "",
                        "--b--",
                        ""));
        assertThatThrownBy(() ->
                        new BatchRequest.Operation("GET", "http://h", Map.of("If-Match", "x\r\nEvil: 1"), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundariesAreFoundQuotedOrBare() {
        assertThat(BatchResponse.isMultipart("multipart/mixed; boundary=\"a b\""))
                .isTrue();
        assertThat(BatchResponse.isMultipart("Multipart/Mixed;boundary=x")).isTrue();
        assertThat(BatchResponse.isMultipart("multipart/mixed")).isFalse();
        assertThat(BatchResponse.isMultipart("application/json")).isFalse();
    }
}
