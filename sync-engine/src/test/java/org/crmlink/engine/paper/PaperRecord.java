package org.crmlink.engine.paper;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as the server has it. Immutable.
 *
 * @param id its id
 * @param version grows with every change in the server; two records never share one
 * @param modified when, by the server's clock
 * @param values by field name
 */
public record PaperRecord(String id, long version, Instant modified, Map<String, @Nullable Object> values) {

    public PaperRecord {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public String versionText() {
        return "W/\"" + version + "\"";
    }

    public @Nullable Object value(String field) {
        return values.get(field);
    }
}
