package org.crmlink.toolkit.filter;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.crmlink.sdk.filter.Filter;

/**
 * The instants that a relative date means now, by days in UTC. Immutable.
 *
 * @param from the first one; empty for "from the beginning"
 * @param to the end
 * @param endIncluded whether the end itself belongs to it; the first one always does
 */
public record InstantWindow(Optional<Instant> from, Instant to, boolean endIncluded) {

    public InstantWindow {
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
    }

    /** The window of a relative date on a field that holds instants. */
    public static InstantWindow of(Filter.RelativeDate date, Instant now) {
        Instant midnight = LocalDate.ofInstant(now, ZoneOffset.UTC)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return switch (date.period()) {
            case TODAY -> new InstantWindow(Optional.of(midnight), days(midnight, 1), false);
            case YESTERDAY -> new InstantWindow(Optional.of(days(midnight, -1)), midnight, false);
            case LAST_DAYS -> new InstantWindow(Optional.of(days(midnight, -date.count())), now, true);
            case NEXT_DAYS -> new InstantWindow(Optional.of(now), days(midnight, date.count() + 1L), false);
            case OLDER_THAN_DAYS -> new InstantWindow(Optional.empty(), days(midnight, -date.count()), false);
        };
    }

    private static Instant days(Instant instant, long days) {
        return instant.plus(Duration.ofDays(days));
    }
}
