package org.crmlink.host.filter;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sdk.metadata.EntityType;

/**
 * What a filter's meaning depends on besides the row. Immutable.
 *
 * @param clock now; its zone says when a day begins for fields without a zone ({@code DATE}, {@code LOCAL_DATE_TIME}); instants count days in UTC
 * @param currentUser id of the caller, see {@link org.crmlink.sdk.Identity#userId()}
 * @param types descriptions of the targets of semi-joins
 * @param related the targets' records
 */
public record FilterEnvironment(
        Clock clock, String currentUser, Function<String, Optional<EntityType>> types, RelatedRecords related) {

    public FilterEnvironment {
        requireNonNull(clock, "clock is null");
        requireNonNull(currentUser, "currentUser is null");
        requireNonNull(types, "types is null");
        requireNonNull(related, "related is null");
    }

    /** An environment for filters without semi-joins. */
    public static FilterEnvironment of(Clock clock, String currentUser) {
        return new FilterEnvironment(clock, currentUser, name -> Optional.empty(), RelatedRecords.NONE);
    }
}
