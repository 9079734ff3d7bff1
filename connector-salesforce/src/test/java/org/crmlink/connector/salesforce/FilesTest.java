package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.crmlink.sandbox.SalesforceOptions;
import org.crmlink.sandbox.SalesforceSandbox;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentChange;
import org.crmlink.sdk.attachment.AttachmentFeed;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.AttachmentStep;
import org.crmlink.sdk.attachment.AttachmentStore;
import org.crmlink.sdk.attachment.Download;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.sdk.attachment.WriteCondition;
import org.crmlink.sdk.config.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and classic attachments of an org, through the attachment facet. */
@Timeout(60)
class FilesTest {

    private static final WriteCondition ALWAYS = new WriteCondition.Always();

    @TempDir
    Path directory;

    private SalesforceSandbox org;
    private Connector connector;
    private AttachmentStore store;
    private RecordRef account;

    @BeforeEach
    void start() throws Exception {
        org = SalesforceSandbox.of(SalesforceOptions.builder().build()).start();
        account = new RecordRef("Account", org.backstage().insert("Account", Map.of("Name", "Acme")));
        open(Map.of());
    }

    @AfterEach
    void stop() {
        connector.close();
        org.close();
    }

    private void open(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.put("url", org.url());
        options.put("client-id", SalesforceOptions.DEFAULT_CLIENT);
        options.put("client-secret", SalesforceOptions.DEFAULT_SECRET);
        if (connector != null) {
            connector.close();
        }
        connector = new SalesforceConnectorProvider()
                .open(
                        Configuration.of(
                                new SalesforceConnectorProvider().descriptor().options(), options),
                        new TestContext(directory));
        store = connector.facet(AttachmentStore.class).orElseThrow();
    }

    private UploadTarget target(String name, long size) {
        return new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.of(account),
                name,
                "text/plain",
                size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
                Map.of(),
                ALWAYS);
    }

    private static UploadTarget over(Attachment file, WriteCondition condition) {
        return new UploadTarget(
                Optional.of(file.ref()),
                Optional.empty(),
                Optional.empty(),
                "",
                "text/plain",
                OptionalLong.empty(),
                Map.of(),
                condition);
    }

    private Attachment upload(UploadTarget target, byte[] content) {
        UploadSession session = store.begin(target);
        int half = content.length / 2;
        session = store.append(session, new ByteArrayInputStream(content, 0, half), half);
        session = store.append(
                session, new ByteArrayInputStream(content, half, content.length - half), content.length - half);
        assertThat(session.offset()).isEqualTo(content.length);
        return store.finish(session);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private byte[] download(AttachmentRef ref) throws IOException {
        try (Download download = store.download(ref, 0, Optional.empty())) {
            return download.content().readAllBytes();
        }
    }

    private Map<String, Attachment> listed(AttachmentFeed feed) {
        Map<String, Attachment> files = new LinkedHashMap<>();
        try (feed) {
            for (int i = 0; i < 100; i++) {
                if (feed.next() instanceof AttachmentStep.Page page) {
                    page.changes().forEach(change -> {
                        Attachment file = ((AttachmentChange.Changed) change).attachment();
                        files.put(file.name(), file);
                    });
                } else {
                    return files;
                }
            }
        }
        throw new AssertionError("the listing does not end");
    }

    private static ErrorKind kind(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        ConnectorException failure = catchThrowableOfType(ConnectorException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.hint()).isPresent();
        return failure.kind();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5_000_000})
    void aFileGoesUpAndComesDownExactly(int size) throws IOException {
        byte[] content = bytes(size);
        Attachment told = upload(target("report.pdf", size), content);
        Attachment unknown = upload(target("unknown size.bin", -1), content);
        assertThat(told.name()).isEqualTo("report.pdf");
        assertThat(told.size()).hasValue(size);
        assertThat(told.record()).contains(account);
        assertThat(told.hashes()).containsKey(HashKind.MD5);
        assertThat(download(told.ref())).isEqualTo(content);
        assertThat(download(unknown.ref())).isEqualTo(content);
        assertThat(listed(store.list(account))).containsOnlyKeys("report.pdf", "unknown size.bin");
        assertThat(listed(store.list(Optional.<AttachmentRef>empty()))).containsKeys("report.pdf");
        assertThat(store.stat(told.ref())).isEqualTo(withoutRecord(told));
    }

    private static Attachment withoutRecord(Attachment file) {
        return new Attachment(
                file.ref(),
                file.name(),
                file.folder(),
                file.parent(),
                file.size(),
                file.mediaType(),
                file.contentVersion(),
                file.version(),
                file.modified(),
                file.hashes(),
                Optional.empty());
    }

    @Test
    void aNewContentIsANewVersionOfTheSameFile() throws IOException {
        Attachment first = upload(target("a.txt", 3), bytes(3));
        Attachment second = upload(over(first, new WriteCondition.IfVersion(first.version())), bytes(7));
        assertThat(second.ref()).isEqualTo(first.ref());
        assertThat(second.contentVersion()).isNotEqualTo(first.contentVersion());
        assertThat(kind(() -> upload(over(first, new WriteCondition.IfVersion(first.version())), bytes(9))))
                .isEqualTo(ErrorKind.CONFLICT);
        assertThat(download(first.ref())).isEqualTo(bytes(7));
        List<Attachment> versions = store.versions(first.ref());
        assertThat(versions).hasSize(1);
        assertThat(download(versions.get(0).ref())).isEqualTo(bytes(3));
        assertThat(kind(() -> store.delete(versions.get(0).ref(), ALWAYS))).isEqualTo(ErrorKind.INVALID_DATA);
        assertThat(listed(store.list(account))).containsOnlyKeys("a.txt");
    }

    @Test
    void aFileIsRenamedButKeepsItsExtension() throws IOException {
        Attachment file = upload(target("a.txt", 3), bytes(3));
        assertThat(store.rename(file.ref(), Optional.empty(), "b c.txt", ALWAYS).name())
                .isEqualTo("b c.txt");
        for (String bad : List.of("b.md", "b", "b.txt.txt", "x/y.txt", " b.txt", "b .txt")) {
            assertThat(kind(() -> store.rename(file.ref(), Optional.empty(), bad, ALWAYS)))
                    .as(bad)
                    .isEqualTo(ErrorKind.INVALID_DATA);
        }
        Attachment again = upload(over(file, ALWAYS), bytes(4));
        assertThat(again.name()).isEqualTo("b c.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b.tar.gz",
                "a.pdf.pdf",
                ".hidden",
                "no extension",
                "REPORT.PDF",
                "dot at the end.",
                "ümläut 漢字.txt"
            })
    void aNameIsKeptToTheLetter(String name) {
        assertThat(upload(target(name, 2), bytes(2)).name()).isEqualTo(name);
        assertThat(listed(store.list(account))).containsOnlyKeys(name);
    }

    @Test
    void whatIsWrittenUnderACondition() {
        upload(target("a.txt", 1), bytes(1));
        UploadTarget absent = new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.of(account),
                "a.txt",
                "",
                OptionalLong.empty(),
                Map.of(),
                new WriteCondition.IfAbsent());
        assertThat(kind(() -> store.begin(absent))).isEqualTo(ErrorKind.ALREADY_EXISTS);
    }

    @Test
    void aChecksumThatWasToldIsComparedBeforeTheFileIsThere() {
        UploadTarget told = new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.of(account),
                "a.txt",
                "",
                OptionalLong.empty(),
                Map.of(HashKind.MD5, "0".repeat(32)),
                ALWAYS);
        assertThat(kind(() -> upload(told, bytes(100)))).isEqualTo(ErrorKind.INVALID_DATA);
        assertThat(org.backstage().ids("ContentVersion")).isEmpty();
    }

    @Test
    void whatIsGivenUpOrBreaksOffLeavesNothing() {
        UploadSession session = store.begin(target("a.bin", 2_000_000));
        UploadSession half = store.append(session, new ByteArrayInputStream(bytes(1_000_000)), 1_000_000);
        store.abort(half);
        store.abort(half);
        assertThat(kind(() -> store.finish(half))).isEqualTo(ErrorKind.RESYNC_REQUIRED);
        UploadSession other = store.begin(target("b.bin", 2_000_000));
        InputStream gone = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(bytes(500_000)), gone);
        assertThat(kind(() -> store.append(other, broken, 2_000_000))).isEqualTo(ErrorKind.INVALID_DATA);
        UploadSession third = store.begin(target("c.bin", 2_000_000));
        UploadSession some = store.append(third, new ByteArrayInputStream(bytes(1_000)), 1_000);
        assertThat(kind(() -> store.finish(some))).isEqualTo(ErrorKind.INVALID_DATA);
        assertThat(org.backstage().ids("ContentVersion")).isEmpty();
        assertThat(org.backstage().ids("ContentDocument")).isEmpty();
    }

    @Test
    void aSessionThatHasEndedIsRenewedBeforeBytesTravel() throws IOException {
        upload(target("a.txt", 1), bytes(1));
        org.backstage().expireLogins();
        Attachment file = upload(target("b.txt", 100_000), bytes(100_000));
        assertThat(download(file.ref())).isEqualTo(bytes(100_000));
        UploadSession session = store.begin(target("c.txt", 100_000));
        org.backstage().expireLogins();
        assertThat(kind(() -> store.finish(store.append(session, new ByteArrayInputStream(bytes(100_000)), 100_000))))
                .isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(upload(target("c.txt", 100_000), bytes(100_000)).name()).isEqualTo("c.txt");
    }

    @Test
    void aRecordThatIsNotThereIsRefusedWithTheServersWords() {
        UploadTarget nowhere = new UploadTarget(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RecordRef("Account", "001000000000000AAA")),
                "a.txt",
                "",
                OptionalLong.empty(),
                Map.of(),
                ALWAYS);
        assertThat(kind(() -> upload(nowhere, bytes(10)))).isIn(ErrorKind.INVALID_DATA, ErrorKind.NOT_FOUND);
        assertThat(org.backstage().ids("ContentVersion")).isEmpty();
    }

    @Test
    void whatIsGoneIsNotFoundAndDeletingItAgainIsFine() {
        Attachment file = upload(target("a.txt", 1), bytes(1));
        store.delete(file.ref(), new WriteCondition.IfVersion(file.version()));
        store.delete(file.ref(), ALWAYS);
        assertThat(kind(() -> store.stat(file.ref()))).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(kind(() -> store.stat(new AttachmentRef("nonsense", "")))).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(listed(store.list(account))).isEmpty();
        assertThatThrownBy(() -> store.download(file.ref(), -1, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(kind(() -> store.download(file.ref(), 1, Optional.empty()))).isEqualTo(ErrorKind.UNSUPPORTED);
    }

    @Test
    void classicAttachmentsAreReadAndWrittenToo() throws IOException {
        open(Map.of("new-attachments", "classic"));
        Attachment file = upload(target("note.txt", 200_000), bytes(200_000));
        assertThat(file.ref().id()).startsWith("00P");
        assertThat(file.record()).contains(account);
        assertThat(file.mediaType()).isEqualTo("text/plain");
        assertThat(download(file.ref())).isEqualTo(bytes(200_000));
        Attachment changed = upload(over(file, ALWAYS), "other".getBytes(StandardCharsets.UTF_8));
        assertThat(changed.ref()).isEqualTo(file.ref());
        assertThat(download(file.ref())).asString(StandardCharsets.UTF_8).isEqualTo("other");
        assertThat(store.rename(file.ref(), Optional.empty(), "x.md", ALWAYS).name())
                .isEqualTo("x.md");
        open(Map.of());
        upload(target("file.txt", 1), bytes(1));
        assertThat(listed(store.list(account))).containsOnlyKeys("x.md", "file.txt");
        store.delete(file.ref(), ALWAYS);
        assertThat(listed(store.list(account))).containsOnlyKeys("file.txt");
        UploadTarget free = new UploadTarget(
                Optional.empty(), Optional.empty(), Optional.empty(), "a", "", OptionalLong.empty(), Map.of(), ALWAYS);
        assertThat(listed(store.list(Optional.<AttachmentRef>empty()))).containsKey("file.txt");
        assertThat(upload(free, bytes(2)).record()).isEmpty();
        open(Map.of("new-attachments", "classic"));
        assertThat(kind(() -> store.begin(free))).isEqualTo(ErrorKind.INVALID_DATA);
    }
}
