package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One object of a definition document. It remembers which members it was asked for, so that {@link #done()} can refuse the others and say
 * what is allowed. Single thread.
 */
final class DefinitionNode {

    private final String source;
    private final String path;
    private final Map<?, ?> members;
    private final TreeSet<String> asked = new TreeSet<>();

    private DefinitionNode(String source, String path, Map<?, ?> members) {
        this.source = source;
        this.path = path;
        this.members = members;
    }

    /** The document itself. */
    static DefinitionNode root(String source, @Nullable Object tree) {
        if (tree instanceof Map<?, ?> object) {
            return new DefinitionNode(source, "$", object);
        }
        throw new DefinitionException(source, "$", "an object is expected");
    }

    String path() {
        return path;
    }

    /** What is wrong with this object as a whole. */
    DefinitionException wrong(String message) {
        return new DefinitionException(source, path, message);
    }

    /** What is wrong with a member. */
    DefinitionException wrong(String member, String message) {
        return new DefinitionException(source, path + "." + member, message);
    }

    private @Nullable Object value(String name) {
        asked.add(name);
        return members.get(name);
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** The member as it stands in the document. */
    Optional<Object> raw(String name) {
        return Optional.ofNullable(value(name));
    }

    private static String kind(Object value) {
        if (value instanceof Map<?, ?>) {
            return "an object";
        }
        if (value instanceof List<?>) {
            return "an array";
        }
        return value instanceof String ? "a text" : value instanceof Boolean ? "true or false" : "a number";
    }

    private DefinitionException expected(String name, String what, Object found) {
        return wrong(name, what + " is expected, not " + kind(found));
    }

    Optional<String> text(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            if (text.isBlank()) {
                throw wrong(name, "the text is empty");
            }
            return Optional.of(text);
        }
        throw expected(name, "a text", value);
    }

    String requireText(String name) {
        return text(name).orElseThrow(() -> wrong(name, "this member is required"));
    }

    boolean flag(String name, boolean otherwise) {
        Object value = value(name);
        if (value == null || value instanceof Boolean) {
            return value == null ? otherwise : (Boolean) value;
        }
        throw expected(name, "true or false", value);
    }

    Optional<BigDecimal> number(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            return Optional.of(new BigDecimal(number.toString()));
        }
        throw expected(name, "a number", value);
    }

    int whole(String name, int otherwise, int min, int max) {
        Optional<BigDecimal> number = number(name);
        if (number.isEmpty()) {
            return otherwise;
        }
        try {
            int value = number.get().intValueExact();
            if (value >= min && value <= max) {
                return value;
            }
        } catch (ArithmeticException e) {
            // Not whole, or too long: the same answer.
            throw wrong(name, "a whole number between " + min + " and " + max + " is expected");
        }
        throw wrong(name, "a whole number between " + min + " and " + max + " is expected");
    }

    int requireWhole(String name) {
        if (!has(name)) {
            throw wrong(name, "this member is required");
        }
        return whole(name, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    Optional<DefinitionNode> object(String name) {
        Object value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> object) {
            return Optional.of(new DefinitionNode(source, path + "." + name, object));
        }
        throw expected(name, "an object", value);
    }

    private List<?> array(String name) {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> items) {
            return items;
        }
        throw expected(name, "an array", value);
    }

    List<DefinitionNode> objects(String name) {
        List<DefinitionNode> nodes = new ArrayList<>();
        for (Object item : array(name)) {
            String at = name + "[" + nodes.size() + "]";
            if (!(item instanceof Map<?, ?> object)) {
                throw item == null ? wrong(at, "an object is expected") : expected(at, "an object", item);
            }
            nodes.add(new DefinitionNode(source, path + "." + at, object));
        }
        return nodes;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : array(name)) {
            if (!(item instanceof String text)) {
                throw wrong(name + "[" + texts.size() + "]", "a text is expected");
            }
            texts.add(text);
        }
        return texts;
    }

    List<Integer> numbers(String name) {
        List<Integer> numbers = new ArrayList<>();
        for (Object item : array(name)) {
            if (!(item instanceof Long number) || number != number.intValue()) {
                throw wrong(name + "[" + numbers.size() + "]", "a whole number is expected");
            }
            numbers.add(number.intValue());
        }
        return numbers;
    }

    /** Texts by language code. */
    Map<Integer, String> labels(String name) {
        Map<Integer, String> labels = new TreeMap<>();
        Optional<DefinitionNode> node = object(name);
        if (node.isPresent()) {
            for (Object key : node.get().members.keySet()) {
                String code = String.valueOf(key);
                if (!code.matches("[1-9][0-9]{3,4}") || code.equals("1033")) {
                    throw node.get()
                            .wrong(code, "a language code such as 1031 is expected; English is the label itself");
                }
                labels.put(Integer.valueOf(code), node.get().requireText(code));
            }
        }
        return labels;
    }

    /** One of the allowed words. */
    <T> T word(String name, Map<String, ? extends T> allowed, @Nullable T otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            if (otherwise == null) {
                throw wrong(
                        name,
                        "this member is required; allowed: " + String.join(", ", new TreeSet<>(allowed.keySet())));
            }
            return otherwise;
        }
        T value = allowed.get(text.get());
        if (value == null) {
            throw wrong(name, unknown(text.get(), allowed.keySet()));
        }
        return value;
    }

    /** The names of all members, for objects whose names are data. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        members.keySet().forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** A schema name with the customizer's prefix. */
    String schemaName() {
        String name = requireText("schemaName");
        if (!name.matches("[A-Za-z][A-Za-z0-9]{1,7}_[A-Za-z0-9_]{1,90}")) {
            throw wrong(
                    "schemaName",
                    "'" + name + "' is no name of a customization: it needs a prefix of 2 to 8 letters or digits, an"
                            + " underscore, and letters, digits or underscores, such as acme_Machine");
        }
        return name;
    }

    /** Refuses members that nobody asked for. */
    void done() {
        for (Object member : members.keySet()) {
            String name = String.valueOf(member);
            if (!asked.contains(name)) {
                throw wrong(name, unknown(name, asked));
            }
        }
    }

    /** Words for something that is none of the allowed names. */
    static String unknown(String name, Iterable<String> allowed) {
        List<String> sorted = new ArrayList<>();
        allowed.forEach(sorted::add);
        sorted.sort(String.CASE_INSENSITIVE_ORDER);
        String nearest = "";
        int best = Math.max(2, name.length() / 3) + 1;
        for (String candidate : sorted) {
            int distance =
                    distance(name.toLowerCase(java.util.Locale.ROOT), candidate.toLowerCase(java.util.Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return "'" + name + "' is not known here" + (nearest.isEmpty() ? "" : ", did you mean '" + nearest + "'?")
                + (sorted.size() > 40 ? "" : " Allowed: " + String.join(", ", sorted));
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
