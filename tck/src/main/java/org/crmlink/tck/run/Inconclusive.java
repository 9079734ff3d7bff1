package org.crmlink.tck.run;

/** Ends a check whose preparation did not come about, so that nothing is proven. */
public final class Inconclusive extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param why what was missing, and what to do about it */
    public Inconclusive(String why) {
        super(why);
    }

    /** With what went wrong. */
    public Inconclusive(String why, Throwable cause) {
        super(why, cause);
    }
}
