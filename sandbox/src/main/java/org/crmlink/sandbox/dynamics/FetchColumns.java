package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * What of the joined rows is written under which names. Columns that cannot be read are left out, as the vendor's documentation of
 * FetchExpression says.
 *
 * @param own columns of the table asked for, under their Web API names
 * @param aliased columns with an alias and those of joined tables, by name
 * @param id whether the id of the row asked for is there, and with it its version
 * @param context what stands behind the set name in {@code @odata.context}
 */
record FetchColumns(List<RowShape.Cell> own, Map<String, Aliased> aliased, boolean id, String context) {

    /** A column under a name of the query's choice. */
    record Aliased(String attribute, Source<JoinedRow> source) {}

    /**
     * The columns that a query asks for.
     *
     * @param separator what stands between the alias of a joined table and the column
     */
    static FetchColumns of(Schema schema, FetchScope scope, boolean distinct, String separator) {
        FetchScope.Entry root = scope.entries().get(0);
        Table table = root.table();
        Set<Column> own = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        Set<String> navigations = new LinkedHashSet<>();
        Map<String, Aliased> aliased = new LinkedHashMap<>();
        FetchXml.Node node = root.node();
        boolean all = node.all() || node.attributes().isEmpty();
        if (all) {
            table.columns().stream().filter(Properties::isReadable).forEach(own::add);
        }
        for (FetchXml.Attribute attribute : node.attributes()) {
            Column column = FetchScope.column(table, attribute.name());
            if (!Properties.isReadable(column)) {
                continue;
            }
            if (attribute.alias().isPresent()) {
                put(aliased, attribute.alias().get(), attribute.name(), scope.source(root, attribute.name()));
                names.add(attribute.name());
                navigations.addAll(navigations(schema, table, column));
            } else {
                own.add(column);
            }
        }
        if (!all) {
            own.addAll(unasked(table, own, distinct));
            for (Column column : own) {
                names.add(Properties.jsonName(column));
                List<String> reached = navigations(schema, table, column);
                names.addAll(reached);
                navigations.addAll(reached);
            }
            navigations.forEach(navigation -> names.add(navigation + "()"));
        }
        for (FetchScope.Entry entry : scope.entries()) {
            if (entry.slot() > 0) {
                linked(scope, entry, separator, aliased);
            }
        }
        boolean id = own.contains(table.require(table.primaryId()));
        return new FetchColumns(
                own.stream().map(column -> RowShape.cell(schema, table, column)).toList(),
                aliased,
                id,
                names.isEmpty() ? "" : "(" + String.join(",", names) + ")");
    }

    /** With an amount comes its currency; the id comes unless equal rows are merged (documented). */
    private static Set<Column> unasked(Table table, Set<Column> own, boolean distinct) {
        Set<Column> more = new LinkedHashSet<>();
        if (own.stream().anyMatch(column -> column.type() == ColumnType.MONEY)) {
            table.automatic(Automatic.CURRENCY).ifPresent(more::add);
        }
        if (!distinct) {
            more.add(table.require(table.primaryId()));
            table.automatic(Automatic.PRINCIPAL_ID).ifPresent(more::add);
        }
        return more;
    }

    private static List<String> navigations(Schema schema, Table table, Column column) {
        List<String> names = new ArrayList<>();
        for (String target : column.targets()) {
            Navigation.nameFor(schema, table, column, target)
                    .filter(name -> !names.contains(name))
                    .ifPresent(names::add);
        }
        return names;
    }

    private static void linked(
            FetchScope scope, FetchScope.Entry entry, String separator, Map<String, Aliased> aliased) {
        FetchXml.Node node = entry.node();
        // Documented: the columns of this link type have their schema names, without the alias.
        boolean bare = node.link() == FetchXml.Link.MATCHFIRSTROWUSINGCROSSAPPLY;
        List<Column> columns = new ArrayList<>();
        if (node.all()) {
            entry.table().columns().stream().filter(Properties::isReadable).forEach(columns::add);
        }
        for (FetchXml.Attribute attribute : node.attributes()) {
            Column column = FetchScope.column(entry.table(), attribute.name());
            if (!Properties.isReadable(column)) {
                continue;
            }
            if (attribute.alias().isPresent()) {
                put(aliased, attribute.alias().get(), attribute.name(), scope.source(entry, attribute.name()));
            } else {
                columns.add(column);
            }
        }
        for (Column column : columns) {
            String name = bare ? column.schemaName() : entry.alias() + separator + column.logicalName();
            if (!aliased.containsKey(name)) {
                put(aliased, name, column.logicalName(), scope.source(entry, column.logicalName()));
            }
        }
    }

    private static void put(Map<String, Aliased> aliased, String name, String attribute, Source<JoinedRow> source) {
        if (aliased.put(name, new Aliased(attribute, source)) != null) {
            throw FetchErrors.aliasNotUnique(name);
        }
    }

    /** What two rows must have in common to count as one. */
    List<@Nullable Comparable<Object>> values(JoinedRow joined) {
        List<@Nullable Comparable<Object>> values = new ArrayList<>();
        for (RowShape.Cell cell : own) {
            Object value = joined.root().get(cell.column());
            values.add(value == null ? null : Comparables.value(cell.column(), value));
        }
        for (Aliased column : aliased.values()) {
            Object value = column.source().value().apply(joined);
            values.add(value == null ? null : Comparables.value(column.source().column(), value));
        }
        return values;
    }
}
