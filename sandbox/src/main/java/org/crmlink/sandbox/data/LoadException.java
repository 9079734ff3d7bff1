package org.crmlink.sandbox.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be read, or not read on, as JSON or CSV. Records before the damage stay loaded. */
public final class LoadException extends IOException {

    /** Why a file that is none of characters is refused. */
    public static final String NOT_UTF_8 = "not a text in UTF-8";

    private static final long serialVersionUID = 1;

    /** Damage after that many records. */
    public LoadException(Path file, long record, String reason, Throwable cause) {
        super(file + ": after record " + record + ": " + reason, cause);
    }

    /** The file as such is wrong. */
    public LoadException(Path file, String reason) {
        super(file + ": " + reason);
    }

    /** The file as such is wrong, with the cause. */
    public LoadException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
    }
}
