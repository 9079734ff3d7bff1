package org.crmlink.sandbox.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be read, or not read on, as JSON or CSV. Records before the damage stay loaded. */
public final class LoadException extends IOException {

    static final String NOT_UTF_8 = "not a text in UTF-8";

    private static final long serialVersionUID = 1;

    LoadException(Path file, long record, String reason, Throwable cause) {
        super(file + ": after record " + record + ": " + reason, cause);
    }

    LoadException(Path file, String reason) {
        super(file + ": " + reason);
    }

    LoadException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
