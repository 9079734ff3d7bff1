package org.crmlink.sandbox.schema;

/** What happens to the referencing rows when the row they refer to is deleted. */
public enum DeleteBehavior {
    /** They are deleted too. */
    CASCADE,
    /** Their lookup becomes empty. */
    REMOVE_LINK,
    /** Their existence forbids the deletion. */
    RESTRICT,
    /** Nothing; the lookup dangles. */
    NO_CASCADE
}
