package org.crmlink.sandbox;

import java.io.IOException;

/** The folder that a sandbox shall keep its records in is used by another sandbox, mostly of another process. */
public final class FolderInUseException extends IOException {

    private static final long serialVersionUID = 1;

    FolderInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
