package org.crmlink.sandbox;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.store.RecordId;
import org.jspecify.annotations.Nullable;

/** Between the values that a test has at hand and those that rows keep. What neither knows is left to the store, which refuses it. */
final class PlainValue {

    private PlainValue() {}

    /** As a row keeps it. */
    static @Nullable Object kept(Column column, @Nullable Object value) {
        if (value instanceof LocalDateTime time && isWallClock(column)) {
            return time.toInstant(ZoneOffset.UTC);
        } else if (value instanceof String text && column.type().isOption()) {
            return Integer.valueOf(text);
        } else if (value instanceof String text && isId(column)) {
            return RecordId.guid(text);
        }
        return value instanceof List<?> options
                ? options.stream()
                        .map(option -> option instanceof String text ? Integer.valueOf(text) : option)
                        .toList()
                : value;
    }

    /** As a test has it. */
    static Object of(Column column, Object value) {
        if (value instanceof Instant time && isWallClock(column)) {
            return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        }
        return value instanceof RecordId id ? id.text() : value;
    }

    private static boolean isWallClock(Column column) {
        return column.dateBehavior() == DateBehavior.TIME_ZONE_INDEPENDENT;
    }

    private static boolean isId(Column column) {
        return column.type() == ColumnType.UNIQUEIDENTIFIER || column.type() == ColumnType.FILE;
    }
}
