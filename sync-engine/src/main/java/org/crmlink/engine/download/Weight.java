package org.crmlink.engine.download;

import java.util.List;
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
            } else if (value instanceof Long || value instanceof Boolean) {
                // asked for by itself, since whether something is a list takes the JVM a search
                weight += OBJECT;
            } else if (value != null) {
                weight += value instanceof List<?> list ? OBJECT + (long) TEXT * list.size() : OBJECT;
            }
        }
        return weight;
    }
}
