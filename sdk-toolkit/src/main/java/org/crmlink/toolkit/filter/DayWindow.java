package org.crmlink.toolkit.filter;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.crmlink.sdk.filter.Filter;

/**
 * The days that a relative date on a date or a local time may mean. Whose midnight it is, only the host knows: a day more on both sides, and the
 * host decides. Immutable.
 *
 * @param from the first day; empty for "from the beginning"
 * @param before the day after the last one
 */
public record DayWindow(Optional<LocalDate> from, LocalDate before) {

    public DayWindow {
        requireNonNull(from, "from is null");
        requireNonNull(before, "before is null");
    }

    /** The window of a relative date, wide enough for every time zone. */
    public static DayWindow of(Filter.RelativeDate date, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Optional<LocalDate> from = switch (date.period()) {
            case TODAY, NEXT_DAYS -> Optional.of(today.minusDays(1));
            case YESTERDAY -> Optional.of(today.minusDays(2));
            case LAST_DAYS -> Optional.of(today.minusDays(date.count() + 1L));
            case OLDER_THAN_DAYS -> Optional.empty();
        };
        LocalDate before = switch (date.period()) {
            case TODAY, LAST_DAYS -> today.plusDays(2);
            case YESTERDAY -> today.plusDays(1);
            case NEXT_DAYS -> today.plusDays(date.count() + 2L);
            case OLDER_THAN_DAYS -> today.minusDays(date.count() - 1L);
        };
        return new DayWindow(from, before);
    }
}
