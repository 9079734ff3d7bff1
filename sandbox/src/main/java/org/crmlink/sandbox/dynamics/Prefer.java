package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.crmlink.sandbox.http.Headers;

/**
 * The client's preferences, gathered from one or several header lines.
 *
 * @param representation whether writes should answer with the row
 * @param annotations patterns of wanted annotations
 * @param pageSize wanted page size
 * @param trackChanges whether to open a change feed
 * @param continueOnError whether a batch goes on after a failure
 */
record Prefer(
        boolean representation,
        List<String> annotations,
        OptionalInt pageSize,
        boolean trackChanges,
        boolean continueOnError) {

    Prefer {
        annotations = List.copyOf(annotations);
    }

    static Prefer of(Headers headers) {
        boolean representation = false;
        boolean track = false;
        boolean goOn = false;
        List<String> annotations = new ArrayList<>();
        OptionalInt pageSize = OptionalInt.empty();
        for (String preference : preferences(headers)) {
            int equals = preference.indexOf('=');
            String name = (equals < 0 ? preference : preference.substring(0, equals))
                    .trim()
                    .toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : preference.substring(equals + 1).trim();
            value = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                    ? value.substring(1, value.length() - 1)
                    : value;
            switch (name) {
                case "return" -> representation = value.equals("representation");
                case "odata.track-changes" -> track = true;
                case "odata.continue-on-error" -> goOn = !value.equalsIgnoreCase("false");
                case "odata.include-annotations" -> {
                    for (String pattern : value.split(",", -1)) {
                        annotations.add(pattern.trim());
                    }
                }
                case "odata.maxpagesize", "maxpagesize" -> pageSize = size(value);
                default -> {
                    // RFC 7240: a preference that is not known is ignored.
                }
            }
        }
        return new Prefer(representation, annotations, pageSize, track, goOn);
    }

    /** Splits at commas outside quotes; unquoted annotation lists glue their further items to the list. */
    private static List<String> preferences(Headers headers) {
        List<String> found = new ArrayList<>();
        for (String line : headers.all("Prefer")) {
            boolean quoted = false;
            StringBuilder part = new StringBuilder();
            for (char c : (line + ",").toCharArray()) {
                if (c == '"') {
                    quoted = !quoted;
                }
                if ((c == ',' || c == ';') && !quoted) {
                    add(found, part.toString().trim());
                    part.setLength(0);
                } else {
                    part.append(c);
                }
            }
        }
        return found;
    }

    private static void add(List<String> found, String part) {
        if (part.isEmpty()) {
            return;
        }
        boolean annotation = part.startsWith("OData.") || part.startsWith("Microsoft.") || part.equals("*");
        int last = found.size() - 1;
        if (annotation && last >= 0 && found.get(last).startsWith("odata.include-annotations")) {
            found.set(last, found.get(last) + "," + part);
        } else {
            found.add(part);
        }
    }

    private static OptionalInt size(String value) {
        try {
            int size = Integer.parseInt(value);
            return size > 0 ? OptionalInt.of(size) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** Whether this annotation is wanted; a leading minus excludes. */
    boolean wants(String annotation) {
        boolean wanted = false;
        for (String pattern : annotations) {
            boolean exclude = pattern.startsWith("-");
            String name = exclude ? pattern.substring(1) : pattern;
            boolean matches = name.equals("*")
                    || name.equals(annotation)
                    || (name.endsWith(".*") && annotation.startsWith(name.substring(0, name.length() - 1)));
            if (matches && exclude) {
                return false;
            }
            wanted |= matches;
        }
        return wanted;
    }
}
