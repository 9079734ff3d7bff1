package org.crmlink.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorLoaderTest {

    @TempDir
    Path temp;

    private Path plugins;

    @BeforeEach
    void aDirectoryOfPlugins() throws IOException {
        plugins = Files.createDirectory(temp.resolve("plugins"));
    }

    private Path plugin(String name, PluginSources sources) throws IOException {
        return sources.jar(Files.createDirectories(plugins.resolve(name)).resolve("plugin.jar"));
    }

    private LoadedConnectors load() {
        return ConnectorLoader.create().pluginDirectory(plugins).load();
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    @Test
    void aPluginDirectoryIsFoundWithItsOrigin() throws IOException {
        plugin("alpha", PluginSources.create().working("a.Provider", "alpha", quoted("Alpha")));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.quarantined()).isEmpty();
            LoadedConnector alpha = loaded.find("alpha").orElseThrow();
            assertThat(alpha.descriptor().displayName()).isEqualTo("Alpha");
            assertThat(alpha.origin()).isEqualTo(new ConnectorOrigin.PluginDirectory(plugins.resolve("alpha")));
            assertThat(loaded.find("beta")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.crmlink.host.plugin.ConnectorLoader",
                "io.micrometer.core.instrument.MeterRegistry",
                "org.junit.jupiter.api.Test",
                "org.crmlink.sdkother.Something"
            })
    void nothingOfTheHostIsVisibleToAPlugin(String className) throws IOException {
        assertThat(probed(className)).isEqualTo("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.crmlink.sdk.Connector",
                "org.crmlink.sdk.filter.FilterText",
                "org.jspecify.annotations.Nullable",
                "java.sql.Connection",
                "java.net.http.HttpClient"
            })
    void theContractAndThePlatformAreVisibleToAPlugin(String className) throws IOException {
        assertThat(probed(className)).isEqualTo(className);
    }

    private String probed(String className) throws IOException {
        String descriptor = """
                String found;
                try { found = Class.forName("%s").getName(); }
                catch (ClassNotFoundException e) { found = "hidden"; }
                return new ConnectorDescriptor("probe", found, "1", 1, List.of());
                """.formatted(className);
        plugin("probe", PluginSources.create().provider("a.Provider", "", descriptor));
        try (LoadedConnectors loaded = load()) {
            return loaded.find("probe").orElseThrow().descriptor().displayName();
        }
    }

    @Test
    void resourcesOfTheHostAreHiddenLikeItsClasses() throws IOException {
        String descriptor = """
                ClassLoader own = getClass().getClassLoader();
                return new ConnectorDescriptor("probe",
                    (own.getResource("org/crmlink/host/plugin/ConnectorLoader.class") == null) + " "
                    + (own.getResource("org/crmlink/sdk/Connector.class") != null) + " "
                    + (own.getResource("own.txt") != null), "1", 1, List.of());
                """;
        plugin(
                "probe",
                PluginSources.create().provider("a.Provider", "", descriptor).resource("own.txt", "x"));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.find("probe").orElseThrow().descriptor().displayName())
                    .isEqualTo("true true true");
        }
    }

    @Test
    void LOAD4_twoPluginsMayBringTheSameClassInDifferentVersions() throws IOException {
        for (String id : List.of("one", "two")) {
            plugin(
                    id,
                    PluginSources.create()
                            .source(
                                    "lib.Version",
                                    "package lib; public final class Version { public static int calls;"
                                            + " public static String text() { return \"" + id + "\" + ++calls; } }")
                            .working("a.Provider", id, "lib.Version.text()"));
        }
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.quarantined()).isEmpty();
            assertThat(loaded.find("one").orElseThrow().descriptor().displayName())
                    .isEqualTo("one1");
            assertThat(loaded.find("two").orElseThrow().descriptor().displayName())
                    .isEqualTo("two1");
            assertThat(loaded.find("one").orElseThrow().provider().getClass())
                    .isNotEqualTo(loaded.find("two").orElseThrow().provider().getClass());
        }
    }

    @Test
    void aPluginThatBringsClassesOfTheContractGetsTheHostsNevertheless() throws IOException {
        Path jar = plugin("alpha", PluginSources.create().working("a.Provider", "alpha", quoted("Alpha")));
        PluginSources.create()
                .source(
                        "org.crmlink.sdk.Connector",
                        "package org.crmlink.sdk; public interface Connector { void other(); }")
                .jar(jar.resolveSibling("bundled-contract.jar"));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.quarantined()).isEmpty();
            assertThat(loaded.find("alpha").orElseThrow().provider()).isInstanceOf(ConnectorProvider.class);
        }
    }

    @Test
    void theContextClassLoaderOfTheThreadIsLeftAlone() throws IOException {
        String descriptor = """
                return new ConnectorDescriptor("probe",
                    String.valueOf(Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()),
                    "1", 1, List.of());
                """;
        plugin("probe", PluginSources.create().provider("a.Provider", "", descriptor));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.find("probe").orElseThrow().descriptor().displayName())
                    .isEqualTo("false");
        }
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void aBrokenPluginIsQuarantinedWithItsReasonAndTheOthersLoad() throws IOException {
        plugin("a-good", PluginSources.create().working("a.Provider", "good", quoted("Good")));
        plugin(
                "b-constructor",
                PluginSources.create()
                        .provider("b.Thrower", "throw new IllegalArgumentException(\"no luck\");", "return null;"));
        plugin(
                "c-descriptor",
                PluginSources.create().provider("c.Thrower", "", "throw new AssertionError(\"worse\");"));
        plugin("d-null", PluginSources.create().provider("d.Nothing", "", "return null;"));
        plugin(
                "e-missing-library",
                PluginSources.create()
                        .source(
                                "lib.Gone",
                                "package lib; public final class Gone { public static String x() { return null; } }")
                        .working("e.Needy", "needy", "lib.Gone.x()")
                        .drop("lib.Gone"));
        plugin("f-missing-provider", PluginSources.create().service("f.NotThere"));
        plugin(
                "g-not-a-provider",
                PluginSources.create()
                        .source("g.Plain", "package g; public class Plain {}")
                        .service("g.Plain"));
        plugin("h-no-service", PluginSources.create().source("h.Plain", "package h; public class Plain {}"));
        Files.writeString(Files.createDirectory(plugins.resolve("i-not-a-jar")).resolve("x.jar"), "this is no archive");
        Files.createDirectory(plugins.resolve("j-empty"));
        Files.createDirectory(plugins.resolve(".hidden"));
        Files.writeString(plugins.resolve("readme.txt"), "not a directory");
        plugin("z-good", PluginSources.create().working("z.Provider", "last", quoted("Last")));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.connectors().keySet()).containsExactly("good", "last");
            List<String> reasons =
                    loaded.quarantined().stream().map(Quarantined::toString).toList();
            assertThat(reasons).hasSize(9);
            assertThat(reasons.get(0)).contains("b-constructor", "b.Thrower", "IllegalArgumentException: no luck");
            assertThat(reasons.get(1)).contains("c-descriptor", "c.Thrower", "AssertionError: worse");
            assertThat(reasons.get(2)).contains("d-null", "d.Nothing", "NullPointerException");
            assertThat(reasons.get(3)).contains("e-missing-library", "e.Needy", "lib/Gone");
            assertThat(reasons.get(4)).contains("f-missing-provider", "f.NotThere");
            assertThat(reasons.get(5)).contains("g-not-a-provider", "g.Plain");
            assertThat(reasons.get(6)).contains("h-no-service", "no jar here names a connector");
            assertThat(reasons.get(7)).contains("i-not-a-jar", "no jar here names a connector");
            assertThat(reasons.get(8)).contains("j-empty", "there are no jars");
        }
    }

    @Test
    void oneBadProviderOfAPluginLeavesItsGoodOnes() throws IOException {
        plugin(
                "mixed",
                PluginSources.create()
                        .service("m.NotThere")
                        .provider("m.Thrower", "throw new IllegalStateException(\"x\");", "return null;")
                        .working("m.Good", "good", quoted("Good")));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.connectors().keySet()).containsExactly("good");
            assertThat(loaded.quarantined()).hasSize(2);
        }
    }

    @Test
    void aConnectorForANewerContractIsQuarantined() throws IOException {
        int newer = ConnectorDescriptor.CURRENT_SPI_VERSION + 1;
        plugin(
                "future",
                PluginSources.create()
                        .provider(
                                "f.Provider",
                                "",
                                "return new ConnectorDescriptor(\"future\", \"F\", \"9\", " + newer + ", List.of());"));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.connectors()).isEmpty();
            assertThat(loaded.quarantined())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("future", "version " + newer + " of the contract", "update the host");
        }
    }

    @Test
    void aPluginDirectoryWinsOverTheClassPathAndTheLoserIsNamed() throws IOException {
        Path bundled = PluginSources.create()
                .working("bundled.Provider", "same", quoted("Bundled"))
                .working("bundled.Other", "other", quoted("Other"))
                .jar(Files.createDirectory(temp.resolve("lib")).resolve("bundled.jar"));
        plugin("same", PluginSources.create().working("p.Provider", "same", quoted("Plugin")));
        try (URLClassLoader classPath = new URLClassLoader(
                        new URL[] {bundled.toUri().toURL()}, getClass().getClassLoader());
                LoadedConnectors loaded = ConnectorLoader.create()
                        .classPath(classPath)
                        .pluginDirectory(plugins)
                        .load()) {
            assertThat(loaded.find("same").orElseThrow().descriptor().displayName())
                    .isEqualTo("Plugin");
            assertThat(loaded.find("other").orElseThrow().origin()).isEqualTo(new ConnectorOrigin.ClassPath());
            assertThat(loaded.quarantined())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("same", "class path", "is used from " + plugins.resolve("same"), "bundled.Provider");
        }
    }

    @Test
    void amongPluginDirectoriesTheFirstByNameWins() throws IOException {
        plugin("b", PluginSources.create().working("b.Provider", "same", quoted("B")));
        plugin("a", PluginSources.create().working("a.Provider", "same", quoted("A")));
        try (LoadedConnectors loaded = load()) {
            assertThat(loaded.find("same").orElseThrow().descriptor().displayName())
                    .isEqualTo("A");
            assertThat(loaded.quarantined()).hasSize(1).first().asString().contains("same", "b.Provider");
        }
    }

    @Test
    void aDirectoryThatDoesNotExistIsReported() {
        try (LoadedConnectors loaded =
                ConnectorLoader.create().pluginDirectory(temp.resolve("none")).load()) {
            assertThat(loaded.connectors()).isEmpty();
            assertThat(loaded.quarantined()).hasSize(1).first().asString().contains("none", "no such directory");
        }
    }

    @Test
    void aClassPathWithoutConnectorsIsNoProblem() {
        try (LoadedConnectors loaded = ConnectorLoader.create()
                .classPath(ClassLoader.getPlatformClassLoader())
                .load()) {
            assertThat(loaded.connectors()).isEmpty();
            assertThat(loaded.quarantined()).isEmpty();
        }
    }

    @Test
    void closingClosesTheJarsOfThePlugins() throws IOException {
        plugin(
                "alpha",
                PluginSources.create()
                        .source("a.Later", "package a; public final class Later {}")
                        .working("a.Provider", "alpha", quoted("Alpha")));
        LoadedConnectors loaded = load();
        ClassLoader loader =
                loaded.find("alpha").orElseThrow().provider().getClass().getClassLoader();
        loaded.close();
        assertThatThrownBy(() -> loader.loadClass("a.Later")).isInstanceOf(ClassNotFoundException.class);
        assertThatCode(loaded::close).doesNotThrowAnyException();
    }
}
