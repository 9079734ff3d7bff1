package org.crmlink.sandbox.salesforce.org;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a field come from that is to be written; opened at most once. */
@FunctionalInterface
public interface BlobSource {

    /** The bytes; whoever reads them closes the stream. */
    InputStream open() throws IOException;
}
