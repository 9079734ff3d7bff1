package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String operation(String request, String headers, String body) {
        return "Content-Type: application/http\nContent-Transfer-Encoding: binary\n\n" + request + " HTTP/1.1\n"
                + headers + "\n" + body;
    }

    private static String changeSetPart(int id, String request, String body) {
        return "Content-Type: application/http\nContent-Transfer-Encoding: binary\nContent-ID: " + id + "\n\n" + request
                + " HTTP/1.1\nContent-Type: application/json; type=entry\n\n" + body;
    }

    private static String multipart(String boundary, String... parts) {
        StringBuilder body = new StringBuilder();
        for (String part : parts) {
            body.append("--").append(boundary).append('\n').append(part).append('\n');
        }
        return body.append("--").append(boundary).append("--\n").toString();
    }

    private static String changeSet(String... parts) {
        return "Content-Type: multipart/mixed; boundary=\"changeset_1\"\n\n" + multipart("changeset_1", parts);
    }

    private static Org.Reply batch(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "multipart/mixed; boundary=\"batch_1\"";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return org.post("$batch", body, all);
    }

    private static long parts(Org.Reply reply) {
        Matcher matcher = Pattern.compile("HTTP/1\\.1 \\d+ [A-Za-z ]+\r\n").matcher(reply.text());
        return matcher.results().count();
    }

    @Test
    void partsAreAnsweredInOrderWhateverTheLineEnds() {
        RecordId id = org.insert("account", Map.of("name", "batched"));
        String lf = multipart(
                "batch_1",
                operation("GET accounts(" + id.text() + ")?$select=name", "Accept: application/json\n", ""),
                operation("PATCH /api/data/v9.2/accounts(" + id.text() + ")", "if-match: *\n", "{\"name\":\"x\"}"),
                operation("GET " + org.root() + "accounts(" + id.text() + ")/name/$value", "", ""));
        for (String body : new String[] {lf, lf.replace("\n", "\r\n")}) {
            Org.Reply reply = batch(body);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).matches("multipart/mixed; boundary=batchresponse_[0-9a-f-]+");
            assertThat(parts(reply)).isEqualTo(3);
            assertThat(reply.text())
                    .startsWith("--batchresponse_")
                    .contains("Content-Type: application/json; odata.metadata=minimal; odata.streaming=true\r\n")
                    .contains("HTTP/1.1 204 No Content\r\n")
                    .contains("\r\nx\r\n")
                    .endsWith("--\r\n");
        }
    }

    @Test
    void aBatchStopsAtTheFirstFailureAndKeepsWhatWasDone() {
        int before = org.sandbox.store().count("account");
        Org.Reply reply = batch(multipart(
                "batch_1",
                operation("POST accounts", "Content-Type: application/json\n", "{\"name\":\"kept\"}"),
                operation("POST accounts", "Content-Type: application/json\n", "{\"bad\":1}"),
                operation("POST accounts", "Content-Type: application/json\n", "{\"name\":\"never\"}")));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(parts(reply)).isEqualTo(2);
        assertThat(reply.text()).contains("0x80048d19").contains("REQ_ID: ");
        assertThat(org.sandbox.store().count("account")).isEqualTo(before + 1);
    }

    @Test
    void continueOnErrorAnswersEveryPart() {
        int before = org.sandbox.store().count("account");
        Org.Reply reply = batch(
                multipart(
                        "batch_1",
                        operation("POST accounts", "Content-Type: application/json\n", "{\"bad\":1}"),
                        operation("POST accounts", "Content-Type: application/json\n", "{\"name\":\"second\"}"),
                        operation("DELETE accounts(00000000-0000-0000-0000-0000000000aa)", "", "")),
                "Prefer",
                "odata.continue-on-error");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Preference-Applied")).isEqualTo("odata.continue-on-error");
        assertThat(parts(reply)).isEqualTo(3);
        assertThat(reply.text())
                .contains("HTTP/1.1 400 Bad Request", "HTTP/1.1 204 No Content", "HTTP/1.1 404 Not Found");
        assertThat(org.sandbox.store().count("account")).isEqualTo(before + 1);
    }

    @Test
    void aChangeSetReferencesItsOwnRowsAndIsAnsweredAsOnePart() {
        Org.Reply reply = batch(multipart(
                "batch_1",
                changeSet(
                        changeSetPart(1, "POST contacts", "{\"lastname\":\"First\"}"),
                        changeSetPart(
                                2, "POST accounts", "{\"name\":\"owner\",\"primarycontactid@odata.bind\":\"$1\"}"),
                        changeSetPart(3, "PATCH $1", "{\"firstname\":\"Patched\"}"),
                        changeSetPart(4, "PUT $1/jobtitle", "{\"value\":\"Boss\"}"))));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(parts(reply)).isEqualTo(4);
        assertThat(reply.text())
                .contains("Content-Type: multipart/mixed; boundary=changesetresponse_")
                .contains("Content-ID: 3\r\n");
        Org.Reply account =
                org.get("accounts?$filter=name eq 'owner'&$expand=primarycontactid($select=fullname,jobtitle)");
        assertThat(account.text()).contains("\"fullname\":\"Patched First\"", "\"jobtitle\":\"Boss\"");
    }

    @Test
    void aFailedChangeSetIsUndoneAndAnsweredByOneBareError() {
        int before = org.sandbox.store().count("account");
        Org.Reply reply = batch(
                multipart(
                        "batch_1",
                        changeSet(
                                changeSetPart(1, "POST accounts", "{\"name\":\"undone\"}"),
                                changeSetPart(2, "POST accounts", "{\"bad\":true}")),
                        operation("GET accounts/$count", "", "")),
                "Prefer",
                "odata.continue-on-error");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(parts(reply)).isEqualTo(2);
        assertThat(reply.text()).doesNotContain("changesetresponse").contains("0x80048d19");
        assertThat(org.sandbox.store().count("account")).isEqualTo(before);
    }

    @Test
    void changeSetsRefuseReadsAndUnknownReferences() {
        assertThat(batch(multipart("batch_1", changeSet(changeSetPart(1, "GET accounts", ""))))
                        .status())
                .isEqualTo(400);
        Org.Reply forward = batch(multipart(
                "batch_1",
                changeSet(
                        changeSetPart(1, "POST accounts", "{\"name\":\"x\",\"primarycontactid@odata.bind\":\"$2\"}"))));
        assertThat(forward.text()).contains("Content-ID Reference: '$2' does not exist in the batch context.");
    }

    @Test
    void brokenBatchesAreRefusedAsAWhole() {
        assertThat(org.post("$batch", "x", "Content-Type", "application/json").status())
                .isEqualTo(400);
        assertThat(batch("--batch_1\nContent-Type: application/http\n\nGET accounts HTTP/1.1\n\n")
                        .status())
                .isEqualTo(400);
        String[] many = new String[1_001];
        java.util.Arrays.fill(many, operation("GET WhoAmI", "", ""));
        assertThat(batch(multipart("batch_1", many)).status()).isEqualTo(400);
        assertThat(org.get("$batch").status()).isEqualTo(405);
    }

    @Test
    void operationsInsideABatchAreListedButAreOneCall() {
        org.sandbox.requests().clear();
        batch(multipart("batch_1", operation("GET WhoAmI", "", ""), operation("GET RetrieveVersion()", "", "")));
        assertThat(org.sandbox.requests().calls()).isEqualTo(1);
        assertThat(org.sandbox.requests().count(entry -> entry.batched())).isEqualTo(2);
    }
}
