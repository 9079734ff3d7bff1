package org.crmlink.sandbox.dynamics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests and time per user and refuses those above the limits. Thread-safe. */
final class Throttle {

    private final Clock clock;
    private final Map<String, User> users = new ConcurrentHashMap<>();

    Throttle(Clock clock) {
        this.clock = clock;
    }

    private record Done(Instant at, Duration took) {}

    /** One user's recent past; guarded by itself. */
    private static final class User {
        private final Deque<Instant> started = new ArrayDeque<>();
        private final Deque<Done> done = new ArrayDeque<>();
        private Duration spent = Duration.ZERO;
        private int running;
    }

    /** What is left for the user. */
    record Remaining(int requests, Duration time) {}

    /** Lets a request in, or refuses it. Who was let in must {@link #leave}. */
    Remaining enter(String name, ServiceLimits limits) {
        User user = users.computeIfAbsent(name, unused -> new User());
        synchronized (user) {
            Instant now = clock.instant();
            Instant horizon = now.minus(limits.window());
            while (!user.started.isEmpty() && !user.started.peekFirst().isAfter(horizon)) {
                user.started.removeFirst();
            }
            while (!user.done.isEmpty() && !user.done.peekFirst().at().isAfter(horizon)) {
                user.spent = user.spent.minus(user.done.removeFirst().took());
            }
            long seconds = limits.window().toSeconds();
            if (user.started.size() >= limits.requests()) {
                throw new ApiException(
                        429,
                        "0x80072322",
                        "Number of requests exceeded the limit of " + limits.requests() + " over time window of "
                                + seconds + " seconds.",
                        wait(user.started.peekFirst(), now, limits));
            }
            if (user.spent.compareTo(limits.executionTime()) >= 0) {
                throw new ApiException(
                        429,
                        "0x80072321",
                        "Combined execution time of incoming requests exceeded limit of "
                                + limits.executionTime().toMillis() + " milliseconds over time window of " + seconds
                                + " seconds. Decrease number of concurrent requests or reduce the duration of requests and"
                                + " try again later.",
                        wait(user.done.isEmpty() ? now : user.done.peekFirst().at(), now, limits));
            }
            if (user.running >= limits.concurrent()) {
                throw new ApiException(
                        429,
                        "0x80072326",
                        "Number of concurrent requests exceeded the limit of " + limits.concurrent() + ".",
                        1);
            }
            user.started.addLast(now);
            user.running++;
            return new Remaining(
                    limits.requests() - user.started.size(),
                    limits.executionTime().minus(user.spent));
        }
    }

    private static int wait(Instant oldest, Instant now, ServiceLimits limits) {
        return (int) Math.max(
                1, Duration.between(now, oldest.plus(limits.window())).toSeconds() + 1);
    }

    /** Ends a request that was let in. */
    void leave(String name, Duration took) {
        User user = users.computeIfAbsent(name, unused -> new User());
        synchronized (user) {
            user.running--;
            user.spent = user.spent.plus(took);
            user.done.addLast(new Done(clock.instant(), took));
        }
    }
}
