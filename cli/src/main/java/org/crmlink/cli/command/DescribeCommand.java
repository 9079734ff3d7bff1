package org.crmlink.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.output.TextTable;
import org.crmlink.host.text.DidYouMean;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.sdk.metadata.Relationship;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An entity's metadata, or all entities by name. */
@Command(
        name = "describe",
        description = "Shows the fields, relationships and capabilities of an entity; without a name, all entities.",
        mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {

    private static final int SHOWN_OPTIONS = 6;

    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "ENTITY", description = "Name of the entity.")
    private @Nullable String name;

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    DescribeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (Target target = Target.inspect(configuration.file(), surroundings);
                Backend backend = Backend.open(target, surroundings)) {
            EntityMetadata metadata = backend.connector()
                    .facet(EntityMetadata.class)
                    .orElseThrow(() -> new CliException(
                            ExitCode.USAGE,
                            "the connector '" + target.connectorId() + "' has no entities",
                            "it is a store of files"));
            String wanted = name;
            if (wanted == null) {
                list(metadata.entities());
            } else {
                show(describe(metadata, wanted));
            }
            return ExitCode.OK.code();
        }
    }

    private static EntityType describe(EntityMetadata metadata, String name) {
        try {
            return metadata.describe(Set.of(name)).get(0);
        } catch (ConnectorException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            List<String> known =
                    metadata.entities().stream().map(EntitySummary::name).toList();
            throw new CliException(
                    ExitCode.USAGE,
                    "there is no entity '" + name + "'" + DidYouMean.hint(name, known),
                    "'crmlink describe' lists all; a missing right hides entities too",
                    e);
        }
    }

    private void list(List<EntitySummary> entities) {
        TextTable table = new TextTable("entity", "label");
        List<Map<String, Object>> parts = new ArrayList<>();
        for (EntitySummary entity : entities) {
            table.row(entity.name(), entity.label() + (entity.intersect() ? " (pairs)" : ""));
            parts.add(Map.of("name", entity.name(), "label", entity.label().text(), "intersect", entity.intersect()));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", "ok");
        document.put("entities", parts);
        surroundings.console().result(output.format, document, table.toString());
    }

    private void show(EntityType entity) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", "ok");
        document.put("name", entity.name());
        document.put("label", entity.label().text());
        document.put("keyFields", entity.keyFields());
        document.put("nameField", entity.nameField());
        document.put("versionField", entity.versionField());
        document.put("changes", changePaths(entity));
        document.put(
                "operations",
                entity.capabilities().operations().stream()
                        .map(DescribeCommand::word)
                        .sorted()
                        .toList());
        document.put(
                "fields",
                entity.fields().stream().map(DescribeCommand::document).toList());
        document.put(
                "relationships",
                entity.relationships().stream().map(DescribeCommand::document).toList());
        document.put(
                "alternateKeys",
                entity.alternateKeys().stream()
                        .map(key -> Map.of("name", key.name(), "fields", key.fields()))
                        .toList());
        surroundings.console().result(output.format, document, text(entity));
    }

    private static Map<String, Object> document(Field field) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", field.name());
        document.put("label", field.label().text());
        document.put("type", word(field.type()));
        document.put("nullable", field.nullable());
        document.put("readable", field.readable());
        document.put("creatable", field.creatable());
        document.put("updatable", field.updatable());
        document.put("required", field.required());
        document.put("computed", field.computed());
        field.maxLength().ifPresent(length -> document.put("maxLength", length));
        field.precision().ifPresent(precision -> document.put("precision", precision));
        field.scale().ifPresent(scale -> document.put("scale", scale));
        field.min().ifPresent(min -> document.put("min", min.toString()));
        field.max().ifPresent(max -> document.put("max", max.toString()));
        if (!field.options().isEmpty()) {
            document.put(
                    "options",
                    field.options().stream().map(DescribeCommand::document).toList());
        }
        field.optionSet().ifPresent(optionSet -> document.put("optionSet", optionSet));
        if (!field.targets().isEmpty()) {
            document.put("targets", field.targets());
        }
        return document;
    }

    private static Map<String, Object> document(Option option) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("value", option.value());
        document.put("label", option.label().text());
        option.dependsOn().ifPresent(value -> document.put("dependsOn", value));
        return document;
    }

    private static Map<String, Object> document(Relationship relationship) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", relationship.name());
        if (relationship instanceof Relationship.ManyToOne lookup) {
            document.put("kind", "many-to-one");
            document.put("entity", lookup.entity());
            document.put("field", lookup.field());
            document.put("target", lookup.target());
            document.put("onDelete", word(lookup.onDelete()));
        } else if (relationship instanceof Relationship.ManyToMany pairs) {
            document.put("kind", "many-to-many");
            document.put("first", pairs.firstEntity());
            document.put("second", pairs.secondEntity());
            document.put("intersect", pairs.intersectEntity());
        }
        return document;
    }

    private static String text(EntityType entity) {
        StringBuilder text = new StringBuilder();
        text.append(entity.name()).append(" · ").append(entity.label()).append('\n');
        text.append("key ").append(String.join(", ", entity.keyFields()));
        text.append(" · changes by ")
                .append(String.join(", ", changePaths(entity)))
                .append("\n\n");
        TextTable table = new TextTable("field", "type", "write", "label", "about");
        for (Field field : entity.fields()) {
            String about = (field.readable() ? "" : "not readable ") + about(field);
            table.row(field.name(), word(field.type()), access(field), field.label(), about.strip());
        }
        text.append(table);
        for (Relationship relationship : entity.relationships()) {
            if (relationship instanceof Relationship.ManyToMany pairs) {
                text.append("\nmany-to-many ").append(pairs.name()).append(": ").append(pairs.firstEntity());
                text.append(" – ").append(pairs.secondEntity()).append(" in ").append(pairs.intersectEntity());
            }
        }
        return text.toString();
    }

    private static String access(Field field) {
        String access = (field.creatable() ? "create " : "")
                + (field.updatable() ? "update " : "")
                + (field.required() ? "required" : "");
        return access.isEmpty() ? "-" : access.strip();
    }

    private static String about(Field field) {
        if (!field.targets().isEmpty()) {
            return "→ " + String.join(", ", field.targets());
        }
        if (!field.options().isEmpty()) {
            String options = field.options().stream()
                    .limit(SHOWN_OPTIONS)
                    .map(option -> option.value() + " " + option.label())
                    .collect(Collectors.joining(", "));
            int more = field.options().size() - SHOWN_OPTIONS;
            return field.optionSet().map(optionSet -> optionSet + ": ").orElse("")
                    + options
                    + (more > 0 ? ", … " + more + " more" : "");
        }
        return field.maxLength().isPresent() ? "≤ " + field.maxLength().getAsInt() : "";
    }

    static List<String> changePaths(EntityType entity) {
        EntityCapabilities capabilities = entity.capabilities();
        return capabilities.changePaths().stream()
                .map(path -> word(path.tracking())
                        + (path.filters() ? ", filters on the server" : "")
                        + ", deletions " + word(path.deletions()).replace('_', ' '))
                .toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
