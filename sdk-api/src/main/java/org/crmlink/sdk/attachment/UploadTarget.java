package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.RecordRef;

/**
 * Where an upload goes. Immutable. Either {@code existing} names the file to replace, or {@code parent}, {@code record} and {@code name} say where
 * a new one goes.
 *
 * @param existing the file to replace
 * @param parent the folder of a new file; empty is the root, or the record's own place
 * @param record the CRM record that a new file belongs to
 * @param name file name of a new file; escaped by the connector, refused with INVALID_DATA where the store cannot hold it
 * @param mediaType MIME type, or an empty text
 * @param size bytes, if known
 * @param hashes checksums of the content, if known beforehand
 * @param condition what must hold
 */
public record UploadTarget(
        Optional<AttachmentRef> existing,
        Optional<AttachmentRef> parent,
        Optional<RecordRef> record,
        String name,
        String mediaType,
        OptionalLong size,
        Map<HashKind, String> hashes,
        WriteCondition condition) {

    public UploadTarget {
        requireNonNull(existing, "existing is null");
        requireNonNull(parent, "parent is null");
        requireNonNull(record, "record is null");
        requireNonNull(name, "name is null");
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(size, "size is null");
        hashes = Map.copyOf(hashes);
        requireNonNull(condition, "condition is null");
    }
}
