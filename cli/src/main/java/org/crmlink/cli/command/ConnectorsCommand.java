package org.crmlink.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.output.TextTable;
import org.crmlink.host.plugin.Quarantined;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.config.ConfigOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which connectors there are, and what they can be told. */
@Command(
        name = "connectors",
        description = "Lists the connectors found, those that could not be loaded, or the options of one.",
        mixinStandardHelpOptions = true)
final class ConnectorsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "CONNECTOR", description = "Show the options of this one.")
    private @Nullable String id;

    @Option(names = "--plugins", paramLabel = "DIR", description = "A folder of connectors (repeatable).")
    private List<Path> plugins = new ArrayList<>();

    @Mixin
    private final OutputOption output = new OutputOption();

    ConnectorsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Path> folders =
                plugins.stream().map(surroundings.workingFolder()::resolve).toList();
        try (InstalledConnectors connectors = InstalledConnectors.load(folders, surroundings)) {
            String wanted = id;
            if (wanted == null) {
                list(connectors);
            } else {
                show(connectors.provider(wanted).descriptor());
            }
            return ExitCode.OK.code();
        }
    }

    private void list(InstalledConnectors connectors) {
        TextTable table = new TextTable("connector", "version", "name", "from");
        List<Map<String, Object>> found = new ArrayList<>();
        for (InstalledConnectors.Installed installed : connectors.all()) {
            ConnectorDescriptor descriptor = installed.provider().descriptor();
            table.row(descriptor.id(), descriptor.version(), descriptor.displayName(), installed.origin());
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("id", descriptor.id());
            part.put("name", descriptor.displayName());
            part.put("version", descriptor.version());
            part.put("spiVersion", descriptor.spiVersion());
            part.put("origin", installed.origin());
            found.add(part);
        }
        StringBuilder text = new StringBuilder(table.toString());
        List<Map<String, Object>> broken = new ArrayList<>();
        for (Quarantined quarantined : connectors.quarantined()) {
            text.append("\nnot loaded: ").append(quarantined).append('\n');
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("name", quarantined.name());
            part.put("origin", quarantined.origin());
            part.put("reason", quarantined.reason());
            broken.add(part);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", "ok");
        document.put("connectors", found);
        document.put("quarantined", broken);
        surroundings.console().result(output.format, document, text.toString());
    }

    private void show(ConnectorDescriptor descriptor) {
        StringBuilder text = new StringBuilder(
                descriptor.id() + " " + descriptor.version() + " · " + descriptor.displayName() + "\n");
        List<Map<String, Object>> options = new ArrayList<>();
        for (ConfigOption<?> option : descriptor.options()) {
            String type = option.choices().isEmpty()
                    ? option.type().name().toLowerCase(java.util.Locale.ROOT)
                    : String.join("|", option.choices());
            text.append("\n  ")
                    .append(option.name())
                    .append(": ")
                    .append(type)
                    .append(option.isRequired() ? ", required" : "")
                    .append(option.defaultText()
                            .map(value -> ", default " + value)
                            .orElse(""))
                    .append("\n      ")
                    .append(option.doc())
                    .append('\n');
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("name", option.name());
            part.put("type", option.type().name().toLowerCase(java.util.Locale.ROOT));
            part.put("required", option.isRequired());
            part.put("secret", option.isSecret());
            part.put("default", option.defaultText());
            part.put("choices", option.choices());
            part.put("doc", option.doc());
            options.add(part);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", "ok");
        document.put("id", descriptor.id());
        document.put("version", descriptor.version());
        document.put("options", options);
        surroundings.console().result(output.format, document, text.toString());
    }
}
