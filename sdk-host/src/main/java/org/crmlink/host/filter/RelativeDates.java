package org.crmlink.host.filter;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.Field;

/** Resolves relative dates against a clock, once. */
final class RelativeDates {

    private RelativeDates() {}

    static CellTest compile(Filter.RelativeDate date, Field field, Clock clock) {
        return switch (field.type()) {
            case INSTANT -> instants(date, field, clock.instant());
            case DATE -> days(date, field, LocalDate.now(clock));
            case LOCAL_DATE_TIME -> localTimes(date, field, LocalDateTime.now(clock));
            default ->
                throw new IllegalArgumentException(
                        "field '" + field.name() + "' of type " + field.type() + " has no relative dates");
        };
    }

    private static CellTest instants(Filter.RelativeDate date, Field field, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        int count = date.count();
        return switch (date.period()) {
            case TODAY -> between(field, midnight(today), midnight(today.plusDays(1)));
            case YESTERDAY -> between(field, midnight(today.minusDays(1)), midnight(today));
            case LAST_DAYS -> {
                Instant from = midnight(today.minusDays(count));
                yield value -> {
                    Instant cell = CellTests.cast(Instant.class, value, field);
                    return !cell.isBefore(from) && !cell.isAfter(now);
                };
            }
            case NEXT_DAYS -> between(field, now, midnight(today.plusDays(count + 1L)));
            case OLDER_THAN_DAYS -> {
                Instant end = midnight(today.minusDays(count));
                yield value -> CellTests.cast(Instant.class, value, field).isBefore(end);
            }
        };
    }

    private static CellTest between(Field field, Instant from, Instant end) {
        return value -> {
            Instant cell = CellTests.cast(Instant.class, value, field);
            return !cell.isBefore(from) && cell.isBefore(end);
        };
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Days have no hours: today is the whole day, before and after now. */
    private static CellTest days(Filter.RelativeDate date, Field field, LocalDate today) {
        int count = date.count();
        LocalDate first;
        LocalDate last;
        switch (date.period()) {
            case TODAY -> {
                first = today;
                last = today;
            }
            case YESTERDAY -> {
                first = today.minusDays(1);
                last = first;
            }
            case LAST_DAYS -> {
                first = today.minusDays(count);
                last = today;
            }
            case NEXT_DAYS -> {
                first = today;
                last = today.plusDays(count);
            }
            case OLDER_THAN_DAYS -> {
                first = LocalDate.MIN;
                last = today.minusDays(count + 1L);
            }
            default -> throw new IllegalArgumentException("period " + date.period());
        }
        return value -> {
            LocalDate cell = CellTests.cast(LocalDate.class, value, field);
            return !cell.isBefore(first) && !cell.isAfter(last);
        };
    }

    private static CellTest localTimes(Filter.RelativeDate date, Field field, LocalDateTime now) {
        // a wall-clock time is judged as if its zone were the one of the clock, in which "now" is given
        CellTest test = instants(date, field, now.toInstant(ZoneOffset.UTC));
        return value ->
                test.matches(CellTests.cast(LocalDateTime.class, value, field).toInstant(ZoneOffset.UTC));
    }
}
