package org.crmlink.sandbox.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be read on as JSON or CSV. Records before the damage stay loaded. */
public final class LoadException extends IOException {

    private static final long serialVersionUID = 1;

    LoadException(Path file, long record, String reason, Throwable cause) {
        super(file + ": after record " + record + ": " + reason, cause);
    }

    LoadException(Path file, String reason) {
        super(file + ": " + reason);
    }
}
