package org.crmlink.sandbox.dynamics.schema;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.StoreException;
import org.crmlink.sandbox.store.Transaction;

/** The rows of a definition document. Each has an id, so that the document can be used again without making them twice. */
final class DefinedRows {

    private record DefinedRow(DefinitionNode node, String table, RecordId id, Map<String, Object> values) {}

    private record DefinedPair(DefinitionNode node, ManyToMany relation, RecordId first, RecordId second) {}

    private DefinedRows() {}

    /** Refuses rows that do not fit the schema. */
    static void check(Schema schema, DefinitionNode root) {
        rows(schema, root);
        pairs(schema, root);
    }

    static void insert(Store store, DefinitionNode root) {
        List<DefinedRow> rows = rows(store.schema(), root);
        List<DefinedPair> pairs = pairs(store.schema(), root);
        store.run(transaction -> {
            transaction.asSystem();
            rows.forEach(row -> insert(transaction, row));
            pairs.forEach(pair -> associate(transaction, pair));
        });
    }

    private static void insert(Transaction transaction, DefinedRow row) {
        if (transaction.get(row.table(), row.id()).isPresent()) {
            return;
        }
        try {
            transaction.insert(row.table(), row.id(), row.values());
        } catch (StoreException e) {
            throw row.node().wrong("values", String.valueOf(e.getMessage()));
        }
    }

    private static void associate(Transaction transaction, DefinedPair pair) {
        try {
            transaction.associate(pair.relation().schemaName(), pair.first(), pair.second());
        } catch (StoreException.DuplicateKey e) {
            return; // it is there already
        } catch (StoreException e) {
            throw pair.node().wrong(String.valueOf(e.getMessage()));
        }
    }

    private static List<DefinedRow> rows(Schema schema, DefinitionNode root) {
        List<DefinedRow> rows = new ArrayList<>();
        for (DefinitionNode node : root.objects("rows")) {
            String name = node.requireText("table");
            Table table = schema.table(name)
                    .filter(found -> !found.isIntersect())
                    .orElseThrow(() -> node.wrong("table", DefinitionNode.unknown(name, names(schema))));
            RecordId id = id(node, "id");
            Map<String, Object> values = new LinkedHashMap<>();
            Optional<DefinitionNode> given = node.object("values");
            if (given.isPresent()) {
                for (String column : given.get().names()) {
                    value(given.get(), table, column).ifPresent(value -> values.put(column, value));
                }
            }
            node.done();
            rows.add(new DefinedRow(node, name, id, values));
        }
        return rows;
    }

    private static List<String> names(Schema schema) {
        List<String> names = new ArrayList<>();
        schema.tables().forEach(table -> names.add(table.logicalName()));
        return names;
    }

    private static List<DefinedPair> pairs(Schema schema, DefinitionNode root) {
        List<DefinedPair> pairs = new ArrayList<>();
        for (DefinitionNode node : root.objects("pairs")) {
            String name = node.requireText("relationship");
            List<String> known = new ArrayList<>();
            schema.manyToMany().forEach(relation -> known.add(relation.schemaName()));
            ManyToMany relation = schema.manyToMany(name)
                    .orElseThrow(() -> node.wrong("relationship", DefinitionNode.unknown(name, known)));
            pairs.add(new DefinedPair(node, relation, id(node, "first"), id(node, "second")));
            node.done();
        }
        return pairs;
    }

    private static RecordId id(DefinitionNode node, String member) {
        String text = node.requireText(member);
        try {
            return RecordId.guid(text);
        } catch (IllegalArgumentException e) {
            throw node.wrong(member, "'" + text + "' is no GUID");
        }
    }

    private static Optional<Object> value(DefinitionNode node, Table table, String name) {
        Column column = table.column(name).filter(Column::isStored).orElseThrow(() -> {
            List<String> known = new ArrayList<>();
            table.storedColumns().forEach(other -> known.add(other.logicalName()));
            return node.wrong(name, DefinitionNode.unknown(name, known));
        });
        if (!node.has(name)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (column.type()) {
                    case STRING, MEMO, ENTITY_NAME -> node.requireText(name);
                    case BOOLEAN, MANAGED_PROPERTY -> node.flag(name, false);
                    case INTEGER, PICKLIST, STATE, STATUS -> node.requireWhole(name);
                    case BIGINT -> big(node, name);
                    case DECIMAL, MONEY -> number(node, name);
                    case DOUBLE -> number(node, name).doubleValue();
                    case DATETIME -> date(node, column, name);
                    case MULTISELECT -> node.numbers(name);
                    case UNIQUEIDENTIFIER -> id(node, name);
                    case IMAGE -> image(node, name);
                    case LOOKUP, CUSTOMER, OWNER -> reference(node, column, name);
                    case FILE, PARTY_LIST, CALENDAR_RULES, VIRTUAL ->
                        throw node.wrong(name, "a column of this type takes no value here");
                });
    }

    private static BigDecimal number(DefinitionNode node, String name) {
        return node.number(name).orElseThrow();
    }

    private static Long big(DefinitionNode node, String name) {
        try {
            return number(node, name).longValueExact();
        } catch (ArithmeticException e) {
            throw node.wrong(name, "a whole number of at most 64 bits is expected");
        }
    }

    private static Object date(DefinitionNode node, Column column, String name) {
        String text = node.requireText(name);
        try {
            return column.isDateOnly() ? LocalDate.parse(text) : (Object) Instant.parse(text);
        } catch (DateTimeException e) {
            throw node.wrong(
                    name,
                    "'" + text + "' is no "
                            + (column.isDateOnly() ? "day such as 2024-06-30" : "time such as 2024-06-30T12:00:00Z"));
        }
    }

    private static byte[] image(DefinitionNode node, String name) {
        try {
            return Base64.getDecoder().decode(node.requireText(name));
        } catch (IllegalArgumentException e) {
            throw node.wrong(name, "base64 is expected");
        }
    }

    /** An id where there is one target only, else a table and an id. */
    private static Reference reference(DefinitionNode node, Column column, String name) {
        if (node.raw(name).orElseThrow() instanceof String) {
            if (column.targets().size() != 1) {
                throw node.wrong(name, "the lookup leads to several tables: {\"table\": …, \"id\": …} is expected");
            }
            return new Reference(column.targets().get(0), id(node, name));
        }
        DefinitionNode target = node.object(name).orElseThrow();
        String table = target.requireText("table");
        if (!column.targets().contains(table)) {
            throw target.wrong("table", DefinitionNode.unknown(table, column.targets()));
        }
        Reference reference = new Reference(table, id(target, "id"));
        target.done();
        return reference;
    }
}
