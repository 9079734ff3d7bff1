package org.crmlink.toolkit.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body that OkHttp may write once only: whatever the answer, it does not send it again. Counts what it writes. */
final class OneShotBody extends RequestBody {

    private final HttpBody body;
    private final Exchange exchange;

    OneShotBody(HttpBody body, Exchange exchange) {
        this.body = body;
        this.exchange = exchange;
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType().isEmpty() ? null : MediaType.parse(body.contentType());
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        // not closed: it is OkHttp's sink
        OutputStream counted = new Counting(sink.outputStream(), exchange);
        body.writeTo(counted);
        counted.flush();
    }

    private static final class Counting extends FilterOutputStream {
        private final Exchange exchange;

        Counting(OutputStream out, Exchange exchange) {
            super(out);
            this.exchange = exchange;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            exchange.sent(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            exchange.sent(length);
        }
    }
}
