package org.crmlink.examples;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources and packs them, as a build that is not ours would. */
final class Jars {

    private Jars() {}

    /**
     * Compiles a folder of sources, with every warning an error on the baseline JDK.
     *
     * @param path {@code --module-path} or {@code --class-path}
     * @param resources further entries of the jar, by name
     */
    static void build(Path sources, String path, List<Path> libraries, Map<String, String> resources, Path jar) {
        Path classes = jar.resolveSibling(jar.getFileName() + ".classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "--release",
                "17",
                Runtime.version().feature() == 17 ? "-Xlint:all" : "-Xlint:none",
                "-Werror",
                "-proc:none",
                "-d",
                classes.toString(),
                path,
                joined(libraries));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> units =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            if (!compiler.getTask(null, files, problems, options, null, files.getJavaFileObjectsFromPaths(units))
                    .call()) {
                throw new AssertionError(problems.getDiagnostics().toString());
            }
            pack(classes, resources, jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String joined(List<Path> libraries) {
        return String.join(
                File.pathSeparator, libraries.stream().map(Path::toString).toList());
    }

    private static void pack(Path classes, Map<String, String> resources, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
            for (Map.Entry<String, String> text : new TreeMap<>(resources).entrySet()) {
                entries.putNextEntry(new JarEntry(text.getKey()));
                entries.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
