package org.crmlink.sandbox.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Makes chosen requests go wrong in a chosen way. Rules are tried in the order in which they were made; the first whose
 * condition matches and whose turn it is acts. Thread-safe.
 *
 * <pre>{@code
 * Faults.Fault lost = sandbox.faults().on("POST", "/contacts").skip(2).times(1).cutAfter();
 * …
 * assertThat(lost.fired()).isEqualTo(1);
 * }</pre>
 */
public final class Faults {

    /** What happens to a request. */
    sealed interface Action {
        /** Answers without asking the backend. */
        record Answer(int status, Map<String, String> headers, String body) implements Action {}

        /** Closes the connection without asking the backend. */
        record CutBefore() implements Action {}

        /** Lets the backend apply the request, then closes the connection instead of answering. */
        record CutAfter() implements Action {}

        /** Sends the head and the first bytes of the body, then closes the connection. */
        record CutWithin(int bytes) implements Action {}

        /** Waits, then goes on as usual. */
        record Delay(Duration time) implements Action {}

        /** The transaction of a write stays open this long before it commits; reads are not touched. */
        record LateCommit(Duration time) implements Action {}

        /** Waits for the latch, then goes on as usual. */
        record Hold(CountDownLatch latch) implements Action {}
    }

    /** A rule in force. */
    public static final class Fault {
        private final Predicate<HttpRequest> condition;
        private final int skip;
        private final int times;
        private final Action action;
        private final AtomicInteger matched = new AtomicInteger();
        private final AtomicInteger fired = new AtomicInteger();

        private Fault(Predicate<HttpRequest> condition, int skip, int times, Action action) {
            this.condition = condition;
            this.skip = skip;
            this.times = times;
            this.action = action;
        }

        /** How often this fault has happened. */
        public int fired() {
            return fired.get();
        }

        private boolean takes(HttpRequest request) {
            if (!condition.test(request)) {
                return false;
            }
            int turn = matched.getAndIncrement();
            if (turn < skip || turn - skip >= times) {
                return false;
            }
            fired.incrementAndGet();
            return true;
        }
    }

    /** A rule in the making: says which requests, then how they fail. */
    public final class When {
        private final Predicate<HttpRequest> condition;
        private int skip;
        private int times = 1;

        private When(Predicate<HttpRequest> condition) {
            this.condition = condition;
        }

        /** Lets this many matching requests pass first. */
        public When skip(int requests) {
            skip = requests;
            return this;
        }

        /** How many matching requests fail; once by default. */
        public When times(int requests) {
            times = requests;
            return this;
        }

        /** Every matching request fails until the rules are cleared. */
        public When always() {
            return times(Integer.MAX_VALUE);
        }

        /** Answers with this status, these headers and this body; the backend never sees the request. */
        public Fault answer(int status, Map<String, String> headers, String body) {
            return put(new Action.Answer(status, Map.copyOf(headers), body));
        }

        /** Closes the connection before the backend sees the request. */
        public Fault cutBefore() {
            return put(new Action.CutBefore());
        }

        /** Closes the connection after the backend has applied the request: the answer is lost. */
        public Fault cutAfter() {
            return put(new Action.CutAfter());
        }

        /** Closes the connection after the first bytes of the answer's body. */
        public Fault cutWithin(int bytes) {
            return put(new Action.CutWithin(bytes));
        }

        /** Lets the request wait before the backend sees it. */
        public Fault delay(Duration time) {
            return put(new Action.Delay(time));
        }

        /** Lets the request wait until the latch opens (at most a minute) before the backend sees it. */
        public Fault hold(CountDownLatch latch) {
            return put(new Action.Hold(latch));
        }

        /**
         * Lets the transaction of a write stay open this long before it commits, as a slow transaction does: its row versions are
         * older than those of changes that others commit meanwhile. Also holds for a write inside a batch, outside a change set.
         */
        public Fault lateCommit(Duration time) {
            return put(new Action.LateCommit(time));
        }

        private Fault put(Action action) {
            Fault fault = new Fault(condition, skip, times, action);
            rules.add(fault);
            return fault;
        }
    }

    private final List<Fault> rules = new CopyOnWriteArrayList<>();

    /** Requests with this method ({@code *} for any) whose path and query contain the text. */
    public When on(String method, String targetContains) {
        return on(request -> (method.equals("*") || request.method().equalsIgnoreCase(method))
                && request.target().contains(targetContains));
    }

    /** Requests for which the condition holds; it is called on the server's threads. */
    public When on(Predicate<HttpRequest> condition) {
        return new When(condition);
    }

    /** Takes one rule out of force. */
    public void remove(Fault fault) {
        rules.remove(fault);
    }

    /** Takes all rules out of force. */
    public void clear() {
        rules.clear();
    }

    /** How long the transaction of this write stays open before it commits. */
    public Optional<Duration> lateCommit(HttpRequest request) {
        for (Fault rule : rules) {
            if (rule.action instanceof Action.LateCommit late && rule.takes(request)) {
                return Optional.of(late.time());
            }
        }
        return Optional.empty();
    }

    /** Waits before a write is committed if a rule says so. */
    public void waitForCommit(HttpRequest request) {
        Optional<Duration> late = lateCommit(request);
        if (late.isPresent()) {
            try {
                TimeUnit.NANOSECONDS.sleep(late.get().toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while a commit was to be late", e);
            }
        }
    }

    Optional<Action> next(HttpRequest request) {
        for (Fault rule : rules) {
            if (!(rule.action instanceof Action.LateCommit) && rule.takes(request)) {
                return Optional.of(rule.action);
            }
        }
        return Optional.empty();
    }
}
