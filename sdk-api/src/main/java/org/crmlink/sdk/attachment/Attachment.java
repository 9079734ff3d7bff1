package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.RecordRef;

/**
 * A file or folder as the store has it. Immutable.
 *
 * @param ref names it
 * @param name its name, never to be trusted as a local file name
 * @param folder whether it is a folder
 * @param parent the folder that holds it; empty at the root or if the store does not tell
 * @param size bytes; empty for folders and where the store does not tell
 * @param mediaType MIME type, or an empty text
 * @param contentVersion changes when the content does; an empty text if the store has none
 * @param version changes when anything does (ETag, revision); what conditions compare
 * @param modified by the server's clock, or the client's where the store says so
 * @param hashes checksums of the content that the store told
 * @param record the CRM record that it belongs to, if the connector knows
 */
public record Attachment(
        AttachmentRef ref,
        String name,
        boolean folder,
        Optional<AttachmentRef> parent,
        OptionalLong size,
        String mediaType,
        String contentVersion,
        String version,
        Instant modified,
        Map<HashKind, String> hashes,
        Optional<RecordRef> record) {

    public Attachment {
        requireNonNull(ref, "ref is null");
        requireNonNull(name, "name is null");
        requireNonNull(parent, "parent is null");
        requireNonNull(size, "size is null");
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(contentVersion, "contentVersion is null");
        requireNonNull(version, "version is null");
        requireNonNull(modified, "modified is null");
        hashes = Map.copyOf(hashes);
        requireNonNull(record, "record is null");
    }
}
