package org.crmlink.engine;

/** How a sync ended; the worst of what happened. */
public enum SyncResult {
    /** Both sides are equal. */
    OK("ok"),
    /** The sync ran to its end; records were refused or unreadable, or an entity failed. */
    RECORDS_FAILED("records-failed"),
    /** The sync ran to its end; conflicts wait for a person's decision. */
    CONFLICTS("conflicts"),
    /** Stopped: the server could not be reached or had no time; a later sync goes on. */
    TEMPORARY("temporary"),
    /** Stopped: the login or a right is missing. */
    NOT_AUTHORIZED("not-authorized"),
    /** Stopped: the configuration cannot work. */
    CONFIGURATION("configuration"),
    /** Stopped: the database, a token or an answer of the server cannot be used. */
    FATAL("fatal"),
    /** Stopped by the user; what was done is saved and the next sync goes on. */
    INTERRUPTED("interrupted");

    private final String text;

    SyncResult(String text) {
        this.text = text;
    }

    /** The word in reports. */
    public String text() {
        return text;
    }
}
