package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** Computes one measure over the rows of one group. Missing values do not count, except in the number of rows. One thread. */
final class Measuring {

    /** Recorded sums and averages of amounts have nine digits. */
    private static final int MONEY_SCALE = 9;

    private static final int DECIMAL_SCALE = 10;

    /** The type of counts. */
    static final Column COUNT = ColumnBuilder.integer("count", "").build();

    private final FetchXml.Measure kind;
    private final Column column;
    private final @Nullable Set<Comparable<Object>> distinct;
    private long count;
    private BigDecimal sum = BigDecimal.ZERO;
    private @Nullable Object best;

    Measuring(FetchXml.Measure kind, Column column, boolean distinct) {
        this.kind = kind;
        this.column = column;
        this.distinct = distinct ? new HashSet<>() : null;
    }

    /** Whether columns of this type can be measured so. */
    static boolean fits(FetchXml.Measure kind, Column column) {
        boolean number = switch (column.type()) {
            case INTEGER, BIGINT, DECIMAL, DOUBLE, MONEY -> true;
            default -> false;
        };
        return switch (kind) {
            case COUNT, COUNTCOLUMN -> true;
            case SUM, AVG -> number;
            case MIN, MAX -> number || column.type() == ColumnType.DATETIME;
        };
    }

    void add(@Nullable Object value) {
        if (kind == FetchXml.Measure.COUNT) {
            count++;
        } else if (value != null && (distinct == null || distinct.add(hashed(value)))) {
            count++;
            switch (kind) {
                case SUM, AVG -> sum = sum.add(number(value));
                case MIN -> best = best == null || compare(value, best) < 0 ? value : best;
                case MAX -> best = best == null || compare(value, best) > 0 ? value : best;
                case COUNT, COUNTCOLUMN -> {
                    // counted already
                }
            }
        }
    }

    private Comparable<Object> hashed(Object value) {
        return Comparables.hashed(Comparables.value(column, value));
    }

    private int compare(Object a, Object b) {
        return Comparables.value(column, a).compareTo(Comparables.value(column, b));
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    /** The type of the result. */
    Column type() {
        return kind == FetchXml.Measure.COUNT || kind == FetchXml.Measure.COUNTCOLUMN ? COUNT : column;
    }

    /** The result; a sum of nothing is zero, as in the documentation's example. */
    @Nullable
    Object result() {
        return switch (kind) {
            case COUNT, COUNTCOLUMN -> count;
            case MIN, MAX -> best;
            case SUM -> typed(sum);
            case AVG -> count == 0 ? null : typed(average());
        };
    }

    /** The average of whole numbers is a whole number: 3,911 in the documentation's example. */
    private BigDecimal average() {
        boolean whole = column.type() == ColumnType.INTEGER || column.type() == ColumnType.BIGINT;
        return whole
                ? sum.divide(BigDecimal.valueOf(count), 0, RoundingMode.DOWN)
                : sum.divide(BigDecimal.valueOf(count), DECIMAL_SCALE, RoundingMode.HALF_UP);
    }

    private Object typed(BigDecimal number) {
        return switch (column.type()) {
            case MONEY -> number.setScale(MONEY_SCALE, RoundingMode.HALF_UP);
            case DOUBLE -> number.doubleValue();
            default -> number;
        };
    }
}
