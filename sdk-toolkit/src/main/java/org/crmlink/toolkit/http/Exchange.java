package org.crmlink.toolkit.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.EventListener;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.RequestEvent;
import org.crmlink.sdk.RequestListener;
import org.jspecify.annotations.Nullable;

/** One attempt: how far it got, who waits for it, what it moved. Used by one thread at a time, watched and cancelled by others. */
final class Exchange extends EventListener {

    private final HttpCall call;
    private final RequestListener listener;
    private final OpenExchanges open;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final long start = System.nanoTime();

    private volatile @Nullable Call running;
    private volatile @Nullable Thread waiting;
    private volatile boolean interrupted;
    private volatile boolean maySent;
    private volatile int status;
    private volatile long bytesSent;
    private volatile long bytesReceived;
    private volatile @Nullable String retryAfter;

    Exchange(HttpCall call, RequestListener listener, OpenExchanges open) {
        this.call = call;
        this.listener = listener;
        this.open = open;
    }

    HttpCall call() {
        return call;
    }

    void begin(Call running) {
        this.running = running;
        open.add(this);
    }

    /** From here to {@link #leave} the calling thread waits for the network; interrupting it ends the attempt. */
    void enter() {
        waiting = Thread.currentThread();
    }

    void leave() {
        waiting = null;
    }

    /** Called by the watcher. */
    void cancelIfInterrupted() {
        @Nullable Thread thread = waiting;
        if (thread != null && thread.isInterrupted()) {
            interrupted = true;
            cancel();
        }
    }

    void cancel() {
        requireNonNull(running, "not begun").cancel();
    }

    boolean wasInterrupted() {
        return interrupted || Thread.currentThread().isInterrupted();
    }

    boolean wasClosed() {
        return open.isClosed();
    }

    /** Whether the server may have got something of the request. */
    boolean mayBeSent() {
        return maySent;
    }

    @Override
    public void requestHeadersStart(Call call) {
        maySent = true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes a body; others only read the number
    void sent(long bytes) {
        bytesSent += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads an answer; others only read the number
    void received(long bytes) {
        bytesReceived += bytes;
    }

    void answered(int status) {
        this.status = status;
    }

    void holdRetryAfter(@Nullable String value) {
        this.retryAfter = value;
    }

    int status() {
        return status;
    }

    Optional<String> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Reports the attempt, once. */
    void finish() {
        if (finished.compareAndSet(false, true)) {
            open.remove(this);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            listener.requestFinished(new RequestEvent(
                    call.operation(), call.entity(), call.method(), status, bytesSent, bytesReceived, duration));
        }
    }

    /** What a broken attempt means to the caller. */
    ConnectorException failure(IOException cause) {
        return TransportFailure.of(this, cause);
    }
}
