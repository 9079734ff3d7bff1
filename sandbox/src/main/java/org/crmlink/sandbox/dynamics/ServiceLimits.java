package org.crmlink.sandbox.dynamics;

import java.time.Duration;

/**
 * Service protection limits per user, as the online service enforces them.
 *
 * @param requests requests within the window; the online service allows 6,000
 * @param executionTime combined execution time within the window; online 20 minutes
 * @param concurrent requests at the same moment; online 52
 * @param window length of the sliding window; online 5 minutes
 */
public record ServiceLimits(int requests, Duration executionTime, int concurrent, Duration window) {

    /** The limits of the online service. */
    public static ServiceLimits online() {
        return new ServiceLimits(6_000, Duration.ofMinutes(20), 52, Duration.ofMinutes(5));
    }
}
