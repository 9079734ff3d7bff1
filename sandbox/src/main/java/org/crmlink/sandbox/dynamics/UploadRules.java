package org.crmlink.sandbox.dynamics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** What the organization takes as a file: which kinds, and how much (dynamics.md §8). */
final class UploadRules {

    private static final long DEFAULT_MOST = 5_242_880;
    private static final long DEFAULT_FILE_KB = 32_768;
    private static final long IMAGE_KB = 10_240;
    private static final Map<String, String> BODIES =
            Map.of("annotation", "documentbody", "activitymimeattachment", "body");

    private UploadRules() {}

    /** Refuses rows whose documents the organization does not take. */
    static void check(Store store, Table table, Map<String, ? extends @Nullable Object> values) {
        String body = BODIES.get(table.logicalName());
        if (body != null) {
            if (values.get("filename") instanceof String name) {
                checkName(store, name);
            }
            if (values.get(body) instanceof String base64 && decodedLength(base64) > mostOfNotes(store)) {
                throw tooBig();
            }
        }
        for (Map.Entry<String, ? extends @Nullable Object> value : values.entrySet()) {
            if (value.getValue() instanceof byte[] image && image.length > IMAGE_KB * 1024) {
                throw tooBig();
            }
        }
    }

    /** Refuses a file for a column. */
    static void checkFile(Store store, Column column, String name, long size) {
        checkName(store, name);
        if (size > most(column)) {
            throw tooBig();
        }
    }

    /** The size limit of a file or image column in bytes. */
    static long most(Column column) {
        if (column.type() == ColumnType.IMAGE) {
            return IMAGE_KB * 1024;
        }
        if (column.maxSizeInKb() > 0) {
            return column.maxSizeInKb() * 1024L;
        }
        return (column.max() == null ? DEFAULT_FILE_KB : column.max().longValue()) * 1024;
    }

    private static void checkName(Store store, String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (name.indexOf('.') >= 0 && blocked(store).contains(extension)) {
            throw new ApiException(
                    400,
                    "0x80043e09",
                    "The attachment is either not a valid type or is too large. It cannot be uploaded or downloaded.");
        }
    }

    private static ApiException tooBig() {
        return new ApiException(400, "0x80044a02", "Attachment file size is too big.");
    }

    private static Set<String> blocked(Store store) {
        return setting(store, "blockedattachments")
                .map(list -> Set.copyOf(
                        Arrays.asList(list.toString().toLowerCase(Locale.ROOT).split(";", -1))))
                .orElse(Set.of());
    }

    private static long mostOfNotes(Store store) {
        return setting(store, "maxuploadfilesize")
                .map(size -> ((Number) size).longValue())
                .orElse(DEFAULT_MOST);
    }

    private static Optional<Object> setting(Store store, String column) {
        Optional<Row> organization = Tenant.organization(store);
        return organization
                .filter(row -> row.table().column(column).isPresent())
                .map(row -> row.get(column));
    }

    private static long decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4L * 3 - padding;
    }
}
