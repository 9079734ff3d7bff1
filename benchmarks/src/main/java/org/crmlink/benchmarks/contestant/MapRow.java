package org.crmlink.benchmarks.contestant;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Map;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;
import org.jspecify.annotations.Nullable;

/** Writes a record that a JSON library gave as a map. Stateless. */
final class MapRow {

    private MapRow() {}

    static void insert(BatchInsert insert, Map<String, ? extends @Nullable Object> row) throws SQLException {
        int column = 0;
        for (Property property : Table.PROPERTIES) {
            insert.set(column++, stored(property.kind(), row.get(property.wire())));
            if (property.kind() == Kind.OWNER) {
                insert.set(column++, row.get(property.annotation()));
            }
        }
        insert.endRow();
    }

    static @Nullable Object stored(Kind kind, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case BOOLEAN -> (Boolean) value ? 1 : 0;
            case INTEGER, CHOICE, STATE -> ((Number) value).longValue();
            case MONEY, RATE -> value instanceof BigDecimal exact ? exact.toPlainString() : value.toString();
            default -> value.toString();
        };
    }
}
