package org.crmlink.toolkit.rest;

import java.util.List;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;

/**
 * What is a backend's own about writing; {@link RecordUploader} makes an uploader of it. Thread-safe. What it is given was checked: the operation is
 * declared, the fields can be written, the values fit. Each method sends one request and throws what its answer means:
 * {@link org.crmlink.sdk.ErrorKind#CONFLICT} if the base version is not the server's, {@link org.crmlink.sdk.ErrorKind#NOT_FOUND} if there is no such
 * record, {@link org.crmlink.sdk.ErrorKind#ALREADY_EXISTS} for a create whose key is taken.
 */
public interface RecordWriter {

    /**
     * Makes a record.
     *
     * @param fields what the host wants to know of the record as the server made it: the order of the row's values
     */
    Row create(EntityType type, Mutation.Create create, List<String> fields);

    /** Changes the given fields and no others. */
    Row update(EntityType type, Mutation.Update update, List<String> fields);

    void delete(EntityType type, Mutation.Delete delete);
}
