package org.crmlink.tck.run;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.crmlink.host.plugin.ConnectorLoader;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Budget;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Fixture;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.check.Checks;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Loads the connector, opens the backend, runs the checks with a launcher of its own, and judges. One-at-a-time; used once. */
public final class Runner {

    private final Path pluginDirectory;
    private final Fixture fixture;
    private final Optional<Profile> wanted;
    private final Budget budget;
    private final Set<Requirement> only;
    private final Instant started = Instant.now();
    private final long begin = System.nanoTime();

    /** @param only the requirements to look at */
    public Runner(
            Path pluginDirectory, Fixture fixture, Optional<Profile> wanted, Budget budget, Set<Requirement> only) {
        this.pluginDirectory = pluginDirectory;
        this.fixture = fixture;
        this.wanted = wanted;
        this.budget = budget;
        this.only = only;
    }

    /** Runs everything; see {@link org.crmlink.tck.Certification#run}. */
    public Report run() {
        Path scratch = scratch();
        try {
            return load(scratch);
        } finally {
            remove(scratch);
        }
    }

    private Report load(Path scratch) {
        Path plugins = scratch.resolve("plugins");
        try (PluginCopy copy = PluginCopy.of(pluginDirectory, plugins);
                LoadedConnectors loaded =
                        ConnectorLoader.create().pluginDirectory(copy.root()).load()) {
            Optional<LoadedConnector> plugin = loaded.find(fixture.connector());
            if (plugin.isEmpty()) {
                return verdict()
                        .refused(
                                "the plugin directory holds no connector '" + fixture.connector() + "', but "
                                        + loaded.connectors().keySet() + "; not loaded: " + loaded.quarantined(),
                                Optional.empty());
            }
            return open(plugin.get(), scratch);
        } catch (IOException e) {
            return verdict().refused("the plugin directory cannot be read: " + e, Optional.empty());
        }
    }

    private Verdict verdict() {
        return new Verdict(wanted, budget, started, begin, only.size() < Requirement.values().length);
    }

    private Report open(LoadedConnector plugin, Path scratch) {
        Optional<Report.Subject> subject = Optional.of(PluginCopy.subject(plugin, pluginDirectory));
        Backdoor backdoor;
        try {
            backdoor = fixture.open();
        } catch (Exception e) {
            return verdict().refused("the backend cannot be reached: " + e, subject);
        }
        try (backdoor;
                Session session = new Session(fixture, backdoor, plugin, pluginDirectory, scratch)) {
            List<String> lies = FixtureSelfCheck.problems(session);
            if (!lies.isEmpty()) {
                return verdict().refused(lies, subject);
            }
            Declared declared = Declared.of(session);
            execute(session);
            return verdict().of(session, declared, subject);
        } catch (RuntimeException e) {
            return verdict().refused("the run broke off: " + Surveillance.text(e), subject);
        }
    }

    private void execute(Session session) {
        Map<Requirement, Boolean> chosen = new EnumMap<>(Requirement.class);
        only.forEach(requirement -> chosen.put(requirement, true));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        Checks.CLASSES.stream().map(type -> selectClass(type)).toList())
                .filters(selection(chosen.keySet()))
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
        launcher.execute(request);
    }

    /** The checks of the chosen requirements that the budget allows. */
    private PostDiscoveryFilter selection(Set<Requirement> chosen) {
        return descriptor -> {
            Optional<Check> check = check(descriptor);
            boolean runs = check.map(
                            one -> chosen.contains(one.value()) && one.budget().compareTo(budget) <= 0)
                    .orElse(true);
            return FilterResult.includedIf(runs);
        };
    }

    private static Optional<Check> check(TestDescriptor descriptor) {
        return descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod().getAnnotation(Check.class));
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("crmlink-tck");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no temporary directory", e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // what a connector still holds open stays in the system's temporary directory
            System.getLogger(Runner.class.getName()).log(System.Logger.Level.DEBUG, "not removed: " + directory, e);
        }
    }

    /** The results by requirement. */
    static Map<Requirement, List<CheckResult>> byRequirement(List<CheckResult> results) {
        Map<Requirement, List<CheckResult>> sorted = new EnumMap<>(Requirement.class);
        for (CheckResult result : results) {
            sorted.computeIfAbsent(result.requirement(), key -> new ArrayList<>())
                    .add(result);
        }
        return sorted;
    }

    /** How long the run has taken. */
    static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
