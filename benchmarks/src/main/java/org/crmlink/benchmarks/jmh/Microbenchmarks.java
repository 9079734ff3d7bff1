package org.crmlink.benchmarks.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator;

/**
 * Runs the microbenchmarks. JMH wants code that it generates; that is made and compiled here, when they run, since it does not follow the rules that our
 * own sources are compiled under. Stateless.
 */
public final class Microbenchmarks {

    private Microbenchmarks() {}

    /** Prints JMH's table on stdout and returns its exit code. */
    public static int run(Path folder, boolean quick) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("jmh"));
        Path classes = Files.createDirectories(own.resolve("classes"));
        Path sources = Files.createDirectories(own.resolve("sources"));
        Path resources = Files.createDirectories(own.resolve("resources"));
        copyBenchmarks(classes);
        try {
            JmhBytecodeGenerator.main(
                    new String[] {classes.toString(), sources.toString(), resources.toString(), "default"});
        } catch (Exception e) { // declared so by the tool
            throw new IOException("JMH cannot generate its code", e);
        }
        compile(sources, classes);
        String classPath = String.join(
                java.io.File.pathSeparator,
                classes.toString(),
                resources.toString(),
                System.getProperty("java.class.path"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "org.openjdk.jmh.Main",
                "-f",
                quick ? "1" : "2",
                "-wi",
                quick ? "2" : "4",
                "-i",
                quick ? "3" : "5",
                "-w",
                "1",
                "-r",
                "1",
                "-prof",
                "gc");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** The generator looks at a folder of classes; ours may be in a jar. */
    private static void copyBenchmarks(Path classes) throws IOException {
        for (Class<?> benchmark : List.of(DecoderBenchmark.class, FilterBenchmark.class, BatchBenchmark.class)) {
            String name = benchmark.getName().replace('.', '/') + ".class";
            Path target = classes.resolve(name);
            Files.createDirectories(target.getParent());
            try (var in = Microbenchmarks.class.getClassLoader().getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException(name + " is not on the class path");
                }
                Files.copy(in, target);
            }
        }
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("the microbenchmarks need a JDK: this Java has no compiler");
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(sources)) {
            files = found.filter(path -> path.toString().endsWith(".java")).toList();
        }
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-nowarn",
                    "-d",
                    classes.toString(),
                    "-cp",
                    classes + java.io.File.pathSeparator + System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(
                            null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new IOException("JMH's code does not compile");
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
