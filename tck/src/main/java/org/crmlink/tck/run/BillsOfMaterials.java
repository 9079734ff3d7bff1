package org.crmlink.tck.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bills of materials that a plugin directory brings: in {@code META-INF/sbom} of its jar, where build plugins put them, or a file of its own in the
 * directory, as CycloneDX ({@code bom.json}, {@code bom.xml}, {@code *.cdx.json}, {@code *.cdx.xml}) and SPDX ({@code *.spdx.json}, {@code *.spdx.xml},
 * {@code *.spdx}) name them. Stateless.
 */
public final class BillsOfMaterials {

    private static final Pattern IN_JAR = Pattern.compile("META-INF/sbom/[^/]+");
    private static final Pattern FILE = Pattern.compile("(?i)(s?bom|.+\\.(cdx|cyclonedx|spdx))\\.(json|xml)|.+\\.spdx");
    /** What only a document in one of the formats says of itself, near its beginning or its end. */
    private static final Pattern FORMAT = Pattern.compile(
            "\"bomFormat\"\\s*:\\s*\"CycloneDX\"|cyclonedx\\.org/schema/bom|spdx\\.org/rdf|\"spdxVersion\"|SPDXVersion:");

    private static final int LARGEST = 32 * 1024 * 1024;

    private BillsOfMaterials() {}

    /**
     * Where they are; what is called like one and is none is left out.
     *
     * @param own the connector's own jars: what a library's jar brings is about that library
     */
    public static List<String> in(Path directory, Set<Path> own) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (own.contains(file)) {
                    inJar(file, found);
                } else if (FILE.matcher(name).matches() && isOne(Files.newInputStream(file))) {
                    found.add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin directory cannot be read", e);
        }
        return found;
    }

    private static void inJar(Path jar, List<String> found) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (IN_JAR.matcher(entry.getName()).matches() && isOne(file.getInputStream(entry))) {
                    found.add(jar.getFileName() + "!" + entry.getName());
                }
            }
        }
    }

    private static boolean isOne(InputStream content) throws IOException {
        try (content) {
            return FORMAT.matcher(new String(content.readNBytes(LARGEST), StandardCharsets.UTF_8))
                    .find();
        }
    }
}
