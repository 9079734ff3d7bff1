package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stretches of time that date operators stand for. Weeks begin on Sunday; days are UTC; a fiscal year is a calendar year of four
 * quarters, as a new organization has it.
 */
final class DateSpans {

    /** Enough for every date that a column can hold, and too little to leave the calendar. */
    private static final int MAX_COUNT = 10_000_000;

    private static final int MONTHS_IN_PERIOD = 3;
    private static final int PERIODS = 4;
    private static final int MAX_YEAR = 9999;

    private DateSpans() {}

    /** A time from one moment up to, but not including, another. */
    record Span(Instant from, Instant to) {
        boolean contains(Comparable<Object> moment) {
            return moment.compareTo(from) >= 0 && moment.compareTo(to) < 0;
        }
    }

    /** The day of a moment. */
    static Span day(Instant moment) {
        Instant start = moment.truncatedTo(ChronoUnit.DAYS);
        return new Span(start, start.plus(1, ChronoUnit.DAYS));
    }

    static Span since(Instant from) {
        return new Span(from, Instant.MAX);
    }

    static Span before(Instant to) {
        return new Span(Instant.MIN, to);
    }

    /** The span of a function such as {@code LastXDays}; empty if it is none of these. */
    static Optional<Span> of(String name, List<@Nullable Object> values, Instant moment) {
        LocalDateTime now = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        LocalDate today = now.toLocalDate();
        LocalDate week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        LocalDate month = today.withDayOfMonth(1);
        LocalDate year = today.withDayOfYear(1);
        LocalDate period = period(today);
        Span span = switch (name) {
            case "Today" -> days(today, today.plusDays(1));
            case "Yesterday" -> days(today.minusDays(1), today);
            case "Tomorrow" -> days(today.plusDays(1), today.plusDays(2));
            case "Last7Days" -> new Span(utc(today.minusDays(7).atStartOfDay()), utc(now));
            case "Next7Days" -> new Span(utc(now), utc(today.plusDays(8).atStartOfDay()));
            case "ThisWeek" -> days(week, week.plusWeeks(1));
            case "LastWeek" -> days(week.minusWeeks(1), week);
            case "NextWeek" -> days(week.plusWeeks(1), week.plusWeeks(2));
            case "ThisMonth" -> days(month, month.plusMonths(1));
            case "LastMonth" -> days(month.minusMonths(1), month);
            case "NextMonth" -> days(month.plusMonths(1), month.plusMonths(2));
            case "ThisYear", "ThisFiscalYear" -> days(year, year.plusYears(1));
            case "LastYear", "LastFiscalYear" -> days(year.minusYears(1), year);
            case "NextYear", "NextFiscalYear" -> days(year.plusYears(1), year.plusYears(2));
            case "ThisFiscalPeriod" -> days(period, period.plusMonths(MONTHS_IN_PERIOD));
            case "LastFiscalPeriod" -> days(period.minusMonths(MONTHS_IN_PERIOD), period);
            case "NextFiscalPeriod" ->
                days(period.plusMonths(MONTHS_IN_PERIOD), period.plusMonths(2L * MONTHS_IN_PERIOD));
            case "InFiscalYear" ->
                days(yearStart(name, values, 0), yearStart(name, values, 0).plusYears(1));
            case "InFiscalPeriodAndYear" ->
                days(periodStart(name, values), periodStart(name, values).plusMonths(MONTHS_IN_PERIOD));
            case "InOrAfterFiscalPeriodAndYear" ->
                since(utc(periodStart(name, values).atStartOfDay()));
            case "InOrBeforeFiscalPeriodAndYear" ->
                before(utc(
                        periodStart(name, values).plusMonths(MONTHS_IN_PERIOD).atStartOfDay()));
            // That the present period is no part of these follows the documentation's "previous" and "next"; not
            // confirmed.
            case "LastXFiscalPeriods" ->
                days(period.minusMonths((long) MONTHS_IN_PERIOD * count(name, values)), period);
            case "LastXFiscalYears" -> days(year.minusYears(count(name, values)), year);
            case "NextXFiscalPeriods" -> {
                LocalDate next = period.plusMonths(MONTHS_IN_PERIOD);
                yield days(next, next.plusMonths((long) MONTHS_IN_PERIOD * count(name, values)));
            }
            case "NextXFiscalYears" -> days(year.plusYears(1), year.plusYears(1L + count(name, values)));
            default -> counted(name, values, now);
        };
        return Optional.ofNullable(span);
    }

    /** The first day of the fiscal period of a day. */
    private static LocalDate period(LocalDate day) {
        return LocalDate.of(day.getYear(), (fiscalPeriod(day) - 1) * MONTHS_IN_PERIOD + 1, 1);
    }

    /** The number of a day's fiscal period, from 1. */
    static int fiscalPeriod(LocalDate day) {
        return (day.getMonthValue() - 1) / MONTHS_IN_PERIOD + 1;
    }

    /** A fiscal period's number given as a value. */
    static int periodNumber(String name, List<@Nullable Object> values) {
        int number = values.isEmpty() ? 0 : whole(values.get(0));
        if (number < 1 || number > PERIODS) {
            throw ApiErrors.invalidArgument(
                    "The operator " + name + " needs a fiscal period from 1 to " + PERIODS + ".");
        }
        return number;
    }

    private static LocalDate yearStart(String name, List<@Nullable Object> values, int at) {
        int year = values.size() == at + 1 ? whole(values.get(at)) : 0;
        if (year < 1 || year > MAX_YEAR) {
            throw ApiErrors.invalidArgument("The operator " + name + " needs a year.");
        }
        return LocalDate.of(year, 1, 1);
    }

    private static LocalDate periodStart(String name, List<@Nullable Object> values) {
        return yearStart(name, values, 1).plusMonths((periodNumber(name, values) - 1L) * MONTHS_IN_PERIOD);
    }

    private static int count(String name, List<@Nullable Object> values) {
        int count = values.size() == 1 ? whole(values.get(0)) : -1;
        if (count < 0) {
            throw ApiErrors.invalidArgument("The operator " + name + " needs one whole number.");
        }
        if (count > MAX_COUNT) {
            throw ApiErrors.invalidArgument("The value " + count + " of the operator " + name + " is too large.");
        }
        return count;
    }

    static int whole(@Nullable Object value) {
        try {
            return new BigDecimal(String.valueOf(value).trim()).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw ApiErrors.invalidArgument("A whole number is expected, not '" + value + "'.");
        }
    }

    private static @Nullable Span counted(String name, List<@Nullable Object> values, LocalDateTime now) {
        ChronoUnit unit = unit(name);
        if (unit == null) {
            return null;
        }
        int count = count(name, values);
        LocalDateTime past = now.minus(count, unit);
        LocalDateTime future = now.plus(count, unit);
        // Spans of days and longer begin at midnight; hours and minutes count from now.
        boolean whole = unit.compareTo(ChronoUnit.DAYS) >= 0;
        if (name.startsWith("LastX")) {
            return new Span(utc(whole ? past.toLocalDate().atStartOfDay() : past), utc(now));
        }
        if (name.startsWith("NextX")) {
            return new Span(
                    utc(now), utc(whole ? future.toLocalDate().plusDays(1).atStartOfDay() : future));
        }
        return before(utc(whole ? past.toLocalDate().atStartOfDay() : past));
    }

    private static @Nullable ChronoUnit unit(String name) {
        return switch (name) {
            case "OlderThanXMinutes" -> ChronoUnit.MINUTES;
            case "LastXHours", "NextXHours", "OlderThanXHours" -> ChronoUnit.HOURS;
            case "LastXDays", "NextXDays", "OlderThanXDays" -> ChronoUnit.DAYS;
            case "LastXWeeks", "NextXWeeks", "OlderThanXWeeks" -> ChronoUnit.WEEKS;
            case "LastXMonths", "NextXMonths", "OlderThanXMonths" -> ChronoUnit.MONTHS;
            case "LastXYears", "NextXYears", "OlderThanXYears" -> ChronoUnit.YEARS;
            default -> null;
        };
    }

    private static Span days(LocalDate from, LocalDate to) {
        return new Span(utc(from.atStartOfDay()), utc(to.atStartOfDay()));
    }

    private static Instant utc(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC);
    }
}
