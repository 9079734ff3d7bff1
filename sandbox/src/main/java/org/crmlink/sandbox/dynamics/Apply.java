package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of {@code $apply} that the service documents: filters, then a grouping or an aggregation of all rows. Immutable.
 *
 * @param filters what rows must pass
 * @param groups paths of the properties that make groups
 * @param measures what is computed
 */
record Apply(List<Expression> filters, List<List<String>> groups, List<Measure> measures) {

    private static final Pattern MEASURE =
            Pattern.compile("(?<path>[\\w/]+)\\s+with\\s+(?<method>\\w+)\\s+as\\s+(?<alias>\\w+)");
    private static final Pattern COUNT = Pattern.compile("\\$count\\s+as\\s+(?<alias>\\w+)");

    /** A measure; the number of rows has no path. */
    record Measure(String alias, List<String> path, FetchXml.Measure kind, boolean distinct) {}

    static Apply parse(String text, Map<String, String> aliases) {
        List<Expression> filters = new ArrayList<>();
        List<List<String>> groups = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        List<String> steps = Segment.splitOutside(text, '/');
        for (int i = 0; i < steps.size(); i++) {
            String step = steps.get(i).trim();
            boolean last = i == steps.size() - 1;
            Optional<String> filter = inside(step, "filter");
            if (filter.isPresent() && !last) {
                filters.add(FilterParser.parse(filter.get(), aliases));
            } else if (last && inside(step, "groupby").isPresent()) {
                group(inside(step, "groupby").get(), groups, measures);
            } else if (last && inside(step, "aggregate").isPresent()) {
                measures(inside(step, "aggregate").get(), measures);
            } else {
                throw ApiErrors.notSupported("The transformation '" + step + "' at this place of '$apply'");
            }
        }
        return new Apply(filters, groups, measures);
    }

    /** What stands in the parentheses of a step with this name. */
    private static Optional<String> inside(String step, String name) {
        return step.startsWith(name + "(") && step.endsWith(")")
                ? Optional.of(step.substring(name.length() + 1, step.length() - 1))
                : Optional.empty();
    }

    private static ApiException syntax(String text) {
        return ApiErrors.syntax("Syntax error in '$apply': '" + text + "'.");
    }

    private static void group(String text, List<List<String>> groups, List<Measure> measures) {
        List<String> parts = Segment.splitOutside(text, ',');
        String names = parts.get(0).trim();
        if (parts.size() > 2 || !names.startsWith("(") || !names.endsWith(")")) {
            throw syntax(text);
        }
        for (String name : names.substring(1, names.length() - 1).split(",", -1)) {
            if (name.isBlank()) {
                throw syntax(text);
            }
            groups.add(List.of(name.trim().split("/", -1)));
        }
        if (parts.size() == 2) {
            String then = parts.get(1).trim();
            measures(inside(then, "aggregate").orElseThrow(() -> syntax(then)), measures);
        }
    }

    private static void measures(String text, List<Measure> measures) {
        for (String item : Segment.splitOutside(text, ',')) {
            Matcher count = COUNT.matcher(item.trim());
            Matcher measure = MEASURE.matcher(item.trim());
            if (count.matches()) {
                measures.add(new Measure(count.group("alias"), List.of(), FetchXml.Measure.COUNT, false));
            } else if (measure.matches()) {
                List<String> path = List.of(measure.group("path").split("/", -1));
                String method = measure.group("method");
                measures.add(new Measure(measure.group("alias"), path, kind(method), method.equals("countdistinct")));
            } else {
                throw syntax(item.trim());
            }
        }
    }

    private static FetchXml.Measure kind(String method) {
        return switch (method) {
            case "sum" -> FetchXml.Measure.SUM;
            case "average" -> FetchXml.Measure.AVG;
            case "min" -> FetchXml.Measure.MIN;
            case "max" -> FetchXml.Measure.MAX;
            case "countdistinct" -> FetchXml.Measure.COUNTCOLUMN;
            default -> throw ApiErrors.syntax("The aggregation method '" + method + "' is not supported.");
        };
    }
}
