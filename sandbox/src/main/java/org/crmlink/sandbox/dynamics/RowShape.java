package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final int MAX_EXPANDS = 15;
    private static final Pattern ADDRESS_PART =
            Pattern.compile("(address\\d_)(?:line[123]|city|stateorprovince|postalcode|country)");
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
     * @param reference whether only the link to the row is wanted
     */
    record Expansion(
            String name,
            Navigation navigation,
            Map<String, RowShape> shapes,
            QueryOptions options,
            boolean reference) {}

    /**
     * The shape that the options ask for.
     *
     * @throws ApiException if they name what does not exist, or too much of it
     */
    static RowShape of(Schema schema, Table table, QueryOptions options) {
        if (options.expandCount() > MAX_EXPANDS) {
            throw ApiErrors.syntax("The query has more than " + MAX_EXPANDS + " $expand options.");
        }
        return shape(schema, table, options);
    }

    private static RowShape shape(Schema schema, Table table, QueryOptions options) {
        List<String> names = new ArrayList<>();
        List<Expansion> expansions = new ArrayList<>();
        Set<Column> columns = columns(schema, table, options);
        if (options.select().isPresent()) {
            columns.forEach(column -> names.add(Properties.jsonName(column)));
            columns.addAll(unasked(table, columns));
        }
        for (QueryOptions.Expand expand : options.expands()) {
            Expansion expansion = expansion(schema, table, expand);
            expansions.add(expansion);
            if (expansion.reference() && expansion.navigation() instanceof Navigation.ToOne lookup) {
                columns.add(lookup.column());
                names.add(expansion.name());
                names.add(expansion.name() + "/$ref()");
            } else {
                String inner = expansion.shapes().values().iterator().next().context();
                names.add(expansion.name() + (inner.isEmpty() ? "()" : inner));
            }
        }
        List<Cell> cells =
                columns.stream().map(column -> cell(schema, table, column)).toList();
        return new RowShape(table, cells, expansions, names.isEmpty() ? "" : "(" + String.join(",", names) + ")");
    }

    /** The columns asked for, or all. */
    private static Set<Column> columns(Schema schema, Table table, QueryOptions options) {
        Set<Column> columns = new LinkedHashSet<>();
        if (options.select().isPresent()) {
            for (String name : options.select().get()) {
                columns.add(Properties.selectable(schema, table, name));
            }
        } else {
            for (Column column : table.columns()) {
                if (Properties.isReadable(column)) {
                    columns.add(column);
                }
            }
        }
        return columns;
    }

    /**
     * What the service adds to a selection: the currency to an amount, the whole address to a part of it, the id, and for
     * users and teams the id that they share as owners.
     */
    private static Set<Column> unasked(Table table, Set<Column> selected) {
        Set<Column> more = new LinkedHashSet<>();
        for (Column column : selected) {
            if (column.type() == ColumnType.MONEY) {
                table.automatic(Automatic.CURRENCY).ifPresent(more::add);
            }
            Matcher part = ADDRESS_PART.matcher(column.logicalName());
            if (part.matches()) {
                table.column(part.group(1) + "composite").ifPresent(more::add);
            }
        }
        more.add(table.require(table.primaryId()));
        table.automatic(Automatic.PRINCIPAL_ID).ifPresent(more::add);
        return more;
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
        if (expand.reference() && !(navigation instanceof Navigation.ToOne)) {
            throw ApiErrors.syntax("Expand with $ref is only supported on lookup type navigation property.");
        }
        Map<String, RowShape> shapes = new LinkedHashMap<>();
        for (String target : targets) {
            shapes.put(
                    target, shape(schema, schema.require(target), lenient(schema, target, targets, expand.options())));
        }
        return new Expansion(expand.navigation(), navigation, shapes, expand.options(), expand.reference());
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

    /** A column with its names. */
    static Cell cell(Schema schema, Table table, Column column) {
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
