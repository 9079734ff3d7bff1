package org.crmlink.sandbox.salesforce.soql;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.crmlink.sandbox.salesforce.soql.Literal.Relative;

/**
 * Days from one to before another: what a word such as {@code LAST_N_DAYS:30} means on a day. Immutable.
 *
 * <p>Spans of days count today when they look back ({@code LAST_N_DAYS:1} is yesterday and today) and do not when they look ahead; spans of weeks,
 * months, quarters and years leave out the one that is running. Source: SOQL guide, "Date Formats and Date Literals".
 *
 * @param from the first day
 * @param to the first day behind
 */
public record DateSpan(LocalDate from, LocalDate to) {

    /** The days on which {@code LAST_90_DAYS} and {@code NEXT_90_DAYS} look. */
    private static final int NINETY = 90;

    /**
     * How a person counts weeks and years.
     *
     * @param firstDayOfWeek by the user's locale
     * @param fiscalStart first month of the organization's fiscal year
     */
    public record Calendar(DayOfWeek firstDayOfWeek, Month fiscalStart) {

        /** Weeks from Sunday, years from January: an organization in the United States that changed nothing. */
        public static final Calendar DEFAULT = new Calendar(DayOfWeek.SUNDAY, Month.JANUARY);
    }

    /** A stretch of the calendar, and how to get to the next. */
    private enum Unit {
        DAY,
        WEEK,
        MONTH,
        QUARTER,
        YEAR;

        LocalDate begin(LocalDate day, Calendar calendar, Month yearStart) {
            return switch (this) {
                case DAY -> day;
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(calendar.firstDayOfWeek()));
                case MONTH -> day.withDayOfMonth(1);
                case QUARTER -> {
                    LocalDate year = YEAR.begin(day, calendar, yearStart);
                    long months = ChronoUnit.MONTHS.between(year, day.withDayOfMonth(1));
                    yield year.plusMonths(months / 3 * 3);
                }
                case YEAR -> {
                    LocalDate start = LocalDate.of(day.getYear(), yearStart, 1);
                    yield start.isAfter(day) ? start.minusYears(1) : start;
                }
            };
        }

        LocalDate plus(LocalDate begin, long count) {
            return switch (this) {
                case DAY -> begin.plusDays(count);
                case WEEK -> begin.plusWeeks(count);
                case MONTH -> begin.plusMonths(count);
                case QUARTER -> begin.plusMonths(3 * count);
                case YEAR -> begin.plusYears(count);
            };
        }
    }

    /**
     * What the words mean.
     *
     * @param today in the user's time zone
     */
    public static DateSpan of(Relative words, LocalDate today, Calendar calendar) {
        int n = words.number().orElse(1);
        String name = words.word().name();
        Month yearStart = name.contains("FISCAL") ? calendar.fiscalStart() : Month.JANUARY;
        Unit unit = unit(name);
        LocalDate now = unit.begin(today, calendar, yearStart);
        if (name.equals("YESTERDAY") || name.equals("TOMORROW")) {
            return one(unit, unit.plus(now, name.equals("YESTERDAY") ? -1 : 1));
        }
        if (name.endsWith("_90_DAYS")) {
            return days(name, NINETY, today);
        }
        if (unit == Unit.DAY && name.contains("_N_")) {
            return days(name, n, today);
        }
        if (name.endsWith("_AGO")) {
            return one(unit, unit.plus(now, -n));
        }
        if (name.startsWith("LAST_")) {
            return new DateSpan(unit.plus(now, -n), now);
        }
        if (name.startsWith("NEXT_")) {
            return new DateSpan(unit.plus(now, 1), unit.plus(now, 1L + n));
        }
        return one(unit, now);
    }

    private static DateSpan one(Unit unit, LocalDate begin) {
        return new DateSpan(begin, unit.plus(begin, 1));
    }

    private static DateSpan days(String name, int n, LocalDate today) {
        return name.startsWith("LAST_")
                ? new DateSpan(today.minusDays(n), today.plusDays(1))
                : new DateSpan(today.plusDays(1), today.plusDays(1L + n));
    }

    private static Unit unit(String name) {
        for (Unit unit : Unit.values()) {
            if (unit != Unit.DAY && name.contains(unit.name())) {
                return unit;
            }
        }
        return Unit.DAY;
    }
}
