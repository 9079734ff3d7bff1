package org.crmlink.sdk;

import java.io.InputStream;
import java.util.OptionalLong;

/**
 * A binary field's value that was not read with the row. Thread-safe; usable while its connector is open.
 */
public interface BinaryRef {

    /** Size in bytes, if the backend told it. */
    OptionalLong size();

    /**
     * Reads the value from the server, streaming. Blocks; the caller closes the stream.
     *
     * @throws ConnectorException of kind {@link ErrorKind#NOT_FOUND} if the value is gone
     */
    InputStream open();
}
