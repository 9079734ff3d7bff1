package org.crmlink.sandbox.schema;

/** Where the value of a column comes from. */
public enum SourceType {
    /** Clients write it, or the server by rules of its own. */
    SIMPLE,
    /** A customizer's formula over the same row, evaluated on each read. */
    CALCULATED,
    /** A customizer's aggregate over related rows, kept in the row. */
    ROLLUP
}
