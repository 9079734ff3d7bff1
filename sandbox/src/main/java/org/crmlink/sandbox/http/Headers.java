package org.crmlink.sandbox.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Header lines in order, with names compared without case. Mutable and not thread-safe. */
public final class Headers {

    private final List<Map.Entry<String, String>> lines = new ArrayList<>();

    /** Appends a line, keeping earlier lines of the same name. */
    public Headers add(String name, String value) {
        lines.add(Map.entry(name, value));
        return this;
    }

    /** Replaces all lines of this name by one. */
    public Headers set(String name, String value) {
        remove(name);
        return add(name, value);
    }

    /** Removes all lines of this name. */
    public void remove(String name) {
        lines.removeIf(line -> line.getKey().equalsIgnoreCase(name));
    }

    /** The value of the first line of this name. */
    public Optional<String> first(String name) {
        for (Map.Entry<String, String> line : lines) {
            if (line.getKey().equalsIgnoreCase(name)) {
                return Optional.of(line.getValue());
            }
        }
        return Optional.empty();
    }

    /** The values of all lines of this name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> line : lines) {
            if (line.getKey().equalsIgnoreCase(name)) {
                values.add(line.getValue());
            }
        }
        return values;
    }

    /** All lines in order. */
    public List<Map.Entry<String, String>> lines() {
        return List.copyOf(lines);
    }
}
