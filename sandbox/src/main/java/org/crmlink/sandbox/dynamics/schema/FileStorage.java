package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.bigInt;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.Reference;

/**
 * The rows behind file columns: {@code fileattachment}, which refers to the row that has the file and goes with it. The bytes are a
 * column of that row, so they are written, rolled back and kept like everything else; clients do not see that column.
 */
public final class FileStorage {

    /** The table of the files. */
    public static final String TABLE = "fileattachment";
    /** The column of the bytes. */
    public static final String BYTES = "body";

    private static final int NAME_LENGTH = 255;

    private FileStorage() {}

    /** The schema with what its file columns need: a column for each file's name, and a relationship to the files. */
    public static Schema in(Schema schema) {
        List<String> owners = new ArrayList<>();
        Schema.Builder changed = schema.toBuilder();
        for (Table table : schema.tables()) {
            TableBuilder named = table.toBuilder();
            boolean owner = false;
            for (Column column : table.columns()) {
                if (column.type() == ColumnType.FILE) {
                    owner = true;
                    if (table.column(nameOf(column)).isEmpty()) {
                        named.columns(string(column.schemaName() + "_Name", column.displayName() + " Name", NAME_LENGTH)
                                .readOnly());
                    }
                }
            }
            if (owner) {
                owners.add(table.logicalName());
                changed.table(named.build());
            }
        }
        if (owners.isEmpty()) {
            return schema;
        }
        changed.table(files(owners));
        for (String owner : owners) {
            changed.oneToMany(OneToMany.of(
                    owner + "_FileAttachments",
                    owner,
                    schema.require(owner).primaryId(),
                    TABLE,
                    "objectid",
                    "objectid_" + owner,
                    DeleteBehavior.CASCADE));
        }
        return changed.build();
    }

    /** The column that has the name of the file in a file column. */
    public static String nameOf(Column file) {
        return file.logicalName() + "_name";
    }

    private static Table files(List<String> owners) {
        return TableBuilder.table("FileAttachment", "File Attachment", "fileattachments")
                .plural("File Attachments")
                .primaryName("filename")
                .ownership(Ownership.NONE)
                .changeTracking(false)
                .optimisticConcurrency(false)
                .objectTypeCode(55)
                .creatable(false)
                .deletable(false)
                .columns(new ColumnList()
                        .add(primaryId("FileAttachmentId", "File Attachment"))
                        .add(string("FileName", "File Name", NAME_LENGTH))
                        .add(string("MimeType", "MIME Type", 256))
                        .add(bigInt("FileSizeInBytes", "File Size (Bytes)"))
                        .add(string("RegardingFieldName", "Regarding attribute name", 100))
                        .lookup("ObjectId", "Regarding", owners.toArray(String[]::new))
                        .add(of(ColumnType.ENTITY_NAME, "ObjectTypeCode", "Object Type")
                                .attributeOf("objectid")
                                .computed(
                                        row -> row.get("objectid") instanceof Reference target ? target.table() : null))
                        .add(of(ColumnType.IMAGE, "Body", "Body").readable(false))
                        .add(dateTime("CreatedOn", "Created On")
                                .automatic(Automatic.CREATED_ON)
                                .readOnly())
                        .version()
                        .list())
                .build();
    }
}
