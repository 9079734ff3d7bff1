package org.crmlink.cli.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;

/**
 * The folder that the command runs from: {@code lib}, {@code plugins}, {@code kit}, {@code fixtures}.
 *
 * @param root the folder
 */
public record RunnableFolder(Path root) {

    /** Where it is, if it is not where the command's jar is from. */
    private static final String ELSEWHERE = "CRMLINK_FOLDER";

    /** The folder of this process. */
    public static RunnableFolder of(Surroundings surroundings) {
        String elsewhere = surroundings.environment().getOrDefault(ELSEWHERE, "");
        return new RunnableFolder(
                elsewhere.isEmpty() ? ofJar() : Path.of(elsewhere).toAbsolutePath());
    }

    private static Path ofJar() {
        CodeSource source = RunnableFolder.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            // target/crmlink/lib/crmlink-cli.jar, or target/classes
            return Files.isDirectory(jar)
                    ? jar.resolveSibling("crmlink")
                    : jar.resolveSibling("..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a jar's place is a URI", e);
        }
    }

    /** The kit's jars. */
    public Path kit() {
        Path kit = root.resolve("kit");
        if (!Files.isDirectory(kit)) {
            throw new CliException(
                    ExitCode.UNEXPECTED,
                    "there is no certification kit in " + root,
                    "build it: 'mvn -pl cli -am package', or start ./crmlink, which does");
        }
        return kit;
    }

    /** The plugin directory of a connector that comes with the command. */
    public Path plugin(String id) {
        return part("plugins", "plugin directory", id);
    }

    /** The folder with the fixtures of all connectors that come with the command. */
    public Path fixtures() {
        return root.resolve("fixtures");
    }

    private Path part(String folder, String what, String id) {
        List<String> there = names(root.resolve(folder));
        if (!there.contains(id)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "no connector '" + id + "' comes with crmlink that has a " + what,
                    there.isEmpty() ? "see 'crmlink certify --help'" : "there is " + String.join(", ", there));
        }
        return root.resolve(folder).resolve(id);
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
