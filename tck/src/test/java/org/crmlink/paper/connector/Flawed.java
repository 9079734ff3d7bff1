package org.crmlink.paper.connector;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.HttpTransport;

/** How requests are sent: once. And the flaws that send them otherwise. Thread-safe. */
final class Flawed {

    private static final int LOOPS = 5;

    private final HttpTransport transport;
    private final ConnectorContext context;
    private final PaperLogin login;
    private final String authority;
    private final AtomicBoolean closedOnce = new AtomicBoolean();

    Flawed(HttpTransport transport, ConnectorContext context, PaperLogin login, URI root) {
        this.transport = transport;
        this.context = context;
        this.login = login;
        this.authority = root.getRawAuthority();
    }

    HttpAnswer send(HttpCall call) {
        if (Flaw.INTERRUPT_FLAG_LOST.here() || Flaw.CANCELLED_WRITE_NOT_APPLIED.here()) {
            try {
                return transport.send(call);
            } catch (ConnectorException e) {
                throw cancelled(e);
            }
        }
        if (Flaw.LOGIN_TRIED_FOR_EVER.here()) {
            return stubborn(call);
        }
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
        if (Flaw.FOREIGN_LINK_FOLLOWED.here()
                && !call.address().getRawAuthority().equals(authority)) {
            return HttpTransport.builder(context, call.address()).build().send(call);
        }
        HttpAnswer answer = transport.send(call);
        if (Flaw.REDIRECTS_FOLLOWED.here()) {
            Careless.redirected(answer, login.reveal());
        }
        int status = answer.status();
        Optional<String> location = answer.header("Location");
        boolean file = call.address().getPath().contains("/files/content");
        if (Flaw.FILE_REDIRECT_FOLLOWED.here() && file && location.isPresent()) {
            answer.close();
            HttpCall again =
                    HttpCall.get(location.get()).operation(call.operation()).header("X-Api-Key", "kit");
            return HttpTransport.builder(context, again.address()).build().send(again);
        }
        if (Flaw.WRITE_REPEATED_ON_503.here()
                && call.isWrite()
                && status == 503
                && answer.header("Retry-After").filter("0"::equals).isPresent()) {
            answer.close();
            return transport.send(call);
        }
        if (Flaw.WRITE_REPEATED_ON_REDIRECT.here() && call.isWrite() && (status == 307 || status == 308)) {
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

    private static ConnectorException cancelled(ConnectorException e) {
        if (e.kind() != ErrorKind.CANCELLED) {
            return e;
        }
        if (Flaw.INTERRUPT_FLAG_LOST.here()) {
            Thread.interrupted();
            return e;
        }
        return e.toBuilder().outcome(Outcome.NOT_APPLIED).build();
    }

    private HttpAnswer stubborn(HttpCall call) {
        for (int i = 1; ; i++) {
            try {
                return transport.send(call);
            } catch (ConnectorException e) {
                if (e.kind() != ErrorKind.UNAUTHENTICATED || i == LOOPS) {
                    throw e;
                }
            }
        }
    }

    private void pause() {
        try {
            context.sleeper().sleep(Duration.ofMillis(100));
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
