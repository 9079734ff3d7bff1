package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.config.ConfigOption;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.bench.Gate;
import org.crmlink.tck.run.Acts;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fate;
import org.crmlink.tck.run.Inconclusive;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.jspecify.annotations.Nullable;

/** C15: servers that do not answer, and callers who do not wait. */
final class TimeoutChecks {

    private static final String FIRED = "the fault struck";
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Set<ErrorKind> SILENT = Set.of(ErrorKind.TIMEOUT, ErrorKind.UNAVAILABLE);

    /**
     * Does: connects to a port where nobody listens.
     * Why: the commonest mistake in a configuration.
     * Not run: never.
     * Look at: how a refused connection is classified; the message names the address.
     */
    @Check(Requirement.R66)
    void aRefusedConnectionIsToldAtOnce(Run run) {
        Connector connector = run.connect(run.configuration(nobody()));
        long begin = System.nanoTime();
        run.failure("a connection that is refused", SILENT, connector::identify);
        require(
                Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofSeconds(5)) < 0,
                "A refused connection was told after "
                        + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms: it is known at once.");
    }

    private static URI nobody() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Does: sets every option whose name says timeout to one second; then the server accepts and says nothing, falls silent after the head, and sends one
     * byte every 150 ms.
     * Why: a sync that hangs is worse than one that fails; and a server that dribbles keeps every read timeout happy for ever.
     * Not run: if no option is a timeout; then the defaults would have to be waited for.
     * Look at: there must be a limit for the whole call, not only for a single read.
     */
    @Check(value = Requirement.R66, witnesses = FIRED, budget = Budget.QUICK, seconds = 40)
    void silenceEndsAtTheDeadline(Run run) {
        EntityType entity = run.entity();
        run.seed(entity, run.fixture().pageSize());
        Acts.warmUp(run, entity);
        Connector connector = run.connect(hurried(run));
        ChangeReader reader = connector.facet(ChangeReader.class).orElseThrow();
        Reading.all(reader, Reading.query(run, entity));

        endsInTime(run, "a server that falls silent after the head", new Wire.Stall(0), reader, entity);
        endsInTime(run, "a server that falls silent before the head", new Wire.Stall(-1), reader, entity);
        endsInTime(run, "a server that sends a byte every 150 ms", new Wire.Dribble(150), reader, entity);

        run.proxy().gate().dropAll();
        run.proxy().gate().door(Gate.Door.BLACK_HOLE);
        timed(
                "a server that accepts and says nothing",
                () -> run.failure("a read from a black hole", SILENT, () -> read(reader, run, entity)));
    }

    private static void endsInTime(Run run, String what, Wire wire, ChangeReader reader, EntityType entity) {
        Fault fault = run.proxy().onData().always().does(new FaultAction.After(wire));
        timed(what, () -> run.failure("a read from " + what, SILENT, () -> read(reader, run, entity)));
        run.witness(FIRED, fault.fired() > 0);
        run.proxy().calm();
        run.proxy().gate().dropAll();
    }

    private static @Nullable Object read(ChangeReader reader, Run run, EntityType entity) {
        try (ChangeStream stream = reader.changes(Reading.query(run, entity))) {
            return stream.next();
        }
    }

    /** Several limits of a second each may follow one another: connection, silence, whole call. */
    private static void timed(String what, Runnable call) {
        Duration limit = DEADLINE.multipliedBy(3).plusMillis(600);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        call.run();
                    } catch (Throwable e) {
                        // passed on by the waiting thread
                        thrown.set(e);
                    }
                },
                "check-timed");
        thread.setDaemon(true);
        thread.start();
        boolean late;
        try {
            thread.join(limit.toMillis());
            late = thread.isAlive();
            thread.interrupt();
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Inconclusive("the check was interrupted");
        }
        require(
                !late,
                "With timeouts of " + DEADLINE.toSeconds() + " s, " + what + " held a call for more than "
                        + limit.toMillis() + " ms. There must be a limit for the whole call.");
        if (thrown.get() instanceof AssertionError failed) {
            throw failed;
        }
        if (thrown.get() instanceof RuntimeException failed) {
            throw failed;
        }
    }

    /** The valid configuration with every timeout at the deadline. */
    private static Map<String, String> hurried(Run run) {
        Map<String, String> values = new LinkedHashMap<>(run.configuration());
        boolean any = false;
        for (ConfigOption<?> option : run.plugin().descriptor().options()) {
            if (option.type() == ConfigOption.Type.DURATION
                    && option.name().toLowerCase(Locale.ROOT).contains("timeout")) {
                values.put(option.name(), DEADLINE.toSeconds() + "s");
                any = true;
            }
        }
        if (!any) {
            throw new Inconclusive(
                    "the connector has no option of type duration with 'timeout' in its name, so that its deadlines cannot be shortened for "
                            + "the test; give it one");
        }
        return values;
    }

    /** A call in a thread of its own that is interrupted while it waits. */
    private static final class Interrupted {
        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private final AtomicReference<Object> returned = new AtomicReference<>();
        private final AtomicReference<Boolean> flag = new AtomicReference<>(false);
        private final Thread thread;

        Interrupted(Run.Call call) {
            thread = new Thread(
                    () -> {
                        try {
                            Object result = call.run();
                            returned.set(result == null ? "nothing" : result);
                        } catch (Throwable e) {
                            // the check looks at whatever it is
                            thrown.set(e);
                        }
                        flag.set(Thread.currentThread().isInterrupted());
                    },
                    "check-interrupted");
            thread.setDaemon(true);
            thread.start();
        }

        /** Interrupts and waits; the milliseconds that it took, or −1 if it still runs after three seconds. */
        long interrupt() throws InterruptedException {
            long begin = System.nanoTime();
            thread.interrupt();
            thread.join(3_000);
            return thread.isAlive() ? -1 : (System.nanoTime() - begin) / 1_000_000;
        }
    }

    /**
     * Does: interrupts a thread that waits for an answer, in identify, in a read and in a listing of ids.
     * Why: a person who presses Ctrl-C, and a host that shuts down, must not wait for somebody else's timeout.
     * Not run: never.
     * Look at: the call must end with CANCELLED, keep the interrupt flag, give the connection back, and send nothing more.
     */
    @Check(value = Requirement.R67, witnesses = FIRED)
    void anInterruptEndsACallWithinASecond(Run run) throws Exception {
        EntityType entity = run.entity();
        run.seed(entity, 1);
        Acts.warmUp(run, entity);
        interrupts(run, "identify", () -> run.connector().identify());
        interrupts(run, "a read", () -> Acts.firstStep(run, entity));
        interrupts(
                run,
                "a listing of ids",
                () -> Reading.ids(run.reader(), entity.name(), org.crmlink.sdk.filter.Filter.all()));
    }

    private static void interrupts(Run run, String what, Run.Call call) throws Exception {
        Fault fault = run.proxy().onData().always().does(new FaultAction.After(new Wire.Stall(-1)));
        int before = run.proxy().gate().open();
        Interrupted interrupted = new Interrupted(call);
        run.witness(FIRED, fault.awaitFired(5_000));
        int mark = run.proxy().mark();
        long took = interrupted.interrupt();
        require(took >= 0, what + " did not end within 3 s after its thread was interrupted: it must end within one.");
        require(
                took <= 1_000,
                what + " ended " + took + " ms after its thread was interrupted: it must end within a second.");
        ConnectorException error = cancelled(run, what, interrupted);
        require(
                error.kind() == ErrorKind.CANCELLED,
                what + " was interrupted and failed with " + error.kind() + ": it must be CANCELLED.");
        require(
                Boolean.TRUE.equals(interrupted.flag.get()),
                what + " ended without the thread's interrupt flag: keep it set.");
        require(
                run.proxy().since(mark).isEmpty(),
                what + " sent " + run.proxy().since(mark).size() + " more requests after it was interrupted.");
        boolean freed = false;
        for (int i = 0; i < 50 && !freed; i++) {
            freed = run.proxy().gate().open() <= before;
            if (!freed) {
                Thread.sleep(10);
            }
        }
        require(freed, what + " was interrupted and keeps the connection on which it waited.");
        run.proxy().calm();
    }

    private static ConnectorException cancelled(Run run, String what, Interrupted interrupted) {
        Throwable thrown = interrupted.thrown.get();
        if (thrown instanceof ConnectorException error) {
            run.record(what, error);
            return error;
        }
        throw new AssertionError(
                what + " was interrupted and ended with " + (thrown == null ? "a result" : thrown.toString())
                        + ": it must be a ConnectorException of kind CANCELLED.");
    }

    /**
     * Does: lets the backend do a write and holds its answer back; the caller is interrupted meanwhile.
     * Why: who believes that nothing was changed sends again, and makes a second record.
     * Not run: if nothing can be updated.
     * Look at: a request that has left may have arrived: the outcome is unknown.
     */
    @Check(
            value = Requirement.R68,
            witnesses = {FIRED, "the backend did the write"})
    void anInterruptedWriteIsOfUnknownOutcome(Run run) throws Exception {
        EntityType entity = Acts.updatable(run);
        String id = run.seed(entity, 1).get(0).id();
        Fate.of(run, run.uploader(), Acts.update(run, entity, id));
        Mutation.Update update = Acts.update(run, entity, id);
        Fault fault = run.proxy().onWrite().always().does(new FaultAction.After(new Wire.Stall(-1)));
        AtomicReference<Fate> fate = new AtomicReference<>();
        Interrupted interrupted = new Interrupted(() -> {
            fate.set(Fate.of(run, run.uploader(), update));
            return fate.get();
        });
        run.witness(FIRED, fault.awaitFired(5_000));
        long took = interrupted.interrupt();
        require(took >= 0 && took <= 1_500, "A write did not end within a second after its thread was interrupted.");
        run.witness("the backend did the write", Acts.arrived(run, entity, update));
        unknown(fate.get(), "interrupted", interrupted.thrown.get());
    }

    /**
     * Does: lets the backend do a write and holds its answer back until the connector's deadline has passed.
     * Why: as for an interrupt.
     * Not run: if nothing can be updated, or if no option is a timeout.
     * Look at: a timeout after the request has left is no "not applied".
     */
    @Check(
            value = Requirement.R68,
            witnesses = {FIRED, "the backend did the write"},
            budget = Budget.QUICK)
    void aWriteThatTimesOutIsOfUnknownOutcome(Run run) {
        EntityType entity = Acts.updatable(run);
        String id = run.seed(entity, 1).get(0).id();
        Connector connector = run.connect(hurried(run));
        org.crmlink.sdk.upload.Uploader uploader =
                connector.facet(org.crmlink.sdk.upload.Uploader.class).orElseThrow();
        Fate.of(run, uploader, Acts.update(run, entity, id));
        Mutation.Update update = Acts.update(run, entity, id);
        Fault fault = run.proxy().onWrite().always().does(new FaultAction.After(new Wire.Stall(-1)));
        Fate fate = Fate.of(run, uploader, update);
        run.witness(FIRED, fault.fired() > 0);
        run.witness("the backend did the write", Acts.arrived(run, entity, update));
        unknown(fate, "timed out", null);
    }

    private static void unknown(@Nullable Fate fate, String what, @Nullable Throwable thrown) {
        if (fate == null) {
            throw new AssertionError("A write that was " + what + " ended with " + thrown
                    + " instead of a result or a ConnectorException.");
        }
        require(
                fate.isUnknown()
                        && fate.error()
                                .map(e -> e.outcome() == Outcome.UNKNOWN
                                        || fate.result().isPresent())
                                .orElse(true),
                "A write was done by the backend and its answer never came (" + what + "), but it ended as " + fate
                        + ": its outcome is unknown.");
    }
}
