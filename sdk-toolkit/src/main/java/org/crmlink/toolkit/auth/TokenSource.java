package org.crmlink.toolkit.auth;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one access token fresh. Thread-safe: however many threads need a token, one asks for it and the others wait for its answer, good or
 * bad. Shortly before the end of a token one thread renews it while the others go on with the old one, which also serves as long as the
 * renewal fails and it is valid.
 */
public final class TokenSource {

    private static final Logger LOG = System.getLogger(TokenSource.class.getName());
    private static final Duration PAUSE_AFTER_FAILED_RENEWAL = Duration.ofSeconds(30);

    private final TokenFlow flow;
    private final Clock clock;
    private final Object lock = new Object();

    // guarded by lock
    private @Nullable AccessToken token;
    private @Nullable CompletableFuture<AccessToken> flight;
    private Instant nextEarlyRenewal = Instant.MIN;

    public TokenSource(TokenFlow flow, Clock clock) {
        this.flow = requireNonNull(flow, "flow is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * A token that is valid now.
     *
     * @throws ConnectorException as the flow throws, or CANCELLED if the thread is interrupted
     */
    public AccessToken current() {
        Instant now = clock.instant();
        AccessToken held;
        synchronized (lock) {
            if (token == null || token.isExpired(now)) {
                held = null;
            } else if (token.isNearEnd(now) && flight == null && !now.isBefore(nextEarlyRenewal)) {
                held = token;
                nextEarlyRenewal = now.plus(PAUSE_AFTER_FAILED_RENEWAL);
            } else {
                return token;
            }
        }
        return held == null ? fetch(good -> !good.isExpired(now), "") : renewEarly(held);
    }

    private AccessToken renewEarly(AccessToken held) {
        try {
            return fetch(other -> !other.value().equals(held.value()), "");
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    "The login could not be renewed ahead of time ({0}); the old one is valid until {1}.",
                    e.getMessage(),
                    held.expires().map(Instant::toString).orElse("its end"));
            return held;
        }
    }

    /**
     * Replaces a token that the backend refused, unless another thread has done so already.
     *
     * @param refused tells the refused token from others
     * @param claims what the backend demands of the new one, or an empty text
     * @return whether there is another token now
     */
    public boolean renew(Predicate<AccessToken> refused, String claims) {
        synchronized (lock) {
            if (token != null && refused.test(token)) {
                token = null;
            }
        }
        AccessToken now = fetch(refused.negate(), claims);
        return !refused.test(now);
    }

    /** Takes a token that was got elsewhere, such as by an interactive login. */
    public void accept(AccessToken fresh) {
        synchronized (lock) {
            token = requireNonNull(fresh, "fresh is null");
            nextEarlyRenewal = Instant.MIN;
        }
    }

    /** Drops the token, at logout. */
    public void forget() {
        synchronized (lock) {
            token = null;
        }
    }

    private AccessToken fetch(Predicate<AccessToken> good, String claims) {
        while (true) {
            CompletableFuture<AccessToken> mine = new CompletableFuture<>();
            CompletableFuture<AccessToken> running;
            synchronized (lock) {
                if (token != null && good.test(token)) {
                    return token;
                }
                running = flight;
                if (running == null) {
                    flight = mine;
                }
            }
            if (running == null) {
                return lead(mine, claims);
            }
            @Nullable AccessToken joined = join(running);
            if (joined != null) {
                return joined;
            }
        }
    }

    private AccessToken lead(CompletableFuture<AccessToken> mine, String claims) {
        boolean done = false;
        try {
            AccessToken fresh = flow.fetch(claims);
            synchronized (lock) {
                token = fresh;
                nextEarlyRenewal = Instant.MIN;
            }
            done = mine.complete(fresh);
            return fresh;
        } catch (RuntimeException e) {
            done = mine.completeExceptionally(e);
            throw e;
        } finally {
            synchronized (lock) {
                flight = null;
            }
            if (!done) {
                mine.cancel(false);
            }
        }
    }

    /** The answer of the thread that asks; null if that thread was cancelled, which is no answer for us. */
    private static @Nullable AccessToken join(CompletableFuture<AccessToken> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ConnectorException.of(ErrorKind.CANCELLED, "the thread was interrupted while it waited for a login")
                    .operation("login")
                    .retry(RetryAdvice.later())
                    .hint("start again when it suits")
                    .cause(e)
                    .build();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectorException failure) {
                if (failure.kind() == ErrorKind.CANCELLED) {
                    return null;
                }
                throw failure.toBuilder().build();
            }
            throw new IllegalStateException("another thread failed to log in", e.getCause());
        }
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "TokenSource";
    }
}
