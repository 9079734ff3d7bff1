package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Inconclusive;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Watch;

/** C17: what is left when a connector is closed. */
final class LeakChecks {

    /** Idle threads of common HTTP clients live for 60 s; measured with OkHttp: 74 s. */
    private static final long DEADLINE_MILLIS = 90_000;

    private static final int FEW_CONNECTIONS = 8;
    private static final int CALLS = 30;
    private static final int MANY_CALLS = 1_000;
    private static final int CYCLES = 5;

    /** Works with a connector of a plugin and closes it. Nothing of it is kept by the run. */
    private static void work(Run run, LoadedConnector plugin) {
        try (Connector connector =
                plugin.provider().open(run.configuration(plugin, run.configuration()), run.context())) {
            connector.identify();
            connector
                    .facet(EntityMetadata.class)
                    .ifPresent(metadata -> metadata.describe(Set.of(run.entity().name())));
            connector
                    .facet(ChangeReader.class)
                    .ifPresent(reader -> Reading.all(reader, Reading.query(run, run.entity())));
        }
    }

    private static LoadedConnector found(Run run, LoadedConnectors loaded) {
        return loaded.find(run.fixture().connector())
                .orElseThrow(() -> new Inconclusive("the connector was not found again: " + loaded.quarantined()));
    }

    /**
     * Does: loads the connector anew, works with it, closes it, and looks at its threads: those made by its calls, and by their threads.
     * Why: one thread that is no daemon keeps a host's process from ending.
     * Not run: never.
     * Look at: the thread's name and what makes it; Thread.setDaemon, or an executor that close() shuts down.
     */
    @Check(value = Requirement.R72, witnesses = "the connector worked")
    void noThreadKeepsTheProcessAlive(Run run) throws Exception {
        run.seed(run.entity(), 1);
        Watch watch = threads(run);
        List<String> stubborn = watch.alive().stream()
                .filter(thread -> !thread.isDaemon())
                .map(Thread::getName)
                .toList();
        require(
                stubborn.isEmpty(),
                "After close() these threads of the connector are alive and no daemons: " + stubborn
                        + ". They keep the host's process from ending.");
        run.evidence(watch.threads().size() + " threads made, " + watch.alive().size() + " alive after close()");
    }

    private static Watch threads(Run run) throws Exception {
        run.entity();
        Watch watch = Watch.over(
                () -> {
                    try (LoadedConnectors loaded = run.session().loadAgain()) {
                        work(run, found(run, loaded));
                        return true;
                    }
                },
                15);
        run.witness("the connector worked", Boolean.TRUE.equals(watch.orThrow()));
        return watch;
    }

    /**
     * Does: as {@link #noThreadKeepsTheProcessAlive}, and waits in real time until all its threads have ended, for 90 seconds at most.
     * Why: a host that opens a connector every hour collects threads.
     * Not run: in the quick budget.
     * Look at: the thread's name and where it stands.
     */
    @Check(value = Requirement.R72, budget = Budget.FULL, seconds = 130, witnesses = "the connector worked")
    void everyThreadEnds(Run run) throws Exception {
        run.seed(run.entity(), 1);
        Watch watch = threads(run);
        long millis = await(() -> watch.alive().isEmpty(), DEADLINE_MILLIS);
        List<String> left = new ArrayList<>();
        for (Thread thread : watch.alive()) {
            StackTraceElement[] stack = thread.getStackTrace();
            left.add(thread.getName() + (stack.length == 0 ? "" : " in " + stack[stack.length - 1]));
        }
        require(
                left.isEmpty(),
                "90 s after close() these threads of the connector are alive: " + left
                        + ". close() must end what open() and calls have started.");
        run.evidence("all threads had ended after " + millis + " ms");
    }

    private static long await(BooleanSupplier done, long deadline) throws InterruptedException {
        long begin = System.nanoTime();
        long millis = 0;
        while (!done.getAsBoolean() && millis < deadline) {
            Thread.sleep(50);
            millis = (System.nanoTime() - begin) / 1_000_000;
        }
        return millis;
    }

    /**
     * Does: loads the connector five times, works with it, closes it and its loader, and waits in real time until the garbage collector has taken every
     * loader, for 90 seconds at most.
     * Why: a host that updates a connector without a restart runs out of metaspace.
     * Not run: in the quick budget.
     * Look at: what of the process or of a foreign thread holds the connector: thread locals, shutdown hooks, drivers, managed beans, threads that
     * have not ended. A heap dump (jmap) shows the path to the class loader named plugin-….
     */
    @Check(value = Requirement.R73, budget = Budget.FULL, seconds = 150, witnesses = "five loaders were closed")
    void theClassLoaderGoes(Run run) throws Exception {
        run.seed(run.entity(), 1);
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            loaders.add(cycle(run));
        }
        run.witness("five loaders were closed", loaders.size() == CYCLES);
        long millis = await(
                () -> {
                    System.gc();
                    return loaders.stream().allMatch(loader -> loader.get() == null);
                },
                DEADLINE_MILLIS);
        long left = loaders.stream().filter(loader -> loader.get() != null).count();
        require(
                left == 0,
                left + " of " + CYCLES
                        + " class loaders of the connector are still held 90 s after close(): look for thread locals, "
                        + "shutdown hooks, registered beans and threads that hold its classes.");
        run.evidence("all class loaders were gone after " + millis + " ms; metaspace now " + metaspace() / 1_048_576
                + " MB");
    }

    private static WeakReference<ClassLoader> cycle(Run run) {
        try (LoadedConnectors loaded = run.session().loadAgain()) {
            LoadedConnector plugin = found(run, loaded);
            work(run, plugin);
            return new WeakReference<>(plugin.provider().getClass().getClassLoader());
        }
    }

    private static long metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /**
     * Does: makes thirty calls, one after the other, most of them refused, and counts the open connections then and after close(); compares what
     * belongs to the whole process with the beginning of the run.
     * Why: an answer that is not closed keeps its connection; a default that is changed changes it for everybody.
     * Not run: never. Not seen: shutdown hooks and the factory of URL handlers, which Java does not tell; the full budget looks at them in another process.
     * Look at: whether the body of every answer is closed, those of errors too; and Locale.setDefault, System.setProperty and the like.
     */
    @Check(value = Requirement.R74, witnesses = "calls were refused")
    void connectionsAndDefaultsAreLeftAsTheyWere(Run run) throws Exception {
        Connector connector = run.connect();
        connector.identify();
        connections(run, connector, CALLS);
        connector.close();
        closed(run);
        List<String> changed = run.session().globalsChanged();
        require(
                changed.isEmpty(),
                "The connector changed what belongs to the whole process: " + changed
                        + ". It must leave defaults alone and configure its own clients.");
    }

    /** Makes calls, most of them refused, and looks at the connections that are open. */
    private static void connections(Run run, Connector connector, int calls) {
        int most = 0;
        int before = run.proxy().gate().open();
        Fault fault = null;
        for (int i = 0; i < calls; i++) {
            int status = List.of(200, 400, 403, 404, 500).get(i % 5);
            run.proxy().calm();
            if (status != 200) {
                fault = run.proxy().onData().always().answers(refusal(status));
            }
            try {
                connector.identify();
            } catch (ConnectorException e) {
                run.witness("calls were refused", fault != null && fault.fired() > 0);
            }
            most = Math.max(most, run.proxy().gate().open() - before);
        }
        run.proxy().calm();
        require(
                most <= FEW_CONNECTIONS,
                "After " + calls + " calls, one after the other, " + most
                        + " connections were open: the bodies of some answers are not closed. Look at the answers to refused calls.");
        run.evidence("at most " + most + " connections were open during " + calls + " calls");
    }

    /** A page of a gateway: longer than what a client reads of an error. */
    private static Answer refusal(int status) {
        return new Answer(status, Map.of("Content-Type", "text/html"), "<p>refused by the kit</p>\n".repeat(8_000));
    }

    private static void closed(Run run) throws InterruptedException {
        await(() -> run.proxy().gate().open() == 0, 2_000);
        int open = run.proxy().gate().open();
        require(
                open == 0,
                "2 s after close() " + open
                        + " connections to the server are open: close() must close them, pooled ones too.");
    }

    /**
     * Does: makes a thousand calls, good and refused, and compares open files, the folder for temporary files and connections with before.
     * Why: what leaks one in a thousand calls ends a host after a week.
     * Not run: in the quick budget. Open files are counted where the system tells their number.
     * Look at: streams that are not closed, and files beside those in ConnectorContext.tempDirectory().
     */
    @Check(value = Requirement.R74, budget = Budget.FULL, seconds = 120, witnesses = "calls were refused")
    void aThousandCallsLeaveNothing(Run run) throws Exception {
        Connector warm = run.connect();
        warm.identify();
        warm.close();
        await(() -> run.proxy().gate().open() == 0, 2_000);
        Set<String> temporary = temporary();
        long files = openFiles();
        Connector connector = run.connect();
        connector.identify();
        connections(run, connector, MANY_CALLS);
        connector.close();
        closed(run);
        // the proxy's own connections to the backend come and go
        await(
                () -> openFiles() <= files + FEW_CONNECTIONS,
                Duration.ofSeconds(20).toMillis());
        require(
                openFiles() <= files + 3L * FEW_CONNECTIONS,
                "After " + MANY_CALLS + " calls and close(), " + (openFiles() - files)
                        + " more files or sockets are open than before.");
        Set<String> made = temporary();
        made.removeAll(temporary);
        made.removeIf(name ->
                !name.toLowerCase(java.util.Locale.ROOT).contains(run.plugin().id()));
        require(made.isEmpty(), "After " + MANY_CALLS + " calls these temporary files are left: " + made + ".");
        run.evidence(files + " files were open before, " + openFiles() + " after");
    }

    private static long openFiles() {
        return Optional.of(ManagementFactory.getOperatingSystemMXBean())
                .filter(UnixOperatingSystemMXBean.class::isInstance)
                .map(bean -> ((UnixOperatingSystemMXBean) bean).getOpenFileDescriptorCount())
                .orElse(0L);
    }

    private static Set<String> temporary() {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir", ".")))) {
            return new TreeSet<>(entries.map(Path::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
