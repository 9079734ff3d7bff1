package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * A new version begins a file, linked to its owner and to the place where it is published first, or continues one. Source: backend page, section 17.
 */
final class ContentVersionEffect implements Effect {

    private static final String VERSION = "ContentVersion";
    private static final String DOCUMENT = "ContentDocumentId";
    private static final String LATEST = "IsLatest";
    private static final String NUMBER = "VersionNumber";
    private static final String PATH = "PathOnClient";
    private static final String TITLE = "Title";
    private static final String SIZE = "ContentSize";
    private static final String TYPE = "FileType";
    private static final String EXTENSION = "FileExtension";
    private static final String PLACE = "FirstPublishLocationId";
    private static final String LINK = "ContentDocumentLink";

    /** Types that are not called as their files end; our assumption for what is not in the list: the ending in capitals. */
    private static final Map<String, String> TYPES = Map.of(
            "txt", "TEXT",
            "doc", "WORD",
            "docx", "WORD_X",
            "xls", "EXCEL",
            "xlsx", "EXCEL_X",
            "ppt", "POWER_POINT",
            "pptx", "POWER_POINT_X",
            "jpeg", "JPG",
            "htm", "HTML",
            "", "UNKNOWN");

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        if (draft.before() != null) {
            return;
        }
        String path = draft.text(PATH);
        if (path.isEmpty() && draft.has(PATH)) {
            throw Refusals.requiredMissing(List.of(PATH));
        }
        describe(draft, path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
        Optional<SObject> documents = writes.object("ContentDocument");
        draft.set(LATEST, true);
        if (draft.get(DOCUMENT) instanceof String document) {
            int newest = writes.pointing(VERSION, DOCUMENT, document).stream()
                    .mapToInt(ContentVersionEffect::number)
                    .max()
                    .orElse(0);
            draft.set(NUMBER, Integer.toString(newest + 1));
        } else {
            draft.set(NUMBER, "1");
            documents.ifPresent(known -> draft.set(
                    DOCUMENT,
                    writes.insert(known, shared(draft.object(), draft.cells())).id()));
        }
    }

    private static void describe(Draft draft, String file) {
        int dot = file.lastIndexOf('.');
        String extension = dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (draft.text(TITLE).isEmpty()) {
            draft.set(TITLE, dot <= 0 ? file : file.substring(0, dot));
        }
        Blob bytes = draft.get("VersionData") instanceof Blob data ? data : null;
        draft.set(EXTENSION, extension.isEmpty() ? null : extension);
        draft.set(TYPE, TYPES.getOrDefault(extension, extension.toUpperCase(Locale.ROOT)));
        draft.setNumber(SIZE, BigDecimal.valueOf(bytes == null ? 0 : bytes.size()));
        draft.set("Checksum", bytes == null ? null : bytes.md5());
    }

    /** What the file has of its newest version. */
    private static Map<String, @Nullable Object> shared(SObject object, @Nullable Object[] cells) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : List.of(TITLE, TYPE, EXTENSION, SIZE)) {
            int slot = object.slot(field);
            if (slot >= 0) {
                values.put(field, cells[slot]);
            }
        }
        return values;
    }

    private static int number(Row version) {
        return version.get(NUMBER) instanceof String text && text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    @Override
    public void afterSave(ServerWrites writes, @Nullable Row before, Row after) {
        Optional<Row> document = writes.get(after.get(DOCUMENT));
        if (document.isEmpty() || !Boolean.TRUE.equals(after.get(LATEST))) {
            return;
        }
        Map<String, @Nullable Object> values = shared(after.object(), after.copyOfCells());
        values.put("LatestPublishedVersionId", after.id());
        writes.set(document.get(), values);
        if (before == null) {
            retire(writes, document.get().id(), after.id());
            link(writes, document.get().id(), after);
        }
    }

    /** The versions before are no longer the newest. */
    private static void retire(ServerWrites writes, String document, String newest) {
        for (Row version : writes.pointing(VERSION, DOCUMENT, document)) {
            if (!version.id().equals(newest)) {
                writes.set(version, Map.of(LATEST, false));
            }
        }
    }

    private static void link(ServerWrites writes, String document, Row version) {
        Optional<SObject> links = writes.object(LINK);
        if (links.isEmpty() || number(version) > 1) {
            return;
        }
        Map<Object, String> shares = new LinkedHashMap<>();
        shares.put(
                Objects.requireNonNullElse(version.get("OwnerId"), writes.work().user()), "I");
        Object place = version.get(PLACE);
        if (place != null) {
            shares.putIfAbsent(place, "V");
        }
        for (Row link : writes.pointing(LINK, DOCUMENT, document)) {
            shares.remove(Objects.requireNonNullElse(link.get("LinkedEntityId"), ""));
        }
        shares.forEach((linked, share) -> {
            Map<String, Object> values = new HashMap<>();
            values.put(DOCUMENT, document);
            values.put("LinkedEntityId", linked);
            values.put("ShareType", share);
            values.put("Visibility", "AllUsers");
            writes.insert(links.get(), values);
        });
    }
}
