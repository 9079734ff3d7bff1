package org.crmlink.connector.salesforce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityType;

/**
 * An entity with what only this connector needs to know of it. Immutable.
 *
 * @param columns by name
 * @param stamp the field by which changes are read; empty if there is none that can be asked for
 * @param keepsDeleted whether deleted records stay readable for a while, and say so
 * @param repeatKey the field that makes creations repeatable, if one is configured
 */
record SObject(
        EntityType type,
        Map<String, Column> columns,
        Optional<String> stamp,
        boolean keepsDeleted,
        Optional<String> repeatKey) {

    static final String ID = "Id";
    static final String MODSTAMP = "SystemModstamp";
    static final String IS_DELETED = "IsDeleted";

    SObject {
        columns = Map.copyOf(columns);
    }

    static Map<String, Column> byName(List<Column> columns) {
        Map<String, Column> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        return byName;
    }

    String name() {
        return type.name();
    }

    Optional<Column> column(String field) {
        return Optional.ofNullable(columns.get(field));
    }

    /** The columns of these fields, which have to exist. */
    List<Column> readable(String operation, List<String> fields) {
        List<Column> found = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String field : fields) {
            column(field).ifPresentOrElse(found::add, () -> unknown.add(field));
        }
        if (!unknown.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.INVALID_DATA,
                            "entity '" + name() + "' has no readable field '" + String.join("', '", unknown) + "'")
                    .operation(operation)
                    .entity(name())
                    .hint("describe the entity to see its fields; those that the user may not see are not there")
                    .build();
        }
        return found;
    }
}
