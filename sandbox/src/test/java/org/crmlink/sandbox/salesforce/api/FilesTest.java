package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the bytes of files and attachments go up and come down. Backend page, section 17. */
class FilesTest {

    private static final String VERSIONS = "/sobjects/ContentVersion";

    private Org org;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private HttpResponse<byte[]> download(String path, String... headers) {
        return org.exchange("GET", path, BodyPublishers.noBody(), headers);
    }

    private void nothingIsWritten() {
        for (String object : new String[] {"ContentVersion", "ContentDocument", "Attachment"}) {
            assertThat(org.query("SELECT COUNT() FROM " + object).text("totalSize"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource({"true,5000001", "false,5000001", "false,1000", "true,0"})
    void aFileComesDownAsItWentUp(boolean chunked, int size) throws Exception {
        byte[] content = content(size);
        byte[] form = Form.of("{'PathOnClient':'dir/Offer 1.pdf'}", "VersionData", content);
        Org.Answer created =
                chunked ? Form.sendChunked(org, "POST", VERSIONS, form) : Form.send(org, "POST", VERSIONS, form);
        assertThat(created.status()).isEqualTo(201);
        String id = created.text("id");
        assertThat(created.text()).isEqualTo("{\"id\":\"" + id + "\",\"success\":true,\"errors\":[]}");
        Org.Answer row =
                org.query("SELECT Title, FileExtension, ContentSize, Checksum, VersionData FROM ContentVersion");
        assertThat(row.text("records.0.Title")).isEqualTo("Offer 1");
        assertThat(row.text("records.0.ContentSize")).isEqualTo(Integer.toString(size));
        assertThat(row.text("records.0.Checksum"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("MD5").digest(content)));
        String address = VERSIONS + "/" + id + "/VersionData";
        assertThat(row.text("records.0.VersionData")).isEqualTo("/services/data/v62.0" + address);
        HttpResponse<byte[]> down = download(address);
        assertThat(down.headers().firstValueAsLong("Content-Length")).hasValue(size);
        assertThat(down.body()).isEqualTo(content);
    }

    @Test
    void aDownloadIsWholeAndNeverCompressed() {
        byte[] content = content(1_000_000);
        String id = Form.send(org, "POST", VERSIONS, Form.of("{'PathOnClient':'a.bin'}", "VersionData", content))
                .text("id");
        HttpResponse<byte[]> down =
                download(VERSIONS + "/" + id + "/VersionData", "Range", "bytes=10-19", "Accept-Encoding", "gzip");
        assertThat(down.statusCode()).isEqualTo(200);
        assertThat(down.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(down.headers().firstValue("Content-Type")).contains("application/octetstream");
        assertThat(down.body()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000})
    void aBodyThatBreaksOffWritesNothing(int size) throws IOException {
        byte[] form = Form.of("{'PathOnClient':'a.bin'}", "VersionData", content(size));
        // all but the last line end, which no part needs: only the length tells that something is missing
        byte[] start = Arrays.copyOf(form, form.length - 2);
        broken("Content-Length: " + form.length + "\r\n\r\n", start, "");
        String chunk = "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(form.length) + "\r\n";
        broken(chunk, start, "");
        // a whole chunk, but not the one that ends the body
        broken(chunk, form, "\r\n");
        nothingIsWritten();
        assertThat(Form.send(org, "POST", VERSIONS, form).status()).isEqualTo(201);
    }

    private void broken(String headers, byte[] start, String more) throws IOException {
        URI uri = URI.create(org.sandbox.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            String head = "POST /services/data/v62.0" + VERSIONS + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                    + Org.TOKEN + "\r\nContent-Type: " + Form.TYPE + "\r\n" + headers;
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(start);
            socket.getOutputStream().write(more.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=another",
                "multipart/form-data; boundary=a_bound",
                "multipart/form-data; boundary=\"a_boundary with an end\"",
                "multipart/form-data; boundary=a_boundary_that_is_longer_than_the_seventy_characters_which_are_the_most"
            })
    void aWrongBoundaryIsRefused(String type) {
        byte[] form = Form.of("{'PathOnClient':'a.bin'}", "VersionData", content(10));
        Org.Answer refused = Form.send(org, "POST", VERSIONS, BodyPublishers.ofByteArray(form), type);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("0.errorCode")).isEqualTo("INVALID_MULTIPART_REQUEST");
        nothingIsWritten();
    }

    @Test
    void aFormThatIsNotWholeOrHasNoFieldsIsRefused() {
        byte[] form = Form.of("{'PathOnClient':'a.bin'}", "VersionData", content(10));
        for (byte[] bad : new byte[][] {
            Arrays.copyOf(form, form.length - 4),
            Arrays.copyOf(form, form.length - 20),
            new byte[0],
            Form.of("[]", "VersionData", new byte[0]),
            Form.of("{'PathOnClient':'a.bin'}", "Version_Data", new byte[0])
        }) {
            assertThat(Form.send(org, "POST", VERSIONS, bad).text("0.errorCode"))
                    .isIn("INVALID_MULTIPART_REQUEST", "JSON_PARSER_ERROR");
        }
        assertThat(Form.send(org, "POST", VERSIONS, Form.of("{'Path", "VersionData", new byte[0]))
                        .text("0.errorCode"))
                .isEqualTo("JSON_PARSER_ERROR");
        nothingIsWritten();
    }

    @Test
    void anAttachmentIsCreatedAndChangedWithItsBytesApart() {
        String account = org.create("Account", "{'Name':'Acme'}");
        String json = "{'Name':'a.pdf','ContentType':'application/pdf','ParentId':'" + account + "'}";
        Org.Answer created = Form.send(org, "POST", "/sobjects/Attachment", Form.of(json, "Body", content(700_000)));
        assertThat(created.status()).isEqualTo(201);
        String row = "/sobjects/Attachment/" + created.text("id");
        assertThat(org.query("SELECT BodyLength FROM Attachment WHERE ParentId = '" + account + "'")
                        .text("records.0.BodyLength"))
                .isEqualTo("700000");
        assertThat(download(row + "/Body").headers().firstValue("Content-Type")).contains("application/pdf");
        byte[] next = content(800_000);
        assertThat(Form.send(org, "PATCH", row, Form.of("{'Name':'b.pdf'}", "Body", next))
                        .status())
                .isEqualTo(204);
        assertThat(org.get(row).text("BodyLength")).isEqualTo("800000");
        assertThat(org.get(row).text("Name")).isEqualTo("b.pdf");
        assertThat(download(row + "/Body").body()).isEqualTo(next);
        assertThat(org.send("DELETE", row, "").status()).isEqualTo(204);
        assertThat(download(row + "/Body").statusCode()).isEqualTo(404);
    }

    @Test
    void base64InJsonHasTheBoundOfAMessage() {
        byte[] content = content(16 << 20);
        String id = org.create(
                "ContentVersion",
                "{'PathOnClient':'a.bin','VersionData':'" + Base64.getEncoder().encodeToString(content) + "'}");
        assertThat(download(VERSIONS + "/" + id + "/VersionData").body()).isEqualTo(content);
        byte[] tooLong = new byte[(50 << 20) + 1];
        Org.Answer refused = Form.send(org, "POST", VERSIONS, BodyPublishers.ofByteArray(tooLong), "application/json");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("0.errorCode")).isEqualTo("JSON_PARSER_ERROR");
        assertThat(refused.text("0.message")).endsWith("Maximum size of request is 52428800 bytes.");
    }

    @Test
    void bytesAreNoPartOfACompositeAnswer() {
        String id = org.create("ContentVersion", "{'PathOnClient':'a.json','VersionData':'e30='}");
        Org.Answer batch = org.post(
                "/composite/batch",
                "{'batchRequests':[{'method':'GET','url':'v62.0" + VERSIONS + "/" + id + "/VersionData'}]}");
        assertThat(batch.text("results.0.statusCode")).isEqualTo("400");
        assertThat(download(VERSIONS + "/" + id + "/VersionData", "X-PrettyPrint", "1")
                        .body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{}");
    }
}
