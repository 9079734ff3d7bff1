package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell script that builds and starts, in a folder of its own with a Maven and a Java that only say what they were told. */
class LauncherTest {

    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    private Path home;
    private Path launcher;
    private Path tools;

    private record Answer(int code, String out, String err, long pid) {}

    @BeforeEach
    void aCheckoutThatIsNotBuilt() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "no bash");
        home = Files.createDirectories(folder.resolve("a checkout"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Path original = Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .getParent()
                .resolve("crmlink");
        launcher = Files.copy(original, home.resolve("crmlink"));
        write(home.resolve("pom.xml"), "<project/>");
        write(home.resolve("cli/src/main/java/One.java"), "one");
        write(home.resolve("cli/src/main/java/Two.java"), "two");
        Instant past = Instant.now().minusSeconds(60);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(past));
            }
        }
        java("17.0.9", "jdk");
        script(tools.resolve("mvn"), """
                echo "$PWD $*" >> "$(dirname "$0")/built"
                [ ! -f "$(dirname "$0")/broken" ] || { echo "[ERROR] One.java: it is broken"; exit 1; }
                sleep 0.3
                mkdir -p cli/target/crmlink/lib
                """);
    }

    /** A Java of this version. */
    private Path java(String version, String name) throws IOException {
        Path jdk = folder.resolve(name);
        write(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/java"), """
                echo "pid $$"
                echo "terminal $CRMLINK_TERMINAL"
                echo "locale $LC_ALL"
                for word in "$@"; do echo "[$word]"; done
                exit 42
                """);
        return jdk;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, "#!/bin/bash\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Process start(Path command, String path, String jdk, String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(Path.of(out + ".err").toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        builder.environment().remove("CRMLINK_JAVA_OPTS");
        if (jdk.isEmpty()) {
            builder.environment().remove("JAVA_HOME");
        } else {
            builder.environment().put("JAVA_HOME", folder.resolve(jdk).toString());
        }
        Process process = builder.start();
        outputs.add(out);
        return process;
    }

    private final List<Path> outputs = new ArrayList<>();

    private Answer end(Process process, Path out) throws Exception {
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).isTrue();
        return new Answer(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(Path.of(out + ".err"), StandardCharsets.UTF_8),
                process.pid());
    }

    private Answer run(Path command, String path, String jdk, String... words) throws Exception {
        Process process = start(command, path, jdk, words);
        return end(process, outputs.get(outputs.size() - 1));
    }

    private Answer run(String... words) throws Exception {
        return run(launcher, usualPath(), "jdk", words);
    }

    private String usualPath() {
        return tools + ":/usr/bin:/bin";
    }

    private int builds() throws IOException {
        Path log = tools.resolve("built");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void itBuildsOnFirstUseAndAgainOnlyWhenSomethingChanged() throws Exception {
        Answer first = run("sync");
        assertThat(first.code()).as(first.err()).isEqualTo(42);
        assertThat(first.err()).contains("building from source");
        assertThat(Files.readString(tools.resolve("built"))).contains("a checkout -B", "package");

        assertThat(run("sync").err()).isEmpty();
        assertThat(builds()).isEqualTo(1);

        Files.setLastModifiedTime(
                home.resolve("cli/src/main/java/One.java"),
                FileTime.from(Instant.now().plusSeconds(1)));
        run("sync");
        assertThat(builds()).as("a newer source").isEqualTo(2);

        Files.setLastModifiedTime(
                home.resolve("cli/src/main/java/One.java"),
                FileTime.from(Instant.now().minusSeconds(60)));
        run("sync");
        assertThat(builds()).isEqualTo(2);
        Files.delete(home.resolve("cli/src/main/java/Two.java"));
        run("sync");
        assertThat(builds()).as("a source is gone").isEqualTo(3);

        delete(home.resolve("cli/target"));
        run("sync");
        assertThat(builds()).as("the build's folder was wiped").isEqualTo(4);
    }

    @Test
    void itReplacesItselfByJavaAndPassesEveryWordAsItIs() throws Exception {
        Answer answer = run("sync", "two words", "", "*", "-o=json");
        assertThat(answer.code()).isEqualTo(42);
        assertThat(answer.out())
                .contains("pid " + answer.pid() + "\n", "terminal no\n", "locale C.UTF-8\n")
                .endsWith("[-cp]\n[" + home.toRealPath().resolve("cli/target/crmlink/lib") + "/*]\n"
                        + "[org.crmlink.cli.Main]\n[sync]\n[two words]\n[]\n[*]\n[-o=json]\n");
    }

    @Test
    void itWorksThroughLinksFromAnyFolder() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("near"), home.resolve("crmlink"));
        Files.createSymbolicLink(bin.resolve("crm"), Path.of("../near"));
        Answer answer = run(bin.resolve("crm"), usualPath(), "jdk", "status");
        assertThat(answer.out()).contains(home.toRealPath() + "/cli/target/crmlink/lib/*", "[status]");
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Process one = start(launcher, usualPath(), "jdk", "one");
        Process two = start(launcher, usualPath(), "jdk", "two");
        assertThat(end(one, outputs.get(0)).out()).contains("[one]");
        assertThat(end(two, outputs.get(1)).out()).contains("[two]");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aBuildThatFailsIsToldWithItsErrorsAndTriedAgain() throws Exception {
        write(tools.resolve("broken"), "");
        Answer broken = run("sync");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("[ERROR] One.java: it is broken", "the build failed", "build.log");

        Files.delete(tools.resolve("broken"));
        assertThat(run("sync").code()).isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392, Java 8", "11.0.20, Java 11", "16, Java 16"})
    void aJavaThatIsTooOldIsTold(String version, String told) throws Exception {
        java(version, "old");
        Answer answer = run(launcher, usualPath(), "old", "sync");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains(told, "JDK 17 or newer");
        assertThat(builds()).isZero();
    }

    @Test
    void aJavaOrMavenThatIsNotThereIsTold() throws Exception {
        assertThat(run(launcher, usualPath(), "nowhere", "sync").err()).contains("JAVA_HOME is", "nowhere");

        Path bare = Files.createDirectories(folder.resolve("bare"));
        for (String tool : List.of("readlink", "dirname", "find", "head", "sed", "mkdir")) {
            script(bare.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"\n");
        }
        // no env on this path: the shell is named
        assertThat(run(BASH, bare.toString(), "", launcher.toString(), "sync").err())
                .contains("no Java found");
        assertThat(run(BASH, bare.toString(), "jdk", launcher.toString(), "sync")
                        .err())
                .contains("no Maven found");
    }

    @Test
    void aWorkingFolderThatIsGoneIsToldBeforeJavaIsAsked() throws Exception {
        Path gone = Files.createDirectories(folder.resolve("gone"));
        String leaving = "cd \"$1\"; rmdir \"$1\"; shift; exec \"$@\"";
        Answer answer =
                run(BASH, usualPath(), "jdk", "-c", leaving, "bash", gone.toString(), launcher.toString(), "status");
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("crmlink: the working folder does not exist any more", "change to another");
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void newJavasAreToldToKeepQuietAboutNativeAccess() throws Exception {
        java("25.0.1", "new");
        assertThat(run(launcher, usualPath(), "new", "sync").out()).contains("[--enable-native-access=ALL-UNNAMED]");
        assertThat(run("sync").out()).doesNotContain("native-access");
    }

    /** A Java that can do what the preparation of a faster start asks of it, and notes that it was asked. */
    private void javaThatPrepares(String version, String name) throws IOException {
        Path jdk = java(version, name);
        String usual = Files.readString(jdk.resolve("bin/java")).replace("#!/bin/bash\n", "");
        script(jdk.resolve("bin/java"), """
                for word in "$@"; do
                    case $word in
                        -XX:SharedArchiveFile=*) archive=${word#*=} ;;
                        -Xshare:dump) dump=yes ;;
                        org.crmlink.cli.Rehearsal) rehearse=yes ;;
                    esac
                    last=$word
                done
                if [ -n "${rehearse:-}" ]; then
                    echo "rehearsed" >> "$(dirname "$0")/prepared"
                    [ ! -f "$(dirname "$0")/broken" ] || exit 1
                    echo native > "$last/libsqlitejdbc.so"
                    exit 0
                fi
                if [ -n "${dump:-}" ]; then echo classes > "$archive"; exit 0; fi
                """ + usual);
    }

    private int preparations(String jdk) throws IOException {
        Path log = folder.resolve(jdk).resolve("bin/prepared");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private Path start(String jdk) throws IOException {
        try (Stream<Path> folders = Files.list(home.resolve("cli/target/crmlink/start"))) {
            List<Path> ofJdk = folders.filter(
                            path -> path.getFileName().toString().startsWith(jdk))
                    .toList();
            assertThat(ofJdk).as("one folder for Java %s", jdk).hasSize(1);
            return ofJdk.get(0).toRealPath();
        }
    }

    @Test
    void aFasterStartIsPreparedOnceForEachJava() throws Exception {
        javaThatPrepares("17.0.9", "jdk");
        javaThatPrepares("21.0.1", "other");
        Answer first = run("sync");
        assertThat(first.err()).contains("preparing a faster start with Java 17.0.9");
        assertThat(first.code()).isEqualTo(42);
        Answer second = run("sync");
        assertThat(second.err()).isEmpty();
        assertThat(second.out())
                .isEqualTo(first.out().replace("pid " + first.pid(), "pid " + second.pid()))
                .contains(
                        "[-XX:SharedArchiveFile=" + start("17.0.9").resolve("classes.jsa") + "]",
                        "[-Dorg.sqlite.lib.path=" + start("17.0.9") + "]");
        assertThat(start("17.0.9").resolve("libsqlitejdbc.so")).hasContent("native");
        assertThat(start("17.0.9").resolve("rehearsal")).doesNotExist();

        Answer other = run(launcher, usualPath(), "other", "sync");
        assertThat(other.out()).contains(start("21.0.1").resolve("classes.jsa").toString());
        run("sync");
        assertThat(preparations("jdk")).isEqualTo(1);
        assertThat(preparations("other")).isEqualTo(1);
    }

    @Test
    void aFasterStartThatCannotBePreparedIsDoneWithout() throws Exception {
        javaThatPrepares("17.0.9", "jdk");
        write(folder.resolve("jdk/bin/broken"), "");
        assertThat(run("sync").out()).contains("[sync]").doesNotContain("Shared", "sqlite");
        Answer again = run("sync");
        assertThat(again.out()).contains("[sync]").doesNotContain("Shared", "sqlite");
        assertThat(again.err()).isEmpty();
        assertThat(preparations("jdk")).as("it is not tried every time").isEqualTo(1);

        // what a folder that may not be written is for everyone but root
        delete(home.resolve("cli/target/crmlink/start"));
        write(home.resolve("cli/target/crmlink/start"), "in the way");
        Answer closed = run("sync");
        assertThat(closed.out()).contains("[sync]").doesNotContain("Shared", "sqlite");
        assertThat(closed.err()).isEmpty();
        assertThat(preparations("jdk")).isEqualTo(1);
    }

    @Test
    void whoComesWhileAFasterStartIsPreparedGoesOnWithout() throws Exception {
        javaThatPrepares("17.0.9", "jdk");
        run("sync");
        Path ready = start("17.0.9");
        Path making = Files.move(ready, ready.resolveSibling(ready.getFileName() + ".making"));
        Answer answer = run("sync");
        assertThat(answer.out()).contains("[sync]").doesNotContain("Shared", "sqlite");
        assertThat(answer.err()).isEmpty();

        Files.setLastModifiedTime(making, FileTime.from(Instant.now().minusSeconds(3600)));
        assertThat(run("sync").out()).as("whoever began it is dead").contains("[-XX:SharedArchiveFile=" + ready);
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
