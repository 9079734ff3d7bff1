package org.crmlink.toolkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.config.Secret;
import org.crmlink.toolkit.http.TestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TokenSourceTest {

    private static final int THREADS = 50;

    private final TestContext context = new TestContext();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile Duration life = Duration.ofHours(1);
    private volatile boolean failing;
    private final TokenSource tokens = new TokenSource(this::fetch, context.clock());

    private AccessToken fetch(String claims) {
        int number = fetches.incrementAndGet();
        if (failing) {
            throw ConnectorException.of(ErrorKind.UNAVAILABLE, "no login now").build();
        }
        return AccessToken.of(Secret.of("t" + number + claims), context.clock().instant(), life);
    }

    private String current() {
        return tokens.current().value().reveal();
    }

    private static <T> List<Future<T>> inParallel(Callable<T> task) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            tasks.add(() -> {
                together.await(10, TimeUnit.SECONDS);
                return task.call();
            });
        }
        try {
            return pool.invokeAll(tasks, 20, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneTokenIsFetchedForFiftyThreads() throws Exception {
        AtomicInteger slowFetches = new AtomicInteger();
        TokenSource slow = new TokenSource(
                claims -> {
                    pause();
                    return AccessToken.endless(Secret.of("t" + slowFetches.incrementAndGet()));
                },
                context.clock());
        for (Future<String> got : inParallel(() -> slow.current().value().reveal())) {
            assertThat(got.get()).isEqualTo("t1");
        }
        assertThat(slowFetches).hasValue(1);
    }

    @Test
    void oneRefusalIsSharedByThoseWhoWaited() throws Exception {
        TokenSource refusing = new TokenSource(
                claims -> {
                    fetches.incrementAndGet();
                    pause();
                    throw ConnectorException.of(ErrorKind.UNAUTHENTICATED, "refused")
                            .build();
                },
                context.clock());
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        inParallel(() -> {
            try {
                return refusing.current();
            } catch (ConnectorException e) {
                assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
                failures.add(e);
                throw e;
            }
        });
        assertThat(failures).hasSize(THREADS);
        assertThat(fetches.get())
                .as("those who came late may ask again, but not each")
                .isLessThan(THREADS / 2);
    }

    @Test
    void fiftyRefusalsOfOneTokenCauseOneRenewal() throws Exception {
        assertThat(current()).isEqualTo("t1");
        for (Future<Boolean> renewed :
                inParallel(() -> tokens.renew(token -> token.value().reveal().equals("t1"), ""))) {
            assertThat(renewed.get()).isTrue();
        }
        assertThat(current()).isEqualTo("t2");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void aTokenThatComesBackTheSameIsNoRenewal() {
        TokenSource fixed = new TokenSource(OAuth2.fixed(Secret.of("same")), context.clock());
        assertThat(fixed.current().value().reveal()).isEqualTo("same");
        assertThat(fixed.renew(token -> token.value().reveal().equals("same"), ""))
                .isFalse();
    }

    @Test
    void demandedClaimsReachTheFlow() {
        assertThat(current()).isEqualTo("t1");
        assertThat(tokens.renew(token -> true, "+c"))
                .as("a source that knows no other token")
                .isFalse();
        assertThat(current()).isEqualTo("t2+c");
    }

    @Test
    void itIsRenewedFiveMinutesBeforeItsEnd() {
        current();
        context.advance(Duration.ofMinutes(54));
        assertThat(current()).isEqualTo("t1");
        context.advance(Duration.ofMinutes(1).plusSeconds(1));
        assertThat(current()).isEqualTo("t2");
    }

    @Test
    void orInTheLastTenthOfAShorterLife() {
        life = Duration.ofSeconds(100);
        current();
        context.advance(Duration.ofSeconds(89));
        assertThat(current()).isEqualTo("t1");
        context.advance(Duration.ofSeconds(2));
        assertThat(current()).isEqualTo("t2");
    }

    @Test
    void theOldOneServesWhileTheRenewalFailsAndItIsValid() {
        current();
        context.advance(Duration.ofMinutes(56));
        failing = true;
        assertThat(current()).isEqualTo("t1");
        assertThat(current()).isEqualTo("t1");
        assertThat(fetches).as("a failed renewal is not repeated at once").hasValue(2);
        context.advance(Duration.ofSeconds(31));
        assertThat(current()).isEqualTo("t1");
        assertThat(fetches).hasValue(3);
        context.advance(Duration.ofMinutes(4));
        assertThatThrownBy(this::current).isInstanceOf(ConnectorException.class);
        failing = false;
        assertThat(current()).isEqualTo("t5");
    }

    @Test
    void whileOneThreadRenewsEarlyOthersGoOnWithTheOldOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        TokenSource source = new TokenSource(
                claims -> {
                    if (number.incrementAndGet() == 2) {
                        asked.countDown();
                        awaitQuietly(goOn);
                    }
                    return AccessToken.of(
                            Secret.of("t" + number), context.clock().instant(), life);
                },
                context.clock());
        source.current();
        context.advance(Duration.ofMinutes(56));
        AtomicReference<AccessToken> renewed = new AtomicReference<>();
        Thread renewing = new Thread(() -> renewed.set(source.current()));
        renewing.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(source.current().value().reveal()).isEqualTo("t1");
        goOn.countDown();
        renewing.join(10_000);
        assertThat(renewed.get().value().reveal()).isEqualTo("t2");
        assertThat(source.current().value().reveal()).isEqualTo("t2");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void AUTH_4_aTokenThatIsBornDeadIsUsedOnceAndNoLoop() {
        life = Duration.ZERO;
        assertThat(current()).isEqualTo("t1");
        assertThat(current()).isEqualTo("t2");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void whoWaitsForACancelledThreadAsksItself() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        TokenSource source = new TokenSource(
                claims -> {
                    if (number.incrementAndGet() == 1) {
                        asked.countDown();
                        pause();
                        pause();
                        throw ConnectorException.of(ErrorKind.CANCELLED, "interrupted")
                                .build();
                    }
                    return AccessToken.endless(Secret.of("mine"));
                },
                context.clock());
        Thread first = new Thread(() -> assertThatThrownBy(source::current).isInstanceOf(ConnectorException.class));
        first.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(source.current().value().reveal()).isEqualTo("mine");
        first.join(10_000);
    }

    @Test
    void TIME_2_waitingForAnotherThreadsLoginEndsWithAnInterrupt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TokenSource source = new TokenSource(
                claims -> {
                    asked.countDown();
                    awaitQuietly(goOn);
                    return AccessToken.endless(Secret.of("t"));
                },
                context.clock());
        Thread leader = new Thread(source::current);
        leader.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                source.current();
            } catch (ConnectorException e) {
                failure.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag lost", e));
            }
        });
        waiting.start();
        Thread.sleep(50);
        waiting.interrupt();
        waiting.join(1_000);
        assertThat(failure.get())
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELLED));
        goOn.countDown();
        leader.join(10_000);
    }
}
