package org.crmlink.paper.connector;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Sleeper;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;

/** How requests are sent: once. And the flaws that send them otherwise. Thread-safe. */
final class Flawed {

    private static final int LOOPS = 5;

    private final HttpTransport transport;
    private final Sleeper sleeper;
    private final PaperLogin login;
    private final AtomicBoolean closedOnce = new AtomicBoolean();

    Flawed(HttpTransport transport, Sleeper sleeper, PaperLogin login) {
        this.transport = transport;
        this.sleeper = sleeper;
        this.login = login;
    }

    HttpAnswer send(HttpCall call) {
        if (Flaw.WRITE_REPEATED_ON_RESET.here() && call.isWrite()) {
            try {
                return transport.send(call);
            } catch (ConnectorException e) {
                if (e.kind() != ErrorKind.OUTCOME_UNKNOWN) {
                    throw e;
                }
                return transport.send(call);
            }
        }
        HttpAnswer answer = transport.send(call);
        int status = answer.status();
        if (Flaw.WRITE_REPEATED_ON_503.here()
                && call.isWrite()
                && status == 503
                && answer.header("Retry-After").filter("0"::equals).isPresent()) {
            answer.close();
            return transport.send(call);
        }
        for (int i = 0; i < LOOPS && Flaw.OWN_RETRY_LOOP.here() && answer.status() == 429; i++) {
            answer.close();
            pause();
            answer = transport.send(call);
        }
        for (int i = 0; i < LOOPS && Flaw.FORBIDDEN_RENEWS_LOGIN.here() && answer.status() == 403; i++) {
            answer.close();
            login.renew();
            answer = transport.send(call);
        }
        return answer;
    }

    private void pause() {
        try {
            sleeper.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@link Flaw#CLOSE_CARELESS}. */
    void closeOnce() {
        if (!closedOnce.compareAndSet(false, true)) {
            throw new IllegalStateException("closed already");
        }
    }
}
