package org.crmlink.sandbox.dynamics.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A document that customizes the organization: global choices, tables, columns on standard tables, N:N relationships, and rows. Immutable;
 * the format is in {@code docs/sandbox/schema.md}. Reading is strict: what is not known is refused with its place.
 */
public final class SchemaDefinition {

    private final String source;
    private final Map<?, ?> tree;

    private SchemaDefinition(String source, Map<?, ?> tree) {
        this.source = source;
        this.tree = tree;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws DefinitionException if it is no JSON document
     */
    public static SchemaDefinition read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
        String name = String.valueOf(file.getFileName());
        Object json;
        try {
            json = Json.read(text);
        } catch (IOException e) {
            throw new DefinitionException(name, "$", String.valueOf(e.getMessage()));
        }
        return of(name, json);
    }

    /**
     * A document that has been read already.
     *
     * @param source what messages call it, such as the name of a file
     * @param json the document as a tree of maps and lists
     */
    public static SchemaDefinition of(String source, @Nullable Object json) {
        DefinitionNode.root(source, json);
        if (json instanceof Map<?, ?> object) {
            return new SchemaDefinition(source, object);
        }
        throw new DefinitionException(source, "$", "an object is expected");
    }

    /** What messages call it. */
    public String source() {
        return source;
    }

    /** The document as a tree of maps and lists. */
    public Map<?, ?> tree() {
        return tree;
    }

    /**
     * The schema with this customization. A custom table of the same name is replaced; standard tables can only get more columns.
     *
     * @throws DefinitionException if the document does not fit
     */
    public Schema apply(Schema schema) {
        DefinitionNode root = DefinitionNode.root(source, tree);
        Map<String, List<Option>> choices = globalChoices(schema, root);
        DefinedTables tables = new DefinedTables(schema, choices);
        root.objects("tables").forEach(tables::declare);
        root.objects("columns").forEach(tables::extend);
        tables.complete();
        root.objects("manyToMany").forEach(tables::pairs);
        root.objects("rows");
        root.objects("pairs");
        root.done();
        Schema changed;
        try {
            changed = tables.build();
        } catch (DefinitionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new DefinitionException(source, "$", String.valueOf(e.getMessage()));
        }
        mustNotShareNames(changed, root);
        DefinedRows.check(changed, root);
        return changed;
    }

    /** Columns and navigation properties of a table are members of one JSON object. */
    private static void mustNotShareNames(Schema schema, DefinitionNode root) {
        for (Table table : schema.tables()) {
            Set<String> names = new HashSet<>();
            table.columns().stream()
                    .filter(column -> !column.type().isReference())
                    .forEach(column -> names.add(column.logicalName()));
            List<String> navigations = new ArrayList<>();
            schema.lookupsOf(table.logicalName()).stream()
                    .filter(relation -> !relation.lookupNavigation().equals("ownerid"))
                    .forEach(relation -> navigations.add(relation.lookupNavigation()));
            schema.referencing(table.logicalName())
                    .forEach(relation -> navigations.add(relation.collectionNavigation()));
            for (String name : navigations) {
                if (!names.add(name)) {
                    throw root.wrong("table " + table.logicalName() + " would have '" + name + "' twice");
                }
            }
        }
    }

    private static Map<String, List<Option>> globalChoices(Schema schema, DefinitionNode root) {
        Map<String, List<Option>> choices = new LinkedHashMap<>();
        for (Table table : schema.tables()) {
            for (Column column : table.columns()) {
                if (column.globalOptionSet()) {
                    choices.put(column.optionSetName(), column.options());
                }
            }
        }
        for (DefinitionNode choice : root.objects("globalChoices")) {
            String name = choice.requireText("name");
            List<Option> options = DefinedColumn.options(choice.objects("options"));
            if (options.isEmpty()) {
                throw choice.wrong("options", "a choice has at least one option");
            }
            choice.done();
            choices.put(name, options);
        }
        return choices;
    }

    /** Creates the rows and pairs of the document, except those that are there already; the schema must have been applied. */
    public void insertRows(Store store) {
        DefinedRows.insert(store, DefinitionNode.root(source, tree));
    }

    /** Several documents as one JSON array, to be kept beside the records. */
    public static byte[] toJson(List<SchemaDefinition> definitions) {
        List<Object> all = new ArrayList<>();
        for (SchemaDefinition definition : definitions) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("source", definition.source);
            one.put("definition", definition.tree);
            all.add(one);
        }
        return Json.bytes(all);
    }

    /**
     * What {@link #toJson} wrote.
     *
     * @throws IOException if it is something else
     */
    public static List<SchemaDefinition> ofJson(byte[] json) throws IOException {
        List<SchemaDefinition> definitions = new ArrayList<>();
        if (Json.read(json) instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> one) {
                    definitions.add(of(String.valueOf(one.get("source")), one.get("definition")));
                }
            }
            return definitions;
        }
        throw new IOException("an array of definitions is expected");
    }
}
