package org.crmlink.connector.salesforce;

import java.util.List;
import java.util.Optional;

/** Files in pages. If a page fails the walk stays where it was. One-at-a-time. */
@FunctionalInterface
interface FilePages {

    /** The next files, perhaps none; empty at the end. */
    Optional<List<StoredFile>> next();
}
