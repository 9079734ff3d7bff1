package org.crmlink.sandbox.salesforce.api;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When the org's objects last changed: one moment for all of them. Thread-safe. Source: backend page, section 5.4.
 */
public final class MetadataStamp {

    private final Clock clock;
    private volatile Instant changed;

    /** Changed just now. */
    public MetadataStamp(Clock clock) {
        this.clock = clock;
        this.changed = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The objects have just changed; later than before even within a second. */
    public synchronized void touch() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        changed = now.isAfter(changed) ? now : changed.plusSeconds(1);
    }

    Instant changed() {
        return changed;
    }

    /** As answers have it, whose compression it names. */
    String etag() {
        return "\"" + Long.toHexString(changed.getEpochSecond()) + "--gzip\"";
    }
}
