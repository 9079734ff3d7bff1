package org.crmlink.paper.server;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record, or what is left of it. Guarded by its {@link Store}. */
final class Rec {

    final Shape shape;
    final String id;
    final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    long number;
    long seq;
    Instant modified = Instant.EPOCH;
    String operation = "";
    boolean deleted;
    boolean hidden;

    Rec(Shape shape, String id) {
        this.shape = shape;
        this.id = id;
    }

    @Nullable
    Object value(String field) {
        return switch (field) {
            case "id" -> id;
            case "modified" -> modified;
            case "version" -> seq;
            case "number" -> number;
            case "display" -> {
                Object code = values.get("code");
                yield values.get("name") + (code == null ? "" : " (" + code + ")");
            }
            default -> values.get(field);
        };
    }

    boolean visible() {
        return !deleted && !hidden;
    }
}
