package org.crmlink.engine.paper;

/** What can go wrong between the engine and the server on paper. */
public enum Fault {
    /** A read fails before its answer; the stream stays where it was. */
    CUT_READ,
    /** A write fails before it reaches the server. */
    CUT_WRITE,
    /** The server applies a part of a request and its answer is lost: everything in it is unknown. */
    LOST_ANSWER,
    /** The whole call is refused for a while. */
    THROTTLE,
    /** One mutation of a request is put off by the server. */
    DEFER,
    /** A token is too old. */
    TOKEN_EXPIRED,
    /** A page takes its time. */
    SLOW_PAGE,
    /** A record comes that cannot be decoded. */
    UNREADABLE,
    /** The server refuses one record. */
    REFUSAL,
    /** A transaction takes its version early and becomes visible late. */
    LATE_COMMIT,
    /** The listing of ids fails. */
    CUT_IDS,
    /** The base version is not the server's. */
    CONFLICT
}
