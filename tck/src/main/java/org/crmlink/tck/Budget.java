package org.crmlink.tck;

/** How much time a run may take, and so which checks it makes. Each includes those before it. */
public enum Budget {
    /** Some seconds: what needs no real time. For work on a connector; there is no certificate. */
    INSTANT,
    /** A minute: also what has to wait for a deadline. */
    QUICK,
    /** A quarter of an hour: also sizes, leaks, zones and locales. */
    FULL
}
