package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a resource path, such as {@code accounts(…)}, {@code $ref} or {@code RetrieveVersion()}.
 *
 * @param name the decoded name
 * @param key the decoded text between the parentheses, or null if there are none
 */
record Segment(String name, @Nullable String key) {

    /** Splits a raw path below the service root; slashes inside quotes do not separate. */
    static List<Segment> parse(String rawPath) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        int depth = 0;
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '\'' || rawPath.startsWith("%27", i)) {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
            }
            if (c == '/' && !quoted && depth == 0) {
                add(segments, part);
            } else {
                part.append(c);
            }
        }
        add(segments, part);
        return segments;
    }

    private static void add(List<Segment> segments, StringBuilder part) {
        if (part.length() > 0) {
            segments.add(of(Percent.decode(part.toString(), false)));
            part.setLength(0);
        }
    }

    private static Segment of(String text) {
        int open = text.indexOf('(');
        if (open < 0) {
            return new Segment(text, null);
        }
        if (!text.endsWith(")")) {
            throw ApiErrors.badQuery("The parentheses of '" + text + "' do not match.");
        }
        return new Segment(
                text.substring(0, open),
                text.substring(open + 1, text.length() - 1).trim());
    }

    /** The arguments {@code name=literal,…} of the key; a single value without a name gets the empty name. */
    Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        String text = key == null ? "" : key;
        for (String argument : splitOutside(text, ',')) {
            if (argument.isBlank()) {
                continue;
            }
            int equals = equalsOutside(argument);
            if (equals < 0) {
                arguments.put("", argument.trim());
            } else {
                arguments.put(
                        argument.substring(0, equals).trim(),
                        argument.substring(equals + 1).trim());
            }
        }
        return arguments;
    }

    private static int equalsOutside(String argument) {
        int equals = argument.indexOf('=');
        int quote = argument.indexOf('\'');
        return quote >= 0 && equals > quote ? -1 : equals;
    }

    /** Splits at a separator that stands outside quotes, parentheses, brackets and braces. */
    static List<String> splitOutside(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            }
            boolean plain = !quoted && c != '\'';
            if (plain && (c == '(' || c == '[' || c == '{')) {
                depth++;
            } else if (plain && (c == ')' || c == ']' || c == '}')) {
                depth--;
            } else if (plain && c == separator && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
