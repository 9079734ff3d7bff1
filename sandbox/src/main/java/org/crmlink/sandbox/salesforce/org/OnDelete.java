package org.crmlink.sandbox.salesforce.org;

/** What becomes of a record when the one that its lookup points to is deleted. */
public enum OnDelete {
    /** The lookup becomes empty. */
    CLEAR,
    /** The record is deleted, too. */
    CASCADE,
    /** The deletion is refused. */
    RESTRICT,
    /** The lookup keeps pointing to what is gone. */
    KEEP
}
