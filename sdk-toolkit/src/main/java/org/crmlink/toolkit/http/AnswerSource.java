package org.crmlink.toolkit.http;

import java.io.IOException;
import okio.Buffer;
import okio.Source;
import okio.Timeout;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;

/** The decompressed bytes of an answer: bounded, interruptible, and failing with {@link ConnectorException} only. */
final class AnswerSource implements Source {

    private final Exchange exchange;
    private final Source upstream;
    private final long limit;
    private long total;

    AnswerSource(Exchange exchange, Source upstream, long limit) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.limit = limit;
    }

    @Override
    public long read(Buffer sink, long byteCount) {
        exchange.enter();
        long count;
        try {
            count = upstream.read(sink, byteCount);
        } catch (IOException e) {
            exchange.finish();
            throw exchange.failure(e);
        } finally {
            exchange.leave();
        }
        if (count < 0) {
            exchange.finish();
            return count;
        }
        total += count;
        if (total > limit) {
            exchange.cancel();
            exchange.finish();
            throw tooLong();
        }
        return count;
    }

    private ConnectorException tooLong() {
        HttpCall call = exchange.call();
        boolean refused = exchange.status() >= 400 && exchange.status() < 500;
        return ConnectorException.of(
                        ErrorKind.LIMIT_EXCEEDED, call + ": the answer is longer than the bound of " + limit + " bytes")
                .outcome(call.isWrite() && !refused ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .operation(call.operation())
                .entity(call.entity())
                .hint("ask for less at once, such as a smaller page")
                .build();
    }

    @Override
    public Timeout timeout() {
        return upstream.timeout();
    }

    /** Does nothing: the answer closes the connection's part, without a failure of its own. */
    @Override
    public void close() {}
}
