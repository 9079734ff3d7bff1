package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients see of a defect of the sandbox itself. The defects are planted: a rule and a formula that always fail. */
class UnexpectedFailureTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
        Schema schema = org.sandbox.store().schema();
        Table lead = schema.require("lead");
        Table contact = schema.require("contact");
        org.sandbox
                .store()
                .alter(schema.toBuilder()
                        .table(lead.toBuilder()
                                .writeRule(draft -> {
                                    throw new IllegalStateException("java inside");
                                })
                                .build())
                        .table(contact.toBuilder()
                                .columns(ColumnBuilder.string("Broken", "Broken", 10)
                                        .computed(row -> {
                                            throw new IllegalStateException("java inside");
                                        }))
                                .build())
                        .build());
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String batch(String... requests) {
        StringBuilder body = new StringBuilder();
        for (String request : requests) {
            body.append("--b\nContent-Type: application/http\n\n")
                    .append(request)
                    .append('\n');
        }
        return body.append("--b--\n").toString();
    }

    private static Org.Reply send(String batch) {
        return org.post(
                "$batch", batch, "Content-Type", "multipart/mixed; boundary=b", "Prefer", "odata.continue-on-error");
    }

    @Test
    void anUnexpectedFailureIsAnErrorInTheServicesFormWithoutInsides() {
        Org.Reply reply = org.post("leads", "{\"lastname\":\"x\"}");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.errorCode()).isEqualTo("0x80040216");
        assertThat(reply.text()).doesNotContain("java", "IllegalState");
        assertThat(org.sandbox.store().count("lead")).isZero();
    }

    @Test
    void inABatchItIsTheAnswerOfItsPartAndTheOthersGoOn() {
        Org.Reply reply = send(batch(
                "POST leads HTTP/1.1\nContent-Type: application/json\n\n{\"lastname\":\"x\"}",
                "POST accounts HTTP/1.1\nContent-Type: application/json\n\n{\"name\":\"after\"}"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text())
                .contains("HTTP/1.1 500 Internal Server Error\r\n", "0x80040216", "HTTP/1.1 204 No Content\r\n")
                .doesNotContain("java inside");
    }

    @Test
    void inAChangeSetItUndoesTheSetAndTheOthersGoOn() {
        int before = org.sandbox.store().count("account");
        String part = """
                --c
                Content-Type: application/http
                Content-ID: %d

                POST %s HTTP/1.1
                Content-Type: application/json

                {}
                """;
        Org.Reply reply = send("--b\nContent-Type: multipart/mixed; boundary=c\n\n" + part.formatted(1, "accounts")
                + part.formatted(2, "leads") + "--c--\n" + batch("GET accounts/$count HTTP/1.1\n"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text())
                .contains("HTTP/1.1 500 Internal Server Error\r\n", "0x80040216", "HTTP/1.1 200 OK\r\n");
        assertThat(org.sandbox.store().count("account")).isEqualTo(before);
    }

    @Test
    void inABatchAFailureWhileTheBodyIsWrittenIsTheAnswerOfItsPartToo() {
        RecordId id = org.insert("contact", Map.of("lastname", "x"));
        Org.Reply reply = send(
                batch("GET contacts(" + id.text() + ") HTTP/1.1\n", "GET accounts?$top=1&$select=name HTTP/1.1\n"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text())
                .contains("HTTP/1.1 500 Internal Server Error\r\n", "0x80040216", "HTTP/1.1 200 OK\r\n")
                .contains("accounts(name)");
    }

    @Test
    void anExtremeNumberInABatchFailsItsPartOnly() {
        Org.Reply reply = send(batch(
                "POST accounts HTTP/1.1\nContent-Type: application/json\n\n{\"revenue\":1e-999999999}",
                "POST accounts HTTP/1.1\nContent-Type: application/json\n\n{\"revenue\":1e9999999999999}",
                "POST accounts HTTP/1.1\nContent-Type: application/json\n\n{\"name\":\"after\"}"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text().split("HTTP/1.1 400 Bad Request", -1)).hasSize(3);
        assertThat(reply.text()).contains("HTTP/1.1 204 No Content");
    }
}
