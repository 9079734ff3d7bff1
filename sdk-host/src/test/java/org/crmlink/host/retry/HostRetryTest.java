package org.crmlink.host.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.Sleeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostRetryTest {

    private final VirtualTime time = new VirtualTime();
    private final AtomicInteger tries = new AtomicInteger();
    private final HostRetry retry = HostRetry.of(RetryPolicy.DEFAULT, time, time);

    @AfterEach
    void noTestLeavesItsThreadInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static ConnectorException failure(ErrorKind kind, RetryAdvice advice, Outcome outcome) {
        return ConnectorException.of(kind, "it failed")
                .retry(advice)
                .outcome(outcome)
                .build();
    }

    private static ConnectorException unavailable() {
        return failure(ErrorKind.UNAVAILABLE, RetryAdvice.later(), Outcome.NOT_APPLIED);
    }

    /** Fails the given number of times, then answers. */
    private String failing(int times, ConnectorException failure) {
        if (tries.incrementAndGet() <= times) {
            throw failure;
        }
        return "done";
    }

    private ConnectorException failsFor(ConnectorException failure) {
        return catchThrowableOfType(
                ConnectorException.class, () -> retry.call("read", () -> failing(Integer.MAX_VALUE, failure)));
    }

    @Test
    void aCallThatSucceedsIsMadeOnce() {
        assertThat(retry.call("read", () -> failing(0, unavailable()))).isEqualTo("done");
        assertThat(tries).hasValue(1);
        assertThat(time.sleeps).isEmpty();
    }

    @Test
    void L13_fiveTriesAreMadeWithWaitsThatDouble() {
        ConnectorException failure = unavailable();
        assertThat(failsFor(failure)).isSameAs(failure);
        assertThat(tries).hasValue(5);
        assertThat(time.sleeps).hasSize(4);
        for (int i = 0; i < 4; i++) {
            long middle = 1_000L << i;
            assertThat(time.sleeps.get(i).toMillis()).isBetween(middle / 2, middle + middle / 2);
        }
    }

    @Test
    void L13_waitsHaveJitter() {
        for (int i = 0; i < 10; i++) {
            failsFor(unavailable());
        }
        assertThat(time.sleeps.stream().distinct().count()).isGreaterThan(20);
    }

    @Test
    void L13_theWaitOfOurOwnIsAtMostAMinute() {
        HostRetry patient = HostRetry.of(
                new RetryPolicy(12, Duration.ofSeconds(1), Duration.ofMinutes(1), 0, Duration.ofDays(1)), time, time);
        assertThatThrownBy(() -> patient.call("read", () -> failing(Integer.MAX_VALUE, unavailable())))
                .isInstanceOf(ConnectorException.class);
        assertThat(time.sleeps).hasSize(11).last().isEqualTo(Duration.ofMinutes(1));
        assertThat(time.sleeps.get(6)).isEqualTo(Duration.ofMinutes(1));
        assertThat(time.sleeps.get(5)).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void theFirstSuccessEndsTheTries() {
        assertThat(retry.call("read", () -> failing(2, unavailable()))).isEqualTo("done");
        assertThat(tries).hasValue(3);
    }

    @Test
    void L13_aDelayThatTheServerNamedIsHonoured() {
        ConnectorException throttled =
                failure(ErrorKind.RATE_LIMITED, RetryAdvice.after(Duration.ofSeconds(100)), Outcome.NOT_APPLIED);
        retry.call("read", () -> failing(1, throttled));
        assertThat(time.sleeps).containsExactly(Duration.ofSeconds(100));
    }

    @Test
    void aServerThatNamesNoDelayIsStillNotHammered() {
        ConnectorException throttled =
                failure(ErrorKind.RATE_LIMITED, RetryAdvice.after(Duration.ZERO), Outcome.NOT_APPLIED);
        retry.call("read", () -> failing(1, throttled));
        assertThat(time.sleeps.get(0)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aWaitBeyondTheBudgetIsNotBegun() {
        ConnectorException exhausted =
                failure(ErrorKind.QUOTA_EXHAUSTED, RetryAdvice.after(Duration.ofHours(5)), Outcome.NOT_APPLIED);
        assertThat(failsFor(exhausted)).isSameAs(exhausted);
        assertThat(tries).hasValue(1);
        assertThat(time.sleeps).isEmpty();
    }

    @Test
    void timeThatTheTriesThemselvesTakeCountsToo() {
        assertThatThrownBy(() -> retry.call("read", () -> {
                    time.pass(Duration.ofMinutes(4));
                    return failing(Integer.MAX_VALUE, unavailable());
                }))
                .isInstanceOf(ConnectorException.class);
        assertThat(tries).hasValue(3);
    }

    @Test
    void THR3_aFailureThatIsForGoodIsNotRepeated() {
        ConnectorException denied = failure(ErrorKind.FORBIDDEN, RetryAdvice.never(), Outcome.NOT_APPLIED);
        assertThat(failsFor(denied)).isSameAs(denied);
        assertThat(tries).hasValue(1);
    }

    @Test
    void aWriteThatMayHaveArrivedIsNeverRepeated() {
        failsFor(failure(ErrorKind.OUTCOME_UNKNOWN, RetryAdvice.later(), Outcome.UNKNOWN));
        failsFor(failure(ErrorKind.TIMEOUT, RetryAdvice.later(), Outcome.UNKNOWN));
        failsFor(failure(ErrorKind.TIMEOUT, RetryAdvice.later(), Outcome.APPLIED));
        assertThat(tries).hasValue(3);
    }

    @Test
    void aCallIsRepeatedOnceAfterALogin() {
        ConnectorException expired = failure(ErrorKind.UNAUTHENTICATED, RetryAdvice.afterLogin(), Outcome.NOT_APPLIED);
        assertThat(failsFor(expired)).isSameAs(expired);
        assertThat(tries).hasValue(2);
        assertThat(time.sleeps).isEmpty();
    }

    @Test
    void whatIsNoConnectorExceptionPassesThrough() {
        assertThatThrownBy(() -> retry.run("read", () -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("closed");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void theListenerHearsOfEachFailedTryThatIsRepeated() {
        List<String> heard = new ArrayList<>();
        HostRetry listened = retry.listenedBy((operation, attempt, wait, failure) -> {
            assertThat(wait).isPositive();
            heard.add(operation + " " + attempt + " " + failure.kind());
        });
        listened.call("changes of contact", () -> failing(2, unavailable()));
        assertThat(heard).containsExactly("changes of contact 1 UNAVAILABLE", "changes of contact 2 UNAVAILABLE");
    }

    @Test
    void TIME2_interruptionWhileWaitingIsCancelledAtOnceWithTheFlagKept() throws InterruptedException {
        HostRetry real = HostRetry.of(
                new RetryPolicy(5, Duration.ofMinutes(5), Duration.ofMinutes(5), 0, Duration.ofHours(1)),
                Clock.systemUTC(),
                Sleeper.SYSTEM);
        CountDownLatch failed = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            thrown.set(catchThrowable(() ->
                    real.listenedBy((o, a, w, f) -> failed.countDown()).call("read", () -> failing(1, unavailable()))));
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join(2_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELLED))
                .hasMessageContaining("it failed");
        assertThat(flag.get()).isTrue();
    }

    @Test
    void TIME2_anInterruptedThreadStartsNoTry() {
        Thread.currentThread().interrupt();
        ConnectorException e = catchThrowableOfType(
                ConnectorException.class, () -> retry.call("read", () -> failing(0, unavailable())));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(tries).hasValue(0);
    }

    @Test
    void aPolicyWithoutRetriesMakesOneTry() {
        HostRetry once = HostRetry.of(RetryPolicy.NONE, time, time);
        assertThatThrownBy(() -> once.call("read", () -> failing(Integer.MAX_VALUE, unavailable())))
                .isInstanceOf(ConnectorException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void aPolicyThatCannotWorkIsRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(0, second, second, 0, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO, 0, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, second, 1, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, second, Double.NaN, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, second, 0, second.negated()));
    }
}
