package org.crmlink.sandbox;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.dynamics.schema.DynamicsSchema;
import org.crmlink.sandbox.dynamics.schema.SchemaDefinition;
import org.crmlink.sandbox.dynamics.security.SecurityRows;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.DurableStore;
import org.crmlink.sandbox.store.Store;

/**
 * The definitions that customize the organization, those of the options together with what a folder remembers. A folder must not lose
 * rows because a definition was forgotten: the definition is kept beside them, and another one must have all that it had.
 */
final class KeptSchema {

    private static final String FILE = "sandbox.schema.json";

    private final Optional<Path> folder;
    private final List<SchemaDefinition> definitions;
    private final Schema schema;
    private final boolean changed;

    private KeptSchema(Optional<Path> folder, List<SchemaDefinition> definitions, Schema schema, boolean changed) {
        this.folder = folder;
        this.definitions = new ArrayList<>(definitions);
        this.schema = schema;
        this.changed = changed;
    }

    /**
     * Reads the definitions.
     *
     * @throws IllegalArgumentException if one is wrong, or has not all that the folder's rows need
     */
    static KeptSchema read(DynamicsOptions options) throws IOException {
        List<SchemaDefinition> given = new ArrayList<>();
        for (Path file : options.schemas()) {
            given.add(SchemaDefinition.read(file));
        }
        Optional<Path> kept =
                options.folder().map(folder -> folder.resolve(FILE)).filter(Files::exists);
        boolean records = options.folder().filter(DurableStore::isIn).isPresent();
        if (kept.isEmpty() || !records) {
            // A file without records is left from a start that did not succeed.
            return new KeptSchema(options.folder(), given, applied(given), !given.isEmpty() || kept.isPresent());
        }
        List<SchemaDefinition> old;
        try {
            old = SchemaDefinition.ofJson(Files.readAllBytes(kept.get()));
        } catch (IOException e) {
            throw new IOException(kept.get() + " is damaged: " + e.getMessage(), e);
        }
        Schema before = applied(old);
        if (given.isEmpty()) {
            return new KeptSchema(options.folder(), old, before, false);
        }
        Schema now = applied(given);
        mustHaveAll(options.folder().orElseThrow(), before, now);
        boolean same = old.stream()
                .map(SchemaDefinition::tree)
                .toList()
                .equals(given.stream().map(SchemaDefinition::tree).toList());
        return new KeptSchema(options.folder(), given, now, !same);
    }

    private static Schema applied(List<SchemaDefinition> definitions) {
        Schema schema = DynamicsSchema.standard();
        for (SchemaDefinition definition : definitions) {
            schema = definition.apply(schema);
        }
        return schema;
    }

    private static void mustHaveAll(Path folder, Schema before, Schema now) {
        for (Table table : before.tables()) {
            Table other = now.table(table.logicalName())
                    .orElseThrow(() -> lost(folder, "has no table " + table.logicalName()));
            for (Column column : table.storedColumns()) {
                Optional<Column> same = other.column(column.logicalName()).filter(Column::isStored);
                if (same.isEmpty()) {
                    throw lost(folder, "has no column " + table.logicalName() + "." + column.logicalName());
                }
                if (same.get().type() != column.type() || same.get().isDateOnly() != column.isDateOnly()) {
                    throw lost(
                            folder,
                            "gives the column " + table.logicalName() + "." + column.logicalName() + " another type");
                }
            }
        }
    }

    private static IllegalArgumentException lost(Path folder, String what) {
        return new IllegalArgumentException("the records in " + folder
                + " were made under another definition: the one given now " + what
                + ". Give one that has all of it, or none to go on with what the folder remembers, or use another"
                + " folder");
    }

    /** The customized schema. */
    Schema schema() {
        return schema;
    }

    /** Whether there is something that the folder does not know. */
    boolean isChanged() {
        return changed;
    }

    /** The definitions, in order. */
    List<SchemaDefinition> definitions() {
        return List.copyOf(definitions);
    }

    /**
     * Customizes the running organization, as publishing does.
     *
     * @throws IllegalArgumentException if the definition does not fit; nothing is changed then
     * @throws IllegalStateException while a transaction is open
     * @throws IOException if it cannot be written into the folder
     */
    synchronized void define(Store store, SchemaDefinition definition) throws IOException {
        store.alter(definition.apply(store.schema()));
        SecurityRows.seed(store); // a new table has privileges of its own
        add(definition);
        definition.insertRows(store);
    }

    /** Adds a definition that was applied to the running organization. */
    private void add(SchemaDefinition definition) throws IOException {
        boolean again = !definitions.isEmpty()
                && definitions.get(definitions.size() - 1).tree().equals(definition.tree());
        if (!again) {
            definitions.add(definition);
        }
        save();
    }

    /** Writes the definitions into the folder, if there is one. */
    void save() throws IOException {
        if (folder.isEmpty()) {
            return;
        }
        Path file = folder.get().resolve(FILE);
        Path fresh = folder.get().resolve(FILE + ".new");
        Files.createDirectories(folder.get());
        Files.write(fresh, SchemaDefinition.toJson(definitions));
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
