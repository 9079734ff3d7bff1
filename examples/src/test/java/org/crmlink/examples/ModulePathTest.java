package org.crmlink.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example as a module: {@code java -p … -m …}. */
class ModulePathTest {

    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    @TempDir
    Path folder;

    @Test
    void theExampleIsAModuleAndSyncsAsOne() throws Exception {
        syncs(SmallHost.ownJava());
    }

    @Test
    void itDoesSoOnJdk25() throws Exception {
        Optional<Path> jdk = jdk25();
        if (jdk.isEmpty()) {
            System.out.println("not run: no JDK 25 (JAVA_HOME_25 names one)");
        }
        assumeTrue(jdk.isPresent(), "not run: no JDK 25");

        syncs(jdk.orElseThrow());
    }

    private void syncs(Path javaHome) throws Exception {
        try (Office office = Office.open(folder)) {
            SmallHost host = SmallHost.onModulePath(folder, javaHome);

            String first = host.run("read", "accounts.properties").fine();

            assertThat(first.lines())
                    .anyMatch(line -> line.startsWith("root com.example.smallhost file:"))
                    .anyMatch(line -> line.startsWith("com.example.smallhost requires org.crmlink.host file:"))
                    .anyMatch(line -> line.startsWith("org.crmlink.host requires org.crmlink.sdk file:"))
                    .noneMatch(line -> line.contains("crmlink-sdk-") && line.endsWith("automatic"));
            assertThat(first).contains("full read, 20 received, 0 removed, 0 unread, 20 rows");
            assertThat(office.namesInTheTable()).isEqualTo(office.namesOnTheServer());

            RecordId changed = office.accounts().get(2).id();
            RecordId deleted = office.accounts().get(4).id();
            office.update(changed, Map.of("name", "Renamed by a colleague"));
            assertThat(host.run("delete", "accounts.properties", deleted.toString())
                            .fine())
                    .contains("applied to " + deleted);
            assertThat(host.run("read", "accounts.properties").fine())
                    .contains("changes, 1 received, 1 removed, 0 unread, 19 rows");
            assertThat(office.namesInTheTable())
                    .isEqualTo(office.namesOnTheServer())
                    .containsEntry(changed.toString(), "Renamed by a colleague")
                    .doesNotContainKey(deleted.toString());
        }
    }

    private static Optional<Path> jdk25() throws IOException {
        if (Runtime.version().feature() == 25) {
            return Optional.of(SmallHost.ownJava());
        }
        String named = System.getenv("JAVA_HOME_25");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        if (!Files.isDirectory(USUAL_PLACE)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(USUAL_PLACE, "*25*")) {
            for (Path home : found) {
                if (Files.isExecutable(home.resolve("bin/java"))) {
                    return Optional.of(home);
                }
            }
        }
        return Optional.empty();
    }
}
