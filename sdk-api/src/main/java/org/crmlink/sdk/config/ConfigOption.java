package org.crmlink.sdk.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes one option of a connector: name, type, default, whether it is required or secret, bounds and documentation. Immutable and
 * thread-safe. Made by the static methods, refined by the others:
 *
 * <pre>{@code
 * static final ConfigOption<URI> URL = ConfigOption.uri("url", "Address of the environment, such as https://…").required();
 * static final ConfigOption<Duration> TIMEOUT = ConfigOption.duration("timeout", "…").withDefault("60s");
 * }</pre>
 *
 * @param <T> Java type of the value
 */
public final class ConfigOption<T> {

    /** How a value is written. */
    public enum Type {
        TEXT,
        SECRET,
        URI,
        INTEGER,
        BOOLEAN,
        /** A number with a unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}; or ISO-8601. */
        DURATION,
        /** One of a list of words. */
        CHOICE,
        PATH
    }

    private final String name;
    private final Type type;
    private final String doc;
    private final boolean required;
    private final Optional<String> defaultText;
    private final List<String> choices;
    private final Function<String, T> parser;

    private ConfigOption(
            String name,
            Type type,
            String doc,
            boolean required,
            Optional<String> defaultText,
            List<String> choices,
            Function<String, T> parser) {
        this.name = requireNonNull(name, "name is null");
        this.type = type;
        this.doc = requireNonNull(doc, "doc is null");
        this.required = required;
        this.defaultText = defaultText;
        this.choices = choices;
        this.parser = parser;
    }

    private static <T> ConfigOption<T> option(String name, Type type, String doc, Function<String, T> parser) {
        return new ConfigOption<>(name, type, doc, false, Optional.empty(), List.of(), parser);
    }

    /** Any text, not blank. */
    public static ConfigOption<String> text(String name, String doc) {
        return option(name, Type.TEXT, doc, Function.identity());
    }

    /** A text that is never shown. */
    public static ConfigOption<Secret> secret(String name, String doc) {
        return option(name, Type.SECRET, doc, Secret::of);
    }

    /** An absolute {@code http} or {@code https} address without user information or fragment. */
    public static ConfigOption<URI> uri(String name, String doc) {
        return option(name, Type.URI, doc, ConfigOption::parseUri);
    }

    /** A whole number within bounds, both included. */
    public static ConfigOption<Integer> integer(String name, int min, int max, String doc) {
        return option(name, Type.INTEGER, doc, text -> parseInteger(text, min, max));
    }

    /** {@code true} or {@code false}. */
    public static ConfigOption<Boolean> bool(String name, String doc) {
        return option(name, Type.BOOLEAN, doc, ConfigOption::parseBoolean);
    }

    /** A length of time greater than zero, see {@link Type#DURATION}. */
    public static ConfigOption<Duration> duration(String name, String doc) {
        return option(name, Type.DURATION, doc, ConfigOption::parseDuration);
    }

    /** A path; relative ones start at the host's working folder. */
    public static ConfigOption<Path> path(String name, String doc) {
        return option(name, Type.PATH, doc, ConfigOption::parsePath);
    }

    /** One of the constants of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> ConfigOption<E> choice(String name, Class<E> values, String doc) {
        List<String> words =
                Arrays.stream(values.getEnumConstants()).map(ConfigOption::word).toList();
        Function<String, E> parser = text -> Arrays.stream(values.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is not one of " + String.join(", ", words) + nearest(text, words)));
        return new ConfigOption<>(name, Type.CHOICE, doc, false, Optional.empty(), words, parser);
    }

    /** This option, but a configuration without it is invalid. */
    public ConfigOption<T> required() {
        return new ConfigOption<>(name, type, doc, true, Optional.empty(), choices, parser);
    }

    /** This option with the value that holds if a configuration does not name it. */
    public ConfigOption<T> withDefault(String text) {
        requireNonNull(parser.apply(text), "the default of an option must parse");
        return new ConfigOption<>(name, type, doc, false, Optional.of(text), choices, parser);
    }

    /**
     * This option with a further check.
     *
     * @param check gives what is wrong with a value, or empty
     */
    public ConfigOption<T> checkedBy(Function<T, Optional<String>> check) {
        Function<String, T> checked = text -> {
            T value = parser.apply(text);
            check.apply(value).ifPresent(wrong -> {
                throw new IllegalArgumentException(wrong);
            });
            return value;
        };
        return new ConfigOption<>(name, type, doc, required, defaultText, choices, checked);
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    /** What the option means, in a sentence or two for people. */
    public String doc() {
        return doc;
    }

    public boolean isRequired() {
        return required;
    }

    public boolean isSecret() {
        return type == Type.SECRET;
    }

    public Optional<String> defaultText() {
        return defaultText;
    }

    /** The words of a {@link Type#CHOICE}; empty for other types. */
    public List<String> choices() {
        return choices;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException saying what is wrong; the message never holds a secret's value
     */
    T parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        return parser.apply(text);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String nearest(String word, List<String> words) {
        return EditDistance.nearest(word, words)
                .map(best -> "; did you mean '" + best + "'?")
                .orElse("");
    }

    private static URI parseUri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not an address: " + e.getReason(), e);
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null) {
            throw new IllegalArgumentException("is not an absolute http or https address");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not hold user information or a fragment");
        }
        return uri;
    }

    private static Integer parseInteger(String text, int min, int max) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is not between " + min + " and " + max);
        }
        return value;
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static Duration parseDuration(String text) {
        Duration value;
        try {
            value = parseUnits(text);
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 500ms, 30s, 5m, 2h or 7d", e);
        }
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("'" + text + "' is not longer than zero");
        }
        return value;
    }

    private static Duration parseUnits(String text) {
        if (text.startsWith("P")) {
            return Duration.parse(text);
        }
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new NumberFormatException("unit");
        };
    }

    private static Path parsePath(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
        }
    }

    /** Options are equal if they have the same name: a descriptor holds each name once. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigOption<?> that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
