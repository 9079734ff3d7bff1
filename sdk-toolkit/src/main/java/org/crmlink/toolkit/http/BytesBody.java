package org.crmlink.toolkit.http;

import java.io.IOException;
import java.io.OutputStream;

/** A body in memory. A class, not a record: its text form must not show what it holds. */
final class BytesBody implements HttpBody {

    private final String contentType;
    private final byte[] bytes;

    BytesBody(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
