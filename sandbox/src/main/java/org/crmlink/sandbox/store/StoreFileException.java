package org.crmlink.sandbox.store;

import java.io.IOException;

/** A file that is not a store, is damaged or belongs to another version of the sandbox. */
public final class StoreFileException extends IOException {

    private static final long serialVersionUID = 1;

    StoreFileException(String message) {
        super(message);
    }

    StoreFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
