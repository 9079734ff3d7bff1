package org.crmlink.engine;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.crmlink.sdk.Sleeper;

/**
 * What the engine gets from its host. Immutable.
 *
 * @param clock the local clock; never used to decide what changed (L6)
 * @param sleeper how the engine waits between attempts
 * @param apiCalls how many requests the connector has made so far, for the report
 * @param listener hears of progress
 */
public record EngineContext(Clock clock, Sleeper sleeper, LongSupplier apiCalls, SyncListener listener) {

    public EngineContext {
        requireNonNull(clock, "clock is null");
        requireNonNull(sleeper, "sleeper is null");
        requireNonNull(apiCalls, "apiCalls is null");
        requireNonNull(listener, "listener is null");
    }

    /** The system's clock and no listener. */
    public static EngineContext system(LongSupplier apiCalls) {
        return new EngineContext(Clock.systemUTC(), Sleeper.SYSTEM, apiCalls, SyncListener.SILENT);
    }

    /** The same with this listener. */
    public EngineContext withListener(SyncListener listener) {
        return new EngineContext(clock, sleeper, apiCalls, listener);
    }
}
