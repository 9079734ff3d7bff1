package org.crmlink.tck;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A fixture out of its jars. The fixture sees the kit, and libraries of its own beside it; of a library that both have, the kit's is taken. Close it
 * after the run.
 */
public final class FixtureLoader implements AutoCloseable {

    private static final String SERVICE = "META-INF/services/" + Fixture.class.getName();

    private final URLClassLoader loader;
    private final Fixture fixture;

    private FixtureLoader(URLClassLoader loader, Fixture fixture) {
        this.loader = loader;
        this.fixture = fixture;
    }

    /**
     * Finds the one fixture of a jar, or of a folder of jars.
     *
     * @throws IllegalArgumentException if there is none that can be used; the message says why and what to do
     */
    public static FixtureLoader open(Path jarOrFolder) {
        return open(jarOrFolder, fixture -> true, "");
    }

    /**
     * Finds the fixture of a connector among those of a jar, or of a folder of jars.
     *
     * @param connector id of the connector
     * @throws IllegalArgumentException if there is not exactly one that can be used; the message says why and what to do
     */
    public static FixtureLoader open(Path jarOrFolder, String connector) {
        return open(jarOrFolder, fixture -> fixture.connector().equals(connector), " for the connector " + connector);
    }

    private static FixtureLoader open(Path jarOrFolder, Predicate<Fixture> wanted, String meant) {
        List<URL> jars = jars(requireNonNull(jarOrFolder, "jarOrFolder is null"));
        URLClassLoader loader = new URLClassLoader("fixture", jars.toArray(URL[]::new), Fixture.class.getClassLoader());
        try {
            return new FixtureLoader(loader, find(loader, jarOrFolder, wanted, meant));
        } catch (RuntimeException e) {
            try {
                loader.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** The fixture; one for each loader. */
    public Fixture fixture() {
        return fixture;
    }

    private static List<URL> jars(Path jarOrFolder) {
        if (!Files.exists(jarOrFolder)) {
            throw new IllegalArgumentException("there is no fixture " + jarOrFolder
                    + "; name the fixture's jar, or a folder with it and the libraries that it needs");
        }
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(jarOrFolder)) {
            try (Stream<Path> all = Files.list(jarOrFolder)) {
                all.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new IllegalArgumentException("the folder " + jarOrFolder + " cannot be read: " + e, e);
            }
            if (files.isEmpty()) {
                throw new IllegalArgumentException("the folder " + jarOrFolder + " holds no jar");
            }
        } else {
            files.add(jarOrFolder);
        }
        return files.stream().map(FixtureLoader::url).toList();
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(file + " cannot be a jar: " + e.getMessage(), e);
        }
    }

    private static Fixture find(URLClassLoader loader, Path origin, Predicate<Fixture> wanted, String meant) {
        try {
            if (!loader.findResources(SERVICE).hasMoreElements()) {
                throw new IllegalArgumentException(origin + " holds no fixture: no jar there has the file " + SERVICE
                        + ", whose one line names the class of the fixture");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Fixture> found;
        try {
            // those of the kit's own class path are nobody's here
            found = ServiceLoader.load(Fixture.class, loader).stream()
                    .filter(provider -> provider.type().getClassLoader() == loader)
                    .map(ServiceLoader.Provider::get)
                    .filter(wanted)
                    .toList();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw broken(origin, e);
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(origin + " holds "
                    + (found.isEmpty()
                            ? "no fixture of its own"
                            : found.size() + " fixtures, "
                                    + found.stream()
                                            .map(fixture -> fixture.getClass().getName())
                                            .toList())
                    + meant + "; it must hold exactly one");
        }
        return found.get(0);
    }

    private static IllegalArgumentException broken(Path origin, Throwable why) {
        Throwable root = why;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String hint = root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError
                ? ". A class is missing: put the library that has it beside the fixture's jar, and name the folder"
                : "";
        return new IllegalArgumentException(
                "the fixture of " + origin + " cannot be made: " + why.getMessage()
                        + (root == why ? "" : " (" + root + ")") + hint,
                why);
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the fixture's jars cannot be closed", e);
        }
    }
}
