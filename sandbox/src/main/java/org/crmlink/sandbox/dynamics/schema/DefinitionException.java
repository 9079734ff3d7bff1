package org.crmlink.sandbox.dynamics.schema;

/** A definition document that cannot be used; the message names file, place and what is allowed there. */
public final class DefinitionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    DefinitionException(String source, String path, String message) {
        super(source + ": at " + path + ": " + message);
    }
}
