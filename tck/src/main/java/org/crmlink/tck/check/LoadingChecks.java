package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.stream.Stream;
import org.crmlink.host.plugin.LoadedConnector;
import org.crmlink.host.plugin.LoadedConnectors;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Gate;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Inconclusive;
import org.crmlink.tck.run.PluginJars;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Watch;

/** C1: being found and being loaded. */
final class LoadingChecks {

    private static final int LOADS = 3;
    private static final Duration LONGEST_LOAD = Duration.ofSeconds(1);

    /** Calls by which a provider's initialiser or constructor would act without {@link Watch} seeing it. */
    private static final List<String> DEEDS = List.of(
            "java/net/ServerSocket.<init>",
            "java/net/DatagramSocket.<init>",
            "java/net/InetAddress.getByName",
            "java/net/InetAddress.getAllByName",
            "java/net/InetAddress.getLocalHost",
            "java/nio/channels/SocketChannel.open",
            "java/nio/channels/ServerSocketChannel.open",
            "java/nio/channels/DatagramChannel.open",
            "java/nio/channels/AsynchronousSocketChannel.open",
            "java/lang/ProcessBuilder.start",
            "java/lang/Runtime.exec",
            "java/lang/Runtime.addShutdownHook",
            "java/io/FileOutputStream.<init>",
            "java/io/FileWriter.<init>",
            "java/io/RandomAccessFile.<init>",
            "java/nio/file/Files.createTempFile",
            "java/nio/file/Files.createDirectories",
            "java/nio/file/Files.newOutputStream",
            "java/nio/file/Files.write",
            "java/nio/file/Files.writeString");

    /**
     * Does: looks through the jars for META-INF/services lines and manifests, and compares them with the descriptor.
     * Why: hosts list connectors, and refuse those of a newer contract, without running their code.
     * Not run: never.
     * Look at: the service file (one line in all jars together) and the attributes Crmlink-Connector-Id, Crmlink-Connector-Version and
     * Crmlink-Spi-Version of the jar that holds it.
     */
    @Check(Requirement.R01)
    void theConnectorIsFoundByOneLineAndItsManifestAgrees(Run run) {
        PluginJars jars = PluginJars.of(run);
        List<PluginJars.Service> services = jars.services(ConnectorProvider.class);
        ConnectorProvider provider = run.plugin().provider();
        require(
                services.size() == 1,
                "The jars must hold exactly one line in META-INF/services/" + ConnectorProvider.class.getName()
                        + ", but hold " + services.size() + ": look for a second connector or a shaded service file.");
        PluginJars.Service service = services.get(0);
        require(
                service.provider().equals(provider.getClass().getName()),
                "The service line names " + service.provider() + ", but loaded was "
                        + provider.getClass().getName() + ".");
        ConnectorDescriptor descriptor = provider.descriptor();
        Attributes manifest = PluginJars.manifest(service.jar());
        String jar = String.valueOf(service.jar().getFileName());
        same(jar, manifest, "Crmlink-Connector-Id", descriptor.id());
        same(jar, manifest, "Crmlink-Connector-Version", descriptor.version());
        String range = manifest(jar, manifest, "Crmlink-Spi-Version");
        require(
                contains(range, descriptor.spiVersion()),
                "The manifest of " + jar + " says Crmlink-Spi-Version '" + range + "', the descriptor "
                        + descriptor.spiVersion()
                        + ": the attribute must be that number, or a range such as 1-2 that holds it.");
        require(
                descriptor.equals(provider.descriptor())
                        && descriptor.equals(run.plugin().descriptor()),
                "descriptor() gives another answer with each call: it must be constant.");
        run.evidence(jar + ": " + descriptor.id() + " " + descriptor.version() + ", contract " + range);
    }

    private static String manifest(String jar, Attributes manifest, String name) {
        return Optional.ofNullable(manifest.getValue(name))
                .map(String::strip)
                .orElseThrow(() -> new AssertionError("The manifest of " + jar + " lacks the attribute " + name
                        + ": hosts read it before they load the connector."));
    }

    private static void same(String jar, Attributes manifest, String name, String descriptor) {
        String value = manifest(jar, manifest, name);
        require(
                value.equals(descriptor),
                "The manifest of " + jar + " says " + name + " '" + value + "', the descriptor says '" + descriptor
                        + "': they must be the same.");
    }

    private static boolean contains(String range, int version) {
        String[] ends = range.split("-", 2);
        try {
            int from = Integer.parseInt(ends[0].strip());
            int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
            return from <= version && version <= to;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Does: loads the connector three times in fresh class loaders and makes its provider, watching threads, connections, logs, standard output and
     * the usual folders; and looks for direct calls in the provider's initialiser and constructor that cannot be watched.
     * Why: a host loads every connector that is installed, also those that nobody uses.
     * Not run: never.
     * Look at: static initialisers and the constructor of the provider, and of the classes that they touch. Not seen: channels of java.nio and look-ups
     * of names deeper than the provider itself, native code, files elsewhere than in the temporary, home and working folder.
     */
    @Check(value = Requirement.R02, witnesses = "the connector was loaded and made")
    void loadingHasNoSideEffects(Run run) throws Exception {
        Duration fastest = Duration.ofDays(1);
        Set<String> files = new TreeSet<>();
        for (int load = 0; load < LOADS; load++) {
            Set<String> before = folders();
            Gate gate = run.proxy().gate();
            int connections = gate.opened();
            Watch watch = Watch.over(
                    () -> {
                        try (LoadedConnectors loaded = run.session().loadAgain()) {
                            return loaded.find(run.fixture().connector()).isPresent();
                        }
                    },
                    10);
            run.witness("the connector was loaded and made", Boolean.TRUE.equals(watch.orThrow()));
            require(
                    watch.connections().isEmpty() && gate.opened() == connections,
                    "Loading the connector opened a connection: " + watch.connections()
                            + ". Loading and the provider's constructor must not touch the network.");
            require(
                    watch.threads().isEmpty(),
                    "Loading the connector started a thread: " + watch.threads()
                            + ". Threads may begin with open(), not before.");
            require(
                    watch.logs().isEmpty(),
                    "Loading the connector logged above debug: " + watch.logs() + ". It must be silent.");
            fastest = watch.duration().compareTo(fastest) < 0 ? watch.duration() : fastest;
            Set<String> made = folders();
            made.removeAll(before);
            if (load == 0) {
                files.addAll(made.stream().map(LoadingChecks::withoutDigits).toList());
            } else {
                // what other programs happen to do does not come with each load
                files.retainAll(made.stream().map(LoadingChecks::withoutDigits).toList());
            }
        }
        require(files.isEmpty(), "Each loading of the connector made files: " + files + ".");
        require(
                fastest.compareTo(LONGEST_LOAD) < 0,
                "Loading took " + fastest.toMillis() + " ms, at best of " + LOADS + "; it must take less than "
                        + LONGEST_LOAD.toMillis() + " ms.");
        deeds(run);
        run.evidence("loaded " + LOADS + " times, at best in " + fastest.toMillis() + " ms");
    }

    private static String withoutDigits(String name) {
        return name.replaceAll("[0-9]+", "#");
    }

    private static Set<String> folders() {
        Set<String> names = new HashSet<>();
        for (String property : List.of("java.io.tmpdir", "user.home", "user.dir")) {
            Path folder = Path.of(System.getProperty(property, "."));
            try (Stream<Path> entries = Files.list(folder)) {
                entries.forEach(entry -> names.add(entry.toString()));
            } catch (IOException | UncheckedIOException e) {
                // a folder that cannot be listed can hardly be written to
                names.remove(folder.toString());
            }
        }
        return names;
    }

    private static void deeds(Run run) {
        String provider = run.plugin().provider().getClass().getName().replace('.', '/');
        List<String> found = new ArrayList<>();
        for (PluginJars.ClassFile file : PluginJars.of(run).classes((provider + ".class")::equals)) {
            for (PluginJars.Method method : file.methods()) {
                if (method.name().equals("<clinit>") || method.name().equals("<init>")) {
                    method.calls().stream().filter(DEEDS::contains).forEach(found::add);
                }
            }
        }
        require(
                found.isEmpty(),
                "The provider's static initialiser or constructor calls " + found + ": it must have no side effects.");
    }

    /**
     * Does: looks for classes of the contract in the jars; loads the connector anew behind a loader that shows only Java and the contract, and
     * identifies, describes and reads in a thread without context class loader.
     * Why: hosts isolate connectors from each other; a second copy of the contract, or a library found by the context class loader, works on the
     * developer's machine alone.
     * Not run: never.
     * Look at: the shading of the contract (it is a provided dependency), and Thread.getContextClassLoader() and ServiceLoader.load(Class) in the
     * connector and its libraries.
     */
    @Check(value = Requirement.R03, witnesses = "something was read in isolation")
    void theConnectorWorksInIsolation(Run run) throws Exception {
        List<String> copies = PluginJars.of(run).entries().stream()
                .filter(name -> name.contains("!org/crmlink/sdk/") && name.endsWith(".class"))
                .toList();
        require(
                copies.isEmpty(),
                "The jars hold " + copies.size() + " classes of the contract, such as "
                        + (copies.isEmpty() ? "" : copies.get(0))
                        + ": the contract comes from the host, leave it out of the jar.");
        run.seed(run.entity(), 1);
        Watch watch = Watch.over(
                () -> {
                    try (LoadedConnectors loaded = run.session().loadAgain()) {
                        LoadedConnector plugin = found(run, loaded);
                        try (Connector connector = run.connect(plugin, run.configuration())) {
                            connector.identify();
                            Optional<EntityMetadata> metadata = connector.facet(EntityMetadata.class);
                            metadata.ifPresent(
                                    facet -> facet.describe(Set.of(run.entity().name())));
                            Optional<ChangeReader> reader = connector.facet(ChangeReader.class);
                            if (reader.isEmpty()) {
                                return true;
                            }
                            return !Reading.all(reader.get(), Reading.query(run, run.entity()))
                                    .rows()
                                    .isEmpty();
                        }
                    }
                },
                15);
        run.witness("something was read in isolation", Boolean.TRUE.equals(watch.orThrow()));
    }

    private static LoadedConnector found(Run run, LoadedConnectors loaded) {
        return loaded.find(run.fixture().connector())
                .orElseThrow(() -> new Inconclusive("the connector was not found again: " + loaded.quarantined()));
    }

    /**
     * Does: opens two connectors of one loading with different addresses, and a third one of a second loading, and lets them identify, describe and
     * read in turns; the proxy tells by which address each request came.
     * Why: a host runs several organisations and several versions in one process; a static cache mixes them up.
     * Not run: never. Both addresses lead to the same backend.
     * Look at: static fields, and caches whose key lacks the connector.
     */
    @Check(value = Requirement.R04, witnesses = "both addresses were used")
    void twoOfThemWorkSideBySide(Run run) {
        Gate one = run.proxy().gate();
        Gate other = run.proxy().otherGate();
        try (LoadedConnectors loaded = run.session().loadAgain()) {
            Connector first = run.connect(run.configuration(one.endpoint()));
            Connector second = run.connect(run.configuration(other.endpoint()));
            Connector third = run.connect(found(run, loaded), run.configuration(other.endpoint()));
            run.seed(run.entity(), run.fixture().pageSize() + 1);
            for (int round = 0; round < 2; round++) {
                turn(run, first, one, other, "the first connector");
                turn(run, second, other, one, "the second connector of the same loading");
                turn(run, third, other, one, "a connector of a second loading");
            }
            ChangeStream mine = stream(run, first);
            ChangeStream theirs = stream(run, second);
            try (mine;
                    theirs) {
                for (int step = 0; step < 2; step++) {
                    alone(run, one, other, "the first connector, reading in turns", mine::next);
                    alone(run, other, one, "the second connector, reading in turns", theirs::next);
                }
            }
            third.close();
        }
    }

    private static ChangeStream stream(Run run, Connector connector) {
        return connector
                .facet(ChangeReader.class)
                .orElseThrow(() -> new org.crmlink.tck.run.NotOffered("the connector reads nothing"))
                .changes(Reading.query(run, run.entity()));
    }

    private static void turn(Run run, Connector connector, Gate mine, Gate others, String who) {
        alone(run, mine, others, who, connector::identify);
        connector
                .facet(EntityMetadata.class)
                .ifPresent(metadata -> alone(
                        run,
                        mine,
                        others,
                        who,
                        () -> metadata.describe(Set.of(run.entity().name()))));
        connector
                .facet(ChangeReader.class)
                .ifPresent(reader ->
                        alone(run, mine, others, who, () -> Reading.all(reader, Reading.query(run, run.entity()))));
    }

    /** Makes a call and looks where its requests went. */
    private static void alone(Run run, Gate mine, Gate others, String who, java.util.function.Supplier<Object> call) {
        int mark = run.proxy().mark();
        String ended;
        try {
            ended = "it returned a " + call.get().getClass().getSimpleName();
        } catch (ConnectorException e) {
            run.record("a call of " + who, e);
            require(
                    !run.proxy().through(others, mark).isEmpty(),
                    "A call of " + who + " failed with " + e.kind() + " while another connector is open: "
                            + e.getMessage() + ". Connectors must not share state; look for static caches.");
            ended = "it failed with " + e.kind();
        }
        int strayed = run.proxy().through(others, mark).size();
        boolean sent = !run.proxy().through(mine, mark).isEmpty();
        run.witness("both addresses were used", sent && mine == run.proxy().otherGate());
        require(
                strayed == 0,
                "A request of " + who + " went to the address of another connector (" + strayed + " did; " + ended
                        + "): connectors must not share state. Look for static caches.");
    }
}
