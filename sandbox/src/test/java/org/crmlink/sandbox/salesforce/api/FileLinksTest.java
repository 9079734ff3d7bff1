package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import org.crmlink.sandbox.SalesforceFile;
import org.crmlink.sandbox.SalesforceFiles;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files, their versions and what they are linked to, over HTTP and behind the back of clients. Backend page, sections 6 and 17. */
class FileLinksTest {

    private Org org;
    private String account;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
        account = org.create("Account", "{'Name':'Acme'}");
    }

    @AfterEach
    void stop() {
        org.close();
    }

    /** A file of the account; gives the id of its version. */
    private String version(String path, String more) {
        return org.create("ContentVersion", "{'PathOnClient':'" + path + "','VersionData':'aGk='" + more + "}");
    }

    private String linked(String path) {
        return version(path, ",'FirstPublishLocationId':'" + account + "'");
    }

    private String documentOf(String version) {
        return org.get("/sobjects/ContentVersion/" + version).text("ContentDocumentId");
    }

    private String one(String soql) {
        Org.Answer answer = org.query(soql);
        assertThat(answer.text("totalSize")).as(answer.text()).isEqualTo("1");
        return answer.text("records.0.Id");
    }

    private String count(String soql) {
        return org.query("SELECT COUNT() FROM " + soql).text("totalSize");
    }

    @Test
    void versionsAreFoundByTheirFileAndFilesByTheirRecord() {
        String first = linked("a.txt");
        String document = documentOf(first);
        String second = version("b.txt", ",'ContentDocumentId':'" + document + "'");
        String other = documentOf(linked("c.txt"));
        String newest = "SELECT Id FROM ContentVersion WHERE ContentDocumentId = '" + document + "' AND IsLatest = ";
        assertThat(one(newest + "true")).isEqualTo(second);
        assertThat(one(newest + "false")).isEqualTo(first);
        assertThat(count("ContentVersion WHERE ContentDocumentId IN ('" + document + "','" + other + "')"))
                .isEqualTo("3");
        Org.Answer links =
                org.query("SELECT ContentDocumentId, ContentDocument.Title, ShareType FROM ContentDocumentLink"
                        + " WHERE LinkedEntityId = '" + account + "' ORDER BY ContentDocument.Title");
        assertThat(links.text("records.0.ContentDocument.Title")).isEqualTo("b");
        assertThat(links.text("records.1.ContentDocumentId")).isEqualTo(other);
        assertThat(count("ContentDocumentLink WHERE ContentDocumentId IN ('" + document + "')"))
                .isEqualTo("2");
        Org.Answer all = org.query("SELECT Id FROM ContentDocumentLink");
        assertThat(all.status()).isEqualTo(400);
        assertThat(all.text("0.errorCode")).isEqualTo("MALFORMED_QUERY");
    }

    @Test
    void aVersionHasItsBytesAndItsPathForGood() {
        String version = linked("a.txt");
        String row = "/sobjects/ContentVersion/" + version;
        assertThat(org.send("PATCH", row, "{'Title':'New'}").status()).isEqualTo(204);
        assertThat(org.get("/sobjects/ContentDocument/" + documentOf(version)).text("Title"))
                .isEqualTo("New");
        for (String field : List.of("PathOnClient", "VersionData", "FirstPublishLocationId", "ContentDocumentId")) {
            Org.Answer refused = org.send("PATCH", row, "{'" + field + "':'aGk='}");
            assertThat(refused.text("0.errorCode")).as(field).isEqualTo("INVALID_FIELD_FOR_INSERT_UPDATE");
            assertThat(refused.text("0.fields.0")).isEqualTo(field);
        }
        Org.Answer apart = Form.send(org, "PATCH", row, Form.of("{'Title':'T'}", "VersionData", new byte[] {1}));
        assertThat(apart.text("0.errorCode")).isEqualTo("INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(org.send("DELETE", row, "").status()).isEqualTo(400);
        assertThat(org.get(row).text("Title")).isEqualTo("New");
    }

    @Test
    void aFileIsNotPublishedAtARecordThatIsNotThere() {
        String gone = org.create("Account", "{'Name':'Gone'}");
        org.send("DELETE", "/sobjects/Account/" + gone, "");
        for (String place : List.of("001000000000001AAA", gone, "a0X000000000001AAA", "nonsense")) {
            Org.Answer refused = Form.send(
                    org,
                    "POST",
                    "/sobjects/ContentVersion",
                    Form.of(
                            "{'PathOnClient':'a','FirstPublishLocationId':'" + place + "'}",
                            "VersionData",
                            new byte[400_000]));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("0.fields.0")).isEqualTo("FirstPublishLocationId");
        }
        assertThat(count("ContentVersion")).isEqualTo("0");
        assertThat(count("ContentDocument")).isEqualTo("0");
    }

    @Test
    void withAFileGoItsVersionsAndLinksAlsoInACollection() {
        String first = linked("a.txt");
        String second = linked("b.txt");
        String third = linked("c.txt");
        assertThat(org.send("DELETE", "/sobjects/ContentDocument/" + documentOf(first), "")
                        .status())
                .isEqualTo(204);
        Org.Answer deleted =
                org.send("DELETE", "/composite/sobjects?ids=" + documentOf(second) + "," + documentOf(third), "");
        assertThat(deleted.text("0.success")).isEqualTo("true");
        assertThat(deleted.text("1.success")).isEqualTo("true");
        assertThat(count("ContentVersion")).isEqualTo("0");
        assertThat(count("ContentDocumentLink WHERE LinkedEntityId = '" + account + "'"))
                .isEqualTo("0");
        Org.Answer gone = org.get("/sobjects/ContentVersion/" + first + "/VersionData");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.text("0.errorCode")).isEqualTo("ENTITY_IS_DELETED");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String read(String id) throws IOException {
        try (InputStream in = org.sandbox.backstage().files().open(id).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void filesArePutListedReadReplacedAndDeletedBehindTheBackOfClients() throws IOException {
        SalesforceFiles files = org.sandbox.backstage().files();
        String large = "x".repeat(600_000);
        String id = files.add(account, "a.txt", stream("hello"));
        String other = files.add(account, "b.txt", stream(large));
        assertThat(files.of(account)).extracting(SalesforceFile::id).containsExactly(id, other);
        assertThat(files.get(id))
                .get()
                .extracting(SalesforceFile::title, SalesforceFile::path, SalesforceFile::size, SalesforceFile::md5)
                .containsExactly("a", "a.txt", 5L, "5d41402abc4b2a76b9719d911017c592");
        files.replace(id, "a.txt", stream("bye"));
        assertThat(read(id)).isEqualTo("bye");
        assertThat(read(other)).isEqualTo(large);
        assertThat(count("ContentVersion")).isEqualTo("3");
        String version = files.get(other).orElseThrow().version();
        Object kept = org.sandbox
                .backstage()
                .get("ContentVersion", version)
                .orElseThrow()
                .get("VersionData");
        assertThat(kept)
                .isInstanceOfSatisfying(
                        Blob.class, blob -> assertThat(blob.size()).isEqualTo(600_000));
        assertThat(files.delete(other)).isTrue();
        assertThat(files.delete(other)).isFalse();
        assertThat(files.of(account)).hasSize(1);
        assertThat(files.open(other)).isEmpty();
        // in the bin it keeps its bytes
        assertThat(((Blob) kept).bytes()).hasSize(600_000);
        org.sandbox.clock().shift(Duration.ofSeconds(2));
        assertThat(org.sandbox.emptyBin(Duration.ofSeconds(1))).isEqualTo(4);
        assertThatThrownBy(((Blob) kept)::open).isInstanceOf(NoSuchFileException.class);
    }
}
