package org.crmlink.sandbox.salesforce.org;

import java.util.Locale;

/**
 * The kind of a field, what a record keeps of it, and what a query may do with it. Source: backend page, section 5.3, and captured describes; of
 * multi-choice, time and encrypted text our assumption.
 */
public enum FieldType {
    /** A record's own id; Java value {@code String} of 18 characters. */
    ID("tns:ID", Use.ALL),
    /** Another record's id; Java value {@code String} of 18 characters. */
    REFERENCE("tns:ID", Use.ALL),
    /** Java value {@code String}. */
    STRING("xsd:string", Use.ALL),
    /** Java value {@code String}; longer than 255 characters it can neither be filtered nor sorted. */
    TEXTAREA("xsd:string", Use.ALL),
    /** Java value {@code String}. */
    URL("xsd:string", Use.ALL),
    /** Java value {@code String}. */
    EMAIL("xsd:string", Use.ALL),
    /** Java value {@code String}. */
    PHONE("xsd:string", Use.ALL),
    /** A text with suggestions; Java value {@code String}. */
    COMBOBOX("xsd:string", Use.ALL),
    /** Java value {@code String}. */
    ENCRYPTEDSTRING("xsd:string", Use.NONE),
    /** One of the options; Java value {@code String}. */
    PICKLIST("xsd:string", Use.ALL),
    /** Several options; Java value {@code String}, joined by semicolons. */
    MULTIPICKLIST("xsd:string", Use.FILTER),
    /** Java value {@code Boolean}, never null. */
    BOOLEAN("xsd:boolean", Use.GROUP),
    /** Java value {@code BigDecimal} without decimals. */
    INT("xsd:int", Use.ALL),
    /** Java value {@code BigDecimal}. */
    DOUBLE("xsd:double", Use.SORT_AND_AGGREGATE),
    /** Java value {@code BigDecimal}. */
    CURRENCY("xsd:double", Use.SORT_AND_AGGREGATE),
    /** Java value {@code BigDecimal}. */
    PERCENT("xsd:double", Use.SORT_AND_AGGREGATE),
    /** Java value {@code LocalDate}. */
    DATE("xsd:date", Use.ALL),
    /** Java value {@code Instant}, whole seconds. */
    DATETIME("xsd:dateTime", Use.SORT_AND_AGGREGATE),
    /** Java value {@code LocalTime}. */
    TIME("xsd:time", Use.ALL),
    /** Bytes; Java value {@link Blob}. */
    BASE64("xsd:base64Binary", Use.NONE),
    /** Made of its parts; holds no value. */
    ADDRESS("urn:address", Use.FILTER),
    /** Made of its parts; holds no value. */
    LOCATION("urn:location", Use.FILTER),
    /** Any simple value; Java value {@code String}. */
    ANYTYPE("xsd:anyType", Use.NONE);

    /** What a query may do with the values. */
    private enum Use {
        NONE,
        FILTER,
        GROUP,
        SORT_AND_AGGREGATE,
        ALL
    }

    private final String soapType;
    private final Use use;

    FieldType(String soapType, Use use) {
        this.soapType = soapType;
        this.use = use;
    }

    /** As describe names it. */
    public String apiName() {
        return this == ANYTYPE ? "anyType" : name().toLowerCase(Locale.ROOT);
    }

    /** As describe names the type of SOAP. */
    public String soapType() {
        return soapType;
    }

    /** Whether values are texts, compared without case. */
    public boolean isText() {
        return soapType.equals("xsd:string");
    }

    /** Whether values are numbers. */
    public boolean isNumber() {
        return soapType.equals("xsd:double") || this == INT;
    }

    /** Whether a record keeps a value: what is made of parts does not. */
    public boolean isStored() {
        return this != ADDRESS && this != LOCATION;
    }

    boolean filterable() {
        return use != Use.NONE;
    }

    boolean sortable() {
        return use == Use.GROUP || use == Use.SORT_AND_AGGREGATE || use == Use.ALL;
    }

    boolean groupable() {
        return use == Use.GROUP || use == Use.ALL;
    }

    boolean aggregatable() {
        return use == Use.SORT_AND_AGGREGATE || use == Use.ALL;
    }
}
