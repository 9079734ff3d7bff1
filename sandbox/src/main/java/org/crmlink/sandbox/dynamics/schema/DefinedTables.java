package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.bigInt;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.virtual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.SourceType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** The tables of a definition document on their way into a schema. One use, one thread. */
final class DefinedTables {

    private static final int FIRST_TYPE_CODE = 10_200;

    private final Schema before;
    private final Schema.Builder schema;
    private final Map<String, List<Option>> choices;
    private final Map<String, TableBuilder> changed = new LinkedHashMap<>();
    private final Map<String, DefinitionNode> places = new LinkedHashMap<>();
    private final List<Placed> columns = new ArrayList<>();
    private final Set<String> withActivities = new LinkedHashSet<>();
    private final Set<String> withNotes = new LinkedHashSet<>();
    private final Set<String> fresh = new LinkedHashSet<>();
    private int typeCode;

    /** A column and the table that gets it. */
    private record Placed(String table, DefinedColumn column) {}

    DefinedTables(Schema before, Map<String, List<Option>> choices) {
        this.before = before;
        this.schema = before.toBuilder();
        this.choices = choices;
        this.typeCode = Math.max(
                FIRST_TYPE_CODE,
                1
                        + before.tables().stream()
                                .mapToInt(Table::objectTypeCode)
                                .max()
                                .orElse(0));
    }

    /** A table of the document. */
    void declare(DefinitionNode node) {
        String schemaName = node.schemaName();
        String name = schemaName.toLowerCase(Locale.ROOT);
        Optional<Table> old = before.table(name);
        if (old.isPresent() && !old.get().isCustom()) {
            throw node.wrong("schemaName", "'" + name + "' is a standard table; add columns to it under $.columns");
        }
        if (!fresh.add(name)) {
            throw node.wrong("schemaName", "the document has two tables of this name");
        }
        // A lookup that is gone must not leave its relationships behind.
        before.lookupsOf(name).forEach(relation -> schema.withoutLookup(name, relation.referencingColumn()));
        String label = node.text("label").orElse(schemaName);
        String set = node.text("entitySetName").orElse(name + "s");
        boolean user = node.word("ownership", Map.of("user", true, "organization", false), true);
        TableBuilder table = TableBuilder.table(schemaName, label, set)
                .custom()
                .plural(node.text("pluralLabel").orElse(label + "s"))
                .ownership(user ? Ownership.USER_OWNED : Ownership.ORGANIZATION_OWNED)
                .changeTracking(node.flag("changeTracking", true))
                .optimisticConcurrency(node.flag("optimisticConcurrency", true))
                .objectTypeCode(node.whole("objectTypeCode", nextTypeCode(old), 10_000, 19_999));
        node.labels("labels").forEach(table::translated);
        places.put(name, node);
        changed.put(name, table);
        ColumnList list =
                new ColumnList().add(primaryId(schemaName + "Id", label)).custom();
        table.columns(list.list());
        List<DefinedColumn> own = new ArrayList<>();
        node.objects("columns").forEach(column -> own.add(DefinedColumn.read(column, choices)));
        primaryName(node, table, own);
        own.forEach(column -> place(name, column));
        ColumnList system = new ColumnList();
        DefinedStates.read(node, table, system);
        if (user) {
            system.owner();
        }
        table.columns(system.audit().imported().list());
        for (DefinitionNode key : node.objects("keys")) {
            List<String> over = key.texts("columns");
            if (over.isEmpty()) {
                throw key.wrong("columns", "a key has at least one column");
            }
            String keyName = key.schemaName();
            table.key(keyName, key.text("label").orElse(keyName), over.toArray(String[]::new));
            key.done();
        }
        if (node.flag("activities", false)) {
            withActivities.add(name);
        }
        if (node.flag("notes", false)) {
            withNotes.add(name);
        }
        node.done();
    }

    private int nextTypeCode(Optional<Table> old) {
        return old.map(Table::objectTypeCode).orElseGet(() -> typeCode++);
    }

    private static void primaryName(DefinitionNode node, TableBuilder table, List<DefinedColumn> own) {
        String primaryName = node.requireText("primaryName");
        if (own.stream()
                .noneMatch(column -> column.logicalName().equals(primaryName)
                        && column.type().equals("string"))) {
            throw node.wrong("primaryName", "no column of type string has the logical name '" + primaryName + "'");
        }
        table.primaryName(primaryName);
    }

    /** A column for a table that is there already. */
    void extend(DefinitionNode node) {
        String name = node.requireText("table");
        Table table = before.table(name).orElseThrow(() -> node.wrong("table", DefinitionNode.unknown(name, names())));
        if (table.isIntersect()) {
            throw node.wrong("table", "'" + name + "' holds pairs only");
        }
        DefinedColumn column = DefinedColumn.read(node, choices);
        Optional<Column> old = table.column(column.logicalName());
        if (old.isPresent() && !old.get().custom()) {
            throw node.wrong("schemaName", "'" + column.logicalName() + "' is a standard column of " + name);
        }
        changed.computeIfAbsent(name, unused -> table.toBuilder());
        place(name, column);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(fresh);
        before.tables().forEach(table -> names.add(table.logicalName()));
        return names;
    }

    private void place(String table, DefinedColumn column) {
        boolean twice = columns.stream()
                .anyMatch(other -> other.table().equals(table)
                        && other.column().logicalName().equals(column.logicalName()));
        if (twice) {
            throw column.node().wrong("schemaName", "the table has two columns '" + column.logicalName() + "'");
        }
        columns.add(new Placed(table, column));
        TableBuilder builder = builder(table);
        Column made = column.builder().build();
        if (column.formula().isPresent()) {
            made = column.builder()
                    .calculated(column.formula().get().valueOf(made))
                    .build();
        } else if (column.rollup().isPresent()) {
            made = column.builder().rollup().build();
            builder.column(dateTime(column.schemaName() + "_Date", made.displayName() + " (Last Updated On)")
                    .readOnly()
                    .custom()
                    .build());
            builder.column(integer(column.schemaName() + "_State", made.displayName() + " (State)")
                    .readOnly()
                    .custom()
                    .build());
        }
        builder.column(made);
        companions(builder, made);
    }

    /** What the server adds to a column of this type. */
    private static void companions(TableBuilder table, Column column) {
        String name = column.schemaName();
        switch (column.type()) {
            case PICKLIST, BOOLEAN, LOOKUP, CUSTOMER, MULTISELECT ->
                table.column(
                        virtual(name + "Name", column.logicalName()).custom().build());
            case MONEY -> {
                ColumnList list = new ColumnList().custom().money(name, column.displayName());
                table.column(list.list().get(1).build());
                boolean currency = table.build().column("transactioncurrencyid").isPresent();
                if (!currency) {
                    table.columns(new ColumnList().currency().list());
                }
            }
            case IMAGE -> {
                table.column(guid(name + "Id", column.displayName() + " Id")
                        .readOnly()
                        .custom()
                        .build());
                table.column(bigInt(name + "_Timestamp", "")
                        .attributeOf(column.logicalName())
                        .readOnly()
                        .custom()
                        .build());
                table.column(
                        virtual(name + "_URL", column.logicalName()).custom().build());
                table.writeRule(Rules.both(table.build().writeRule(), new ImageRule(column.logicalName())));
            }
            default -> {
                // The others stand alone.
            }
        }
    }

    private TableBuilder builder(String table) {
        TableBuilder builder = changed.get(table);
        if (builder == null) {
            throw new IllegalStateException("no builder of " + table);
        }
        return builder;
    }

    /** Adds what needs all tables: rollups, relationships, what activities and notes can regard. */
    void complete() {
        for (Placed placed : columns) {
            placed.column().formula().ifPresent(formula -> checkFormula(placed, formula));
            placed.column().rollup().ifPresent(rollup -> roll(placed, rollup));
        }
        DefinedRelations relations = new DefinedRelations(before, schema, this::find);
        regard(relations);
        publish();
        for (String name : changed.keySet()) {
            if (fresh.contains(name) || currencyIsNew(name)) {
                relations.standard(find(name).orElseThrow());
            }
        }
        for (Placed placed : columns) {
            placed.column().targets().forEach(target -> relations.lookup(placed.table(), placed.column(), target));
        }
    }

    private boolean currencyIsNew(String name) {
        return before.require(name).column("transactioncurrencyid").isEmpty()
                && find(name).orElseThrow().column("transactioncurrencyid").isPresent();
    }

    private void publish() {
        changed.forEach((name, builder) -> {
            try {
                schema.table(builder.build());
            } catch (IllegalArgumentException e) {
                DefinitionNode place = places.get(name);
                throw place == null ? e : place.wrong(String.valueOf(e.getMessage()));
            }
        });
    }

    private Optional<Table> find(String name) {
        TableBuilder builder = changed.get(name);
        return builder != null ? Optional.of(builder.build()) : before.table(name);
    }

    private void checkFormula(Placed placed, Formula formula) {
        Table table = find(placed.table()).orElseThrow();
        for (String name : formula.columns()) {
            Optional<Column> column = table.column(name);
            if (column.isEmpty()) {
                List<String> known = new ArrayList<>();
                table.columns().forEach(other -> known.add(other.logicalName()));
                throw placed.column().node().wrong("formula", DefinitionNode.unknown(name, known));
            }
            if (column.get().source() == SourceType.CALCULATED) {
                throw placed.column()
                        .node()
                        .wrong("formula", "a formula cannot read the calculated column '" + name + "'");
            }
        }
    }

    private void roll(Placed placed, DefinedColumn.Rollup rollup) {
        Table children = find(rollup.table())
                .orElseThrow(() -> rollup.node().wrong("table", DefinitionNode.unknown(rollup.table(), names())));
        boolean leadsHere = children.column(rollup.lookup())
                .filter(lookup -> lookup.targets().contains(placed.table()))
                .isPresent();
        if (!leadsHere) {
            throw rollup.node()
                    .wrong(
                            "lookup",
                            "'" + rollup.lookup() + "' is no lookup of " + rollup.table() + " that leads to "
                                    + placed.table());
        }
        String source = rollup.column();
        if (source != null && children.column(source).filter(Column::isStored).isEmpty()) {
            throw rollup.node().wrong("column", rollup.table() + " keeps no column '" + source + "'");
        }
        Column target =
                find(placed.table()).orElseThrow().require(placed.column().logicalName());
        changed.computeIfAbsent(rollup.table(), name -> before.require(name).toBuilder())
                .effect(new RollupEffect(rollup.table(), rollup.lookup(), source, rollup.aggregate(), target));
    }

    /** Adds the tables to what activities and notes can regard. */
    private void regard(DefinedRelations relations) {
        for (String name : withActivities) {
            for (String activity : ActivityTables.ACTIVITIES.keySet()) {
                addTarget(activity, "regardingobjectid", name);
            }
            addTarget("activitypointer", "regardingobjectid", name);
            relations.regarding(name);
        }
        for (String name : withNotes) {
            addTarget("annotation", "objectid", name);
            relations.notes(name);
        }
    }

    private void addTarget(String table, String column, String target) {
        TableBuilder builder = changed.computeIfAbsent(table, name -> before.require(name).toBuilder());
        Column lookup = builder.build().require(column);
        if (!lookup.targets().contains(target)) {
            List<String> targets = new ArrayList<>(lookup.targets());
            targets.add(target);
            ColumnBuilder more = lookup.toBuilder().targets(targets.toArray(String[]::new));
            builder.column(more.build());
        }
    }

    /** An N:N relationship. */
    void pairs(DefinitionNode node) {
        String name = node.schemaName();
        String first = table(node, "first");
        String second = table(node, "second");
        String intersect = node.text("intersectTable").orElse(name.toLowerCase(Locale.ROOT));
        if (before.table(intersect).filter(table -> !table.isCustom()).isPresent() || fresh.contains(intersect)) {
            throw node.wrong("intersectTable", "there is a table '" + intersect + "' already");
        }
        String firstId = find(first).orElseThrow().primaryId();
        String secondId = find(second).orElseThrow().primaryId();
        boolean same = first.equals(second);
        String attribute1 = same ? firstId + "one" : firstId;
        String attribute2 = same ? secondId + "two" : secondId;
        Optional<Table> old = before.table(intersect);
        schema.table(IntersectTable.of(
                        intersect,
                        node.text("entitySetName").orElse(intersect + "set"),
                        intersect + "id",
                        node.flag("changeTracking", true),
                        nextTypeCode(old),
                        attribute1,
                        attribute2)
                .toBuilder()
                .custom()
                .build());
        schema.manyToMany(new ManyToMany(
                name,
                intersect,
                first,
                attribute1,
                node.text("firstNavigation").orElse(name),
                second,
                attribute2,
                node.text("secondNavigation").orElse(same ? name + "_2" : name),
                true));
        node.done();
    }

    private String table(DefinitionNode node, String member) {
        String name = node.requireText(member);
        if (find(name).isEmpty()) {
            throw node.wrong(member, DefinitionNode.unknown(name, names()));
        }
        return name;
    }

    Schema build() {
        return FileStorage.in(schema.build());
    }
}
