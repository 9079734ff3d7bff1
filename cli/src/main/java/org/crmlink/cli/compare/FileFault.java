package org.crmlink.cli.compare;

import java.io.IOException;

/** What keeps a file from being read as records, with its place, in words for people. */
final class FileFault extends IOException {

    private static final long serialVersionUID = 1L;

    FileFault(String message) {
        super(message);
    }

    FileFault(String message, Throwable cause) {
        super(message, cause);
    }
}
