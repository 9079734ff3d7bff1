package org.crmlink.sdk;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether sending the same call again can help. Immutable. MUST be truthful: with the cause removed, a call advised for retry succeeds [THR-4].
 */
public final class RetryAdvice {

    /** When to try again. */
    public enum When {
        /** The same call fails again. */
        NEVER,
        /** After a delay: the server's, if it named one, else the host's. */
        LATER,
        /** After a new login. */
        AFTER_LOGIN
    }

    private static final RetryAdvice NEVER = new RetryAdvice(When.NEVER, Optional.empty());
    private static final RetryAdvice LATER = new RetryAdvice(When.LATER, Optional.empty());
    private static final RetryAdvice AFTER_LOGIN = new RetryAdvice(When.AFTER_LOGIN, Optional.empty());

    private final When when;
    private final Optional<Duration> delay;

    private RetryAdvice(When when, Optional<Duration> delay) {
        this.when = when;
        this.delay = delay;
    }

    /** The same call fails again. */
    public static RetryAdvice never() {
        return NEVER;
    }

    /** Later; the host chooses the delay. */
    public static RetryAdvice later() {
        return LATER;
    }

    /** Not before the delay that the server named ({@code Retry-After}). */
    public static RetryAdvice after(Duration delay) {
        requireNonNull(delay, "delay is null");
        return new RetryAdvice(When.LATER, Optional.of(delay.isNegative() ? Duration.ZERO : delay));
    }

    /** After a new login. */
    public static RetryAdvice afterLogin() {
        return AFTER_LOGIN;
    }

    public When when() {
        return when;
    }

    /** The delay that the server named; empty if it named none. */
    public Optional<Duration> delay() {
        return delay;
    }

    @Override
    public String toString() {
        return delay.map(d -> "retry after " + d.toSeconds() + " s").orElse(when.toString());
    }
}
