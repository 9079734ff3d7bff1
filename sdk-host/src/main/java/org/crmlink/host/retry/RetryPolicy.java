package org.crmlink.host.retry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often and how long a host tries again (rule L13). Immutable.
 *
 * @param maxAttempts the most tries in all, at least 1
 * @param firstWait the wait after the first failure; it doubles with each further one
 * @param maxWait the longest wait of our own choice; a server may name a longer one
 * @param jitter how much of a wait is random, 0 to below 1: a wait of w is chosen between {@code w·(1-jitter)} and {@code w·(1+jitter)}
 * @param budget the most time that one call may take in all; a wait that would exceed it is not begun
 */
public record RetryPolicy(int maxAttempts, Duration firstWait, Duration maxWait, double jitter, Duration budget) {

    /** Five tries, one second to one minute, half of it random, ten minutes in all. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofMinutes(1), 0.5, Duration.ofMinutes(10));

    /** One try. */
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 0, Duration.ofMinutes(10));

    public RetryPolicy {
        requireNonNull(firstWait, "firstWait is null");
        requireNonNull(maxWait, "maxWait is null");
        requireNonNull(budget, "budget is null");
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1");
        }
        if (firstWait.toMillis() < 1 || maxWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("firstWait must be at least a millisecond and maxWait not shorter");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter must be at least 0 and below 1");
        }
        if (budget.isNegative()) {
            throw new IllegalArgumentException("budget is negative");
        }
    }
}
