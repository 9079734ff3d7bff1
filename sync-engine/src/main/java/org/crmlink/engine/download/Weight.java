package org.crmlink.engine.download;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.Row;
import org.jspecify.annotations.Nullable;

/** How much memory rows take, by rule of thumb: enough to bound a queue by. Stateless. */
final class Weight {

    private static final int OBJECT = 24;
    /** A text beside its characters. */
    private static final int TEXT = 48;
    /** A row with its array, id, version and time. */
    private static final int ROW = 300;

    private Weight() {}

    static long of(ChangePage page) {
        long weight =
                (long) ROW * (1 + page.removals().size() + page.unreadable().size());
        List<Row> rows = page.rows();
        for (int i = 0; i < rows.size(); i++) {
            weight += of(rows.get(i));
        }
        return weight;
    }

    private static long of(Row row) {
        @Nullable Object[] values = row.values();
        long weight = ROW + 4L * values.length;
        for (Object value : values) {
            if (value instanceof String text) {
                weight += TEXT + text.length();
            } else if (value != null) {
                weight += isSmall(value) || !(value instanceof List<?> list)
                        ? OBJECT
                        : OBJECT + (long) TEXT * list.size();
            }
        }
        return weight;
    }

    /** The classes that most values have; to find out that they are no list takes the JVM a search each time. */
    private static boolean isSmall(Object value) {
        return value instanceof Long
                || value instanceof Boolean
                || value instanceof Instant
                || value instanceof LocalDate
                || value instanceof RecordRef
                || value.getClass() == BigDecimal.class;
    }
}
