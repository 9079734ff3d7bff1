package org.crmlink.tck.bench;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.common.Slf4jNotifier;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.crmlink.tck.Answer;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a connector and its backend: keeps a log of what passes, and makes chosen requests go wrong. Connectors reach it through its
 * {@link Gate}. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {

    private final WireMockServer server;
    private final Gate gate;
    private final ProxyLog log;
    private @Nullable Gate second;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /**
     * Starts a proxy.
     *
     * @param backend what it stands before
     * @param isLogin whether method and path belong to a login
     */
    public FaultProxy(URI backend, BiPredicate<String, String> isLogin) {
        log = new ProxyLog(isLogin, this::strike);
        server = new WireMockServer(WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(48)
                .jettyAcceptors(1)
                .disableRequestJournal()
                .gzipDisabled(true)
                // with a length in every head the gate can count the bytes of a body
                .useChunkedTransferEncoding(Options.ChunkedEncodingPolicy.NEVER)
                .preserveHostHeader(true)
                .notifier(new Slf4jNotifier(false))
                .extensions(log.requests(), log.answers()));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(origin(backend))));
        gate = new Gate(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    }

    private static String origin(URI backend) {
        return backend.getScheme() + "://" + backend.getRawAuthority();
    }

    /** Where connectors connect; only scheme, host and port. */
    public URI endpoint() {
        return gate.endpoint();
    }

    public Gate gate() {
        return gate;
    }

    /**
     * A second way in with an origin of its own: requests through it have its address in their Host field. It leads to the same backend, so that
     * what is wrongly sent there succeeds.
     */
    public Gate otherGate() {
        synchronized (faults) {
            Gate other = second;
            if (other == null) {
                other = new Gate(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
                second = other;
            }
            return other;
        }
    }

    /** The requests since a mark that came by a way in, logins included. */
    public List<Exchange> through(Gate way, int mark) {
        String authority = way.endpoint().getRawAuthority();
        return since(mark).stream()
                .filter(exchange ->
                        exchange.header("host").filter(authority::equals).isPresent())
                .toList();
    }

    /** Number of requests so far; {@link #since} takes it. */
    public int mark() {
        return log.size();
    }

    /** Lets go of the requests so far; marks that were taken stay good. */
    public void forget() {
        log.forget();
    }

    /** The requests since a mark that were not {@linkplain #forget forgotten}, in the order of their arrival. */
    public List<Exchange> since(int mark) {
        return log.since(mark);
    }

    /** The requests since a mark that do not belong to the login. */
    public List<Exchange> dataSince(int mark) {
        return since(mark).stream().filter(exchange -> !exchange.isLogin()).toList();
    }

    /** Begins a fault for requests that meet a condition, which may look at the answer if the action comes after the backend. */
    public FaultPlan when(String name, Predicate<Exchange> condition) {
        return new FaultPlan(name, condition);
    }

    /** Begins a fault for requests that do not belong to the login. */
    public FaultPlan onData() {
        return when("data", exchange -> !exchange.isLogin());
    }

    /** Begins a fault for requests that may write, as their method goes. */
    public FaultPlan onWrite() {
        return when("write", Exchange::mayWrite);
    }

    /** Begins a fault for requests that belong to the login. */
    public FaultPlan onLogin() {
        return when("login", Exchange::isLogin);
    }

    /**
     * Begins a fault for answers that carry a text, such as the mark of a seeded record. Only for actions after the backend has answered.
     */
    public FaultPlan onAnswerWith(String text) {
        return when(
                "answer with a seeded record",
                exchange -> !exchange.isLogin() && exchange.answerText().contains(text));
    }

    /** Removes all faults. */
    public void calm() {
        faults.clear();
        gate.door(Gate.Door.OPEN);
    }

    private FaultAction strike(Exchange exchange, boolean answered) {
        for (Fault fault : faults) {
            boolean after = fault.action() instanceof FaultAction.Rewrite
                    || fault.action() instanceof FaultAction.After
                    || fault.action() instanceof FaultAction.HoldAfter;
            if (after == answered) {
                FaultAction action = fault.strike(exchange);
                if (action != null) {
                    return action;
                }
            }
        }
        return new FaultAction.After(new Wire.Intact());
    }

    @Override
    public void close() {
        gate.close();
        Gate other = second;
        if (other != null) {
            other.close();
        }
        server.stop();
    }

    /** A fault in the making: by default the first matching request, once. */
    public final class FaultPlan {

        private final String name;
        private final Predicate<Exchange> condition;
        private int first = 1;
        private int times = 1;

        private FaultPlan(String name, Predicate<Exchange> condition) {
            this.name = name;
            this.condition = condition;
        }

        /** The nth matching request, from 1. */
        public FaultPlan nth(int number) {
            first = number;
            return this;
        }

        /** So many matching requests in a row. */
        public FaultPlan times(int count) {
            times = count;
            return this;
        }

        /** Every matching request from the first one on. */
        public FaultPlan always() {
            times = 0;
            return this;
        }

        /** The fault, in force from now on. */
        public Fault does(FaultAction action) {
            Fault fault = new Fault(action.getClass().getSimpleName() + " on " + name, condition, first, times, action);
            faults.add(fault);
            return fault;
        }

        /** Answers with a status in the backend's place. */
        public Fault answers(Answer answer) {
            return does(new FaultAction.Instead(answer));
        }

        /** Lets the backend do its work and loses the answer. */
        public Fault loses() {
            return does(new FaultAction.After(new Wire.Reset(-1)));
        }
    }
}
