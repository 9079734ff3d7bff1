package org.crmlink.engine.upload;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rough sizes of values, to keep batches bounded by bytes (U7). */
final class SizeOf {

    private static final long FIXED = 16;

    private SizeOf() {}

    static long values(Map<String, @Nullable Object> values) {
        long sum = 0;
        for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
            sum += value.getKey().length() + of(value.getValue());
        }
        return sum;
    }

    private static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return 2L * text.length();
        }
        if (value instanceof List<?> list) {
            return FIXED * (list.size() + 1L);
        }
        return value instanceof byte[] bytes ? bytes.length : FIXED;
    }
}
