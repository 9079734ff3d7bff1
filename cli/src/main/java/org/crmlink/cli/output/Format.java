package org.crmlink.cli.output;

/** How a command prints its result. */
public enum Format {
    /** For people. */
    TEXT,
    /** Exactly one JSON document, also on failure. */
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
