package org.crmlink.sdk.metadata;

/** A declared way in which the server changes a value that it accepts. Whatever is not declared comes back to the letter [TYPE-1]. */
public enum Normalisation {
    TRIMS_LEADING_BLANKS,
    TRIMS_TRAILING_BLANKS,
    /** Line ends come back as a line feed. */
    LINE_ENDS_TO_LF,
    /** Line ends come back as carriage return and line feed. */
    LINE_ENDS_TO_CRLF,
    /** An empty text comes back as null. */
    EMPTY_IS_NULL,
    /** A decimal is rounded or padded to the field's scale. */
    SCALE_IS_FIXED,
    /** An instant loses what is finer than the entity's time resolution. */
    TIME_IS_TRUNCATED
}
