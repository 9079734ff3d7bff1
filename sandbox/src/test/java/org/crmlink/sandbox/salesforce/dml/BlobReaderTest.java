package org.crmlink.sandbox.salesforce.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.crmlink.sandbox.salesforce.org.BlobSource;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlobReaderTest {

    private static final SObject ATTACHMENT =
            TestOrg.object("Attachment", "00P", Field.of("Body", "Body", FieldType.BASE64));

    private static @Nullable Blob read(@Nullable Object value) {
        TestOrg org = TestOrg.of(ATTACHMENT);
        try (RecordStore store = org.store;
                Work work = store.begin(org.user)) {
            return BlobReader.read(work, ATTACHMENT, ATTACHMENT.require("Body"), value);
        }
    }

    private static OrgException refused(Object value) {
        OrgException failure = catchThrowableOfType(OrgException.class, () -> read(value));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void bytesComeInBase64OrAsAStream() {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        Blob text = read("aGVs\r\nbG8=");
        assertThat(text).hasToString("5 bytes, MD5 5d41402abc4b2a76b9719d911017c592");
        assertThat(text.bytes()).isEqualTo(hello);
        BlobSource source = () -> new ByteArrayInputStream(hello);
        assertThat(read(source)).isEqualTo(text);
        assertThat(read("")).isNull();
        assertThat(read(null)).isNull();
        assertThat(refused("not Base64!").code()).isEqualTo("JSON_PARSER_ERROR");
        assertThat(refused(5L).code()).isEqualTo("JSON_PARSER_ERROR");
    }

    @Test
    void anAttachmentInBase64HasAtMost25Megabytes() {
        int most = 25 << 20;
        String tooLong = Base64.getEncoder().encodeToString(new byte[most + 1]);
        assertThat(refused(tooLong).code()).isEqualTo("STRING_TOO_LONG");
        assertThat(refused(tooLong).getMessage()).contains("Body", Integer.toString(most));
        BlobSource apart = () -> new ByteArrayInputStream(new byte[most + 1]);
        assertThat(read(apart)).extracting(Blob::size).isEqualTo(most + 1L);
    }
}
