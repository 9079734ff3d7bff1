package org.crmlink.tck.run;

/** Ends a check of something that the connector does not declare. */
public final class NotOffered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param what what is not declared, for people */
    public NotOffered(String what) {
        super(what, null, false, false);
    }
}
