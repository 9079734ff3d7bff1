package org.crmlink.engine;

/** The steps of a sync, in their order (section 3 of the semantics page). */
public enum SyncPhase {
    CONNECT,
    /** Asks what became of writes whose answer an earlier sync did not see. */
    SETTLE,
    UPLOAD,
    /** Reads again what the download would not bring once more. */
    REFETCH,
    SCHEMA,
    DOWNLOAD,
    FINISH
}
