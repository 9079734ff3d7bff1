package org.crmlink.sandbox.dynamics.duplicates;

/** A row was not written because a published rule holds it for a duplicate. */
public final class DuplicateFound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DuplicateFound() {
        super("A record was not created or updated because a duplicate of the current record already exists.");
    }
}
