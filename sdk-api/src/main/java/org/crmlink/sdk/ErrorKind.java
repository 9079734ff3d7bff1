package org.crmlink.sdk;

/** What kind of failure a {@link ConnectorException} is. A closed list: hosts decide by it. */
public enum ErrorKind {
    /** The configuration cannot work; a person has to change it. */
    CONFIG_INVALID,
    /** The login was refused or has ended and cannot be renewed. */
    UNAUTHENTICATED,
    /** The login is good, the right is missing. */
    FORBIDDEN,
    /** The entity, record or file does not exist. */
    NOT_FOUND,
    /** A record or file with this key exists already. */
    ALREADY_EXISTS,
    /** The version is not the expected one. */
    CONFLICT,
    /** The server, or the connector, refuses a value, field, name or token. */
    INVALID_DATA,
    /** This connector or backend does not offer what was asked. */
    UNSUPPORTED,
    /** Too many requests just now; a delay helps. */
    RATE_LIMITED,
    /** A budget for a longer time (a day, a month) or a storage quota is used up. */
    QUOTA_EXHAUSTED,
    /** The server cannot be reached, or says that it cannot serve now. */
    UNAVAILABLE,
    /** No answer in time. */
    TIMEOUT,
    /** The calling thread was interrupted, or the connector closed. */
    CANCELLED,
    /** A cursor of another kind than a change stream's (where it is a normal outcome) is too old; start again. */
    RESYNC_REQUIRED,
    /** Metadata that the call relied on has changed; describe again. */
    SCHEMA_CHANGED,
    /** A size is beyond what the backend, or a safety bound of the connector, allows. */
    LIMIT_EXCEEDED,
    /** The server answered something that the protocol does not allow. */
    PROTOCOL_ERROR,
    /** A write was sent and its answer was lost. */
    OUTCOME_UNKNOWN
}
