package org.crmlink.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written; a print stream only knows that it could not. One-at-a-time. */
final class StandardOutput extends FilterOutputStream {

    private @Nullable IOException failure;

    StandardOutput() {
        super(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** What to tell about it; empty if all went well, or if the reader has read enough and gone away, as {@code head} does. */
    Optional<String> complaint() {
        IOException told = failure;
        return told == null || String.valueOf(told.getMessage()).contains("Broken pipe")
                ? Optional.empty()
                : Optional.of("standard output could not be written: " + told.getMessage());
    }
}
