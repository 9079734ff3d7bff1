package org.crmlink.sdk.attachment;

import java.io.InputStream;

/**
 * An open download. One-at-a-time. A stream that ends early MUST throw, never end as if complete [ATT-3].
 */
public interface Download extends AutoCloseable {

    /** The file as the store told it with this answer; its version is that of the bytes. */
    Attachment attachment();

    /** Where the bytes begin: the offset that was asked for, never silently another one [ATT-2]. */
    long offset();

    /** The bytes, streaming. Read errors are {@link org.crmlink.sdk.ConnectorException}s with retry advice. */
    InputStream content();

    /** Frees the connection. Idempotent. */
    @Override
    void close();
}
