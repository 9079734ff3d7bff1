package org.crmlink.tck.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A connector's jars as files: entries, services, manifests, bytecode. Nothing is loaded. */
public final class PluginJars {

    private static final int NEWEST = Opcodes.ASM9;

    private final List<Path> jars;

    private PluginJars(List<Path> jars) {
        this.jars = jars;
    }

    /** The jars of the connector under test. */
    public static PluginJars of(Run run) {
        try {
            return new PluginJars(PluginCopy.jars(run.pluginDirectory()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of a service file. */
    public record Service(Path jar, String provider) {}

    /** What a class file says of itself. Names have slashes. */
    public record ClassFile(Path jar, String name, String superName, List<String> interfaces, List<Method> methods) {}

    /**
     * A method's code.
     *
     * @param calls what it calls, as {@code owner.name}
     * @param empty whether it does nothing but return
     */
    public record Method(String name, String descriptor, List<String> calls, boolean empty) {}

    private interface EntryReader {
        void read(Path jar, JarFile file, JarEntry entry) throws IOException;
    }

    private void forEach(EntryReader reader) {
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
                    reader.read(jar, file, all.nextElement());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the jar cannot be read: " + jar.getFileName(), e);
            }
        }
    }

    /** The names of all entries, each with its jar's name before it. */
    public List<String> entries() {
        List<String> names = new ArrayList<>();
        forEach((jar, file, entry) -> names.add(jar.getFileName() + "!" + entry.getName()));
        return names;
    }

    /** The lines of all service files for a type. */
    public List<Service> services(Class<?> type) {
        List<Service> services = new ArrayList<>();
        String wanted = "META-INF/services/" + type.getName();
        forEach((jar, file, entry) -> {
            if (entry.getName().equals(wanted)) {
                for (String line : text(file, entry).split("\\R")) {
                    String provider = line.replaceFirst("#.*", "").strip();
                    if (!provider.isEmpty()) {
                        services.add(new Service(jar, provider));
                    }
                }
            }
        });
        return services;
    }

    private static String text(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The main section of a jar's manifest. */
    public static Attributes manifest(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .orElseGet(Attributes::new);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read: " + jar.getFileName(), e);
        }
    }

    /**
     * Classes of all jars.
     *
     * @param wanted which, by the name of the entry
     */
    public List<ClassFile> classes(Predicate<String> wanted) {
        List<ClassFile> classes = new ArrayList<>();
        forEach((jar, file, entry) -> {
            String name = entry.getName();
            if (name.endsWith(".class") && !name.endsWith("module-info.class") && wanted.test(name)) {
                try (InputStream in = file.getInputStream(entry)) {
                    classes.add(parse(jar, in.readAllBytes()));
                } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                    // a class file of a Java version that is newer than the reader; Java itself would refuse it here
                    classes.add(new ClassFile(jar, entry.getName(), "", List.of(), List.of()));
                }
            }
        });
        return classes;
    }

    private static ClassFile parse(Path jar, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        List<Method> methods = new ArrayList<>();
        reader.accept(
                new ClassVisitor(NEWEST) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new Body(name, descriptor, methods);
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        String superName = Optional.ofNullable(reader.getSuperName()).orElse("");
        return new ClassFile(jar, reader.getClassName(), superName, List.of(reader.getInterfaces()), methods);
    }

    private static final class Body extends MethodVisitor {
        private final String name;
        private final String descriptor;
        private final List<Method> methods;
        private final List<String> calls = new ArrayList<>();
        private int instructions;
        private boolean code;

        Body(String name, String descriptor, List<Method> methods) {
            super(NEWEST);
            this.name = name;
            this.descriptor = descriptor;
            this.methods = methods;
        }

        @Override
        public void visitCode() {
            code = true;
        }

        @Override
        public void visitInsn(int opcode) {
            instructions += opcode == Opcodes.RETURN ? 0 : 1;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            instructions++;
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            instructions++;
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
            instructions++;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
            instructions++;
            calls.add(owner + "." + method);
        }

        @Override
        public void visitEnd() {
            methods.add(new Method(name, descriptor, List.copyOf(calls), code && instructions == 0));
        }
    }
}
