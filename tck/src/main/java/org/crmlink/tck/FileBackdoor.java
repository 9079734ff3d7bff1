package org.crmlink.tck;

import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.RecordRef;

/** The files of a backend as the kit sees them: not through the connector. Paths have {@code /} between names and begin without one. */
public interface FileBackdoor {

    /** Writes a file, over one that is there. */
    void put(String path, byte[] content);

    Optional<byte[]> get(String path);

    void delete(String path);

    /** The paths of all files that are visible. */
    Set<String> paths();

    /** The record that the kit's files shall belong to, where the store has no files without one, as notes of a CRM; paths are then below it. */
    default Optional<RecordRef> owner() {
        return Optional.empty();
    }
}
