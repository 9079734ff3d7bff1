package org.crmlink.connector.dynamics;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.fetchxml.FetchFields;

/** The names of a table's fields in FetchXML. Immutable. */
final class DynamicsFetchFields implements FetchFields {

    private final Table table;
    private final DynamicsMetadata metadata;

    DynamicsFetchFields(Table table, DynamicsMetadata metadata) {
        this.table = table;
        this.metadata = metadata;
    }

    @Override
    public Optional<Property> property(String field) {
        return table.column(field)
                .filter(column -> column.field().readable() && column.field().type() != FieldType.BINARY)
                .map(column -> new Property(column.attribute(), column.field().type(), column.guid()));
    }

    /** Joins need no navigation property: a lookup of several targets is joined to the one that is meant, owners too. */
    @Override
    public Optional<Link> link(String field, String target) {
        Optional<Column> found = table.column(field)
                .filter(column -> column.field().type() == FieldType.LOOKUP && leadsTo(column, target));
        if (found.isEmpty() || metadata.entry(target).isEmpty()) {
            return Optional.empty();
        }
        Table other = metadata.table(target);
        return Optional.of(
                new Link(other.name(), other.key(), found.get().attribute(), new DynamicsFetchFields(other, metadata)));
    }

    private static boolean leadsTo(Column column, String target) {
        List<String> targets = column.field().targets();
        return targets.isEmpty() || targets.contains(target);
    }
}
