package org.crmlink.sdk.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of one connector as texts, with the descriptors that give them types. Immutable. Making one never fails: {@link #problems()}
 * tells all that is wrong, and the getters refuse a bad value.
 */
public final class Configuration {

    private final Map<String, ConfigOption<?>> options;
    private final Map<String, String> values;

    private Configuration(Map<String, ConfigOption<?>> options, Map<String, String> values) {
        this.options = options;
        this.values = values;
    }

    /**
     * @param options every option that the connector understands
     * @param values texts by option name, secrets already resolved
     */
    public static Configuration of(List<ConfigOption<?>> options, Map<String, String> values) {
        Map<String, ConfigOption<?>> byName = new LinkedHashMap<>();
        for (ConfigOption<?> option : options) {
            if (byName.put(option.name(), option) != null) {
                throw new IllegalArgumentException("option '" + option.name() + "' is described twice");
            }
        }
        return new Configuration(byName, Map.copyOf(values));
    }

    /** Everything that is wrong with single options: unknown keys, missing ones, values that do not parse. Offline. */
    public List<ConfigProblem> problems() {
        List<ConfigProblem> problems = new ArrayList<>();
        List<String> names = List.copyOf(options.keySet());
        values.keySet().stream()
                .sorted()
                .filter(key -> !options.containsKey(key))
                .forEach(key ->
                        problems.add(new ConfigProblem(key, "unknown option" + ConfigOption.nearest(key, names))));
        for (ConfigOption<?> option : options.values()) {
            String text = values.get(option.name());
            if (text == null) {
                if (option.isRequired()) {
                    problems.add(new ConfigProblem(option.name(), "is required: " + option.doc()));
                }
                continue;
            }
            try {
                option.parse(text);
            } catch (IllegalArgumentException e) {
                problems.add(new ConfigProblem(option.name(), String.valueOf(e.getMessage())));
            }
        }
        return List.copyOf(problems);
    }

    /**
     * The value of an option that is required or has a default.
     *
     * @throws org.crmlink.sdk.ConnectorException of kind CONFIG_INVALID if the value is missing or bad
     */
    public <T> T get(ConfigOption<T> option) {
        return find(option)
                .orElseThrow(() -> ConfigProblem.toException(
                        List.of(new ConfigProblem(option.name(), "is required: " + option.doc()))));
    }

    /**
     * The value of an option, its default, or empty.
     *
     * @throws org.crmlink.sdk.ConnectorException of kind CONFIG_INVALID if the value is bad
     */
    public <T> Optional<T> find(ConfigOption<T> option) {
        requireNonNull(option, "option is null");
        @Nullable String text = values.get(option.name());
        if (text == null) {
            return option.defaultText().map(option::parse);
        }
        try {
            return Optional.of(option.parse(text));
        } catch (IllegalArgumentException e) {
            throw ConfigProblem.toException(List.of(new ConfigProblem(option.name(), String.valueOf(e.getMessage()))));
        }
    }

    /** Whether the configuration itself names the option. */
    public boolean has(ConfigOption<?> option) {
        return values.containsKey(option.name());
    }

    /** Names and values, secrets and unknown options as {@code ***}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        values.keySet().stream().sorted().forEach(key -> {
            ConfigOption<?> option = options.get(key);
            boolean shown = option != null && !option.isSecret();
            text.append(text.length() > 1 ? ", " : "").append(key).append('=').append(shown ? values.get(key) : "***");
        });
        return text.append('}').toString();
    }
}
