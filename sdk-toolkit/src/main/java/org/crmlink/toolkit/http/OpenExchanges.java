package org.crmlink.toolkit.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that are under way. A blocking socket does not feel an interrupt, so one daemon thread looks whether a waiting thread was
 * interrupted and cancels its attempt; it lives only while there are attempts.
 */
final class OpenExchanges {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int IDLE_LOOKS = 40;

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private @Nullable Thread watcher;
    private volatile boolean closed;

    void add(Exchange exchange) {
        open.add(exchange);
        synchronized (lock) {
            if (watcher == null && !closed) {
                Thread thread = new Thread(this::watch, "crmlink-http-interrupts");
                thread.setDaemon(true);
                watcher = thread;
                thread.start();
            }
        }
        if (closed) {
            exchange.cancel();
        }
    }

    void remove(Exchange exchange) {
        open.remove(exchange);
    }

    boolean isClosed() {
        return closed;
    }

    /** Cancels everything, now and in future. */
    void close() {
        closed = true;
        open.forEach(Exchange::cancel);
        synchronized (lock) {
            if (watcher != null) {
                LockSupport.unpark(watcher);
            }
        }
    }

    private void watch() {
        int idle = 0;
        while (!closed) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            open.forEach(Exchange::cancelIfInterrupted);
            idle = open.isEmpty() ? idle + 1 : 0;
            if (idle > IDLE_LOOKS && endIfIdle()) {
                return;
            }
        }
    }

    private boolean endIfIdle() {
        synchronized (lock) {
            if (!open.isEmpty()) {
                return false;
            }
            watcher = null;
            return true;
        }
    }
}
