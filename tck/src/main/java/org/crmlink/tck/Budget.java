package org.crmlink.tck;

/** How much time a run may take, and so which checks it makes. */
public enum Budget {
    /** A minute: everything that is fast. */
    QUICK,
    /** A quarter of an hour: also sizes, leaks, stalls in real time, zones and locales. */
    FULL
}
