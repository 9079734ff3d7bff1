package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options of a request or of one expanded navigation property, decoded. Immutable. */
final class QueryOptions {

    private static final Set<String> KNOWN = Set.of(
            "$select",
            "$filter",
            "$orderby",
            "$top",
            "$count",
            "$expand",
            "$skiptoken",
            "$deltatoken",
            "$apply",
            "$format",
            "$levels",
            "$id",
            "$skip",
            "$search",
            "$compute");

    /** What the documentation of the vendor allows inside {@code $expand}. */
    private static final Set<String> KNOWN_IN_EXPAND = Set.of("$select", "$filter", "$orderby", "$top", "$expand");

    private static final String REF = "/$ref";

    static final QueryOptions NONE = new QueryOptions(Map.of());

    private final Map<String, String> values;

    private QueryOptions(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the query of a URL. */
    static QueryOptions ofQuery(String rawQuery) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : Percent.decode(pair.substring(equals + 1), true);
            if (name.startsWith("$") && !KNOWN.contains(name)) {
                throw ApiErrors.badQuery("The query parameter '" + name + "' is not supported.");
            }
            if (values.putIfAbsent(name, value) != null && name.startsWith("$")) {
                throw ApiErrors.badQuery("Query option '" + name + "' was specified more than once.");
            }
        }
        return new QueryOptions(values);
    }

    /** Reads the options inside the parentheses of an {@code $expand} item. */
    static QueryOptions ofExpand(String options) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String option : Segment.splitOutside(options, ';')) {
            int equals = option.indexOf('=');
            if (option.isBlank()) {
                continue;
            }
            if (equals < 0) {
                throw ApiErrors.syntax("Syntax error in the expand option '" + option + "'.");
            }
            String name = option.substring(0, equals).trim();
            if (!KNOWN_IN_EXPAND.contains(name)) {
                throw ApiErrors.syntax("The option '" + name + "' is not supported in '$expand'.");
            }
            if (values.putIfAbsent(name, option.substring(equals + 1).trim()) != null) {
                throw ApiErrors.syntax("Query option '" + name + "' was specified more than once in '$expand'.");
            }
        }
        return new QueryOptions(values);
    }

    /** The value of an option; an option without text counts as absent. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Everything, for parameter aliases. */
    Map<String, String> all() {
        return values;
    }

    /** The names after {@code $select}; empty if all columns are wanted. */
    Optional<List<String>> select() {
        return get("$select").flatMap(text -> {
            List<String> names = new ArrayList<>();
            for (String name : text.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.trim());
                }
            }
            return names.contains("*") ? Optional.empty() : Optional.of(names);
        });
    }

    Optional<Expression> filter() {
        return get("$filter").map(text -> FilterParser.parse(text, values));
    }

    /** An item of {@code $orderby}. */
    record Order(List<String> path, boolean descending) {}

    List<Order> orderBy() {
        List<Order> orders = new ArrayList<>();
        for (String item : get("$orderby").orElse("").split(",", -1)) {
            if (item.isBlank()) {
                continue;
            }
            String[] words = item.trim().split("\\s+", -1);
            boolean descending = words.length == 2 && words[1].equals("desc");
            if (words.length > 2 || (words.length == 2 && !descending && !words[1].equals("asc"))) {
                throw ApiErrors.syntax("Syntax error in '$orderby': '" + item.trim() + "'.");
            }
            orders.add(new Order(List.of(words[0].split("/", -1)), descending));
        }
        return orders;
    }

    /**
     * An item of {@code $expand}.
     *
     * @param navigation name of the navigation property
     * @param reference whether only the link to the row is wanted ({@code /$ref})
     * @param options the options in its parentheses
     */
    record Expand(String navigation, boolean reference, QueryOptions options) {

        private static Expand parse(String text) {
            int open = text.indexOf('(');
            if (open >= 0 && !text.endsWith(")")) {
                throw ApiErrors.syntax("The parentheses of '$expand' do not match.");
            }
            String path = open < 0 ? text : text.substring(0, open).trim();
            boolean reference = path.endsWith(REF);
            return new Expand(
                    reference ? path.substring(0, path.length() - REF.length()) : path,
                    reference,
                    open < 0 ? NONE : ofExpand(text.substring(open + 1, text.length() - 1)));
        }
    }

    /** The items of {@code $expand}; one that is there twice counts once. */
    List<Expand> expands() {
        Map<String, String> texts = new LinkedHashMap<>();
        List<Expand> expands = new ArrayList<>();
        for (String item : Segment.splitOutside(get("$expand").orElse(""), ',')) {
            String text = item.trim();
            if (text.isEmpty()) {
                continue;
            }
            Expand expand = Expand.parse(text);
            String before = texts.putIfAbsent(expand.navigation(), text);
            if (before == null) {
                expands.add(expand);
            } else if (!before.equals(text)) {
                throw ApiErrors.syntax(
                        "The navigation property '" + expand.navigation() + "' is expanded more than once.");
            }
        }
        return expands;
    }

    /** How many navigation properties are expanded, nested ones included. */
    int expandCount() {
        int count = 0;
        for (Expand expand : expands()) {
            count += 1 + expand.options().expandCount();
        }
        return count;
    }

    /** A whole number of at least zero. */
    Optional<Integer> number(String name) {
        return get(name).map(text -> {
            try {
                int number = Integer.parseInt(text.trim());
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw invalid(name, text);
            }
            throw invalid(name, text);
        });
    }

    private static ApiException invalid(String name, String text) {
        return ApiErrors.syntax("Invalid value '" + text + "' for " + name + " query option found. The " + name
                + " query option requires a non-negative integer value.");
    }

    boolean flag(String name) {
        String text = get(name).orElse("false");
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw ApiErrors.syntax("Invalid value '" + text + "' for " + name + " query option found. Valid values are '"
                + "true' or 'false'.");
    }
}
