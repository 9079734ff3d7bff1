package org.crmlink.sandbox.dynamics;

import java.util.Optional;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** How columns are named in the Web API: a lookup {@code x} is the property {@code _x_value}. */
final class Properties {

    private Properties() {}

    /** Whether the column is a property of the rows at all. */
    static boolean isReadable(Column column) {
        return column.validForRead() && column.type().isStored() && column.attributeOf() == null;
    }

    /** The property's name in JSON, {@code $select} and {@code $filter}. */
    static String jsonName(Column column) {
        return column.type().isReference() ? "_" + column.logicalName() + "_value" : column.logicalName();
    }

    /** Whether the rows can own others: users and teams, which the Web API derives from one type. */
    static boolean isPrincipal(Table table) {
        return table.automatic(Automatic.PRINCIPAL_ID).isPresent();
    }

    /** The property that is the key in the Web API's eyes: users and teams have that of their base type. */
    static String idName(Table table) {
        return table.automatic(Automatic.PRINCIPAL_ID).map(Column::logicalName).orElse(table.primaryId());
    }

    /** The column behind a property name. */
    static Optional<Column> find(Table table, String property) {
        Optional<Column> column = table.column(property);
        if (column.isEmpty() && property.startsWith("_") && property.endsWith("_value")) {
            return table.column(property.substring(1, property.length() - "_value".length()))
                    .filter(lookup -> lookup.type().isReference() && isReadable(lookup));
        }
        return column.filter(found -> isReadable(found) && !found.type().isReference());
    }

    /** The column behind a name in {@code $select}, where navigation properties of lookups count as well. */
    static Column selectable(Schema schema, Table table, String property) {
        return find(table, property)
                .or(() -> Navigation.toOne(schema, table, property).map(Navigation.ToOne::column))
                .orElseThrow(() -> ApiErrors.noProperty(property, table.logicalName()));
    }

    /** The CSDL type. */
    static String edmType(Column column) {
        return switch (column.type()) {
            case BOOLEAN -> "Edm.Boolean";
            case CUSTOMER, LOOKUP, OWNER, UNIQUEIDENTIFIER, FILE -> "Edm.Guid";
            case DATETIME -> column.isDateOnly() ? "Edm.Date" : "Edm.DateTimeOffset";
            case DECIMAL, MONEY -> "Edm.Decimal";
            case DOUBLE -> "Edm.Double";
            case INTEGER, PICKLIST, STATE, STATUS -> "Edm.Int32";
            case BIGINT -> "Edm.Int64";
            case IMAGE -> "Edm.Binary";
            case MANAGED_PROPERTY -> "mscrm.BooleanManagedProperty";
            case MEMO, STRING, MULTISELECT, ENTITY_NAME, VIRTUAL, PARTY_LIST, CALENDAR_RULES -> "Edm.String";
        };
    }

    /** Whether texts of this type are compared. */
    static boolean isText(Column column) {
        return column.type() == ColumnType.STRING
                || column.type() == ColumnType.MEMO
                || column.type() == ColumnType.ENTITY_NAME
                || column.type() == ColumnType.MULTISELECT;
    }
}
