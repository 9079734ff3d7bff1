package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.crmlink.sdk.ConnectorDescriptor;

/** A written project, compiled as Maven would and packed as a plugin, without Maven: seconds instead of a nested build. */
final class GeneratedProject {

    /** What of the class path the plugin brings itself; the host brings the contract. */
    private static final List<String> LIBRARIES =
            List.of("sdk-toolkit", "okhttp-jvm", "okio", "kotlin-stdlib", "jackson-core");

    private final Path folder;

    GeneratedProject(Path folder) {
        this.folder = folder;
    }

    /** The lines of the Java files below a folder. */
    int lines(String below) {
        try (Stream<Path> files = Files.walk(folder.resolve(below))) {
            int lines = 0;
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                lines += Files.readAllLines(file).size();
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The longest line of the Java files. */
    int longestLine() {
        try (Stream<Path> files = Files.walk(folder)) {
            int longest = 0;
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    longest = Math.max(longest, line.length());
                }
            }
            return longest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles the connector and packs it with its libraries; the folder of plugins. */
    Path plugins(String id) throws IOException {
        Path classes = compile("src/main/java", List.of());
        copy(folder.resolve("src/main/resources"), classes);
        Path plugin = Files.createDirectories(folder.resolve("target/plugins/" + id));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of("Id", id, "Version", "1.0.0")
                .forEach((name, value) -> manifest.getMainAttributes().putValue("Crmlink-Connector-" + name, value));
        manifest.getMainAttributes().putValue("Crmlink-Spi-Version", "" + ConnectorDescriptor.CURRENT_SPI_VERSION);
        jar(classes, plugin.resolve(id + "-connector-1.0.0.jar"), manifest);
        for (Path entry : classPath()) {
            String name = entry.toString().replace(File.separatorChar, '/');
            if (LIBRARIES.stream().anyMatch(name::contains)) {
                Path jar = plugin.resolve(
                        entry.getParent().getParent().getFileName() + "-" + entry.getFileName() + ".jar");
                if (Files.isDirectory(entry)) {
                    jar(entry, jar, new Manifest());
                } else {
                    Files.copy(entry, jar);
                }
            }
        }
        return folder.resolve("target/plugins");
    }

    /** Compiles the fixture with the toy; a loader of its classes. */
    URLClassLoader fixture() throws IOException {
        Path classes = compile("src/test/java", List.of(folder.resolve("target/src-main-java")));
        copy(folder.resolve("src/test/resources"), classes);
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, GeneratedProject.class.getClassLoader());
    }

    private Path compile(String sources, List<Path> more) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path target = Files.createDirectories(folder.resolve("target/" + sources.replace('/', '-')));
        List<Path> path = new ArrayList<>(classPath());
        path.addAll(more);
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(folder.resolve(sources))) {
            List<Path> java =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all,-processing,-path",
                    "-Werror",
                    "-d",
                    target.toString(),
                    "-cp",
                    String.join(
                            File.pathSeparator,
                            path.stream().map(Path::toString).toList()));
            boolean good = compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
                    .call();
            assertThat(good).as(said.toString()).isTrue();
        }
        return target;
    }

    private static List<Path> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static void jar(Path classes, Path jar, Manifest manifest) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("META-INF/MANIFEST.MF"))
                    .toList()) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
