package org.crmlink.sdk.metadata;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.sdk.RecordRef;

/** The types of a field; each has exactly one Java type, in rows, in filters and in uploads, exact to the last digit [TYPE-2]. */
public enum FieldType {
    /** Text as the server holds it, {@link String}. Empty and null are distinct unless a normalisation says otherwise [TYPE-4]. */
    TEXT(String.class),
    /** A whole number, {@link Long}. */
    INTEGER(Long.class),
    /** An exact decimal with its scale kept, {@link BigDecimal}. */
    DECIMAL(BigDecimal.class),
    /** An amount of money, {@link BigDecimal}; its currency is another field. */
    MONEY(BigDecimal.class),
    /** A binary floating-point number, {@link Double}. */
    DOUBLE(Double.class),
    /** {@link Boolean}. */
    BOOLEAN(Boolean.class),
    /** A point in time, {@link Instant}, in the resolution of the entity's capabilities. */
    INSTANT(Instant.class),
    /** A calendar day without zone, {@link LocalDate}; never shifted [TYPE-3]. */
    DATE(LocalDate.class),
    /** A time of day without zone, {@link LocalTime}. */
    TIME(LocalTime.class),
    /** A wall-clock time without zone, {@link LocalDateTime}; never shifted [TYPE-3]. */
    LOCAL_DATE_TIME(LocalDateTime.class),
    /** One option, {@link String}: its value, not its label; an unknown value is kept [TYPE-6]. */
    CHOICE(String.class),
    /** Several options, {@link List} of {@link String} in ascending order of the option list; null if none is chosen. */
    MULTI_CHOICE(List.class),
    /** A reference, {@link RecordRef}, of one of the field's targets. */
    LOOKUP(RecordRef.class),
    /** Several references, {@link List} of {@link RecordRef}, such as the parties of an activity. */
    LOOKUP_LIST(List.class),
    /** An opaque identifier, {@link String}. */
    ID(String.class),
    /** Bytes that are read on demand, {@link BinaryRef}; written as {@code byte[]}. */
    BINARY(BinaryRef.class);

    private final Class<?> javaType;

    FieldType(Class<?> javaType) {
        this.javaType = javaType;
    }

    /** The one Java type of this field type's values. */
    public Class<?> javaType() {
        return javaType;
    }
}
