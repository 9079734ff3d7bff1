package org.crmlink.sdk;

import java.time.Duration;

/** Waits. Thread-safe. */
@FunctionalInterface
public interface Sleeper {

    /** The wall clock. */
    Sleeper SYSTEM = duration -> Thread.sleep(duration.toMillis());

    /**
     * Blocks for the given time.
     *
     * @throws InterruptedException if the thread was interrupted, before or while waiting
     */
    void sleep(Duration duration) throws InterruptedException;
}
