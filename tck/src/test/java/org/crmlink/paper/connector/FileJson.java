package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentRef;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.toolkit.http.HttpBody;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.json.StrictJson;

/** Files as the wire shows them. */
final class FileJson {

    private FileJson() {}

    static AttachmentRef ref(JsonObject json) throws IOException {
        Optional<String> id = json.text("id").filter(text -> !text.isEmpty());
        if (Flaw.ODD_PATHS_ONLY.here()) {
            return new AttachmentRef("", json.text("path").orElse(""));
        }
        return new AttachmentRef(
                id.orElseThrow(() -> new MalformedJsonException("a file has no id")),
                json.text("path").orElse(""));
    }

    static Attachment read(JsonObject json) throws IOException {
        Instant modified;
        try {
            modified = Instant.parse(json.text("modified").orElse(""));
        } catch (DateTimeParseException e) {
            throw new MalformedJsonException("a file has no time of change");
        }
        JsonObject record = json.object("record");
        Optional<BigDecimal> size = json.number("size");
        return new Attachment(
                ref(json),
                json.text("name").orElseThrow(() -> new MalformedJsonException("a file has no name")),
                json.isTrue("folder"),
                json.text("parent").map(path -> new AttachmentRef("", path)),
                size.isPresent() ? OptionalLong.of(size.get().longValue()) : OptionalLong.empty(),
                Flaw.ODD_MEDIA_TYPE.here()
                        ? "application/x-paper"
                        : json.text("type").orElse(""),
                json.text("contentVersion").orElse(""),
                json.text("version").orElseThrow(() -> new MalformedJsonException("a file has no version")),
                modified,
                json.text("sha256").map(hash -> Map.of(HashKind.SHA256, hash)).orElse(Map.of()),
                record.text("entity").flatMap(entity -> record.text("id").map(id -> new RecordRef(entity, id))));
    }

    static List<Attachment> list(InputStream body) throws IOException {
        List<Attachment> files = new ArrayList<>();
        for (JsonObject file : JsonObject.read(body).objects("files")) {
            files.add(read(file));
        }
        return files;
    }

    static void parent(JsonGenerator out, Optional<AttachmentRef> parent) throws IOException {
        if (parent.isPresent()) {
            AttachmentRef ref = parent.get();
            out.writeStringField(
                    ref.id().isEmpty() ? "parent" : "parentId", ref.id().isEmpty() ? ref.path() : ref.id());
        }
    }

    /** Writes the members of a JSON object. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    static HttpBody body(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StrictJson.generator(bytes)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw PaperErrors.invalid("attachment", "", "a name or id is no Unicode", "correct the name");
        }
        return HttpBody.bytes("application/json", bytes.toByteArray());
    }
}
