package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.run.Calls;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.jspecify.annotations.Nullable;

/** C1: the end of a connector's life. */
final class LifecycleChecks {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    /**
     * Does: closes a connector twice; one that never reached its server; one that was never used.
     * Why: hosts close in finally blocks, and more than one of them may.
     * Not run: never.
     * Look at: what close() does when there is nothing, or nothing left, to close.
     */
    @Check(Requirement.R05)
    void closingIsSafeAtAnyTime(Run run) throws Exception {
        Connector used = run.connect();
        used.identify();
        close(used, "A connector that was used");
        close(used, "A connector that is closed already");
        Connector fresh = run.connect();
        close(fresh, "A connector that was never used");
        close(fresh, "A connector that was never used, for the second time,");
        Connector lost = run.connect(run.configuration(URI.create("http://127.0.0.1:" + freePort())));
        run.failure("identify() without a server", lost::identify);
        close(lost, "A connector whose server is not there");
        close(lost, "A connector whose server is not there, for the second time,");
    }

    private static void close(Connector connector, String which) {
        try {
            connector.close();
        } catch (RuntimeException e) {
            throw new AssertionError(which + " must be closed without an exception, but close() threw " + e
                    + ": close() must be idempotent.");
        }
    }

    static int freePort() throws java.io.IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What a call in a thread of its own came to. */
    private record Running(Thread thread, AtomicReference<@Nullable Throwable> thrown) {

        static Running start(String name, Runnable call) {
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            call.run();
                        } catch (Throwable e) {
                            // looked at by the check
                            thrown.set(e);
                        }
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
            return new Running(thread, thrown);
        }
    }

    /**
     * Does: closes the connector while identify() and a read wait for an answer that does not come.
     * Why: a host that shuts down must not wait for a server that hangs.
     * Not run: never.
     * Look at: whether close() ends running exchanges, and how their calls then end: with CANCELLED or IllegalStateException within two seconds.
     */
    @Check(value = Requirement.R05, witnesses = "a call was running")
    void closingEndsRunningCalls(Run run) throws Exception {
        Connector connector = run.connect();
        connector.identify();
        run.seed(run.entity(), 1);
        Reading.all(reader(connector), Reading.query(run, run.entity()));
        for (boolean reading : List.of(false, true)) {
            Connector victim = reading ? connector : run.connect();
            if (!reading) {
                victim.identify();
            }
            try (ChangeStream stream = reader(connector).changes(Reading.query(run, run.entity()))) {
                Fault fault = run.proxy().onData().does(new FaultAction.After(new FaultAction.Wire.Stall(-1)));
                Running running =
                        Running.start("tck-running-call", reading ? () -> stream.next() : () -> victim.identify());
                run.witness("a call was running", fault.awaitFired(5_000));
                long begin = System.nanoTime();
                victim.close();
                running.thread().join(LONGEST_CLOSE.toMillis() + 500);
                long millis = (System.nanoTime() - begin) / 1_000_000;
                require(
                        !running.thread().isAlive() && millis <= LONGEST_CLOSE.toMillis(),
                        "close() while a call waits for its answer: the call had to end within "
                                + LONGEST_CLOSE.toMillis() + " ms, but "
                                + (running.thread().isAlive() ? "still ran" : "took")
                                + " " + millis + " ms. close() must end running exchanges.");
                Throwable thrown = running.thrown().get();
                boolean proper = thrown instanceof IllegalStateException
                        || (thrown instanceof ConnectorException error && error.kind() == ErrorKind.CANCELLED);
                if (thrown instanceof ConnectorException error) {
                    run.record("a call that close() ended", error);
                }
                require(
                        proper,
                        "A call that close() ends must fail with CANCELLED or IllegalStateException, but "
                                + (thrown == null ? "ended normally" : "threw " + thrown) + ".");
                run.proxy().calm();
            }
        }
    }

    private static ChangeReader reader(Connector connector) {
        return connector
                .facet(ChangeReader.class)
                .orElseThrow(() -> new org.crmlink.tck.run.NotOffered("the connector reads nothing"));
    }

    /**
     * Does: takes the facets of a connector and an open read, closes it, and calls everything.
     * Why: a call that still works after close() uses connections that nobody closes any more.
     * Not run: never. capabilities() and facet() may answer.
     * Look at: whether every method asks first whether the connector is closed, also those that could answer from memory.
     */
    @Check(value = Requirement.R06, witnesses = "calls were made")
    void afterCloseEveryCallIsRefused(Run run) {
        Connector connector = run.connect();
        run.seed(run.entity(), 1);
        Calls calls = Calls.of(run, connector);
        calls.warmUp();
        connector.close();
        int mark = run.proxy().mark();
        for (Calls.Named call : calls.all()) {
            Object result;
            try {
                result = call.call().run();
            } catch (IllegalStateException e) {
                run.witness("calls were made", true);
                continue;
            } catch (ConnectorException e) {
                // what is not declared may be refused as that first
                if (e.kind() == ErrorKind.UNSUPPORTED) {
                    continue;
                }
                throw new AssertionError(call.name()
                        + " after close() must fail with IllegalStateException, but failed with " + e.kind() + ".");
            } catch (Throwable e) {
                throw new AssertionError(
                        call.name() + " after close() must fail with IllegalStateException, but threw " + e + ".");
            }
            throw new AssertionError(call.name() + " after close() must fail with IllegalStateException, but returned "
                    + (result == null ? "normally" : "a " + result.getClass().getSimpleName()) + ".");
        }
        int sent = run.proxy().since(mark).size();
        require(
                sent == 0,
                "After close() " + sent + " requests were sent: " + run.proxy().since(mark)
                        + ". A closed connector must send nothing.");
        run.evidence(calls.all().size() + " calls after close()");
    }

    /** The kinds by which an address that leads nowhere may be refused. */
    static EnumSet<ErrorKind> unreachable() {
        return EnumSet.of(ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT);
    }
}
