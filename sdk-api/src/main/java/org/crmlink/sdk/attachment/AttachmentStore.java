package org.crmlink.sdk.attachment;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.Facet;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.SyncToken;

/**
 * Files: in a CRM (notes, file fields) or in a store of their own. Everything streams: memory is bounded for any size [ATT-5]. Content is exact to
 * the byte [ATT-1].
 */
public interface AttachmentStore extends Facet {

    /** What this store can do. Does not block. */
    AttachmentCapabilities attachmentCapabilities();

    /** The files and folders directly in a folder. */
    AttachmentFeed list(Optional<AttachmentRef> folder);

    /** The files that belong to a CRM record. */
    AttachmentFeed list(RecordRef record);

    /**
     * Changes of the whole store, as far as this configuration reaches.
     *
     * @param since empty begins with everything that exists
     */
    AttachmentFeed changes(Optional<SyncToken> since);

    /**
     * Asks for one file or folder.
     *
     * @throws org.crmlink.sdk.ConnectorException of kind NOT_FOUND if it does not exist
     */
    Attachment stat(AttachmentRef ref);

    /**
     * Opens a file at an offset.
     *
     * @param offset first byte wanted; beyond the end is INVALID_DATA [ATT-2]
     * @param version the version that the caller has the first bytes of; a differing one is CONFLICT [ATT-3]. Empty takes the current one
     */
    Download download(AttachmentRef ref, long offset, Optional<String> version);

    /** Begins an upload. Nothing is visible before {@link #finish}. */
    UploadSession begin(UploadTarget target);

    /** Asks the store how much of an upload it has, after a failure or a restart. RESYNC_REQUIRED: the session is gone, begin again. */
    UploadSession resume(UploadSession session);

    /**
     * Sends the next bytes, from the session's offset on.
     *
     * @param chunk read to {@code length}, not closed
     * @param length bytes to send: a multiple of the store's, except for the last chunk
     * @return the session after it
     */
    UploadSession append(UploadSession session, InputStream chunk, long length);

    /** Makes the upload visible, in one step, and verifies the checksum [ATT-4]. */
    Attachment finish(UploadSession session);

    /** Gives an upload up; nothing remains [ATT-3]. Idempotent. */
    void abort(UploadSession session);

    /** Makes a folder and returns it; an existing one is returned. */
    Attachment createFolder(Optional<AttachmentRef> parent, String name);

    /** Renames or moves. An empty parent keeps the folder. */
    Attachment rename(AttachmentRef ref, Optional<AttachmentRef> newParent, String newName, WriteCondition condition);

    /** Deletes; what is gone already is a success. */
    void delete(AttachmentRef ref, WriteCondition condition);

    /** Earlier versions of a file, newest first. */
    List<Attachment> versions(AttachmentRef ref);
}
