package org.crmlink.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixtures out of jars; what is wrong with one is said in words. */
class FixtureLoaderTest {

    private static final String SERVICE = "META-INF/services/org.crmlink.tck.Fixture";

    /** What the jars of this test hold, under a name that the kit's own class path does not know. */
    private static final String STRANGER = "org/crmlink/tck/fixturejar/Stranger";

    @TempDir
    private Path folder;

    private byte[] stranger = new byte[0];

    @BeforeEach
    void compile() throws IOException {
        stranger = bytes(STRANGER.replace('/', '.'), "org.crmlink.tck.Fixture");
    }

    private Path jar(String name, String service, byte[] type, String entry) throws IOException {
        Path file = folder.resolve(name);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            if (!service.isEmpty()) {
                jar.putNextEntry(new JarEntry(SERVICE));
                jar.write(service.getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
            if (type.length > 0) {
                jar.putNextEntry(new JarEntry(entry + ".class"));
                jar.write(type);
                jar.closeEntry();
            }
        }
        return file;
    }

    @Test
    void theFixtureOfAJarAndOfAFolderOfJars() throws IOException {
        Path file = jar("fixture.jar", STRANGER.replace('/', '.'), stranger, STRANGER);
        for (Path place : new Path[] {file, folder}) {
            try (FixtureLoader loader = FixtureLoader.open(place)) {
                assertThat(loader.fixture().connector()).isEqualTo("stranger");
                assertThat(loader.fixture().getClass().getClassLoader())
                        .isNotSameAs(getClass().getClassLoader());
            }
        }
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        refused(folder.resolve("none.jar"), "there is no fixture", "none.jar");
        refused(folder, "holds no jar");
    }

    @Test
    void aJarWithoutTheServiceFile() throws IOException {
        refused(jar("plain.jar", "", stranger, STRANGER), "holds no fixture", SERVICE);
    }

    @Test
    void aServiceFileThatNamesAMissingClass() throws IOException {
        refused(jar("lost.jar", "com.vendor.Lost", new byte[0], ""), "com.vendor.Lost");
    }

    @Test
    void aFixtureWhoseLibraryIsMissing() throws IOException {
        byte[] needy = needing(STRANGER.replace('/', '.'), "com.vendor.Server");
        refused(
                jar("needy.jar", STRANGER.replace('/', '.'), needy, STRANGER),
                "com.vendor.Server",
                "put the library that has it beside");
    }

    @Test
    void severalFixtures() throws IOException {
        jar("one.jar", STRANGER.replace('/', '.'), stranger, STRANGER);
        String second = STRANGER + "Two";
        jar("two.jar", second.replace('/', '.'), bytes(second.replace('/', '.'), "org.crmlink.tck.Fixture"), second);
        refused(folder, "holds 2 fixtures", "exactly one");
    }

    @Test
    void whatIsNoJar() throws IOException {
        refused(Files.writeString(folder.resolve("text.jar"), "no zip"), "holds no fixture");
    }

    private static void refused(Path place, String... words) {
        assertThatThrownBy(() -> FixtureLoader.open(place).close())
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
    }

    // ---- classes of fixtures, made by the Java compiler

    private byte[] bytes(String name, String type) throws IOException {
        return compile(name, "", type, "");
    }

    private byte[] needing(String name, String library) throws IOException {
        String simple = library.substring(library.lastIndexOf('.') + 1);
        String source = "package " + library.substring(0, library.lastIndexOf('.')) + "; public class " + simple
                + " { public static void start() {} }";
        return compile(name, source, "org.crmlink.tck.Fixture", library + ".start();");
    }

    private byte[] compile(String name, String library, String type, String statement) throws IOException {
        Path work = Files.createTempDirectory(folder, "source");
        String simple = name.substring(name.lastIndexOf('.') + 1);
        Path source = Files.writeString(work.resolve(simple + ".java"), """
                    package %s;
                    public final class %s implements %s {
                        public %s() { %s }
                        public String connector() { return "stranger"; }
                        public org.crmlink.tck.Backdoor open() { throw new IllegalStateException(); }
                        public java.util.Map<String, String> configuration(org.crmlink.tck.Backdoor b, java.net.URI e) { return java.util.Map.of(); }
                        public java.util.List<String> entities() { return java.util.List.of(); }
                    }
                    """.formatted(
                        name.substring(0, name.lastIndexOf('.')), simple, type, simple, statement));
        List<String> words = new ArrayList<>(List.of(
                "-proc:none", "-d", work.toString(), "-cp", System.getProperty("java.class.path"), source.toString()));
        if (!library.isEmpty()) {
            words.add(Files.writeString(work.resolve("Server.java"), library).toString());
        }
        int code = ToolProvider.getSystemJavaCompiler()
                .run(InputStream.nullInputStream(), System.out, System.err, words.toArray(String[]::new));
        assertThat(code).isZero();
        return Files.readAllBytes(work.resolve(name.replace('.', '/') + ".class"));
    }
}
