package org.crmlink.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Gzip at its fastest level: the peer is on the same machine, so size hardly matters. */
final class FastGzipOutputStream extends GZIPOutputStream {

    FastGzipOutputStream(OutputStream out) throws IOException {
        super(out, 16 * 1024);
        def.setLevel(Deflater.BEST_SPEED);
    }
}
