package org.crmlink.connector.salesforce;

import static java.util.Objects.requireNonNull;

import org.crmlink.sdk.attachment.Attachment;

/**
 * A file as the org has it. Immutable.
 *
 * @param attachment what the host is told
 * @param row id of the row that holds the bytes: a file's version, or the attachment itself
 */
record StoredFile(Attachment attachment, String row) {

    StoredFile {
        requireNonNull(attachment, "attachment is null");
        requireNonNull(row, "row is null");
    }

    String name() {
        return attachment.name();
    }
}
