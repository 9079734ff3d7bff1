package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.crmlink.sdk.config.Secret;
import org.jspecify.annotations.Nullable;

/** A bearer token and how long it may be used, by our own clock. Immutable; its text form shows nothing. */
public final class AccessToken {

    private static final Duration EARLIEST_RENEWAL = Duration.ofMinutes(5);

    private final Secret value;
    private final Instant received;
    private final @Nullable Duration life;

    private AccessToken(Secret value, Instant received, @Nullable Duration life) {
        this.value = requireNonNull(value, "value is null");
        this.received = requireNonNull(received, "received is null");
        this.life = life;
    }

    /** A token without a known end. */
    public static AccessToken endless(Secret value) {
        return new AccessToken(value, Instant.EPOCH, null);
    }

    /**
     * A token with an end. The server's clock plays no part: the life counts from our receipt.
     *
     * @param received when it was asked for, by the context's clock
     */
    public static AccessToken of(Secret value, Instant received, Duration life) {
        return new AccessToken(value, received, life.isNegative() ? Duration.ZERO : life);
    }

    public Secret value() {
        return value;
    }

    /** When it ends; empty if unknown. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(life).map(received::plus);
    }

    boolean isExpired(Instant now) {
        return life != null && !now.isBefore(received.plus(life));
    }

    /** Whether less than five minutes, or less than a tenth of its life, is left: whichever is shorter. */
    boolean isNearEnd(Instant now) {
        if (life == null) {
            return false;
        }
        Duration tenth = life.dividedBy(10);
        Duration margin = tenth.compareTo(EARLIEST_RENEWAL) < 0 ? tenth : EARLIEST_RENEWAL;
        return Duration.between(now, received.plus(life)).compareTo(margin) < 0;
    }

    @Override
    public String toString() {
        return "access token" + expires().map(end -> " until " + end).orElse("");
    }
}
