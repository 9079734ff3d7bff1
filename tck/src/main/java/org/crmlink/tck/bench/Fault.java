package org.crmlink.tck.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A fault that waits for its request: what × when × which one. Thread-safe. */
public final class Fault {

    private final String name;
    private final Predicate<Exchange> when;
    private final int first;
    private final int times;
    private final FaultAction action;
    private final AtomicInteger matched = new AtomicInteger();
    private final AtomicInteger fired = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final List<Exchange> struck = new ArrayList<>();

    Fault(String name, Predicate<Exchange> when, int first, int times, FaultAction action) {
        this.name = name;
        this.when = when;
        this.first = first;
        this.times = times;
        this.action = action;
    }

    /** The action if this is its request. */
    @Nullable
    FaultAction strike(Exchange exchange) {
        if (!when.test(exchange)) {
            return null;
        }
        int turn = matched.incrementAndGet();
        if (turn < first || (times > 0 && turn >= first + times)) {
            return null;
        }
        fired.incrementAndGet();
        synchronized (struck) {
            struck.add(exchange);
        }
        exchange.struck(this);
        reached.countDown();
        return action;
    }

    FaultAction action() {
        return action;
    }

    /** How often it has happened. */
    public int fired() {
        return fired.get();
    }

    /** Waits until it happens for the first time. */
    public boolean awaitFired(long millis) throws InterruptedException {
        return reached.await(millis, TimeUnit.MILLISECONDS);
    }

    /** The exchanges that it struck. */
    public List<Exchange> struck() {
        synchronized (struck) {
            return List.copyOf(struck);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
