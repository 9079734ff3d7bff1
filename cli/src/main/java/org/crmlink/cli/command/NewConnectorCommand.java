package org.crmlink.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.project.ConnectorProject;
import org.crmlink.cli.project.ProjectNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a connector. */
@Command(
        name = "new-connector",
        description = {
            "Writes a Maven project with a connector that works, the toy service that it talks to, and a fixture to certify it.",
            "docs/tutorial.md leads from there to your own backend."
        },
        mixinStandardHelpOptions = true)
final class NewConnectorCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "NAME",
            description = "Name of the connector, as configurations will use it, such as my-crm.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String name;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where to write it; must be empty or new (default: NAME).")
    private @Nullable Path directory;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "Java package of its classes (default: org.example.NAME).")
    private @Nullable String packageName;

    @Option(names = "--read-only", description = "A minimal connector, which only reads.")
    private boolean readOnly;

    @Mixin
    private final OutputOption output = new OutputOption();

    NewConnectorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String wanted = packageName;
        ProjectNames names = wanted == null ? ProjectNames.of(name) : new ProjectNames(name, wanted);
        requireNew(names.id());
        Path folder = surroundings.workingFolder().resolve(directory == null ? Path.of(name) : directory);
        requireEmpty(folder);
        ConnectorProject project = new ConnectorProject(names, readOnly);
        try {
            project.write(folder);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    folder + " cannot be written: " + e.getMessage(),
                    "choose another folder with --directory",
                    e);
        }
        tell(project, folder);
        return ExitCode.OK.code();
    }

    /** Two connectors of one name cannot be told apart in a configuration. */
    private void requireNew(String id) {
        try (InstalledConnectors connectors = InstalledConnectors.load(List.of(), surroundings)) {
            boolean taken = connectors.all().stream()
                    .anyMatch(one -> one.provider().descriptor().id().equals(id));
            if (taken) {
                throw new CliException(
                        ExitCode.USAGE,
                        "there is a connector '" + id + "' already",
                        "choose another name; 'crmlink connectors' lists those that there are");
            }
        }
    }

    private static void requireEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new CliException(
                    ExitCode.USAGE, folder + " is a file, not a folder", "choose another folder with --directory");
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new CliException(
                        ExitCode.USAGE,
                        folder + " is not empty",
                        "choose another folder with --directory; nothing was written");
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    folder + " cannot be read: " + e.getMessage(),
                    "choose another folder with --directory",
                    e);
        }
    }

    private void tell(ConnectorProject project, Path folder) {
        String id = project.names().id();
        List<String> files = List.copyOf(project.files().keySet());
        List<String> next = List.of(
                "cd " + folder,
                "mvn clean package",
                "crmlink certify --plugin target/plugins/" + id + " --fixture target/" + id
                        + "-connector-1.0.0-fixture.jar --profile " + project.profile());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", "ok");
        document.put("connector", id);
        document.put("directory", folder.toString());
        document.put("package", project.names().packageName());
        document.put("readOnly", project.readOnly());
        document.put("files", files);
        document.put("next", next);
        String text = "connector '" + id + "': " + files.size() + " files in " + folder + "\n\nnext:\n  "
                + String.join("\n  ", next) + "\n\n" + folder.resolve("README.md") + " says the rest\n";
        surroundings.console().result(output.format, document, text);
    }
}
