package org.crmlink.host.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Writes, compiles and packs small plugins. One-at-a-time. */
final class PluginSources {

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> resources = new LinkedHashMap<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();

    static PluginSources create() {
        return new PluginSources();
    }

    /** A provider whose constructor and descriptor are given as Java statements. */
    PluginSources provider(String className, String constructor, String descriptor) {
        services.add(className);
        int dot = className.lastIndexOf('.');
        return source(className, """
                package %s;
                import java.util.List;
                import org.crmlink.sdk.*;
                import org.crmlink.sdk.config.*;
                public final class %s implements ConnectorProvider {
                    public %s() { %s }
                    public ConnectorDescriptor descriptor() { %s }
                    public List<ConfigProblem> validate(Configuration c) { return List.of(); }
                    public Connector open(Configuration c, ConnectorContext x) { throw new UnsupportedOperationException(); }
                }
                """.formatted(
                        className.substring(0, dot),
                        className.substring(dot + 1),
                        className.substring(dot + 1),
                        constructor,
                        descriptor));
    }

    /** A provider that works; {@code name} is a Java expression for its display name. */
    PluginSources working(String className, String id, String name) {
        return provider(
                className, "", "return new ConnectorDescriptor(\"" + id + "\", " + name + ", \"1.0\", 1, List.of());");
    }

    PluginSources source(String className, String code) {
        sources.put(className, code);
        return this;
    }

    PluginSources resource(String path, String content) {
        resources.put(path, content);
        return this;
    }

    PluginSources service(String className) {
        services.add(className);
        return this;
    }

    /** Leaves a class out of the jar although others were compiled against it. */
    PluginSources drop(String className) {
        dropped.add(className);
        return this;
    }

    Path jar(Path jar) {
        try {
            Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
            compile(classes);
            for (String name : dropped) {
                Files.delete(classes.resolve(name.replace('.', '/') + ".class"));
            }
            pack(classes, jar);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<JavaFileObject> units = sources.entrySet().stream()
                .<JavaFileObject>map(entry -> new Source(entry.getKey(), entry.getValue()))
                .toList();
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8)) {
            if (!units.isEmpty()
                    && !compiler.getTask(null, files, problems, options, null, units)
                            .call()) {
                throw new IllegalStateException(problems.getDiagnostics().toString());
            }
        }
    }

    private void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
            Map<String, String> texts = new LinkedHashMap<>(resources);
            if (!services.isEmpty()) {
                texts.put("META-INF/services/org.crmlink.sdk.ConnectorProvider", String.join("\n", services));
            }
            for (Map.Entry<String, String> text : texts.entrySet()) {
                entries.putNextEntry(new JarEntry(text.getKey()));
                entries.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String className, String code) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
