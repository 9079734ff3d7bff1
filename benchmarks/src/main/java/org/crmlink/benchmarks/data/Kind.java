package org.crmlink.benchmarks.data;

/** What a property holds, and so how it is written on the wire and kept in a table. */
public enum Kind {
    KEY("TEXT"),
    TEXT("TEXT"),
    MEMO("TEXT"),
    MONEY("TEXT"),
    RATE("TEXT"),
    INTEGER("INTEGER"),
    CHOICE("INTEGER"),
    STATE("INTEGER"),
    BOOLEAN("INTEGER"),
    INSTANT("TEXT"),
    DATE("TEXT"),
    LOOKUP("TEXT"),
    OWNER("TEXT"),
    VERSION("INTEGER");

    private final String sqlType;

    Kind(String sqlType) {
        this.sqlType = sqlType;
    }

    /** The type of its column in every contestant's table: what the sync engine declares. */
    public String sqlType() {
        return sqlType;
    }
}
