package org.crmlink.toolkit.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** How far the login server's clock is from ours, so that statements signed here are in time there. Thread-safe. */
final class ServerClockOffset {

    private static final Logger LOG = System.getLogger(ServerClockOffset.class.getName());

    /** Less is what every server tolerates, and what a slow answer looks like. */
    private static final Duration TOLERATED = Duration.ofMinutes(2);

    private final Clock clock;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile Duration offset = Duration.ZERO;

    ServerClockOffset(Clock clock) {
        this.clock = clock;
    }

    /**
     * Learns from an answer's {@code Date}.
     *
     * @return whether what was signed before is now known to be out of time
     */
    boolean learn(Instant serverTime) {
        Duration seen = Duration.between(clock.instant(), serverTime);
        Duration used = offset;
        offset = seen.abs().compareTo(TOLERATED) > 0 ? seen : Duration.ZERO;
        if (!offset.isZero() && warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "This computer''s clock is {0} s away from the login server''s.",
                    seen.abs().toSeconds());
        }
        return offset.minus(used).abs().compareTo(TOLERATED) > 0;
    }

    Instant now() {
        return clock.instant().plus(offset);
    }
}
