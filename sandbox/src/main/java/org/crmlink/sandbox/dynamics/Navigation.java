package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** A navigation property: a lookup, the rows behind somebody else's lookup, or an N:N relationship. */
sealed interface Navigation {

    /** The case-sensitive name. */
    String name();

    /** From the row that has the lookup to the row that it points to; {@code ownerid} has several targets. */
    record ToOne(String name, Column column, List<String> targets) implements Navigation {}

    /** From a row to the rows whose lookup points to it. */
    record ToMany(String name, OneToMany relation) implements Navigation {}

    /** Between the sides of an N:N relationship; {@code first} if it starts on the first side. */
    record Pairs(String name, ManyToMany relation, boolean first) implements Navigation {
        String target() {
            return first ? relation.table2() : relation.table1();
        }
    }

    /** A lookup of the table by its navigation name. */
    static Optional<ToOne> toOne(Schema schema, Table table, String name) {
        List<String> targets = new ArrayList<>();
        Column column = null;
        for (OneToMany relation : schema.lookupsOf(table.logicalName())) {
            if (relation.lookupNavigation().equals(name)) {
                column = table.require(relation.referencingColumn());
                for (String target : targets(relation, column)) {
                    if (!targets.contains(target)) {
                        targets.add(target);
                    }
                }
            }
        }
        if (column == null) {
            return Optional.empty();
        }
        return Optional.of(new ToOne(name, column, targets));
    }

    /** An owner's relationship leads to the row-less table {@code owner}: its real targets are those of the column. */
    private static List<String> targets(OneToMany relation, Column column) {
        return column.targets().contains(relation.referencedTable())
                ? List.of(relation.referencedTable())
                : column.targets();
    }

    /** Any navigation property of the table. */
    static Optional<Navigation> find(Schema schema, Table table, String name) {
        Optional<ToOne> lookup = toOne(schema, table, name);
        if (lookup.isPresent()) {
            return Optional.of(lookup.get());
        }
        for (OneToMany relation : schema.referencing(table.logicalName())) {
            if (relation.collectionNavigation().equals(name)) {
                return Optional.of(new ToMany(name, relation));
            }
        }
        for (ManyToMany relation : schema.manyToManyOf(table.logicalName())) {
            if (relation.table1().equals(table.logicalName())
                    && relation.navigation1().equals(name)) {
                return Optional.of(new Pairs(name, relation, true));
            }
            if (relation.table2().equals(table.logicalName())
                    && relation.navigation2().equals(name)) {
                return Optional.of(new Pairs(name, relation, false));
            }
        }
        return Optional.empty();
    }

    /** The navigation name of a lookup's value, for annotations: polymorphic lookups have one per target. */
    static Optional<String> nameFor(Schema schema, Table table, Column column, String target) {
        for (OneToMany relation : schema.lookupsOf(table.logicalName())) {
            if (relation.referencingColumn().equals(column.logicalName())
                    && targets(relation, column).contains(target)) {
                return Optional.of(relation.lookupNavigation());
            }
        }
        return Optional.empty();
    }
}
