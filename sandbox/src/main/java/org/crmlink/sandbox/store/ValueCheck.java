package org.crmlink.sandbox.store;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.StoreException.InvalidValue;
import org.crmlink.sandbox.store.StoreException.InvalidValue.Reason;
import org.jspecify.annotations.Nullable;

/** Decides whether a column can take a value, and in which form the server keeps it. */
final class ValueCheck {

    private static final Instant FIRST_INSTANT = Instant.parse("1753-01-01T00:00:00Z");
    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59Z");
    private static final LocalDate FIRST_DATE = LocalDate.of(1753, 1, 1);
    private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);
    /** SQL Server's money type has four digits. */
    private static final int MONEY_SCALE = 4;
    /** Beyond any number type of a server; arithmetic with such numbers would fill the memory with zeros. */
    private static final int MAX_EXPONENT = 1_000;

    private final Table table;
    private final Column column;
    private final Object value;

    private ValueCheck(Table table, Column column, Object value) {
        this.table = table;
        this.column = column;
        this.value = value;
    }

    /**
     * The form in which the value is kept: numbers rounded to the column's precision, times cut to seconds, choices sorted, an empty text
     * as no value. Whether the target of a reference exists is not looked at.
     *
     * @throws InvalidValue if the column cannot take it
     */
    static @Nullable Object kept(Table table, Column column, @Nullable Object value) {
        return value == null ? null : new ValueCheck(table, column, value).kept();
    }

    private @Nullable Object kept() {
        return switch (column.type()) {
            case STRING, MEMO, ENTITY_NAME -> text();
            case BOOLEAN, MANAGED_PROPERTY -> of(Boolean.class, "a boolean");
            case INTEGER -> integer();
            case BIGINT ->
                value instanceof Integer small ? (Object) small.longValue() : of(Long.class, "a whole number");
            case DECIMAL, MONEY -> decimal();
            case DOUBLE -> floating();
            case DATETIME -> column.isDateOnly() ? date() : instant();
            case PICKLIST, STATE, STATUS -> option(value);
            case MULTISELECT -> options();
            case LOOKUP, CUSTOMER, OWNER -> reference();
            case UNIQUEIDENTIFIER, FILE -> of(RecordId.class, "an id");
            case IMAGE -> of(byte[].class, "bytes");
            case PARTY_LIST, CALENDAR_RULES, VIRTUAL -> throw wrong(Reason.TYPE, "holds no value");
        };
    }

    private @Nullable String text() {
        String text = of(String.class, "a text");
        if (column.maxLength() > 0 && text.length() > column.maxLength()) {
            throw wrong(
                    Reason.TOO_LONG, "the text has " + text.length() + " characters, at most " + column.maxLength());
        }
        return text.isEmpty() ? null : text;
    }

    private Integer integer() {
        long number;
        if (value instanceof Integer small) {
            number = small;
        } else {
            number = of(Long.class, "a whole number");
        }
        inRange(BigDecimal.valueOf(number));
        if (number != (int) number) {
            throw wrong(Reason.OUT_OF_RANGE, "the number has more than 32 bits");
        }
        return value instanceof Integer same ? same : Integer.valueOf((int) number);
    }

    private BigDecimal decimal() {
        BigDecimal number;
        if (value instanceof Integer || value instanceof Long) {
            number = BigDecimal.valueOf(((Number) value).longValue());
        } else {
            number = of(BigDecimal.class, "a decimal number");
        }
        if (Math.abs((long) number.scale()) > MAX_EXPONENT) {
            throw wrong(Reason.OUT_OF_RANGE, "the number's exponent is out of reach");
        }
        inRange(number);
        return rounded(number).setScale(column.type() == ColumnType.MONEY ? MONEY_SCALE : column.precision());
    }

    private Double floating() {
        double floating = of(Number.class, "a number").doubleValue();
        if (!Double.isFinite(floating)) {
            throw wrong(Reason.OUT_OF_RANGE, "not a finite number");
        }
        BigDecimal number = BigDecimal.valueOf(floating);
        inRange(number);
        return rounded(number).doubleValue();
    }

    private BigDecimal rounded(BigDecimal number) {
        return number.scale() <= column.precision()
                ? number
                : number.setScale(column.precision(), RoundingMode.HALF_EVEN);
    }

    private void inRange(BigDecimal number) {
        BigDecimal min = column.min();
        BigDecimal max = column.max();
        if (min != null && number.compareTo(min) < 0 || max != null && number.compareTo(max) > 0) {
            throw wrong(Reason.OUT_OF_RANGE, "the number is not between " + min + " and " + max);
        }
    }

    private LocalDate date() {
        LocalDate date = of(LocalDate.class, "a calendar day");
        if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
            throw wrong(Reason.OUT_OF_RANGE, "the day is not between 1753 and 9999");
        }
        return date;
    }

    private Instant instant() {
        Instant instant = of(Instant.class, "a moment in time");
        if (instant.isBefore(FIRST_INSTANT) || instant.isAfter(LAST_INSTANT)) {
            throw wrong(Reason.OUT_OF_RANGE, "the time is not between 1753 and 9999");
        }
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private Integer option(Object number) {
        if (!(number instanceof Integer option)) {
            throw wrong(Reason.TYPE, "takes the number of an option");
        }
        if (column.option(option).isEmpty()) {
            throw wrong(Reason.UNKNOWN_OPTION, "no option has this number");
        }
        return option;
    }

    private @Nullable List<Integer> options() {
        TreeSet<Integer> chosen = new TreeSet<>();
        for (Object number : of(List.class, "a list of options")) {
            chosen.add(option(number));
        }
        return chosen.isEmpty() ? null : List.copyOf(new ArrayList<>(chosen));
    }

    private Reference reference() {
        Reference reference = of(Reference.class, "a reference");
        if (!column.targets().contains(reference.table())) {
            throw wrong(Reason.WRONG_TARGET_TABLE, "cannot refer to " + reference.table());
        }
        return reference;
    }

    private <T> T of(Class<T> type, String expected) {
        if (!type.isInstance(value)) {
            throw wrong(
                    Reason.TYPE,
                    "takes " + expected + ", not " + value.getClass().getSimpleName());
        }
        return type.cast(value);
    }

    private InvalidValue wrong(Reason reason, String detail) {
        return new InvalidValue(table.logicalName(), column.logicalName(), value, reason, detail);
    }
}
