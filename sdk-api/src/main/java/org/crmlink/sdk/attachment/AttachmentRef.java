package org.crmlink.sdk.attachment;

import static java.util.Objects.requireNonNull;

/**
 * Names a file or folder of one store. Immutable; made by the connector, opaque to hosts. Stores name files by id, by path or by both, so at
 * least one of them is there.
 *
 * @param id the store's id, or an empty text
 * @param path path from the store's root with {@code /} between names, or an empty text; a hint where the store has ids
 */
public record AttachmentRef(String id, String path) {

    public AttachmentRef {
        requireNonNull(id, "id is null");
        requireNonNull(path, "path is null");
        if (id.isEmpty() && path.isEmpty()) {
            throw new IllegalArgumentException("an attachment needs an id or a path");
        }
    }
}
