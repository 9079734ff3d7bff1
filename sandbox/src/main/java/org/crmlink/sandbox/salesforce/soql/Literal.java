package org.crmlink.sandbox.salesforce.soql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.OptionalInt;

/** A value in a query. */
public sealed interface Literal {

    /**
     * {@code 'text'}.
     *
     * @param value its escapes resolved
     * @param pattern for LIKE: the same with a backslash before each wildcard and backslash that is meant literally
     */
    record Text(String value, String pattern) implements Literal {}

    /** {@code 42}, {@code -1.5}, {@code 1e3}. */
    record Numeral(BigDecimal value) implements Literal {}

    /** {@code true}, {@code false}. */
    record Truth(boolean value) implements Literal {}

    /** {@code null}. */
    record Nothing() implements Literal {}

    /** {@code 2026-05-01}. */
    record Day(LocalDate value) implements Literal {}

    /** {@code 2026-05-01T10:00:00Z}. */
    record Moment(Instant value) implements Literal {}

    /** {@code 10:30:00.000Z}. */
    record TimeOfDay(LocalTime value) implements Literal {}

    /** {@code USD5000}. */
    record Money(String currency, BigDecimal amount) implements Literal {}

    /**
     * A span of time that depends on the day of the question: {@code TODAY}, {@code LAST_N_DAYS:30}.
     *
     * @param number what stands behind the colon
     */
    record Relative(DateWord word, OptionalInt number) implements Literal {}
}
