package org.crmlink.sandbox.salesforce.objects;

import static org.crmlink.sandbox.salesforce.org.OnDelete.CASCADE;
import static org.crmlink.sandbox.salesforce.org.OnDelete.CLEAR;

import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/** Files, their versions and links, and the older attachments. Source: backend page, section 17. */
final class FileObjects {

    private FileObjects() {}

    static SObject attachment() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField("ParentId", "Parent ID", "Attachments", CASCADE, StandardObjects.PARENTS)
                        .required()
                        .createOnly())
                .text("Name", "File Name", 255, f -> f.required().nameField())
                .flag("IsPrivate", "Private")
                .text("ContentType", "Content Type", 120)
                .add(Field.of("BodyLength", "Body Length", FieldType.INT)
                        .digits(9, 0)
                        .readOnly())
                .add(Field.of("Body", "Body", FieldType.BASE64).required())
                .owner("User")
                .text("Description", "Description", 500);
        return new SObject("Attachment", "Attachment", "Attachments", "00P", Traits.ORDINARY, fields.audited());
    }

    static SObject document() {
        FieldList fields = FieldList.deletable()
                .text("Title", "Title", 255, f -> f.required().nameField())
                .add(FieldList.lookupField("LatestPublishedVersionId", "Latest Version ID", "", CLEAR, "ContentVersion")
                        .readOnly())
                .fixedFlag("IsArchived", "Is Archived")
                .owner("User")
                .text("Description", "Description", 1000)
                .add(Field.of("ContentSize", "Size", FieldType.INT).digits(9, 0).readOnly())
                .text("FileType", "File Type", 20, Field.Builder::readOnly)
                .text("FileExtension", "File Extension", 40, Field.Builder::readOnly)
                .add(Field.of("ContentModifiedDate", "Content Modified Date", FieldType.DATETIME)
                        .readOnly());
        return new SObject(
                "ContentDocument",
                "Content Document",
                "Content Documents",
                "069",
                new Traits(false, true, true, true, true, false),
                fields.audited());
    }

    static SObject version() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField(
                                "ContentDocumentId",
                                "ContentDocument ID",
                                "ContentVersions",
                                CASCADE,
                                "ContentDocument")
                        .createOnly())
                .fixedFlag("IsLatest", "Is Latest")
                .of(FieldType.URL, "ContentUrl", "Content URL", 1300)
                .text("VersionNumber", "Version Number", 20, Field.Builder::readOnly)
                .text("Title", "Title", 255, f -> f.required().defaulted().nameField())
                .text("Description", "Description", 1000)
                .text("ReasonForChange", "Reason For Change", 1000)
                .text("PathOnClient", "Path On Client", 500, Field.Builder::createOnly)
                .text("FileType", "File Type", 20, Field.Builder::readOnly)
                .text("FileExtension", "File Extension", 40, Field.Builder::readOnly)
                .add(Field.of("VersionData", "Version Data", FieldType.BASE64).createOnly())
                .add(Field.of("ContentSize", "Size", FieldType.INT).digits(9, 0).readOnly())
                .text("Checksum", "Checksum", 50, Field.Builder::readOnly)
                .add(FieldList.lookupField(
                                "FirstPublishLocationId",
                                "First Publish Location ID",
                                "",
                                CLEAR,
                                StandardObjects.PARENTS)
                        .createOnly())
                .add(Field.of("ContentLocation", "Content Location", FieldType.PICKLIST)
                        .options("S", "E", "L")
                        .restricted()
                        .required()
                        .defaultValue("S"))
                .add(Field.of("Origin", "Content Origin", FieldType.PICKLIST)
                        .options("C", "H")
                        .restricted()
                        .required()
                        .defaultValue("C"))
                .owner("User");
        return new SObject(
                "ContentVersion",
                "Content Version",
                "Content Versions",
                "068",
                new Traits(true, true, false, true, true, false),
                fields.audited());
    }

    static SObject link() {
        FieldList fields = FieldList.deletable()
                .add(FieldList.lookupField(
                                "LinkedEntityId", "Linked Entity ID", "ContentDocumentLinks", CASCADE, withUser())
                        .required()
                        .createOnly())
                .add(FieldList.lookupField(
                                "ContentDocumentId",
                                "ContentDocument ID",
                                "ContentDocumentLinks",
                                CASCADE,
                                "ContentDocument")
                        .required()
                        .createOnly())
                .add(Field.of("ShareType", "Share Type", FieldType.PICKLIST)
                        .options("V", "C", "I")
                        .restricted()
                        .defaultValue("V"))
                .add(Field.of("Visibility", "Visibility", FieldType.PICKLIST)
                        .options("AllUsers", "InternalUsers", "SharedUsers")
                        .restricted()
                        .defaultValue("AllUsers"));
        return new SObject(
                "ContentDocumentLink",
                "Content Document Link",
                "Content Document Links",
                "06A",
                new Traits(true, true, true, false, false, false),
                fields.audited());
    }

    private static String[] withUser() {
        String[] all = java.util.Arrays.copyOf(StandardObjects.PARENTS, StandardObjects.PARENTS.length + 1);
        all[all.length - 1] = "User";
        return all;
    }
}
