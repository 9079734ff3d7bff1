package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BlockTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(Org.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().get("FileContinuationToken").toString();
    }

    private static Org.Reply block(String token, String id, String data) {
        return org.post(
                "UploadBlock",
                "{\"BlockId\":\"" + base64(id) + "\",\"BlockData\":\"" + base64(data)
                        + "\",\"FileContinuationToken\":\"" + token + "\"}");
    }

    private static String list(String... ids) {
        StringBuilder list = new StringBuilder("\"BlockList\":[");
        for (int i = 0; i < ids.length; i++) {
            list.append(i == 0 ? "\"" : ",\"").append(base64(ids[i])).append('"');
        }
        return list.append(']').toString();
    }

    private static String target(String table, RecordId id) {
        return "\"Target\":{\"@odata.type\":\"Microsoft.Dynamics.CRM." + table + "\",\"" + table + "id\":\"" + id.text()
                + "\"}";
    }

    @Test
    void blocksOfAFileAreJoinedInTheOrderOfTheListWhateverCameFirst() {
        RecordId id = org.insert("new_project", Map.of("new_name", "blocks"));
        String target = target("new_project", id) + ",\"FileAttributeName\":\"new_document\"";
        String token = token(org.post("InitializeFileBlocksUpload", "{" + target + ",\"FileName\":\"b.txt\"}"));
        assertThat(block(token, "0002", " world").status()).isEqualTo(204);
        assertThat(block(token, "0001", "hello").status()).isEqualTo(204);
        String end = ",\"FileName\":\"b.txt\",\"FileContinuationToken\":\"" + token + "\"}";
        assertThat(org.post("CommitFileBlocksUpload", "{" + list("0001", "0003") + end)
                        .status())
                .as("a block that did not come")
                .isEqualTo(400);
        assertThat(org.row("new_project", id).get("new_document")).isNull();
        Org.Reply commit = org.post("CommitFileBlocksUpload", "{" + list("0001", "0002") + end);
        assertThat(commit.status()).as(commit.text()).isEqualTo(200);
        assertThat(commit.json().get("FileSizeInBytes")).isEqualTo(11L);
        assertThat(org.row("new_project", id).get("new_document"))
                .isEqualTo(RecordId.guid(commit.json().get("FileId").toString()));
        assertThat(org.get("new_projects(" + id.text() + ")/new_document/$value")
                        .text())
                .isEqualTo("hello world");
        assertThat(block(token, "0004", "late").status()).isEqualTo(400);

        Org.Reply begun = org.post("InitializeFileBlocksDownload", "{" + target + "}");
        assertThat(begun.json().get("FileName")).isEqualTo("b.txt");
        assertThat(begun.json().get("IsChunkingSupported")).isEqualTo(true);
        String part = "{\"Offset\":%d,\"BlockLength\":%d,\"FileContinuationToken\":\"" + token(begun) + "\"}";
        assertThat(org.post("DownloadBlock", part.formatted(0, 6)).json().get("Data"))
                .isEqualTo(base64("hello "));
        assertThat(org.post("DownloadBlock", part.formatted(6, 600)).json().get("Data"))
                .isEqualTo(base64("world"));
        assertThat(org.post("DownloadBlock", part.formatted(11, 1)).status()).isEqualTo(400);
    }

    @Test
    void anEmptyFileColumnHasNothingToDownload() {
        RecordId id = org.insert("new_project", Map.of("new_name", "empty"));
        Org.Reply reply = org.post(
                "InitializeFileBlocksDownload",
                "{" + target("new_project", id) + ",\"FileAttributeName\":\"new_document\"}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorCode()).isEqualTo("0x80040217");
        assertThat(org.post(
                                "InitializeFileBlocksDownload",
                                "{" + target("new_project", id) + ",\"FileAttributeName\":\"new_name\"}")
                        .errorCode())
                .isEqualTo("0x80041103");
    }

    @Test
    void aNoteIsMadeOrChangedByItsBlocks() {
        RecordId id = RecordId.guid("0c0c0c0c-0000-4000-8000-000000000001");
        String note = "\"Target\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.annotation\",\"annotationid\":\""
                + id.text() + "\",\"subject\":\"%s\",\"filename\":\"n.txt\",\"mimetype\":\"text/plain\"}";
        for (String subject : new String[] {"made", "changed"}) {
            String target = note.formatted(subject);
            String token = token(org.post("InitializeAnnotationBlocksUpload", "{" + target + "}"));
            assertThat(block(token, "0001", subject + " body").status()).isEqualTo(204);
            Org.Reply commit = org.post(
                    "CommitAnnotationBlocksUpload",
                    "{" + target + "," + list("0001") + ",\"FileContinuationToken\":\"" + token + "\"}");
            assertThat(commit.status()).as(commit.text()).isEqualTo(200);
            assertThat(commit.json().get("AnnotationId")).isEqualTo(id.text());
            assertThat(org.row("annotation", id).get("subject")).isEqualTo(subject);
            assertThat(org.row("annotation", id).get("documentbody")).isEqualTo(base64(subject + " body"));
            assertThat(org.row("annotation", id).get("filesize")).isEqualTo(subject.length() + 5);
        }
        Org.Reply begun = org.post("InitializeAnnotationBlocksDownload", "{" + target("annotation", id) + "}");
        assertThat(begun.json().get("FileSizeInBytes")).isEqualTo(12L);
        assertThat(org.post(
                                "DownloadBlock",
                                "{\"Offset\":0,\"BlockLength\":7,\"FileContinuationToken\":\"" + token(begun) + "\"}")
                        .json()
                        .get("Data"))
                .isEqualTo(base64("changed"));
    }

    @Test
    void blocksWithoutAnUploadOrWithABadNameAreRefused() {
        assertThat(block("nobody", "0001", "x").status()).isEqualTo(400);
        Org.Reply bad = org.post(
                "UploadBlock", "{\"BlockId\":\"not base64!\",\"BlockData\":\"eA==\",\"FileContinuationToken\":\"x\"}");
        assertThat(bad.errorMessage()).contains("BlockId");
        assertThat(org.post(
                                "UploadBlock",
                                "{\"BlockId\":\"eA==\",\"BlockData\":\"%%%\",\"FileContinuationToken\":\"x\"}")
                        .errorCode())
                .isEqualTo("0x80048d19");
        assertThat(org.post(
                                "InitializeAnnotationBlocksUpload",
                                "{\"Target\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.annotation\","
                                        + "\"filename\":\"x.vbs\"}}")
                        .errorCode())
                .isEqualTo("0x80043e09");
    }
}
