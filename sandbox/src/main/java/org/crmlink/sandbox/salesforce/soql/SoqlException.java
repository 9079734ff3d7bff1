package org.crmlink.sandbox.salesforce.soql;

/** A query that the server refuses. */
public final class SoqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * A refusal.
     *
     * @param code the error code that clients see, such as {@code MALFORMED_QUERY}
     */
    public SoqlException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The error code that clients see. */
    public String code() {
        return code;
    }
}
