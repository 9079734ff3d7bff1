package org.crmlink.toolkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.jspecify.annotations.Nullable;

/** Decides what a broken exchange means: kind, retry advice and, for writes, what became of them. */
final class TransportFailure {

    /** Okio's words when a line does not end within the bound; the number is the bound, or what was there before the end. */
    private static final Pattern LINE_TOO_LONG = Pattern.compile("\\\\n not found: limit=(\\d+) .*", Pattern.DOTALL);

    private static final int LONGEST_ORDINARY_LINE = 16 * 1024;

    private final Exchange exchange;
    private final HttpCall call;
    private final IOException failure;

    private TransportFailure(Exchange exchange, IOException failure) {
        this.exchange = exchange;
        this.call = exchange.call();
        this.failure = failure;
    }

    static ConnectorException of(Exchange exchange, IOException failure) {
        return new TransportFailure(exchange, failure).classify();
    }

    private ConnectorException classify() {
        if (exchange.wasClosed()) {
            return with(
                            ErrorKind.CANCELLED,
                            "the connector was closed",
                            RetryAdvice.never(),
                            "open the connector again")
                    .build();
        }
        if (exchange.wasInterrupted()) {
            // "later": with the interruption gone, the same call succeeds; for a write that may be there nobody may
            // know
            return with(ErrorKind.CANCELLED, "the calling thread was interrupted", retry(), "start again when it suits")
                    .build();
        }
        if (outcomeIsUnknown()) {
            return with(
                            ErrorKind.OUTCOME_UNKNOWN,
                            "the answer to a write was lost: " + reason(),
                            RetryAdvice.never(),
                            "find out what the server did before sending it again")
                    .build();
        }
        return ofReadOrUnsent().build();
    }

    private RetryAdvice retry() {
        return outcomeIsUnknown() ? RetryAdvice.never() : RetryAdvice.later();
    }

    private boolean outcomeIsUnknown() {
        // a 4xx whose body was cut is a refusal all the same; 408 may come from a gateway in front of a server that
        // went on
        int status = exchange.status();
        boolean refused = status >= 400 && status < 500 && status != 408;
        return call.isWrite() && exchange.mayBeSent() && !refused;
    }

    private ConnectorException.Builder ofReadOrUnsent() {
        if (isTrustFailure()) {
            return with(
                    ErrorKind.UNAVAILABLE,
                    "the server's certificate is not trusted or not for this host",
                    RetryAdvice.never(),
                    "check the address; if the server uses its own authority, import it into Java's trust store");
        }
        if (failure instanceof SSLHandshakeException && !causedBy(EOFException.class, SocketException.class)) {
            return with(
                    ErrorKind.UNAVAILABLE,
                    "no secure connection could be agreed on",
                    RetryAdvice.never(),
                    "the server must speak TLS 1.2 or 1.3 on this port");
        }
        if (failure instanceof UnknownHostException) {
            return with(ErrorKind.UNAVAILABLE, reason(), RetryAdvice.later(), "check the address and the network");
        }
        if (isTimeout()) {
            return with(
                    ErrorKind.TIMEOUT,
                    reason(),
                    RetryAdvice.later(),
                    "try again; if it stays so, allow more time or ask for less at once");
        }
        if (isTooLongLine()) {
            return with(
                    ErrorKind.PROTOCOL_ERROR,
                    "the answer's headers are longer than any client accepts",
                    RetryAdvice.never(),
                    "check that the address is that of the backend");
        }
        if (failure instanceof ProtocolException && !isCut()) {
            return with(
                    ErrorKind.PROTOCOL_ERROR,
                    reason(),
                    RetryAdvice.later(),
                    "check that the address is that of the backend and no proxy changes its answers");
        }
        return with(ErrorKind.UNAVAILABLE, reason(), RetryAdvice.later(), "check that the server runs and try again");
    }

    private ConnectorException.Builder with(ErrorKind kind, String what, RetryAdvice retry, String hint) {
        boolean unknown = outcomeIsUnknown();
        return ConnectorException.of(kind, call + ": " + what)
                .retry(retry)
                .outcome(unknown ? Outcome.UNKNOWN : Outcome.NOT_APPLIED)
                .operation(call.operation())
                .entity(call.entity())
                .hint(hint)
                .cause(withoutServersText());
    }

    private String reason() {
        if (failure instanceof UnknownHostException) {
            return "the host name is unknown";
        }
        if (failure instanceof ConnectException) {
            return "the connection was refused";
        }
        if (failure instanceof NoRouteToHostException) {
            return "there is no route to the host";
        }
        if (isTimeout()) {
            return exchange.mayBeSent() ? "no complete answer in time" : "no connection in time";
        }
        if (failure instanceof SSLException) {
            return "the secure connection failed";
        }
        if (failure instanceof ProtocolException && !isCut()) {
            return "the answer is not HTTP";
        }
        return exchange.mayBeSent() ? "the connection broke before the answer was complete" : "the connection broke";
    }

    private boolean isTimeout() {
        return failure instanceof SocketTimeoutException || failure instanceof InterruptedIOException;
    }

    private boolean isTrustFailure() {
        return failure instanceof SSLPeerUnverifiedException
                || (failure instanceof SSLException && causedBy(GeneralSecurityException.class));
    }

    private boolean isCut() {
        return String.valueOf(failure.getMessage()).startsWith("unexpected end of stream");
    }

    private boolean isTooLongLine() {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            Matcher matcher = LINE_TOO_LONG.matcher(String.valueOf(t.getMessage()));
            if (t instanceof EOFException && matcher.matches()) {
                return matcher.group(1).length() > 9 || Integer.parseInt(matcher.group(1)) > LONGEST_ORDINARY_LINE;
            }
        }
        return false;
    }

    private boolean causedBy(Class<?>... types) {
        for (@Nullable Throwable t = failure.getCause(); t != null; t = t.getCause()) {
            for (Class<?> type : types) {
                if (type.isInstance(t)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Protocol and end-of-file messages of OkHttp and Okio quote what the server sent: their type and stack tell enough. */
    private IOException withoutServersText() {
        if (failure instanceof SSLException || failure instanceof SocketException) {
            return failure;
        }
        IOException bare = new IOException(failure.getClass().getName());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }
}
