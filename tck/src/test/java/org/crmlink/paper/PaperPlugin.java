package org.crmlink.paper;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.crmlink.paper.connector.Flaw;
import org.crmlink.paper.connector.PaperProvider;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorProvider;

/** Builds the plugin directory of the reference connector, as it is or with a flaw. */
public final class PaperPlugin {

    /** The libraries beside the connector's jar, each by one of its classes. */
    private static final List<String> LIBRARIES = List.of(
            "org.crmlink.toolkit.http.HttpTransport",
            "okhttp3.OkHttpClient",
            "okio.Okio",
            "kotlin.Unit",
            "com.fasterxml.jackson.core.JsonFactory",
            "org.jspecify.annotations.Nullable");

    private PaperPlugin() {}

    /** Makes {@code directory/paper} without a flaw and returns it. */
    public static Path build(Path directory) throws IOException {
        return build(directory, "paper", Optional.empty());
    }

    /** Makes {@code directory/paper} with a flaw and returns it. */
    public static Path build(Path directory, Flaw flaw) throws IOException {
        return build(directory, "paper", Optional.of(flaw));
    }

    /** Makes a plugin directory of that name and returns it. */
    public static Path build(Path directory, String name, Optional<Flaw> flaw) throws IOException {
        Path plugin = Files.createDirectories(directory.resolve(name));
        writeJar(plugin.resolve("paper-connector-" + PaperProvider.VERSION + ".jar"), flaw);
        for (String library : LIBRARIES) {
            addLibrary(plugin, library);
        }
        return plugin;
    }

    private static void writeJar(Path file, Optional<Flaw> flaw) throws IOException {
        Manifest manifest = new Manifest();
        Attributes facts = manifest.getMainAttributes();
        facts.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        facts.putValue("Crmlink-Connector-Id", PaperProvider.ID);
        boolean lies = flaw.filter(one -> one == Flaw.MANIFEST_LIES).isPresent();
        facts.putValue("Crmlink-Connector-Version", lies ? "0.9" : PaperProvider.VERSION);
        facts.putValue("Crmlink-Spi-Version", Integer.toString(ConnectorDescriptor.CURRENT_SPI_VERSION));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            text(jar, "META-INF/services/" + ConnectorProvider.class.getName(), PaperProvider.class.getName() + "\n");
            if (flaw.filter(one -> one == Flaw.NO_BILL_OF_MATERIALS).isEmpty()) {
                text(jar, "META-INF/sbom/bom.json", bom());
            }
            boolean trusting = flaw.filter(one -> one == Flaw.TRUSTS_EVERYBODY).isPresent();
            // dangerous code is in the jar of the dangerous connector alone
            addClasses(jar, PaperProvider.class, "org/crmlink/paper/connector", trusting ? "" : "TrustsEverybody");
            if (flaw.isPresent()) {
                text(jar, Flaw.RESOURCE, flaw.get().name());
                if (flaw.get() == Flaw.CONTRACT_IN_JAR) {
                    addClasses(jar, ConnectorProvider.class, "org/crmlink/sdk", "");
                }
            }
        }
    }

    private static String bom() {
        return """
                {"bomFormat":"CycloneDX","specVersion":"1.5","version":1,
                 "metadata":{"component":{"type":"library","group":"org.crmlink","name":"paper-connector","version":"%s"}},
                 "components":[
                  {"type":"library","group":"org.crmlink","name":"crmlink-sdk-toolkit","version":"0.1.0"},
                  {"type":"library","group":"com.squareup.okhttp3","name":"okhttp-jvm","version":"5.5.1"},
                  {"type":"library","group":"com.squareup.okio","name":"okio-jvm","version":"3.18.1"},
                  {"type":"library","group":"org.jetbrains.kotlin","name":"kotlin-stdlib","version":"2.1.21"},
                  {"type":"library","group":"com.fasterxml.jackson.core","name":"jackson-core","version":"2.22.4"},
                  {"type":"library","group":"org.jspecify","name":"jspecify","version":"1.0.0"}]}
                """.formatted(PaperProvider.VERSION);
    }

    private static void text(JarOutputStream jar, String name, String text) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(text.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }

    /** Adds what is below a folder of where a class came from: a folder of classes, or a jar. */
    private static void addClasses(JarOutputStream jar, Class<?> anchor, String below, String without)
            throws IOException {
        Path origin = origin(anchor);
        if (Files.isDirectory(origin)) {
            addTree(jar, origin, origin.resolve(below), without);
            return;
        }
        try (var files = FileSystems.newFileSystem(origin)) {
            Path root = files.getPath("/");
            addTree(jar, root, root.resolve(below), without);
        }
    }

    private static void addTree(JarOutputStream jar, Path root, Path tree, String without) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!without.isEmpty() && file.getFileName().toString().startsWith(without)) {
                    return FileVisitResult.CONTINUE;
                }
                String name = root.relativize(file).toString().replace('\\', '/');
                jar.putNextEntry(new JarEntry(name));
                Files.copy(file, jar);
                jar.closeEntry();
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Path origin(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static void addLibrary(Path plugin, String className) throws IOException {
        Class<?> type;
        try {
            type = Class.forName(className, false, PaperPlugin.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(className + " is not on the class path", e);
        }
        Path origin = origin(type);
        if (Files.isDirectory(origin)) {
            // a module of the same build that is not packed yet
            Path packed = plugin.resolve(className.substring(className.lastIndexOf('.') + 1) + ".jar");
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(packed))) {
                addTree(jar, origin, origin, "");
            }
            return;
        }
        Path copy = plugin.resolve(origin.getFileName().toString());
        if (Files.exists(copy)) {
            return;
        }
        try {
            Files.createLink(copy, origin);
        } catch (UnsupportedOperationException | IOException e) {
            // another file system
            Files.copy(origin, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
