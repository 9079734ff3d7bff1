package org.crmlink.sandbox.schema;

/** The kind of a column; one constant for each attribute type that Dataverse knows, Virtual split into its named sub-types. */
public enum ColumnType {
    /** Java value {@code Boolean}. */
    BOOLEAN,
    /** A lookup to an account or a contact; Java value {@code Reference}. */
    CUSTOMER,
    /** Java value {@code Instant} in whole seconds, or {@code LocalDate} when the behaviour is {@link DateBehavior#DATE_ONLY}. */
    DATETIME,
    /** Java value {@code BigDecimal} with the scale of the column. */
    DECIMAL,
    /** Java value {@code Double}. */
    DOUBLE,
    /** Java value {@code Integer}. */
    INTEGER,
    /** Java value {@code Reference}. */
    LOOKUP,
    /** A long text; Java value {@code String}. */
    MEMO,
    /** Java value {@code BigDecimal}. */
    MONEY,
    /** A lookup to a user or a team; Java value {@code Reference}. */
    OWNER,
    /** Activity parties; holds no value in the row. */
    PARTY_LIST,
    /** Java value {@code Integer}, one of the options. */
    PICKLIST,
    /** Java value {@code Integer}, one of the options. */
    STATE,
    /** Java value {@code Integer}, one of the options that belong to the row's state. */
    STATUS,
    /** Java value {@code String}. */
    STRING,
    /** Java value {@code RecordId}. */
    UNIQUEIDENTIFIER,
    /** Calendar rules; holds no value in the row. */
    CALENDAR_RULES,
    /** Several options; Java value {@code List<Integer>}, sorted, without doubles. */
    MULTISELECT,
    /** Java value {@code byte[]}. */
    IMAGE,
    /** Java value {@code RecordId} of the stored file. */
    FILE,
    /** Java value {@code Long}. */
    BIGINT,
    /** A boolean with a switch whether it may be customized; Java value {@code Boolean}. */
    MANAGED_PROPERTY,
    /** The logical name of a table; Java value {@code String}. */
    ENTITY_NAME,
    /** A formatted companion of another column; holds no value in the row. */
    VIRTUAL;

    /** Whether values of this type are references to rows. */
    public boolean isReference() {
        return this == LOOKUP || this == CUSTOMER || this == OWNER;
    }

    /** Whether a row keeps a value of this type at all. */
    public boolean isStored() {
        return this != VIRTUAL && this != PARTY_LIST && this != CALENDAR_RULES;
    }

    /** Whether values are single option numbers. */
    public boolean isOption() {
        return this == PICKLIST || this == STATE || this == STATUS;
    }
}
