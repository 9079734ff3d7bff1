package org.crmlink.tck;

/** What became of a requirement in a run. From the best to the worst. */
public enum Outcome {
    /** The connector does not declare the capability, so that the requirement does not apply. */
    NOT_OFFERED,
    /** The connector does not declare the capability, and calling it all the same was refused as it must be. */
    UNSUPPORTED_VERIFIED,
    /** Kept. */
    PASS,
    /** Not kept, and excused by an accepted challenge; it still fails. */
    EXCLUDED,
    /** Not looked at, for a reason that is listed. */
    UNTESTED,
    /** Looked at, but what the check needs to see did not happen: nothing is proven. */
    INCONCLUSIVE,
    /** Not kept. */
    FAIL
}
