package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTest {

    private static final String OCTETS = "application/octet-stream";

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId project(Org where) {
        return where.insert("new_project", Map.of("new_name", "with a file"));
    }

    private static String at(RecordId id) {
        return "new_projects(" + id.text() + ")/new_document";
    }

    private static Org.Reply upload(Org where, String url, byte[] bytes, String... headers) {
        var request = where.request(url)
                .header("Authorization", "Bearer " + Org.TOKEN)
                .method("PATCH", BodyPublishers.ofByteArray(bytes));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return where.send(request);
    }

    private static Org.Reply upload(Org where, RecordId id, String name, String content) {
        return upload(
                where,
                at(id),
                content.getBytes(StandardCharsets.US_ASCII),
                "Content-Type",
                OCTETS,
                "x-ms-file-name",
                name);
    }

    private static String letters(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + (i / 7 + i) % 26));
        }
        return text.toString();
    }

    @Test
    void aFileIsUploadedReadDescribedAndDeleted() {
        RecordId id = project(org);
        long version = org.row("new_project", id).version();
        Org.Reply done = upload(org, id, "a%20plan.pdf", "hello file");
        assertThat(done.status()).as(done.text()).isEqualTo(204);
        assertThat(org.row("new_project", id).version()).isGreaterThan(version);
        Org.Reply whole = org.get(at(id) + "/$value");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo("hello file");
        assertThat(whole.header("Content-Type")).isEqualTo(OCTETS);
        assertThat(whole.header("mimetype")).isEqualTo("application/pdf");
        assertThat(whole.header("x-ms-file-size")).isEqualTo("10");
        assertThat(whole.header("x-ms-file-name")).isEqualTo("a%20plan.pdf");
        assertThat(whole.header("Content-Disposition")).startsWith("attachment; filename=");
        Map<?, ?> row = org.get("new_projects(" + id.text() + ")?$select=new_document,new_document_name"
                        + "&$expand=new_project_FileAttachments($select=filename,filesizeinbytes,mimetype)")
                .json();
        assertThat(row.get("new_document_name")).isEqualTo("a plan.pdf");
        Object file = row.get("new_document");
        assertThat(((Map<?, ?>) ((List<?>) row.get("new_project_FileAttachments")).get(0)).get("filesizeinbytes"))
                .isEqualTo(10L);
        assertThat(org.get("fileattachments(" + file + ")").json().containsKey("body"))
                .isFalse();
        assertThat(org.post("DeleteFile", "{\"FileId\":\"" + file + "\"}").status())
                .isEqualTo(204);
        Org.Reply gone = org.get(at(id) + "/$value");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.errorCode()).isEqualTo("0x80040217");
        assertThat(gone.errorMessage())
                .isEqualTo("No file attachment found for attribute: new_document EntityId: " + id.text() + ".");
        assertThat(org.sandbox.store().get("fileattachment", RecordId.guid(String.valueOf(file))))
                .isEmpty();
    }

    @Test
    void rangesAreAnsweredInPart() {
        RecordId id = project(org);
        upload(org, id, "r.txt", "0123456789");
        Org.Reply part = org.get(at(id) + "/$value", "Range", "bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(part.header("x-ms-file-size")).isEqualTo("10");
        assertThat(org.get(at(id) + "/$value", "Range", "bytes=7-").text()).isEqualTo("789");
        assertThat(org.get(at(id) + "/$value", "Range", "bytes=-1").text()).isEqualTo("9");
        assertThat(org.get(at(id) + "/$value", "Range", "bytes=8-99").text()).isEqualTo("89");
        assertThat(org.get(at(id) + "/$value", "Range", "bytes=10-12").status()).isEqualTo(416);
    }

    @Test
    void chunksInOrderMakeTheFile() {
        RecordId id = project(org);
        Org.Reply begun = upload(org, at(id) + "?x-ms-file-name=big.txt", new byte[0], "x-ms-transfer-mode", "chunked");
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        assertThat(begun.header("x-ms-chunk-size")).isEqualTo("4194304");
        assertThat(begun.header("Accept-Ranges")).isEqualTo("bytes");
        String location = begun.header("Location");
        assertThat(location).startsWith(org.root() + at(id) + "?sessiontoken=");
        byte[] content = letters(25).getBytes(StandardCharsets.US_ASCII);
        int size = 10;
        for (int from = 0; from < content.length; from += size) {
            int to = Math.min(from + size, content.length);
            byte[] chunk = Arrays.copyOfRange(content, from, to);
            String range = "bytes " + from + "-" + (to - 1) + "/" + content.length;
            if (from == size) {
                assertThat(upload(org, location, chunk, "Content-Range", "bytes 0-9/25")
                                .status())
                        .as("a chunk twice")
                        .isEqualTo(400);
            }
            Org.Reply reply = upload(org, location, chunk, "Content-Type", OCTETS, "Content-Range", range);
            assertThat(reply.status()).as(reply.text()).isEqualTo(to < content.length ? 206 : 204);
        }
        assertThat(org.get(at(id) + "/$value").text()).isEqualTo(letters(25));
        assertThat(upload(org, location, content, "Content-Range", "bytes 0-24/25")
                        .status())
                .as("the session is over")
                .isEqualTo(400);
    }

    @Test
    void aSecondFileTakesThePlaceOfTheFirstAndAStaleVersionKeepsIt() {
        RecordId id = project(org);
        int before = org.sandbox.store().count("fileattachment");
        upload(org, id, "one.txt", "one");
        upload(org, id, "two.txt", "two");
        assertThat(org.sandbox.store().count("fileattachment")).isEqualTo(before + 1);
        assertThat(upload(
                                org,
                                at(id),
                                "three".getBytes(StandardCharsets.US_ASCII),
                                "x-ms-file-name",
                                "3.txt",
                                "If-Match",
                                "W/\"1\"")
                        .status())
                .isEqualTo(412);
        assertThat(org.get(at(id) + "/$value").text()).isEqualTo("two");
        assertThat(org.delete("new_projects(" + id.text() + ")").status()).isEqualTo(204);
        assertThat(org.sandbox.store().count("fileattachment")).isEqualTo(before);
    }

    @Test
    void whatTheOrganizationDoesNotTakeIsRefused() {
        RecordId id = project(org);
        assertThat(upload(org, id, "virus.EXE", "x").errorCode()).isEqualTo("0x80043e09");
        assertThat(upload(org, id, "large.bin", letters(32_768 * 1024 + 1)).errorCode())
                .isEqualTo("0x80044a02");
        assertThat(upload(org, at(id), new byte[] {1}, "Content-Type", OCTETS).status())
                .isEqualTo(400);
        Org.Reply note =
                org.post("annotations", "{\"subject\":\"s\",\"filename\":\"a.bat\",\"documentbody\":\"eA==\"}");
        assertThat(note.status()).isEqualTo(400);
        assertThat(note.errorCode()).isEqualTo("0x80043e09");
        String big = "A".repeat(4 * ((5_242_880 / 3) + 2));
        assertThat(org.post("annotations", "{\"filename\":\"a.bin\",\"documentbody\":\"" + big + "\"}")
                        .errorCode())
                .isEqualTo("0x80044a02");
        assertThat(org.row("new_project", id).get("new_document")).isNull();
    }

    @Test
    void imagesAreStreamsToo() {
        RecordId id = org.insert("account", Map.of("name", "with image"));
        String path = "accounts(" + id.text() + ")/entityimage";
        assertThat(org.get(path + "/$value").status()).isEqualTo(204);
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
        assertThat(upload(org, path, png, "Content-Type", OCTETS).status()).isEqualTo(204);
        assertThat((byte[]) org.row("account", id).get("entityimage")).isEqualTo(png);
        Org.Reply full = org.get(path + "/$value?size=full");
        assertThat(full.status()).isEqualTo(200);
        assertThat(full.header("mimetype")).isEqualTo("image/png");
        assertThat(org.row("account", id).get("entityimage_timestamp")).isNotNull();
        assertThat(org.patch("accounts(" + id.text() + ")", "{\"entityimage\":null}")
                        .status())
                .isEqualTo(204);
        assertThat(org.get(path + "/$value").status()).isEqualTo(204);
    }

    @Test
    void theDocumentOfANoteIsReadAsBase64Text() {
        Org.Reply note =
                org.post("annotations", "{\"filename\":\"n.txt\",\"documentbody\":\"aGVsbG8=\",\"subject\":\"s\"}");
        RecordId id = Org.created(note);
        Org.Reply body = org.get("annotations(" + id.text() + ")/documentbody/$value");
        assertThat(body.header("Content-Type")).startsWith("text/plain");
        assertThat(body.text()).isEqualTo("aGVsbG8=");
        assertThat(org.row("annotation", id).get("filesize")).isEqualTo(5);
    }

    @Test
    void filesSurviveARestart(@TempDir Path folder) {
        RecordId id;
        try (Org first = Org.start(options -> options.folder(folder))) {
            id = project(first);
            assertThat(upload(first, id, "kept.txt", "kept").status()).isEqualTo(204);
        }
        try (Org second = Org.start(options -> options.folder(folder))) {
            assertThat(second.get(at(id) + "/$value").text()).isEqualTo("kept");
        }
    }
}
