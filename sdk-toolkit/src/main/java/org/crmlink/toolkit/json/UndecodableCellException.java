package org.crmlink.toolkit.json;

/** One value cannot be decoded; the document around it is sound. The message holds no value. Immutable. */
public final class UndecodableCellException extends Exception {

    private static final long serialVersionUID = 1L;

    public UndecodableCellException(String message) {
        // Thrown per cell of a broken column: the stack says nothing that the message does not.
        super(message, null, false, false);
    }
}
