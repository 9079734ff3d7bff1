package org.crmlink.sandbox.dynamics;

import java.net.URLConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.schema.FileStorage;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/** Files in file and image columns. Stateless. */
final class FileColumns {

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private FileColumns() {}

    /** A file with its name and kind. */
    record Content(String name, String mimeType, byte[] bytes) {}

    static boolean isFile(Column column) {
        return column.type() == ColumnType.FILE || column.type() == ColumnType.IMAGE;
    }

    /** The kind of a file by its name. */
    static String mimeType(String name) {
        String guessed = URLConnection.guessContentTypeFromName(name);
        return guessed == null ? UNKNOWN_TYPE : guessed;
    }

    /** Puts a file into the column; the one that was there before is gone. The row gets a new version. */
    static RecordId put(Store store, Transaction transaction, Row row, Column column, Content content) {
        UploadRules.checkFile(store, column, content.name(), content.bytes().length);
        if (column.type() == ColumnType.IMAGE) {
            update(transaction, row, Map.of(column.logicalName(), content.bytes()));
            return row.id();
        }
        return transaction.asServer(() -> {
            dropFile(transaction, row, column);
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("filename", content.name());
            file.put("mimetype", content.mimeType());
            file.put("filesizeinbytes", (long) content.bytes().length);
            file.put("regardingfieldname", column.logicalName());
            file.put("objectid", row.reference());
            file.put(FileStorage.BYTES, content.bytes());
            RecordId id = transaction.insert(FileStorage.TABLE, null, file).id();
            Map<String, Object> values = new LinkedHashMap<>();
            values.put(column.logicalName(), id);
            values.put(FileStorage.nameOf(column), content.name());
            update(transaction, row, values);
            return id;
        });
    }

    /** Empties the column. */
    static void remove(Transaction transaction, Row row, Column column) {
        transaction.asServer(() -> {
            dropFile(transaction, row, column);
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put(column.logicalName(), null);
            if (column.type() == ColumnType.FILE) {
                values.put(FileStorage.nameOf(column), null);
            }
            return update(transaction, row, values);
        });
    }

    private static Row update(Transaction transaction, Row row, Map<String, ? extends @Nullable Object> values) {
        return transaction.update(row.table().logicalName(), row.id(), values);
    }

    private static void dropFile(Transaction transaction, Row row, Column column) {
        if (column.type() == ColumnType.FILE
                && row.get(column) instanceof RecordId id
                && transaction.get(FileStorage.TABLE, id).isPresent()) {
            transaction.delete(FileStorage.TABLE, id);
        }
    }

    /** What the column holds. */
    static Optional<Content> get(Store store, Row row, Column column) {
        Object value = row.get(column);
        if (value instanceof byte[] image) {
            return Optional.of(
                    new Content(column.logicalName() + "." + imageExtension(image), imageType(image), image));
        }
        if (column.type() != ColumnType.FILE || !(value instanceof RecordId id)) {
            return Optional.empty();
        }
        return store.get(FileStorage.TABLE, id)
                .filter(file -> file.get(FileStorage.BYTES) instanceof byte[])
                .map(file ->
                        new Content(String.valueOf(file.get("filename")), String.valueOf(file.get("mimetype")), (byte[])
                                Objects.requireNonNull(file.get(FileStorage.BYTES))));
    }

    /** What the column holds; an empty one is refused as the service refuses it. */
    static Content require(Store store, Row row, Column column) {
        return get(store, row, column)
                .orElseThrow(() -> new ApiException(
                        404,
                        "0x80040217",
                        "No file attachment found for attribute: " + column.logicalName() + " EntityId: "
                                + row.id().text() + "."));
    }

    /** The file or image column of this name. */
    static Column column(Table table, String name) {
        return table.column(name)
                .filter(FileColumns::isFile)
                .orElseThrow(() -> new ApiException(
                        400,
                        "0x80041103",
                        "'" + table.logicalName() + "' entity doesn't contain attribute with Name = '" + name + "'."));
    }

    private static String imageType(byte[] image) {
        return "image/" + imageExtension(image).replace("jpg", "jpeg");
    }

    /** By the first bytes of the formats that the service takes. */
    private static String imageExtension(byte[] image) {
        if (image.length > 3 && (image[0] & 0xff) == 0xff && (image[1] & 0xff) == 0xd8) {
            return "jpg";
        }
        if (image.length > 3 && image[0] == 'G' && image[1] == 'I' && image[2] == 'F') {
            return "gif";
        }
        return image.length > 1 && image[0] == 'B' && image[1] == 'M' ? "bmp" : "png";
    }
}
