package org.crmlink.cli.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlink.sdk.ConnectorDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A Maven project with a connector that works, over a toy service that comes with it, and all that certifies it. The templates are resources beside
 * this class; words such as {@code __Name__} stand for the names. Immutable.
 *
 * @param readOnly whether the connector only reads
 */
public record ConnectorProject(ProjectNames names, boolean readOnly) {

    /** The profile that the connector is certified for. */
    public String profile() {
        return readOnly ? "change-reader" : "bidirectional";
    }

    /** The project's files: contents by path. */
    public Map<String, String> files() {
        String folder = names.packageName().replace('.', '/') + "/";
        String main = "src/main/java/" + folder + names.className();
        String fixture = "src/test/java/" + folder + "fixture/" + names.className();
        String toy = "src/test/java/" + folder + "toy/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", template("README.md"));
        files.put("pom.xml", template("pom.xml"));
        files.put("sync.yaml", template("sync.yaml"));
        files.put(".gitignore", template("gitignore"));
        files.put(main + "Provider.java", template(readOnly ? "readonly/Provider.java" : "main/Provider.java"));
        files.put(main + "Entities.java", template(readOnly ? "readonly/Entities.java" : "main/Entities.java"));
        files.put(main + "Source.java", template("main/Source.java"));
        if (!readOnly) {
            files.put(main + "Writer.java", template("main/Writer.java"));
        }
        files.put(
                "src/main/resources/META-INF/services/org.crmlink.sdk.ConnectorProvider",
                names.packageName() + "." + names.className() + "Provider\n");
        files.put(fixture + "Fixture.java", template("fixture/Fixture.java"));
        files.put(fixture + "Backdoor.java", template("fixture/Backdoor.java"));
        for (String name : new String[] {"ToyServer", "ToyStore", "Json", "Refusal"}) {
            files.put(toy + name + ".java", template("toy/" + name + ".java"));
        }
        files.put(
                "src/test/resources/META-INF/services/org.crmlink.tck.Fixture",
                names.packageName() + ".fixture." + names.className() + "Fixture\n");
        return files;
    }

    /** Writes the files into a folder, which is made if need be. */
    public void write(Path folder) throws IOException {
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    private String template(String name) {
        String writerRow =
                readOnly ? "" : "| `…/__Name__Writer.java` | how a record is created, changed and deleted |\n";
        return resource(name)
                .replace("__writer_row__", writerRow)
                .replace("__entities__", readOnly ? "\"contact\"" : "\"contact\", \"company\"")
                .replace("__company__", readOnly ? "" : "  company: {}\n")
                .replace("__profile__", profile())
                .replace("__version__", resource("version.txt").strip())
                .replace("__spi__", Integer.toString(ConnectorDescriptor.CURRENT_SPI_VERSION))
                .replace("__package__", names.packageName())
                .replace("__Name__", names.className())
                .replace("__NAME__", names.variable())
                .replace("__name__", names.id());
    }

    private static String resource(String name) {
        try (@Nullable InputStream resource = ConnectorProject.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new FileNotFoundException("the template " + name + " is not in the jar");
            }
            return new String(resource.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
