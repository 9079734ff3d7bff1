package org.crmlink.sandbox.salesforce.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers of earlier parts, to which later parts refer by {@code @{ref.id}} or {@code @{ref.records[0].Id}}. One-at-a-time.
 */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("@\\{([^}]*)}");
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d+)]");

    private final Map<String, @Nullable Object> bodies = new HashMap<>();

    /** A reference that leads nowhere. */
    static final class UnknownReferenceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownReferenceException(String message) {
            super(message);
        }
    }

    void put(String referenceId, @Nullable Object body) {
        bodies.put(referenceId, body);
    }

    /**
     * A tree with its references replaced by what they lead to.
     *
     * @throws UnknownReferenceException if one leads nowhere
     */
    @Nullable
    Object resolved(@Nullable Object tree) {
        if (tree instanceof String text) {
            return resolved(text);
        }
        if (tree instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(String.valueOf(key), resolved(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(resolved(item)));
            return copy;
        }
        return tree;
    }

    /** A text with its references replaced. */
    String resolved(String text) {
        Matcher references = REFERENCE.matcher(text);
        StringBuilder whole = new StringBuilder();
        while (references.find()) {
            references.appendReplacement(whole, Matcher.quoteReplacement(value(references.group(1))));
        }
        return references.appendTail(whole).toString();
    }

    private String value(String reference) {
        Matcher steps = STEP.matcher(reference);
        Object at = null;
        boolean first = true;
        while (steps.find()) {
            String name = steps.group(1);
            if (first) {
                at = bodies.get(name);
                first = false;
            } else if (name != null) {
                at = at instanceof Map<?, ?> map ? map.get(name) : null;
            } else {
                int index = Integer.parseInt(steps.group(2));
                at = at instanceof List<?> list && index < list.size() ? list.get(index) : null;
            }
        }
        if (at == null || at instanceof Map || at instanceof List) {
            String name = reference.replaceFirst("[.\\[].*", "");
            throw new UnknownReferenceException(
                    "Invalid reference specified. No value for " + reference + " found in " + name);
        }
        return at.toString();
    }
}
