package org.crmlink.sandbox.dynamics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;

/**
 * A row named by a URL: by id, or by the columns of an alternate key.
 *
 * @param table its table
 * @param id its id, or empty if it is named by key
 * @param key the key's values by column, empty if it is named by id
 */
record Rows(Table table, Optional<RecordId> id, Map<String, Object> key) {

    /** The table behind an entity set. */
    static Table table(Schema schema, String entitySet) {
        return schema.tableBySet(entitySet).orElseThrow(() -> ApiErrors.noSegment(entitySet));
    }

    /** The row that a segment such as {@code accounts(accountnumber='A-1')} names. */
    static Rows of(Schema schema, Segment segment) {
        Table table = table(schema, segment.name());
        Map<String, String> arguments = segment.arguments();
        if (arguments.isEmpty()) {
            throw ApiErrors.badKey(table.logicalName());
        }
        if (arguments.containsKey("")) {
            UUID id = Literals.guid(arguments.get(""))
                    .filter(unused -> arguments.size() == 1)
                    .orElseThrow(() -> ApiErrors.badKey(table.logicalName()));
            return new Rows(table, Optional.of(RecordId.of(id)), Map.of());
        }
        String idName = Properties.idName(table);
        if (arguments.size() == 1 && arguments.containsKey(idName)) {
            UUID id = Literals.guid(arguments.get(idName)).orElseThrow(() -> ApiErrors.badKey(table.logicalName()));
            return new Rows(table, Optional.of(RecordId.of(id)), Map.of());
        }
        Map<String, Object> key = new LinkedHashMap<>();
        arguments.forEach((name, literal) -> {
            Column column =
                    Properties.find(table, name).orElseThrow(() -> ApiErrors.noProperty(name, table.logicalName()));
            key.put(column.logicalName(), value(table, column, literal));
        });
        if (table.keyOver(key.keySet()).isEmpty()) {
            throw ApiErrors.keyNotDefined(String.join(",", key.keySet()), table.logicalName());
        }
        return new Rows(table, Optional.empty(), key);
    }

    private static Object value(Table table, Column column, String literal) {
        Object constant = literal.startsWith("'") && literal.endsWith("'") && literal.length() > 1
                ? literal.substring(1, literal.length() - 1).replace("''", "'")
                : Literals.word(literal).map(Object::toString).orElse(literal);
        if (constant instanceof String text
                && !Properties.isText(column)
                && Literals.word(text).isPresent()) {
            constant = Literals.word(text).get();
        }
        Object value = ColumnValues.ofConstant(table, column, constant);
        if (value == null) {
            throw ApiErrors.badKey(table.logicalName());
        }
        return value;
    }

    /** How the service refers to this row in {@code OData-EntityId} after an upsert by key. */
    String keyText() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Object> part : key.entrySet()) {
            Column column = table.require(part.getKey());
            String value = part.getValue().toString();
            text.append(text.length() == 0 ? "" : ",")
                    .append(Properties.jsonName(column))
                    .append('=');
            if (Properties.isText(column)) {
                text.append('\'')
                        .append(Percent.encode(value.replace("'", "''")))
                        .append('\'');
            } else if (part.getValue() instanceof org.crmlink.sandbox.store.Reference reference) {
                text.append(reference.id().text());
            } else {
                text.append(value);
            }
        }
        return text.toString();
    }

    /** What to say if there is no such row. */
    ApiException notFound() {
        return id.map(known -> ApiErrors.noRow(table.logicalName(), known))
                .orElseGet(() -> ApiErrors.noRowByKey(table.logicalName()));
    }
}
