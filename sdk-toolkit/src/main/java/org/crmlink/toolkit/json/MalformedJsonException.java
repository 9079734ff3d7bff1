package org.crmlink.toolkit.json;

import java.io.IOException;

/** Well-formed JSON that is not the expected document. The message holds names, never values. Immutable. */
public final class MalformedJsonException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean truncated;

    public MalformedJsonException(String message) {
        this(message, false);
    }

    /** @param truncated whether the document ended too early, so that trying again can help */
    public MalformedJsonException(String message, boolean truncated) {
        super(message);
        this.truncated = truncated;
    }

    public boolean truncated() {
        return truncated;
    }
}
