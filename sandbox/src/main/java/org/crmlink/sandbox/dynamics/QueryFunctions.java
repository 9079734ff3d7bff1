package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/** The query functions of the vendor's namespace, as FetchXML operators name them. Weeks begin on Sunday; days are UTC. */
final class QueryFunctions {

    /** Enough for every date that a column can hold, and too little to leave the calendar. */
    private static final int MAX_COUNT = 10_000_000;

    private QueryFunctions() {}

    /** A time from one moment up to, but not including, another. */
    private record Span(Instant from, Instant to) {
        boolean contains(Comparable<Object> moment) {
            return moment.compareTo(from) >= 0 && moment.compareTo(to) < 0;
        }
    }

    static Predicate<@Nullable Object> of(
            String name, Column column, List<@Nullable Object> values, Clock clock, Optional<Reference> caller) {
        switch (name) {
            case "In":
                return in(column, values);
            case "NotIn":
                return negate(in(column, values));
            case "Between":
                return between(column, values);
            case "NotBetween":
                return negate(between(column, values));
            case "ContainValues":
                return containValues(column, values);
            case "DoesNotContainValues":
                return negate(containValues(column, values));
            case "EqualUserId", "EqualUserOrUserTeams", "EqualUserOrUserHierarchy":
                return isCaller(caller);
            case "NotUserId":
                return negate(isCaller(caller));
            case "On":
                return inSpan(column, day(moment(column, values)));
            case "NotOn":
                return negate(inSpan(column, day(moment(column, values))));
            case "OnOrAfter":
                return since(column, day(moment(column, values)).from());
            case "OnOrBefore":
                return before(column, day(moment(column, values)).to());
            default:
                return relative(name, column, values, LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        }
    }

    private static Predicate<@Nullable Object> negate(Predicate<@Nullable Object> test) {
        return value -> !test.test(value);
    }

    private static Predicate<@Nullable Object> in(Column column, List<@Nullable Object> values) {
        List<Comparable<Object>> wanted = new ArrayList<>();
        for (Object value : values) {
            if (value != null) {
                wanted.add(Comparables.constant(column, value, Expression.Operator.EQ));
            }
        }
        return value -> {
            if (value == null) {
                return false;
            }
            Comparable<Object> found = Comparables.value(column, value);
            for (Comparable<Object> one : wanted) {
                if (one.compareTo(found) == 0) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Predicate<@Nullable Object> between(Column column, List<@Nullable Object> values) {
        if (values.size() != 2 || values.get(0) == null || values.get(1) == null) {
            throw ApiErrors.invalidArgument("The Between operator requires two values.");
        }
        Comparable<Object> low = Comparables.constant(column, values.get(0), Expression.Operator.GE);
        Comparable<Object> high = Comparables.constant(column, values.get(1), Expression.Operator.LE);
        return value -> {
            if (value == null) {
                return false;
            }
            Comparable<Object> found = Comparables.value(column, value);
            return low.compareTo(found) <= 0 && high.compareTo(found) >= 0;
        };
    }

    private static Predicate<@Nullable Object> containValues(Column column, List<@Nullable Object> values) {
        if (column.type() != ColumnType.MULTISELECT) {
            throw notFor(column);
        }
        List<Integer> wanted = new ArrayList<>();
        for (Object value : values) {
            wanted.add(whole(value));
        }
        return value -> value instanceof List<?> options && wanted.stream().anyMatch(options::contains);
    }

    private static int whole(@Nullable Object value) {
        try {
            return new BigDecimal(String.valueOf(value)).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw ApiErrors.invalidArgument("A whole number is expected, not '" + value + "'.");
        }
    }

    private static Predicate<@Nullable Object> isCaller(Optional<Reference> caller) {
        return value -> value instanceof Reference reference
                && caller.filter(reference::equals).isPresent();
    }

    private static Instant moment(Column column, List<@Nullable Object> values) {
        if (values.size() == 1
                && values.get(0) != null
                && (Object) Comparables.constant(column, values.get(0), Expression.Operator.EQ)
                        instanceof Instant moment) {
            return moment;
        }
        throw ApiErrors.invalidArgument("The operator needs one date.");
    }

    private static Span day(Instant moment) {
        Instant start = moment.truncatedTo(ChronoUnit.DAYS);
        return new Span(start, start.plus(1, ChronoUnit.DAYS));
    }

    private static Predicate<@Nullable Object> inSpan(Column column, Span span) {
        mustBeDate(column);
        return value -> value != null && span.contains(Comparables.value(column, value));
    }

    private static Predicate<@Nullable Object> since(Column column, Instant from) {
        return inSpan(column, new Span(from, Instant.MAX));
    }

    private static Predicate<@Nullable Object> before(Column column, Instant to) {
        return inSpan(column, new Span(Instant.MIN, to));
    }

    private static void mustBeDate(Column column) {
        if (column.type() != ColumnType.DATETIME) {
            throw notFor(column);
        }
    }

    private static ApiException notFor(Column column) {
        return ApiErrors.invalidArgument("The operator is not valid for the attribute '" + column.logicalName() + "'.");
    }

    private static Predicate<@Nullable Object> relative(
            String name, Column column, List<@Nullable Object> values, LocalDateTime now) {
        LocalDate today = now.toLocalDate();
        LocalDate week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        LocalDate month = today.withDayOfMonth(1);
        LocalDate year = today.withDayOfYear(1);
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
            case "ThisYear" -> days(year, year.plusYears(1));
            case "LastYear" -> days(year.minusYears(1), year);
            case "NextYear" -> days(year.plusYears(1), year.plusYears(2));
            default -> counted(name, values, now);
        };
        return inSpan(column, span);
    }

    private static Span counted(String name, List<@Nullable Object> values, LocalDateTime now) {
        ChronoUnit unit = unit(name);
        int count = values.size() == 1 ? whole(values.get(0)) : -1;
        if (count < 0) {
            throw ApiErrors.invalidArgument("The operator " + name + " needs one whole number.");
        }
        if (count > MAX_COUNT) {
            throw ApiErrors.invalidArgument("The value " + count + " of the operator " + name + " is too large.");
        }
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
        return new Span(Instant.MIN, utc(whole ? past.toLocalDate().atStartOfDay() : past));
    }

    private static ChronoUnit unit(String name) {
        return switch (name) {
            case "OlderThanXMinutes" -> ChronoUnit.MINUTES;
            case "LastXHours", "NextXHours", "OlderThanXHours" -> ChronoUnit.HOURS;
            case "LastXDays", "NextXDays", "OlderThanXDays" -> ChronoUnit.DAYS;
            case "LastXWeeks", "NextXWeeks", "OlderThanXWeeks" -> ChronoUnit.WEEKS;
            case "LastXMonths", "NextXMonths", "OlderThanXMonths" -> ChronoUnit.MONTHS;
            case "LastXYears", "NextXYears", "OlderThanXYears" -> ChronoUnit.YEARS;
            default -> throw ApiErrors.notSupported("The query function Microsoft.Dynamics.CRM." + name);
        };
    }

    private static Span days(LocalDate from, LocalDate to) {
        return new Span(utc(from.atStartOfDay()), utc(to.atStartOfDay()));
    }

    private static Instant utc(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC);
    }
}
