package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DateBehavior;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/** What customizers add to an organization, with all that the server adds on its own. Each method answers a new schema. */
public final class Customizing {

    private static final int FIRST_TYPE_CODE = 10_000;
    private static final int TEXT = 100;
    private static final int MEMO = 2_000;

    private Customizing() {}

    /**
     * Adds a table with its primary id, states, owner and audit columns.
     *
     * @param base names and switches of the table
     * @param owned whether users own the rows; else the organization does
     * @param columns the customizer's columns, the primary name among them
     */
    public static Schema withTable(
            Schema schema, TableBuilder base, String schemaName, boolean owned, List<NewColumn> columns) {
        ColumnList list =
                new ColumnList().add(primaryId(schemaName + "Id", schemaName)).custom();
        for (NewColumn column : columns) {
            add(list, column);
        }
        boolean money = columns.stream().anyMatch(column -> column.type() == ColumnType.MONEY);
        if (money) {
            list.currency();
        }
        list.state(Options.ACTIVE_INACTIVE, Options.ACTIVE_INACTIVE_STATUS);
        if (owned) {
            list.owner();
        }
        list.audit().imported();
        int code =
                schema.tables().stream().mapToInt(Table::objectTypeCode).max().orElse(FIRST_TYPE_CODE);
        Table table = base.custom()
                .ownership(owned ? Ownership.USER_OWNED : Ownership.ORGANIZATION_OWNED)
                .objectTypeCode(Math.max(code, FIRST_TYPE_CODE) + 1)
                .columns(list.list())
                .build();
        Schema.Builder changed = schema.toBuilder().table(table);
        new Relations(changed).standard(table);
        return FileStorage.in(changed.build());
    }

    /** Adds a column that is no lookup. */
    public static Schema withColumn(Schema schema, Table table, NewColumn column) {
        ColumnList list = new ColumnList().custom();
        add(list, column);
        boolean currency = column.type() == ColumnType.MONEY
                && table.column("transactioncurrencyid").isEmpty();
        if (currency) {
            list.currency();
        }
        Table wider = table.toBuilder().columns(list.list()).build();
        Schema.Builder changed = schema.toBuilder().table(wider);
        if (currency) {
            new Relations(changed)
                    .oneToMany(
                            "transactioncurrency_" + table.logicalName(),
                            "transactioncurrency",
                            table.logicalName(),
                            "transactioncurrencyid",
                            DeleteBehavior.RESTRICT);
        }
        return FileStorage.in(changed.build());
    }

    private static void add(ColumnList list, NewColumn column) {
        String name = column.schemaName();
        String display = column.displayName();
        switch (column.type()) {
            case STRING ->
                list.add(common(
                        ColumnBuilder.string(name, display, column.maxLength() == 0 ? TEXT : column.maxLength()),
                        column));
            case MEMO ->
                list.add(common(
                        ColumnBuilder.memo(name, display, column.maxLength() == 0 ? MEMO : column.maxLength()),
                        column));
            case INTEGER -> list.add(common(ColumnBuilder.integer(name, display), column));
            case BIGINT -> list.add(common(ColumnBuilder.bigInt(name, display), column));
            case DECIMAL ->
                list.add(common(
                        ColumnBuilder.decimal(name, display, column.precision() < 0 ? 2 : column.precision()), column));
            case DOUBLE ->
                list.add(common(
                        ColumnBuilder.floating(name, display, column.precision() < 0 ? 2 : column.precision()),
                        column));
            case MONEY -> list.money(name, display);
            case BOOLEAN ->
                list.flag(
                        name,
                        display,
                        column.options().get(0).label(),
                        column.options().get(1).label());
            case DATETIME ->
                list.add(common(
                        column.dateBehavior() == DateBehavior.DATE_ONLY
                                ? ColumnBuilder.date(name, display)
                                : ColumnBuilder.dateTime(name, display).dateBehavior(column.dateBehavior()),
                        column));
            case PICKLIST -> {
                list.add(options(ColumnBuilder.picklist(name, display), column));
                list.add(ColumnBuilder.virtual(name + "Name", name.toLowerCase(Locale.ROOT)));
            }
            case MULTISELECT -> {
                list.add(options(ColumnBuilder.multiSelect(name, display), column));
                list.add(ColumnBuilder.virtual(name + "Name", name.toLowerCase(Locale.ROOT)));
            }
            case FILE, IMAGE -> {
                ColumnBuilder file = common(ColumnBuilder.of(column.type(), name, display), column);
                if (column.type() == ColumnType.FILE && column.max() != null) {
                    file.maxSizeInKb(column.max().intValue());
                }
                list.add(column.type() == ColumnType.FILE ? file.readOnly() : file);
            }
            default -> throw new IllegalArgumentException("customizers cannot add columns of type " + column.type());
        }
    }

    private static ColumnBuilder options(ColumnBuilder builder, NewColumn column) {
        ColumnBuilder filled = common(builder, column).options(column.options());
        return column.globalOptionSet().isEmpty() ? filled : filled.globalOptionSet(column.globalOptionSet());
    }

    private static ColumnBuilder common(ColumnBuilder builder, NewColumn column) {
        builder.required(column.required()).description(column.description());
        if (!column.format().isEmpty()) {
            builder.format(column.format());
        }
        if (column.min() != null && column.max() != null) {
            builder.range(column.min(), column.max());
        }
        return builder;
    }

    /** Adds a lookup column and its relationship. */
    public static Schema withLookup(
            Schema schema,
            String relationship,
            Table referenced,
            Table referencing,
            NewColumn lookup,
            DeleteBehavior onDelete) {
        String name = lookup.schemaName();
        ColumnList list = new ColumnList().custom();
        list.add(ColumnBuilder.lookup(name, lookup.displayName(), referenced.logicalName())
                .required(lookup.required())
                .description(lookup.description()));
        list.add(ColumnBuilder.virtual(name + "Name", name.toLowerCase(Locale.ROOT)));
        return schema.toBuilder()
                .table(referencing.toBuilder().columns(list.list()).build())
                .oneToMany(OneToMany.of(
                                relationship,
                                referenced.logicalName(),
                                referenced.primaryId(),
                                referencing.logicalName(),
                                name.toLowerCase(Locale.ROOT),
                                name,
                                onDelete)
                        .asCustom())
                .build();
    }

    /** Adds an N:N relationship and its intersect table. */
    public static Schema withPairs(Schema schema, String relationship, String intersect, Table first, Table second) {
        boolean same = first.logicalName().equals(second.logicalName());
        String attribute1 = first.primaryId() + (same ? "one" : "");
        String attribute2 = second.primaryId() + (same ? "two" : "");
        int code =
                schema.tables().stream().mapToInt(Table::objectTypeCode).max().orElse(FIRST_TYPE_CODE);
        Table pairs = IntersectTable.of(
                        intersect,
                        intersect.toLowerCase(Locale.ROOT) + "set",
                        intersect + "Id",
                        true,
                        code + 1,
                        attribute1,
                        attribute2)
                .toBuilder()
                .custom()
                .build();
        return schema.toBuilder()
                .table(pairs)
                .manyToMany(new ManyToMany(
                        relationship,
                        pairs.logicalName(),
                        first.logicalName(),
                        attribute1,
                        relationship,
                        second.logicalName(),
                        attribute2,
                        same ? relationship + "1" : relationship,
                        true))
                .build();
    }

    /** Removes a column, and the relationships of a lookup. */
    public static Schema withoutColumn(Schema schema, Table table, Column column) {
        TableBuilder narrower = table.toBuilder();
        List<String> companions = new ArrayList<>(List.of(column.logicalName()));
        for (Column other : table.columns()) {
            boolean ofFile =
                    column.type() == ColumnType.FILE && other.logicalName().equals(FileStorage.nameOf(column));
            if (column.logicalName().equals(other.calculationOf()) || ofFile) {
                companions.add(other.logicalName());
            }
        }
        companions.forEach(narrower::withoutColumn);
        return schema.toBuilder()
                .withoutLookup(table.logicalName(), column.logicalName())
                .table(narrower.build())
                .build();
    }
}
