package org.crmlink.paper.server;

/** Types of columns; the wire's words in lower case with hyphens. */
enum Kind {
    ID,
    TEXT,
    INTEGER,
    DECIMAL,
    MONEY,
    DOUBLE,
    BOOLEAN,
    INSTANT,
    DATE,
    TIME,
    LOCAL_DATE_TIME,
    CHOICE,
    MULTI_CHOICE,
    LOOKUP,
    LOOKUP_LIST,
    BINARY
}
