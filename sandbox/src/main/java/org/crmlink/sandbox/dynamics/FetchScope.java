package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** The joined tables of a query and the names by which the query speaks of them. One request, one thread. */
final class FetchScope {

    /** Texts that stand for other columns are as long as the longest name. */
    private static final int NAME_LENGTH = 4_000;

    private final FormattedValues formattedValues;
    private final List<Entry> entries = new ArrayList<>();

    FetchScope(FormattedValues formattedValues) {
        this.formattedValues = formattedValues;
    }

    /**
     * A table of the query.
     *
     * @param slot its place in a {@link JoinedRow}
     * @param alias the name before its columns, given or made up
     * @param node its element
     */
    record Entry(int slot, Table table, String alias, FetchXml.Node node) {

        private boolean isCalled(String name) {
            return node.alias().isPresent()
                    ? node.alias().get().equals(name)
                    : node.name().equals(name);
        }
    }

    Entry add(Table table, String alias, FetchXml.Node node) {
        Entry entry = new Entry(entries.size(), table, alias, node);
        for (Entry other : entries) {
            if (other.slot() > 0 && other.alias().equals(alias)) {
                throw FetchErrors.aliasNotUnique(alias);
            }
        }
        entries.add(entry);
        return entry;
    }

    List<Entry> entries() {
        return entries;
    }

    FormattedValues formattedValues() {
        return formattedValues;
    }

    /** The joined table with this alias, or with this name if it has no alias. */
    Optional<Entry> called(String name) {
        return entries.stream()
                .filter(entry -> entry.slot() > 0 && entry.isCalled(name))
                .findFirst();
    }

    /**
     * The column behind a name in conditions, orders and groups. The formatted companions of lookups and choices, which rows do not
     * hold, are texts there.
     */
    Source<JoinedRow> source(Entry entry, String attribute) {
        Column column = column(entry.table(), attribute);
        int slot = entry.slot();
        String companion = column.attributeOf();
        if (column.type() == ColumnType.VIRTUAL && companion != null) {
            Column formatted = column(entry.table(), companion);
            Column text =
                    ColumnBuilder.string(column.schemaName(), "", NAME_LENGTH).build();
            return new Source<>(entry.table(), text, joined -> {
                Object value = value(joined, slot, formatted);
                return value == null ? null : text(formatted, value);
            });
        }
        return new Source<>(entry.table(), column, joined -> value(joined, slot, column));
    }

    /** The text that people see for a value. */
    String text(Column column, Object value) {
        return formattedValues.format(column, value).orElseGet(value::toString);
    }

    private static @Nullable Object value(JoinedRow joined, int slot, Column column) {
        Row row = joined.row(slot);
        return row == null ? null : row.get(column);
    }

    static Column column(Table table, String attribute) {
        return table.column(attribute)
                .filter(column -> column.type() != ColumnType.PARTY_LIST && column.type() != ColumnType.CALENDAR_RULES)
                .orElseThrow(() -> FetchErrors.noAttribute(table.logicalName(), attribute));
    }
}
