package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;

/**
 * Values that a new row takes over from another: what the attribute maps of a relationship say at the real service. Which columns
 * its maps have in a fresh organization is not public as a whole; here they are those that have the same name and kind.
 */
final class Copies {

    private Copies() {}

    /** The values of the given columns that both tables have. */
    static Map<String, Object> of(Row from, Table to, List<String> columns) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : columns) {
            copy(from, name, to, name, values);
        }
        return values;
    }

    /** The values of all columns that people fill and that both tables have. */
    static Map<String, Object> all(Row from, Table to) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Column column : from.table().columns()) {
            if (isCopied(column)) {
                copy(from, column.logicalName(), to, column.logicalName(), values);
            }
        }
        return values;
    }

    private static boolean isCopied(Column column) {
        return Properties.isReadable(column)
                && column.isStored()
                && column.calculationOf() == null
                && column.validForCreate()
                && (column.automatic() == Automatic.NONE
                        || column.automatic() == Automatic.CURRENCY
                        || column.automatic() == Automatic.OWNER)
                && column.type() != ColumnType.STATE
                && column.type() != ColumnType.STATUS
                && column.type() != ColumnType.FILE;
    }

    /** Takes one value over if the other column can hold it. */
    static void copy(Row from, String column, Table to, String other, Map<String, Object> values) {
        Column source = from.table().column(column).orElse(null);
        Column target = to.column(other).orElse(null);
        Object value = source == null ? null : from.get(source);
        if (value == null || target == null || source == null || !target.validForCreate() || !target.isStored()) {
            return;
        }
        if (fits(source, target, value)) {
            values.put(other, value);
        }
    }

    private static boolean fits(Column source, Column target, Object value) {
        if (value instanceof Reference reference) {
            return target.type().isReference() && target.targets().contains(reference.table());
        }
        if (value instanceof String text) {
            return Properties.isText(target) && (target.maxLength() == 0 || text.length() <= target.maxLength());
        }
        if (target.type().isOption() && value instanceof Integer option) {
            return source.type().isOption() && target.option(option).isPresent();
        }
        return target.type() == source.type() && target.isDateOnly() == source.isDateOnly();
    }
}
