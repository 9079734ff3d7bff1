package org.crmlink.sandbox.admin;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.crmlink.sandbox.http.HttpRequest;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request's JSON object. Every member must be taken by its name before {@link #end()}: what nobody takes is told as an
 * error together with what would have been understood.
 */
final class Members {

    private final Map<?, ?> members;
    private final TreeSet<String> asked = new TreeSet<>();

    private Members(Map<?, ?> members) {
        this.members = members;
    }

    static Members of(HttpRequest request) {
        if (request.body().length == 0) {
            return new Members(Map.of());
        }
        String type = request.headers().first("Content-Type").orElse("");
        if (!type.startsWith("application/json")) {
            // also what keeps web pages of others out: a browser asks before it sends this type elsewhere, and nobody
            // agrees
            throw new AdminException(415, "send JSON with Content-Type: application/json");
        }
        try {
            if (Json.read(request.body()) instanceof Map<?, ?> map) {
                return new Members(map);
            }
        } catch (IOException e) {
            throw new AdminException(400, "the body is no JSON: " + e.getMessage());
        }
        throw new AdminException(400, "the body must be a JSON object");
    }

    /** Everything as it came, for a reader of its own. */
    Map<?, ?> all() {
        return members;
    }

    boolean has(String name) {
        asked.add(name);
        return members.containsKey(name);
    }

    private @Nullable Object get(String name) {
        asked.add(name);
        return members.get(name);
    }

    Optional<String> text(String name) {
        Object value = get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(name, "a text");
    }

    Optional<Boolean> flag(String name) {
        Object value = get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Boolean flag) {
            return Optional.of(flag);
        }
        throw wrong(name, "true or false");
    }

    Optional<Integer> number(String name, int least, int most) {
        Object value = get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return Optional.of(number.intValue());
        }
        throw wrong(name, "a whole number from " + least + " to " + most);
    }

    /** A duration as {@code "PT5M"}, or a number of seconds. */
    Optional<Duration> duration(String name) {
        Object value = get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (value instanceof String text) {
                return Optional.of(Duration.parse(text));
            }
            if (value instanceof Long seconds) {
                return Optional.of(Duration.ofSeconds(seconds));
            }
            if (value instanceof BigDecimal seconds) {
                return Optional.of(Duration.ofMillis(seconds.movePointRight(3).longValueExact()));
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(name, "a duration, such as \"PT5M\", \"P8D\" or 1.5 (seconds)");
        }
        throw wrong(name, "a duration, such as \"PT5M\", \"P8D\" or 1.5 (seconds)");
    }

    Optional<Map<?, ?>> object(String name) {
        Object value = get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            return Optional.of(map);
        }
        throw wrong(name, "an object");
    }

    Optional<Members> members(String name) {
        return object(name).map(Members::new);
    }

    List<String> texts(String name) {
        Object value = get(name);
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (!(item instanceof String text)) {
                    throw wrong(name, "a list of texts");
                }
                texts.add(text);
            }
        } else if (value != null) {
            throw wrong(name, "a list of texts");
        }
        return texts;
    }

    static AdminException wrong(String name, String wanted) {
        return new AdminException(400, "'" + name + "' must be " + wanted);
    }

    /** Refuses what nobody has asked for. */
    void end() {
        for (Object name : members.keySet()) {
            if (!asked.contains(String.valueOf(name))) {
                throw new AdminException(
                        400, "'" + name + "' is not understood here; possible: " + String.join(", ", asked));
            }
        }
    }
}
