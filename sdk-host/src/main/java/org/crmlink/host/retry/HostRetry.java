package org.crmlink.host.retry;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of retries [THR-2]: repeats a call as its failure advises, within a {@link RetryPolicy}. Immutable, thread-safe.
 *
 * <ul>
 *   <li>Advice {@link RetryAdvice.When#LATER}: after a wait that doubles, with jitter, and never before the delay that the server named.
 *   <li>Advice {@link RetryAdvice.When#AFTER_LOGIN}: once at once; the connector renews its login with the next call.
 *   <li>Advice {@link RetryAdvice.When#NEVER}, and any failure whose outcome is not {@link Outcome#NOT_APPLIED}: never. A write that may have arrived
 *       is settled by the host, not sent again from here.
 *   <li>A wait that would go beyond the budget is not begun: the failure is thrown at once.
 *   <li>Interruption ends a wait, or keeps a first or further try from starting, with {@link ErrorKind#CANCELLED} and the flag kept.
 *   <li>Whatever is no {@link ConnectorException} passes through.
 * </ul>
 *
 * <p>The decisions (how many, which failures, which interval) are resilience4j's {@link RetryConfig} and {@link IntervalFunction}. The loop is our
 * own because resilience4j's waits by {@code Thread.sleep} alone, swallows the interrupt's meaning and knows no budget, while hosts and tests wait by
 * a {@link Sleeper} that may be virtual.
 */
public final class HostRetry {

    private final RetryPolicy policy;
    private final RetryConfig config;
    private final IntervalFunction intervals;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RetryListener listener;

    private HostRetry(RetryPolicy policy, Clock clock, Sleeper sleeper, RetryListener listener) {
        this.policy = requireNonNull(policy, "policy is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
        this.listener = requireNonNull(listener, "listener is null");
        this.intervals = IntervalFunction.ofExponentialRandomBackoff(
                policy.firstWait().toMillis(),
                2.0,
                policy.jitter(),
                policy.maxWait().toMillis());
        this.config = RetryConfig.custom()
                .maxAttempts(policy.maxAttempts())
                .intervalFunction(intervals)
                .retryOnException(HostRetry::mayBeRepeated)
                .build();
    }

    /** The default policy with the clock and sleeper that connectors get too. */
    public static HostRetry of(ConnectorContext context) {
        return of(RetryPolicy.DEFAULT, context.clock(), context.sleeper());
    }

    public static HostRetry of(RetryPolicy policy, Clock clock, Sleeper sleeper) {
        return new HostRetry(policy, clock, sleeper, RetryListener.SILENT);
    }

    /** This retry with another listener. */
    public HostRetry listenedBy(RetryListener other) {
        return new HostRetry(policy, clock, sleeper, other);
    }

    public RetryPolicy policy() {
        return policy;
    }

    /** Like {@link #call} for what has no result. */
    public void run(String operation, Runnable attempt) {
        call(operation, () -> {
            attempt.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Makes a call, and makes it again where that can help. Blocks.
     *
     * @param operation what is being done, for people: "changes of contact"
     * @param attempt one try
     * @throws ConnectorException of the last try, unchanged; of kind CANCELLED if the thread was interrupted
     */
    public <T> T call(String operation, Supplier<T> attempt) {
        Instant start = clock.instant();
        boolean loginTried = false;
        for (int tried = 1; ; tried++) {
            if (Thread.currentThread().isInterrupted()) {
                throw cancelled(operation, null);
            }
            ConnectorException failure;
            try {
                return attempt.get();
            } catch (ConnectorException e) {
                failure = e;
            }
            if (tried >= config.getMaxAttempts()
                    || !config.getExceptionPredicate().test(failure)) {
                throw failure;
            }
            Duration wait = Duration.ZERO;
            if (failure.retryAdvice().when() == RetryAdvice.When.AFTER_LOGIN) {
                if (loginTried) {
                    throw failure;
                }
                loginTried = true;
            } else {
                wait = wait(tried, failure.retryAdvice());
            }
            Duration spent = Duration.between(start, clock.instant());
            if (spent.plus(wait).compareTo(policy.budget()) > 0) {
                throw failure;
            }
            listener.retrying(operation, tried, wait, failure);
            pause(operation, wait, failure);
        }
    }

    private static boolean mayBeRepeated(Throwable thrown) {
        return thrown instanceof ConnectorException failure
                && failure.retryAdvice().when() != RetryAdvice.When.NEVER
                && failure.outcome() == Outcome.NOT_APPLIED
                && failure.kind() != ErrorKind.CANCELLED
                && failure.kind() != ErrorKind.OUTCOME_UNKNOWN;
    }

    private Duration wait(int tried, RetryAdvice advice) {
        Duration own = Duration.ofMillis(intervals.apply(tried));
        return advice.delay().filter(server -> server.compareTo(own) > 0).orElse(own);
    }

    private void pause(String operation, Duration wait, ConnectorException failure) {
        if (wait.isZero()) {
            return;
        }
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(operation, failure);
        }
    }

    private static ConnectorException cancelled(String operation, @Nullable ConnectorException failure) {
        String after = failure == null ? "" : " while waiting to try again after: " + failure.getMessage();
        return ConnectorException.of(ErrorKind.CANCELLED, operation + " was interrupted" + after)
                .operation(operation)
                .cause(failure)
                .build();
    }
}
