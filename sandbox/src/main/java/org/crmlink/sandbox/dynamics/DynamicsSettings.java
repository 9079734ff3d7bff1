package org.crmlink.sandbox.dynamics;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the service is like, changeable while it runs: the next request sees the new value. Thread-safe. */
public final class DynamicsSettings {

    private volatile ServiceVersion version = ServiceVersion.V9_2;
    private volatile int pageSize = 5_000;
    private volatile int aggregateLimit = 50_000;
    private volatile Duration trackingLife = Duration.ofDays(7);
    private volatile long trackedSince;
    private volatile @Nullable ServiceLimits limits;

    /** Those of the online service, without service protection limits. */
    public DynamicsSettings() {}

    /** The version that the server passes for. */
    public ServiceVersion version() {
        return version;
    }

    /** Sets the version that the server passes for. */
    public void version(ServiceVersion newVersion) {
        version = newVersion;
    }

    /** Largest page. */
    public int pageSize() {
        return pageSize;
    }

    /**
     * Sets the largest page.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public void pageSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a page holds at least one row, not " + rows);
        }
        pageSize = rows;
    }

    /** Most rows that one aggregation reads. */
    public int aggregateLimit() {
        return aggregateLimit;
    }

    /** Sets the most rows that one aggregation reads; 50,000 at the real service. */
    public void aggregateLimit(int rows) {
        aggregateLimit = rows;
    }

    /** How long delta links and metadata stamps are good. */
    public Duration trackingLife() {
        return trackingLife;
    }

    /**
     * Sets how long delta links and metadata stamps are good.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void trackingLife(Duration life) {
        if (life.isNegative()) {
            throw new IllegalArgumentException("a life cannot be negative: " + life);
        }
        trackingLife = life;
    }

    /** Delta links that were given before this row version are too old, whatever the clock says; 0 for none. */
    public long trackedSince() {
        return trackedSince;
    }

    /** Sets the row version before which delta links are too old. */
    public void trackedSince(long rowVersion) {
        trackedSince = rowVersion;
    }

    /** Service protection limits, or empty for none. */
    public Optional<ServiceLimits> limits() {
        return Optional.ofNullable(limits);
    }

    /** Sets the service protection limits; null for none. */
    public void limits(@Nullable ServiceLimits newLimits) {
        limits = newLimits;
    }
}
