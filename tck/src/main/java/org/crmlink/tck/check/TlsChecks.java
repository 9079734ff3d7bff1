package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.TlsServer;
import org.crmlink.tck.bench.TlsTrap;
import org.crmlink.tck.bench.TrustedAuthority;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Run;

/** C18: whom a connector trusts. */
final class TlsChecks {

    /**
     * Does: lets the process trust an authority of the kit's own for a moment; identifies itself at a good server of it, and at four that differ from it in
     * one thing each: nobody's certificate, an expired one, one for another host, TLS 1.1.
     * Why: whoever stands in between has the login.
     * Not run: never. A connector that takes no notice of the process's trust store leaves this open.
     * Look at: trust managers and host name verifiers of the connector's own, and fallbacks after a failed handshake.
     */
    @Check(
            value = Requirement.R76,
            seconds = 40,
            witnesses = {"the good server was accepted", "the bad servers were called"})
    void badServersAreRefused(Run run) {
        try (TrustedAuthority authority = new TrustedAuthority(run.scratch())) {
            for (TlsTrap trap : TlsTrap.values()) {
                try (TlsServer server = new TlsServer(trap, run.proxy())) {
                    Connector connector = run.connect(run.configuration(server.endpoint()));
                    if (trap == TlsTrap.GOOD) {
                        good(run, connector, server);
                    } else {
                        bad(run, connector, server);
                    }
                    connector.close();
                }
            }
            run.evidence("trusted for this check: " + authority.getClass().getSimpleName());
        }
    }

    private static void good(Run run, Connector connector, TlsServer server) {
        try {
            connector.identify();
            run.witness("the good server was accepted", server.greetings() > 0);
        } catch (ConnectorException e) {
            run.record("identify() at a good server", e);
            run.witness("the good server was accepted", false);
        }
    }

    private static void bad(Run run, Connector connector, TlsServer server) {
        int mark = run.proxy().mark();
        Optional<ConnectorException> error = Optional.empty();
        try {
            connector.identify();
        } catch (ConnectorException e) {
            run.record("identify() at a server with " + server.trap().words(), e);
            error = Optional.of(e);
        }
        run.witness("the bad servers were called", server.greetings() > 0);
        int sent = run.proxy().since(mark).size();
        require(
                sent == 0 && server.wentOn() == 0,
                "A server with " + server.trap().words() + " was trusted: "
                        + (sent > 0 ? sent + " requests were sent to it" : "the handshake went on")
                        + ". Look for trust managers, host name verifiers and protocol lists of the connector's own.");
        require(
                server.clearText() == 0,
                "After a failed handshake with a server with " + server.trap().words()
                        + " the connector tried clear text on the same port: it must never fall back to http.");
        require(
                error.isPresent(),
                "identify() at a server with " + server.trap().words()
                        + " must fail, but succeeded without sending anything there.");
    }

    /**
     * Does: lets a good server redirect to http, on the way to data.
     * Why: one redirect in clear text shows the token to everybody on the way.
     * Not run: never.
     * Look at: which redirects are followed: never from https to http.
     */
    @Check(
            value = Requirement.R76,
            seconds = 40,
            witnesses = {"the good server was accepted", "it redirected to http"})
    void secureConnectionsAreNotLeft(Run run) {
        try (TrustedAuthority authority = new TrustedAuthority(run.scratch());
                TlsServer server = new TlsServer(TlsTrap.GOOD, run.proxy())) {
            Connector connector = run.connect(run.configuration(server.endpoint()));
            good(run, connector, server);
            int mark = run.proxy().mark();
            String clear = run.proxy().otherGate().endpoint().toString();
            Fault fault = run.proxy()
                    .when("data over TLS", TlsChecks::isData)
                    .answers(new Answer(307, Map.of("Location", clear + "/redirected"), ""));
            try {
                connector.identify();
            } catch (ConnectorException e) {
                run.record("identify() when redirected to http", e);
            }
            run.witness("it redirected to http", fault.fired() > 0);
            int strayed = run.proxy().through(run.proxy().otherGate(), mark).size();
            require(
                    strayed == 0,
                    "A redirect from https to http was followed: " + strayed
                            + " requests came in clear text. Look at the HTTP client's setting for redirects.");
            run.evidence("trusted for this check: " + authority.getClass().getSimpleName());
        }
    }

    private static boolean isData(Exchange exchange) {
        return !exchange.isLogin();
    }
}
