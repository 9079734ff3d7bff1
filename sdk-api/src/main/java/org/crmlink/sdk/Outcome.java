package org.crmlink.sdk;

/** What became of the writes of a failed call. */
public enum Outcome {
    /** Nothing was changed on the server; always so for reads. */
    NOT_APPLIED,
    /** The server made the change although the call failed. */
    APPLIED,
    /** The server may or may not have made the change. */
    UNKNOWN
}
