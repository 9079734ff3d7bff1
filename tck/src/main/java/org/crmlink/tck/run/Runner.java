package org.crmlink.tck.run;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Fixture;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Progress;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.check.Checks;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Loads the connector, opens the backend, runs the checks with a launcher of its own, and judges. One-at-a-time; used once. */
public final class Runner {

    private static final int REMOVALS = 20;
    private static final long OPEN_SECONDS = 120;
    private static final long LOOK_SECONDS = 60;

    private final Path pluginDirectory;
    private final Fixture fixture;
    private final Progress progress;
    private final Judge judge;
    private final Verdict verdict;

    /** @param only the requirements to look at */
    public Runner(
            Path pluginDirectory,
            Fixture fixture,
            Optional<Profile> wanted,
            Budget budget,
            Set<Requirement> only,
            Progress progress) {
        this.pluginDirectory = pluginDirectory;
        this.fixture = fixture;
        this.progress = progress;
        this.judge = new Judge(PlannedCheck.all(), Checks.untested(), budget, only, Exclusions.shipped());
        this.verdict = new Verdict(wanted, budget, only, judge);
    }

    /** Runs everything; see {@link org.crmlink.tck.Certification#run}. */
    public Report run() {
        Path scratch = scratch();
        Thread tidy = new Thread(() -> remove(scratch), "kit-tidy");
        Runtime.getRuntime().addShutdownHook(tidy);
        try {
            return load(scratch);
        } finally {
            remove(scratch);
            try {
                Runtime.getRuntime().removeShutdownHook(tidy);
            } catch (IllegalStateException e) {
                // the process is ending: the hook has run, or is about to
                tidy.setName("kit-tidy-late");
            }
        }
    }

    private Report load(Path scratch) {
        if (!Files.isDirectory(pluginDirectory)) {
            return refused("there is no plugin directory " + pluginDirectory
                    + "; it is a folder with the connector's jars and those that it needs");
        }
        Path plugins = scratch.resolve("plugins");
        try (PluginCopy copy = PluginCopy.of(pluginDirectory, plugins);
                LoadedConnectors loaded =
                        ConnectorLoader.create().pluginDirectory(copy.root()).load()) {
            String id = fixture.connector();
            Optional<LoadedConnector> plugin = loaded.find(id);
            if (plugin.isEmpty()) {
                return refused("the plugin directory " + pluginDirectory + " holds no connector '" + id
                        + "', which the fixture is for; it holds "
                        + (loaded.connectors().isEmpty()
                                ? "none that can be loaded"
                                : loaded.connectors().keySet())
                        + (loaded.quarantined().isEmpty() ? "" : "; not loaded: " + loaded.quarantined()));
            }
            return open(plugin.get(), scratch);
        } catch (IOException | UncheckedIOException e) {
            return refused("the plugin directory cannot be read: " + e);
        } catch (RuntimeException | LinkageError e) {
            return refused("the run broke off: " + Surveillance.text(e));
        }
    }

    private Report refused(String reason) {
        return verdict.refused(List.of(reason), Optional.empty());
    }

    private Report open(LoadedConnector plugin, Path scratch) {
        Optional<Report.Subject> subject = Optional.of(PluginCopy.subject(plugin, pluginDirectory));
        Backdoor backdoor;
        try {
            backdoor = InTime.call("opening the backend", OPEN_SECONDS, fixture::open);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return verdict.refused(List.of("the run was interrupted"), subject);
        } catch (Exception | LinkageError e) {
            return verdict.refused(List.of("Fixture.open() failed, there is no backend: " + e), subject);
        }
        try {
            return certify(plugin, backdoor, scratch, subject);
        } finally {
            closed(backdoor);
        }
    }

    /** What a back door does wrong when it closes changes nothing that was found. */
    private static void closed(Backdoor backdoor) {
        try {
            backdoor.close();
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(Runner.class.getName())
                    .log(System.Logger.Level.WARNING, "the back door could not be closed", e);
        }
    }

    private Report certify(LoadedConnector plugin, Backdoor backdoor, Path scratch, Optional<Report.Subject> subject) {
        try (Session session = new Session(fixture, backdoor, plugin, pluginDirectory, scratch)) {
            List<String> lies =
                    InTime.call("the look at the fixture", LOOK_SECONDS, () -> FixtureSelfCheck.problems(session));
            if (!lies.isEmpty()) {
                return verdict.refused(lies.stream().map(session::redacted).toList(), subject);
            }
            Declared declared =
                    InTime.call("asking what the connector declares", LOOK_SECONDS, () -> Declared.of(session));
            execute(session);
            return verdict.of(session.results(), declared, subject);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return verdict.refused(List.of("the run was interrupted"), subject);
        } catch (InTime.TooLong e) {
            return verdict.refused(List.of(String.valueOf(e.getMessage())), subject);
        } catch (Exception | LinkageError | AssertionError e) {
            return verdict.refused(List.of("the run broke off: " + Surveillance.text(e)), subject);
        }
    }

    private void execute(Session session) {
        Listening listening = new Listening(session, progress);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        Checks.CLASSES.stream().map(type -> selectClass(type)).toList())
                .filters(selection())
                .configurationParameter(Session.PARAMETER, session.id())
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .enableImplicitConfigurationParameters(false)
                .build();
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
        progress.planned((int) PlannedCheck.all().stream().filter(judge.due()).count());
        launcher.execute(request, listening);
    }

    /** The checks of the chosen requirements that the budget allows. */
    private PostDiscoveryFilter selection() {
        return descriptor -> FilterResult.includedIf(Listening.planned(descriptor.getSource())
                .map(check -> judge.due().test(check))
                .orElse(true));
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("crmlink-tck");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory", e);
        }
    }

    /** A check that still runs may make something new meanwhile: what cannot be removed at once is tried again. */
    private static void remove(Path directory) {
        for (int attempt = 0; attempt < REMOVALS && Files.exists(directory); attempt++) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                // what a connector still holds open stays in the system's temporary directory
                System.getLogger(Runner.class.getName()).log(System.Logger.Level.DEBUG, "not removed: " + directory, e);
            }
        }
    }

    /** How long the run has taken. */
    static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
