package org.crmlink.sandbox.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets a number of bytes pass, then cuts. */
final class CuttingOutputStream extends FilterOutputStream {

    private int left;

    CuttingOutputStream(OutputStream out, int bytes) {
        super(out);
        left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length <= left) {
            out.write(bytes, offset, length);
            left -= length;
            return;
        }
        out.write(bytes, offset, left);
        out.flush();
        left = 0;
        throw new CutException();
    }

    @Override
    public void close() throws IOException {
        // An answer shorter than the limit must not arrive whole.
        out.flush();
        throw new CutException();
    }
}
