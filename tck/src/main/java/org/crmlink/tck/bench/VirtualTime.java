package org.crmlink.tck.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.Sleeper;

/** Time as a connector under test sees it: it stands still, and moves when somebody sleeps. Thread-safe. */
public final class VirtualTime extends Clock implements Sleeper {

    private Instant now = Instant.now();
    private final List<Duration> sleeps = new ArrayList<>();

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before sleeping");
        }
        synchronized (this) {
            sleeps.add(duration);
            now = now.plus(duration);
        }
    }

    /** Moves the time without anybody sleeping. */
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    /** Every sleep so far. */
    public synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }
}
