package org.crmlink.connector.salesforce;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.UploadTarget;
import org.jspecify.annotations.Nullable;

/** One of the ways in which an org keeps files (salesforce.md §17). Thread-safe. */
interface FileKind {

    /** The entity whose rows hold the bytes. */
    String entity();

    /** Its field for them. */
    String contentField();

    /** The largest file in bytes. */
    long maxSize();

    /** Whether an id names a file of this kind. */
    boolean owns(String id);

    /** The files of a record, or all that the user may see. */
    FilePages files(Optional<RecordRef> record);

    /** The file with an id. */
    Optional<StoredFile> find(String id);

    /** A file of that name, to the letter, at a record or among all. */
    Optional<StoredFile> named(Optional<RecordRef> record, String name);

    /**
     * Refuses what cannot be the name of a file.
     *
     * @throws org.crmlink.sdk.ConnectorException of kind INVALID_DATA
     */
    void requireName(String name);

    /** Refuses what a new file may not be, before anything is sent. */
    void requireTarget(UploadTarget target);

    /** Method and path, below the API's root, of the request that writes a file. */
    String[] request(Optional<StoredFile> existing);

    /** The fields beside the bytes. */
    Map<String, @Nullable Object> fields(UploadTarget target, Optional<StoredFile> existing);

    /** Gives a file another name. */
    void rename(StoredFile file, String name);

    /** Deletes a file; one that is gone already is no error. */
    void delete(StoredFile file);

    /** What a file was before, newest first. */
    List<Attachment> versions(StoredFile file);
}
