package org.crmlink.host.retry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sdk.Sleeper;

/** A clock that moves when somebody sleeps. One-at-a-time. */
final class VirtualTime extends Clock implements Sleeper {

    final List<Duration> sleeps = new ArrayList<>();
    private Instant now = Instant.parse("2024-06-30T00:00:00Z");

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        sleeps.add(duration);
        now = now.plus(duration);
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
