package org.crmlink.paper.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the backend answers instead of doing it: a status and {@code {"error":{"code","message","field"}}}. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String field;
    private final transient Map<String, @Nullable Object> more = new LinkedHashMap<>();

    Refusal(int status, String code, String message) {
        this(status, code, message, "");
    }

    Refusal(int status, String code, String message, String field) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    /** A further member beside {@code error}. */
    Refusal with(String name, Object value) {
        more.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    Map<String, @Nullable Object> body() {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", getMessage());
        if (!field.isEmpty()) {
            error.put("field", field);
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.putAll(more);
        return body;
    }
}
