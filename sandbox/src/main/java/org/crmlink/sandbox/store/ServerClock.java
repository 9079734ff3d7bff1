package org.crmlink.sandbox.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that can be shifted against the one below it, so that tests make tokens old without waiting. Thread-safe. */
public final class ServerClock extends Clock {

    private final Clock base;
    private volatile Duration offset = Duration.ZERO;

    /** A clock that shows the time of the given one. */
    public ServerClock(Clock base) {
        this.base = base;
    }

    /** Moves the clock by this much, forwards or backwards, in addition to earlier shifts. */
    public synchronized void shift(Duration by) {
        offset = offset.plus(by);
    }

    /** How far this clock is ahead of the one below it. */
    public Duration offset() {
        return offset;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        ServerClock zoned = new ServerClock(base.withZone(zone));
        zoned.offset = offset;
        return zoned;
    }
}
