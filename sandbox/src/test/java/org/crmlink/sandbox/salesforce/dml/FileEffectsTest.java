package org.crmlink.sandbox.salesforce.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileEffectsTest {

    private static Field.Builder size(String name) {
        return Field.of(name, name, FieldType.INT).readOnly();
    }

    private static TestOrg org(OnDelete parts) {
        SObject version = TestOrg.object(
                "ContentVersion",
                "068",
                TestOrg.lookup("ContentDocumentId", "ContentDocument", "ContentDocument")
                        .onDelete(parts),
                Field.of("IsLatest", "Latest", FieldType.BOOLEAN).readOnly(),
                TestOrg.text("VersionNumber").readOnly(),
                TestOrg.text("Title"),
                TestOrg.text("PathOnClient"),
                TestOrg.text("FileType").readOnly(),
                TestOrg.text("FileExtension").readOnly(),
                TestOrg.text("Checksum").readOnly(),
                size("ContentSize"),
                Field.of("VersionData", "Data", FieldType.BASE64),
                TestOrg.lookup("FirstPublishLocationId", "FirstPublishLocation", "Account"),
                TestOrg.lookup("OwnerId", "Owner", "User").required().defaulted());
        SObject document = TestOrg.object(
                "ContentDocument",
                "069",
                TestOrg.text("Title"),
                TestOrg.text("FileType").readOnly(),
                TestOrg.text("FileExtension").readOnly(),
                size("ContentSize"),
                TestOrg.lookup("LatestPublishedVersionId", "LatestPublishedVersion", "ContentVersion")
                        .readOnly());
        SObject link = TestOrg.object(
                "ContentDocumentLink",
                "06A",
                TestOrg.lookup("ContentDocumentId", "ContentDocument", "ContentDocument")
                        .required()
                        .onDelete(parts),
                TestOrg.lookup("LinkedEntityId", "LinkedEntity", "Account", "User"),
                TestOrg.text("ShareType"),
                TestOrg.text("Visibility"));
        SObject attachment =
                TestOrg.object("Attachment", "00P", Field.of("Body", "Body", FieldType.BASE64), size("BodyLength"));
        return TestOrg.of(TestOrg.account(), version, document, link, attachment);
    }

    private static List<Row> alive(TestOrg org, String object) {
        return org.store.rows(org.object(object)).stream()
                .filter(row -> !row.isDeleted())
                .toList();
    }

    @Test
    void aFirstVersionBeginsAFileAndANextOneContinuesIt() {
        TestOrg org = org(OnDelete.CASCADE);
        String account = org.create("Account", Map.of("Name", "A"));
        Row first = org.row(org.create(
                "ContentVersion",
                Map.of(
                        "PathOnClient",
                        "C:\\dir.x\\Offer 1.TXT",
                        "VersionData",
                        "aGVsbG8=",
                        "FirstPublishLocationId",
                        account)));
        assertThat(first.get("Title")).isEqualTo("Offer 1");
        assertThat(first.get("FileExtension")).isEqualTo("txt");
        assertThat(first.get("FileType")).isEqualTo("TEXT");
        assertThat(first.get("Checksum")).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(first.get("ContentSize")).isEqualTo(new BigDecimal(5));
        assertThat(first.get("VersionNumber")).isEqualTo("1");
        String document = String.valueOf(first.get("ContentDocumentId"));
        assertThat(org.row(document).get("LatestPublishedVersionId")).isEqualTo(first.id());
        assertThat(alive(org, "ContentDocumentLink"))
                .extracting(row -> row.get("LinkedEntityId") + " " + row.get("ShareType"))
                .containsExactly(org.user + " I", account + " V");

        Row second = org.row(org.create(
                "ContentVersion",
                Map.of(
                        "PathOnClient",
                        "offer.docx",
                        "VersionData",
                        "aGk=",
                        "ContentDocumentId",
                        document,
                        "Title",
                        "Offer 2")));
        assertThat(second.get("VersionNumber")).isEqualTo("2");
        assertThat(second.get("FileType")).isEqualTo("WORD_X");
        assertThat(org.row(first.id()).get("IsLatest")).isEqualTo(false);
        assertThat(org.row(document).get("LatestPublishedVersionId")).isEqualTo(second.id());
        assertThat(org.row(document).get("Title")).isEqualTo("Offer 2");
        assertThat(org.row(document).get("ContentSize")).isEqualTo(new BigDecimal(2));
        assertThat(alive(org, "ContentDocumentLink")).hasSize(2);
        org.update(second.id(), Map.of("Title", "Offer 3"));
        assertThat(org.row(document).get("Title")).isEqualTo("Offer 3");
        org.update(document, Map.of("Title", "Offer 4"));
        assertThat(org.row(second.id()).get("Title")).isEqualTo("Offer 4");
    }

    @Test
    void aFileNeedsItsName() {
        OrgException failure = catchThrowableOfType(
                OrgException.class,
                () -> org(OnDelete.CASCADE).create("ContentVersion", Map.of("VersionData", "aGk=")));
        assertThat(failure.code()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(failure.fields()).containsExactly("PathOnClient");
    }

    @ParameterizedTest
    @EnumSource(value = OnDelete.class, names = "RESTRICT", mode = EnumSource.Mode.EXCLUDE)
    void withAFileGoItsVersionsAndLinks(OnDelete parts) {
        TestOrg org = org(parts);
        Row version = org.row(org.create("ContentVersion", Map.of("PathOnClient", "a.bin", "VersionData", "aGk=")));
        String document = String.valueOf(version.get("ContentDocumentId"));
        org.create("ContentVersion", Map.of("PathOnClient", "other", "VersionData", "aGk="));
        org.delete(document);
        assertThat(org.row(version.id()).isDeleted()).isTrue();
        assertThat(alive(org, "ContentVersion")).hasSize(1);
        assertThat(alive(org, "ContentDocumentLink")).hasSize(1);
        if (parts == OnDelete.CASCADE) {
            try (Work work = org.store.begin(org.user)) {
                org.dml.undelete(work, document);
                work.commit();
            }
            assertThat(alive(org, "ContentVersion")).hasSize(2);
            assertThat(org.row(document).get("LatestPublishedVersionId")).isEqualTo(version.id());
        }
    }

    @Test
    void anAttachmentKnowsItsSize() {
        TestOrg org = org(OnDelete.CASCADE);
        String id = org.create("Attachment", Map.of("Body", "aGVsbG8="));
        assertThat(org.row(id).get("BodyLength")).isEqualTo(new BigDecimal(5));
        assertThat(org.update(id, Map.of("Body", "aGk=")).get("BodyLength")).isEqualTo(new BigDecimal(2));
    }
}
