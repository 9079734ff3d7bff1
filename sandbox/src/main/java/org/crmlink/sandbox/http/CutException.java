package org.crmlink.sandbox.http;

import java.io.IOException;

/** A fault wants the connection closed now. */
final class CutException extends IOException {

    private static final long serialVersionUID = 1L;

    CutException() {
        super("connection cut by a fault");
    }
}
