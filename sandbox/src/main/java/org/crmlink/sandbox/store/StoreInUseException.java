package org.crmlink.sandbox.store;

import java.io.IOException;

/** The folder of a store is used by another one, of this process or of another. */
public final class StoreInUseException extends IOException {

    private static final long serialVersionUID = 1;

    StoreInUseException(String message) {
        super(message);
    }

    StoreInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
