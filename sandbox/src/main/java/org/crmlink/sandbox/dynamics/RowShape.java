package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/**
 * What of a table's rows goes into an answer: worked out once per request, used for each row. Immutable.
 *
 * @param table the table
 * @param cells the wanted columns
 * @param expansions the wanted navigation properties
 * @param context what stands behind the set name in {@code @odata.context}
 */
record RowShape(Table table, List<Cell> cells, List<Expansion> expansions, String context) {

    private static final String FORMATTED = "@OData.Community.Display.V1.FormattedValue";
    private static final String NAVIGATION = "@Microsoft.Dynamics.CRM.associatednavigationproperty";
    private static final String TARGET = "@Microsoft.Dynamics.CRM.lookuplogicalname";

    /** A column with its names in JSON, encoded in advance. */
    record Cell(
            Column column,
            SerializedString name,
            SerializedString formatted,
            SerializedString navigation,
            SerializedString target,
            Map<String, String> navigations) {}

    /**
     * An expanded navigation property.
     *
     * @param name its name
     * @param navigation where it leads
     * @param shapes the shape of the rows there, by table
     * @param options options of the expansion
     */
    record Expansion(String name, Navigation navigation, Map<String, RowShape> shapes, QueryOptions options) {}

    /** The shape that the options ask for. */
    static RowShape of(Schema schema, Table table, QueryOptions options) {
        List<Cell> cells = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (options.select().isPresent()) {
            boolean primary = false;
            for (String name : options.select().get()) {
                Column column = Properties.selectable(schema, table, name);
                if (names.contains(Properties.jsonName(column))) {
                    continue;
                }
                primary |= column.automatic() == Automatic.PRIMARY_ID;
                names.add(Properties.jsonName(column));
                cells.add(cell(schema, table, column));
            }
            if (!primary) {
                cells.add(cell(schema, table, table.require(table.primaryId())));
            }
        } else {
            for (Column column : table.columns()) {
                if (Properties.isReadable(column)) {
                    cells.add(cell(schema, table, column));
                }
            }
        }
        List<Expansion> expansions = new ArrayList<>();
        for (QueryOptions.Expand expand : options.expands()) {
            Expansion expansion = expansion(schema, table, expand);
            expansions.add(expansion);
            String inner = expansion.shapes().values().iterator().next().context();
            names.add(expansion.name() + (inner.isEmpty() ? "()" : inner));
        }
        return new RowShape(table, cells, expansions, names.isEmpty() ? "" : "(" + String.join(",", names) + ")");
    }

    private static Expansion expansion(Schema schema, Table table, QueryOptions.Expand expand) {
        Navigation navigation = Navigation.find(schema, table, expand.navigation())
                .orElseThrow(() -> ApiErrors.noProperty(expand.navigation(), table.logicalName()));
        List<String> targets;
        if (navigation instanceof Navigation.ToOne lookup) {
            targets = lookup.targets();
        } else if (navigation instanceof Navigation.ToMany many) {
            targets = List.of(many.relation().referencingTable());
        } else {
            targets = List.of(((Navigation.Pairs) navigation).target());
        }
        Map<String, RowShape> shapes = new LinkedHashMap<>();
        for (String target : targets) {
            shapes.put(target, of(schema, schema.require(target), lenient(schema, target, targets, expand.options())));
        }
        return new Expansion(expand.navigation(), navigation, shapes, expand.options());
    }

    /** An owner is a user or a team: of the columns selected, each target has only some. */
    private static QueryOptions lenient(Schema schema, String target, List<String> targets, QueryOptions options) {
        if (targets.size() == 1 || options.select().isEmpty()) {
            return options;
        }
        List<String> known = new ArrayList<>();
        for (String name : options.select().get()) {
            if (Properties.find(schema.require(target), name).isPresent()) {
                known.add(name);
            } else if (targets.stream()
                    .noneMatch(other ->
                            Properties.find(schema.require(other), name).isPresent())) {
                throw ApiErrors.noProperty(name, target);
            }
        }
        String id = schema.require(target).primaryId();
        return QueryOptions.ofExpand("$select=" + (known.isEmpty() ? id : String.join(",", known)));
    }

    private static Cell cell(Schema schema, Table table, Column column) {
        String name = Properties.jsonName(column);
        Map<String, String> navigations = new LinkedHashMap<>();
        if (column.type().isReference()) {
            for (String target : column.targets()) {
                Navigation.nameFor(schema, table, column, target)
                        .ifPresent(navigation -> navigations.put(target, navigation));
            }
        }
        return new Cell(
                column,
                new SerializedString(name),
                new SerializedString(name + FORMATTED),
                new SerializedString(name + NAVIGATION),
                new SerializedString(name + TARGET),
                navigations);
    }

    /** Whether a column of this type has a formatted value besides its plain one. */
    static boolean hasFormattedValue(ColumnType type) {
        return switch (type) {
            case BOOLEAN,
                    DATETIME,
                    DECIMAL,
                    DOUBLE,
                    INTEGER,
                    MONEY,
                    PICKLIST,
                    STATE,
                    STATUS,
                    MULTISELECT,
                    BIGINT,
                    LOOKUP,
                    CUSTOMER,
                    OWNER -> true;
            default -> false;
        };
    }
}
