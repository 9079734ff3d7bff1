package org.crmlink.sandbox.dynamics;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.dynamics.schema.Customizing;
import org.crmlink.sandbox.dynamics.schema.NewColumn;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;

/** POST, PUT and DELETE on the columns of a table. Thread-safe. */
final class ColumnWrites {

    private final Store store;

    ColumnWrites(Store store) {
        this.store = store;
    }

    HttpResponse create(Call call, Table table) {
        NewColumn column = AttributeRequest.read(store.schema(), Definitions.body(call));
        if (column.type() == ColumnType.LOOKUP) {
            throw ApiErrors.invalidArgument("A lookup is created together with its relationship.");
        }
        String name = column.schemaName().toLowerCase(Locale.ROOT);
        mustBeNew(table, name);
        Definitions.alter(store, schema -> Customizing.withColumn(schema, schema.require(table.logicalName()), column));
        UUID id = store.schema().require(table.logicalName()).require(name).metadataId(table.logicalName());
        return Definitions.created(call, "EntityDefinitions(" + table.metadataId() + ")/Attributes(" + id + ")");
    }

    /** Refuses a second column of the name. */
    static void mustBeNew(Table table, String column) {
        if (table.column(column).isPresent()) {
            throw ApiErrors.invalidArgument("An attribute with the specified name " + column
                    + " already exists for entity " + table.logicalName() + ".");
        }
    }

    HttpResponse update(Call call, Table table, Column column) {
        Map<?, ?> json = Definitions.body(call);
        Definitions.alter(store, schema -> {
            ColumnBuilder changed = column.toBuilder();
            Definitions.label(json, "DisplayName").ifPresent(changed::displayName);
            Definitions.label(json, "Description").ifPresent(changed::description);
            AttributeRequest.level(json).ifPresent(changed::required);
            if (column.maxLength() > 0) {
                changed.maxLength(AttributeRequest.whole(json.get("MaxLength"), column.maxLength()));
            }
            return schema.toBuilder()
                    .table(schema.require(table.logicalName()).toBuilder()
                            .column(changed.build())
                            .build())
                    .build();
        });
        return Answers.noContent();
    }

    HttpResponse delete(Table table, Column column) {
        Definitions.mustBeCustom(column.custom(), column.logicalName());
        boolean inUse = table.primaryName().filter(column.logicalName()::equals).isPresent()
                || table.keys().stream().anyMatch(key -> key.columns().contains(column.logicalName()));
        if (inUse) {
            throw new ApiException(
                    400,
                    "0x8004f01f",
                    "The Attribute(" + column.metadataId(table.logicalName())
                            + ") component cannot be deleted because it is referenced by 1 other components.");
        }
        Definitions.alter(
                store, schema -> Customizing.withoutColumn(schema, schema.require(table.logicalName()), column));
        return Answers.noContent();
    }
}
