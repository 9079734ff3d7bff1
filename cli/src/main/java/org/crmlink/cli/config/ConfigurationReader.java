package org.crmlink.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.host.text.DidYouMean;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file and tells every problem of its shape at once. Not thread-safe. */
public final class ConfigurationReader {

    private static final List<String> TOP =
            List.of("version", "connector", "options", "database", "entities", "batch-size", "plugins");
    private static final List<String> ENTITY = List.of("fields", "filter", "on-conflict");

    private static final int MAX_BATCH_SIZE = 100_000;

    private final Path file;
    private final Path folder;
    private final References references;
    private final boolean withOptions;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private ConfigurationReader(Path file, Map<String, String> environment, boolean withOptions) {
        this.file = file;
        this.withOptions = withOptions;
        Path parent = file.toAbsolutePath().getParent();
        this.folder = parent == null ? Path.of("") : parent;
        this.references = new References(environment, folder);
    }

    /**
     * @param environment for {@code ${env:NAME}}
     * @throws CliException with {@link ExitCode#USAGE} naming the file and all problems
     */
    public static ConfigurationFile read(Path file, Map<String, String> environment) {
        return new ConfigurationReader(file, environment, true).read();
    }

    /**
     * Reads a file for a command that does not connect: its options are left out, so that a secret that is not at hand does not matter.
     *
     * @throws CliException as {@link #read(Path, Map)}
     */
    public static ConfigurationFile readOffline(Path file, Map<String, String> environment) {
        return new ConfigurationReader(file, environment, false).read();
    }

    private ConfigurationFile read() {
        Object whole = YamlFile.read(file);
        if (!(whole instanceof Map<?, ?> top)) {
            throw new CliException(
                    ExitCode.USAGE,
                    file + " " + (isEmpty(whole) ? "is empty" : "does not hold 'name: value' lines"),
                    "begin it with 'version: 1'");
        }
        Map<String, Object> parts = section("the file", top, TOP);
        version(parts);
        String connector = text(parts, "connector", "name a connector, see 'crmlink connectors'");
        Map<String, String> options = withOptions ? options(parts.get("options")) : Map.of();
        String database = text(parts, "database", "name the database file, such as 'crm.db'");
        Map<String, ConfigurationFile.Entity> entities = entities(parts.get("entities"));
        OptionalInt batchSize = batchSize(parts.get("batch-size"));
        List<Path> plugins = new ArrayList<>();
        strings("plugins", parts.get("plugins"))
                .forEach(text -> path("plugins", text).map(folder::resolve).ifPresent(plugins::add));
        Optional<Path> databaseFile = path("database", database);
        if (!problems.isEmpty()) {
            throw CliException.configuration(file.toString(), problems);
        }
        return new ConfigurationFile(
                connector, options, databaseFile.orElseThrow(), entities, batchSize, plugins, warnings);
    }

    private Optional<Path> path(String place, String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            problems.add(place + " is not a path: " + e.getReason());
            return Optional.empty();
        }
    }

    private void version(Map<String, Object> parts) {
        Object version = parts.get("version");
        if (version == null) {
            problems.add("version is missing: write 'version: 1'");
        } else if (!version.equals("1")) {
            problems.add("version is " + (version instanceof String text ? text : "not a number")
                    + ", this crmlink understands 1");
        }
    }

    /** The filled parts of a map; {@code known} names may be empty, which allows any. */
    private Map<String, Object> section(String place, Map<?, ?> map, List<String> known) {
        Map<String, Object> section = new LinkedHashMap<>();
        map.forEach((key, entry) -> {
            if (!(key instanceof String name)) {
                problems.add("a key in " + place + " is not a word");
            } else if (!known.isEmpty() && !known.contains(name)) {
                Optional<String> near = DidYouMean.nearest(name, known);
                problems.add("unknown key '" + name + "' in " + place
                        + near.map(word -> "; did you mean '" + word + "'?")
                                .orElse("; known are " + String.join(", ", known)));
            } else if (!isEmpty(entry)) {
                section.put(name, entry);
            }
        });
        return section;
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || value.equals("") || value.equals("~") || value.equals("null");
    }

    private String text(Map<String, Object> section, String key, String advice) {
        Object value = section.get(key);
        if (value == null) {
            problems.add(key + " is missing: " + advice);
            return "";
        }
        if (!(value instanceof String text)) {
            problems.add(key + " must be a single value");
            return "";
        }
        return resolve(key, text);
    }

    private Map<String, String> options(@Nullable Object value) {
        Map<String, String> options = new LinkedHashMap<>();
        if (isEmpty(value)) {
            return options;
        }
        if (!(value instanceof Map<?, ?> map)) {
            problems.add("options must hold 'name: value' lines");
            return options;
        }
        section("options", map, List.of()).forEach((name, entry) -> {
            if (!(entry instanceof String text)) {
                problems.add("options." + name + " must be a single value");
                return;
            }
            if (isSecret(name) && !References.isReference(text)) {
                warnings.add(
                        "options." + name + " holds a secret in plain text; better write ${env:NAME} or ${file:PATH}");
            }
            options.put(name, resolve("options." + name, text));
        });
        return options;
    }

    /** A guess by name: the file is read before the connector, which knows, is loaded. It only decides about a warning. */
    private static boolean isSecret(String option) {
        return option.endsWith("secret") || option.endsWith("password") || option.equals("token");
    }

    private String resolve(String place, String text) {
        try {
            return references.resolve(text);
        } catch (IllegalArgumentException e) {
            problems.add(place + ": " + e.getMessage());
            return "";
        }
    }

    private Map<String, ConfigurationFile.Entity> entities(@Nullable Object value) {
        Map<String, ConfigurationFile.Entity> entities = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            problems.add("entities is missing or empty: name at least one entity, such as 'account: {}'");
            return entities;
        }
        map.forEach((key, entry) -> {
            if (key instanceof String name) {
                entities.put(name, entity("entities." + name, entry));
            } else {
                problems.add("a key in entities is not a word");
            }
        });
        return entities;
    }

    private ConfigurationFile.Entity entity(String place, @Nullable Object value) {
        Map<String, Object> section = Map.of();
        if (value instanceof Map<?, ?> map) {
            section = section(place, map, ENTITY);
        } else if (!isEmpty(value)) {
            problems.add(place + " must be {} or hold some of " + String.join(", ", ENTITY));
        }
        Optional<List<String>> fields = section.containsKey("fields")
                ? Optional.of(strings(place + ".fields", section.get("fields")))
                : Optional.empty();
        return new ConfigurationFile.Entity(
                fields, single(place, section, "filter"), single(place, section, "on-conflict"));
    }

    private OptionalInt batchSize(@Nullable Object value) {
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof String text && text.matches("[0-9]{1,6}")) {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= MAX_BATCH_SIZE) {
                return OptionalInt.of(size);
            }
        }
        problems.add("batch-size must be a number from 1 to " + MAX_BATCH_SIZE);
        return OptionalInt.empty();
    }

    private String single(String place, Map<String, Object> section, String key) {
        Object value = section.get(key);
        if (value instanceof String text) {
            return text;
        }
        if (value != null) {
            problems.add(place + "." + key + " must be a single value");
        }
        return "";
    }

    private List<String> strings(String place, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Collection<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            problems.add(place + " must be a list of words, such as [one, two]");
            return List.of();
        }
        return list.stream().map(String.class::cast).toList();
    }
}
