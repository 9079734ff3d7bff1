package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** The rows that are linked to a row: by id, by the index of a lookup, or by equal values. */
final class FetchLinks {

    private FetchLinks() {}

    /** Linked rows in id order. */
    @FunctionalInterface
    interface Matches {
        List<Row> of(Row parent);
    }

    private record Pair(String from, String to) {}

    static Matches matches(FetchXml.Node node, Table parent, Table linked, StoreReader reader) {
        Pair pair = columns(node, parent, linked, reader.schema());
        Column from = FetchScope.column(linked, pair.from());
        Column to = FetchScope.column(parent, pair.to());
        mustLink(from);
        mustLink(to);
        if (!isId(from) || !isId(to)) {
            return byValue(from, to, linked, reader);
        }
        String table = linked.logicalName();
        String column = from.logicalName();
        if (from.automatic() == Automatic.PRIMARY_ID || from.automatic() == Automatic.PRINCIPAL_ID) {
            return row -> {
                RecordId id = id(row.get(to));
                return id == null
                        ? List.of()
                        : reader.find(table, id).map(List::of).orElse(List.of());
            };
        }
        reader.prepare(table, column);
        return row -> {
            RecordId id = id(row.get(to));
            return id == null ? List.of() : reader.related(table, column, id);
        };
    }

    /** Types that cannot stand in {@code from} and {@code to} are documented. */
    private static void mustLink(Column column) {
        if (column.type() == ColumnType.FILE
                || column.type() == ColumnType.IMAGE
                || column.type() == ColumnType.MULTISELECT
                || column.type() == ColumnType.VIRTUAL) {
            throw FetchErrors.invalidValue(
                    "The attribute '" + column.logicalName() + "' can't be used in a link-entity.");
        }
    }

    private static boolean isId(Column column) {
        return column.type().isReference() || column.type() == ColumnType.UNIQUEIDENTIFIER;
    }

    private static @Nullable RecordId id(@Nullable Object value) {
        return value instanceof Reference reference ? reference.id() : value instanceof RecordId id ? id : null;
    }

    /** Columns that no index knows: the linked rows are sorted by their values once. */
    private static Matches byValue(Column from, Column to, Table linked, StoreReader reader) {
        try {
            Comparables.mustCompare(from, to, Expression.Operator.EQ);
        } catch (ApiException e) {
            throw FetchErrors.invalidValue("The attributes '" + from.logicalName() + "' and '" + to.logicalName()
                    + "' of a link-entity have different types.");
        }
        Map<Comparable<Object>, List<Row>> byValue = new HashMap<>();
        reader.each(linked.logicalName(), null, row -> {
            Object value = row.get(from);
            if (value != null) {
                byValue.computeIfAbsent(Comparables.hashed(Comparables.value(from, value)), key -> new ArrayList<>())
                        .add(row);
            }
            return true;
        });
        return row -> {
            Object value = row.get(to);
            return value == null
                    ? List.of()
                    : byValue.getOrDefault(Comparables.hashed(Comparables.value(to, value)), List.of());
        };
    }

    /**
     * The columns that are compared. Examples of the documentation leave out {@code from}, which then is the linked table's id, or
     * both, which needs a lookup of the parent; a lone {@code from} means the parent's id (our assumption).
     */
    private static Pair columns(FetchXml.Node node, Table parent, Table linked, Schema schema) {
        if (node.from().isPresent() || node.to().isPresent()) {
            return new Pair(node.from().orElse(linked.primaryId()), node.to().orElse(parent.primaryId()));
        }
        Optional<OneToMany> lookup = schema.lookupsOf(parent.logicalName()).stream()
                .filter(relation -> relation.referencedTable().equals(linked.logicalName()) && !relation.custom())
                .findFirst();
        return lookup.map(relation -> new Pair(linked.primaryId(), relation.referencingColumn()))
                .orElseThrow(() -> FetchErrors.invalidValue("No system many-to-one relationship exists between "
                        + linked.logicalName() + " and " + parent.logicalName()
                        + ". If attempting to link through a custom many-to-one relationship ensure that to and from"
                        + " attributes are specified."));
    }
}
