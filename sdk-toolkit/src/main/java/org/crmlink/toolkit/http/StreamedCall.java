package org.crmlink.toolkit.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import okio.Buffer;
import okio.Pipe;
import okio.Source;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;

/**
 * A call whose body its caller writes piece by piece, while a thread of its own sends it: for services that take a file as one request. Between the two
 * at most 256 KiB wait. A body that is not brought to its end never arrives as a whole request. One-at-a-time; close it always.
 */
public final class StreamedCall implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;
    private static final int STEP = 16 * 1024;
    private static final long LONGEST_FAREWELL_MILLIS = 2_000;

    private final HttpCall call;
    private final Pipe pipe = new Pipe(BUFFER);
    private final FutureTask<HttpAnswer> sending;
    private final Thread thread;
    private final AtomicBoolean handedOver = new AtomicBoolean();
    private volatile boolean givenUp;

    private StreamedCall(HttpCall call, HttpBody body, Function<HttpCall, HttpAnswer> sender) {
        this.call = call;
        this.sending = new FutureTask<>(() -> {
            try {
                return sender.apply(call.body(body));
            } finally {
                // whoever still writes learns that nobody reads any more
                pipe.source().close();
            }
        });
        this.thread = new Thread(sending, "crmlink-http-streamed");
        thread.setDaemon(true);
    }

    /**
     * Begins to send.
     *
     * @param length bytes of the body, or -1 if unknown (sent in chunks)
     * @param longestPause how long the call waits for its caller to write more before it fails
     * @param sender sends the call, such as {@link HttpTransport#send}; the body can be sent once only
     */
    public static StreamedCall begin(
            HttpCall call,
            String contentType,
            long length,
            Duration longestPause,
            Function<HttpCall, HttpAnswer> sender) {
        requireNonNull(contentType, "contentType is null");
        PipedBody body = new PipedBody(contentType, length, longestPause);
        StreamedCall streamed = new StreamedCall(call, body, sender);
        body.source = streamed.pipe.source();
        streamed.thread.start();
        return streamed;
    }

    /** The body as OkHttp takes it. */
    private static final class PipedBody implements HttpBody {
        private final String contentType;
        private final long length;
        private final Duration longestPause;
        private final AtomicBoolean begun = new AtomicBoolean();
        private Source source = new Buffer();

        PipedBody(String contentType, long length, Duration longestPause) {
            this.contentType = contentType;
            this.length = length;
            this.longestPause = longestPause;
        }

        @Override
        public String contentType() {
            return contentType;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            if (!begun.compareAndSet(false, true)) {
                throw new IOException("the body of a streamed call can be sent once only");
            }
            source.timeout().timeout(longestPause.toMillis(), TimeUnit.MILLISECONDS);
            Buffer some = new Buffer();
            while (source.read(some, STEP) >= 0) {
                some.writeTo(out);
            }
        }
    }

    /**
     * Writes the next bytes of the body; blocks while the network is slower.
     *
     * @return false if the call has ended before its body, with an answer or a failure: {@link #answer} tells
     * @throws ConnectorException CANCELLED if the thread was interrupted; nothing was applied then
     */
    public boolean write(byte[] bytes, int offset, int length) {
        Buffer some = new Buffer().write(bytes, offset, length);
        try {
            pipe.sink().write(some, length);
            return true;
        } catch (InterruptedIOException e) {
            close();
            throw interrupted(Outcome.NOT_APPLIED, e);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends the body and waits for the answer, which the caller closes.
     *
     * @param longest how long to wait, from now
     * @throws ConnectorException what the sender threw; TIMEOUT, or CANCELLED if the thread was interrupted, with an outcome that is unknown
     */
    public HttpAnswer answer(Duration longest) {
        try {
            pipe.sink().close();
        } catch (IOException e) {
            // it has ended already
            return waited(longest);
        }
        return waited(longest);
    }

    private HttpAnswer waited(Duration longest) {
        try {
            HttpAnswer answer = sending.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            handedOver.set(true);
            return answer;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw interrupted(Outcome.UNKNOWN, e);
        } catch (TimeoutException e) {
            close();
            throw ConnectorException.of(
                            ErrorKind.TIMEOUT, call + ": no answer within " + longest.toSeconds() + " s after the body")
                    .operation(call.operation())
                    .entity(call.entity())
                    .outcome(Outcome.UNKNOWN)
                    .retry(RetryAdvice.never())
                    .hint("look whether it arrived before sending it again")
                    .cause(e)
                    .build();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("sending failed", e);
        }
    }

    private ConnectorException interrupted(Outcome outcome, Exception cause) {
        return ConnectorException.of(ErrorKind.CANCELLED, call + ": interrupted")
                .operation(call.operation())
                .entity(call.entity())
                .outcome(outcome)
                .cause(cause)
                .build();
    }

    /** Gives the call up unless its answer was handed over; the server gets no end of the body. Idempotent. */
    @Override
    public void close() {
        if (handedOver.get() || givenUp) {
            return;
        }
        givenUp = true;
        pipe.cancel();
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LONGEST_FAREWELL_MILLIS);
            if (sending.isDone()) {
                sending.get().close();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException e) {
            // it failed, as it was meant to
            pipe.cancel();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
