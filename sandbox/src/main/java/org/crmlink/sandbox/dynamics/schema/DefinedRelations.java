package org.crmlink.sandbox.dynamics.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** The 1:N relationships of a definition document, named as the real service names them unless it says otherwise. */
final class DefinedRelations {

    private static final Map<String, DeleteBehavior> ON_DELETE = Map.of(
            "cascade",
            DeleteBehavior.CASCADE,
            "removeLink",
            DeleteBehavior.REMOVE_LINK,
            "restrict",
            DeleteBehavior.RESTRICT,
            "noCascade",
            DeleteBehavior.NO_CASCADE);

    private final Schema before;
    private final Schema.Builder schema;
    private final Set<String> made = new HashSet<>();
    private final Function<String, Optional<Table>> tables;

    DefinedRelations(Schema before, Schema.Builder schema, Function<String, Optional<Table>> tables) {
        this.before = before;
        this.schema = schema;
        this.tables = tables;
    }

    /** Owner, creator, modifier, currency. */
    void standard(Table table) {
        new Relations(schema).standard(table);
    }

    /** A lookup of the document to one of its targets. */
    void lookup(String table, DefinedColumn column, DefinedColumn.Target target) {
        DefinitionNode node = target.node();
        Table referenced = tables.apply(target.table()).orElseThrow(() -> node.wrong("table", unknown(target.table())));
        String name = column.schemaName();
        int underscore = name.indexOf('_');
        String relationship = node.text("relationship")
                .orElse(name.substring(0, underscore) + "_" + target.table() + "_" + table + "_"
                        + name.substring(underscore + 1));
        boolean several = column.targets().size() > 1;
        DeleteBehavior onDelete = node.word("onDelete", ON_DELETE, DeleteBehavior.REMOVE_LINK);
        if (column.type().equals("customer")) {
            relationship = name + "_" + target.table();
        }
        mustBeFree(node, relationship, table, column.logicalName());
        schema.oneToMany(new OneToMany(
                relationship,
                target.table(),
                referenced.primaryId(),
                table,
                column.logicalName(),
                node.text("collectionNavigation").orElse(relationship),
                several ? name + "_" + target.table() : name,
                onDelete,
                true));
        if (!column.type().equals("customer") || target.table().equals("contact")) {
            node.done();
        }
    }

    private void mustBeFree(DefinitionNode node, String relationship, String table, String column) {
        boolean taken = before.manyToMany(relationship).isPresent()
                || before.oneToMany().stream()
                        .anyMatch(other -> other.schemaName().equals(relationship)
                                && !(other.referencingTable().equals(table)
                                        && other.referencingColumn().equals(column)));
        if (taken || !made.add(relationship)) {
            throw node.wrong("relationship", "there is a relationship '" + relationship + "' already");
        }
    }

    private String unknown(String name) {
        List<String> names = new ArrayList<>();
        schema.build().tables().forEach(table -> names.add(table.logicalName()));
        return DefinitionNode.unknown(name, names);
    }

    /** Activities can regard rows of the table. */
    void regarding(String table) {
        ActivityTables.ACTIVITIES.forEach((activity, end) -> add(
                table + end,
                table,
                activity,
                "regardingobjectid",
                "regardingobjectid_" + table + "_" + activity,
                DeleteBehavior.CASCADE));
        add(
                table + "_ActivityPointers",
                table,
                "activitypointer",
                "regardingobjectid",
                "regardingobjectid_" + table,
                DeleteBehavior.NO_CASCADE);
    }

    /** Rows of the table can have notes. */
    void notes(String table) {
        add(table + "_Annotation", table, "annotation", "objectid", "objectid_" + table, DeleteBehavior.CASCADE);
    }

    private void add(
            String name, String table, String referencing, String column, String navigation, DeleteBehavior onDelete) {
        String id = tables.apply(table).orElseThrow().primaryId();
        schema.oneToMany(OneToMany.of(name, table, id, referencing, column, navigation, onDelete)
                .asCustom());
    }
}
