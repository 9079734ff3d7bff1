package org.crmlink.sandbox.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One table; immutable. Made with {@link TableBuilder}, changed by {@link #toBuilder()}. */
public final class Table {

    private final TableBuilder spec;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final List<Column> storedColumns = new ArrayList<>();
    private final List<WriteEffect> effects;
    private final Map<Automatic, Column> automatic = new LinkedHashMap<>();

    Table(TableBuilder spec) {
        this.spec = spec;
        this.effects = List.copyOf(spec.effects);
        for (Column column : spec.columns) {
            if (columns.putIfAbsent(column.logicalName(), column) != null) {
                throw new IllegalArgumentException(
                        "table " + spec.logicalName + " has two columns " + column.logicalName());
            }
            if (column.isStored()) {
                slots.put(column.logicalName(), storedColumns.size());
                storedColumns.add(column);
            }
            if (column.automatic() != Automatic.NONE && automatic.putIfAbsent(column.automatic(), column) != null) {
                throw new IllegalArgumentException(
                        "table " + spec.logicalName + " has two columns for " + column.automatic());
            }
        }
        if (!automatic.containsKey(Automatic.PRIMARY_ID)) {
            throw new IllegalArgumentException("table " + spec.logicalName + " has no primary id");
        }
        for (AlternateKey key : spec.keys) {
            for (String name : key.columns()) {
                if (!slots.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "key " + key.schemaName() + " names column " + name + " that is not stored");
                }
            }
        }
    }

    /** Logical name, case-sensitive. */
    public String logicalName() {
        return spec.logicalName;
    }

    /** Name as the maker wrote it, {@code Account}. */
    public String schemaName() {
        return spec.schemaName;
    }

    /** Name of one row for people. */
    public String displayName() {
        return spec.displayName;
    }

    /** Name of several rows for people. */
    public String displayCollectionName() {
        return spec.displayCollectionName;
    }

    /** Logical name of the collection, often the set name. */
    public String collectionName() {
        return spec.collectionName;
    }

    /** Name in URLs; data, not grammar. */
    public String entitySetName() {
        return spec.entitySetName;
    }

    /** The column of the id. */
    public String primaryId() {
        return spec.primaryId().logicalName();
    }

    /** The column whose text names a row; intersect tables have none. */
    public Optional<String> primaryName() {
        return Optional.ofNullable(spec.primaryName);
    }

    /** All columns in declared order. */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /** A column by its logical name. */
    public Optional<Column> column(String logicalName) {
        return Optional.ofNullable(columns.get(logicalName));
    }

    /** A column that must exist. */
    public Column require(String logicalName) {
        Column column = columns.get(logicalName);
        if (column == null) {
            throw new IllegalArgumentException("table " + logicalName() + " has no column " + logicalName);
        }
        return column;
    }

    /** The column that the server fills in this way. */
    public Optional<Column> automatic(Automatic meaning) {
        return Optional.ofNullable(automatic.get(meaning));
    }

    /** Columns whose values rows keep; the index in this list is the slot. */
    public List<Column> storedColumns() {
        return List.copyOf(storedColumns);
    }

    /** Slot of a stored column, -1 for derived and unknown ones. */
    public int slot(String logicalName) {
        Integer slot = slots.get(logicalName);
        return slot == null ? -1 : slot;
    }

    /** How many slots a row has. */
    public int slotCount() {
        return storedColumns.size();
    }

    /** The stored column in this slot. */
    public Column storedColumn(int slot) {
        return storedColumns.get(slot);
    }

    /** Ownership of the rows. */
    public Ownership ownership() {
        return spec.ownership;
    }

    /** Whether a change feed exists. */
    public boolean changeTracking() {
        return spec.changeTracking;
    }

    /** Whether writes may name the version they expect. */
    public boolean optimisticConcurrency() {
        return spec.optimisticConcurrency;
    }

    /** Whether the table holds the pairs of an N:N relationship. */
    public boolean isIntersect() {
        return spec.intersect;
    }

    /** Whether rows are activities. */
    public boolean isActivity() {
        return spec.activity;
    }

    /** Whether clients may create rows. */
    public boolean creatable() {
        return spec.creatable;
    }

    /** Whether clients may delete rows. */
    public boolean deletable() {
        return spec.deletable;
    }

    /** Whether a customizer made it. */
    public boolean isCustom() {
        return spec.custom;
    }

    /** The number that old protocols use in place of the name. */
    public int objectTypeCode() {
        return spec.objectTypeCode;
    }

    /** Id in the metadata, the same in each run. */
    public UUID metadataId() {
        UUID given = spec.metadataId;
        return given != null ? given : Names.metadataId("table", spec.logicalName);
    }

    /** Alternate keys. */
    public List<AlternateKey> keys() {
        return List.copyOf(spec.keys);
    }

    /** The alternate key over exactly these columns, in any order. */
    public Optional<AlternateKey> keyOver(Collection<String> columnNames) {
        for (AlternateKey key : spec.keys) {
            if (key.columns().size() == columnNames.size() && columnNames.containsAll(key.columns())) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** Whether clients may change rows. */
    public boolean updatable() {
        return spec.updatable;
    }

    /** Whether a status reason may only be followed by those that its option names. */
    public boolean enforceStateTransitions() {
        return spec.enforceStateTransitions;
    }

    /** Names of one row for people in other languages than English, by language code. */
    public Map<Integer, String> translations() {
        return Collections.unmodifiableMap(spec.translations);
    }

    /** What the server does with other rows around changes. */
    public List<WriteEffect> effects() {
        return effects;
    }

    /** What the server changes on writes, or null. */
    public @Nullable WriteRule writeRule() {
        return spec.writeRule;
    }

    /** A builder with everything this table has, for customizations. */
    public TableBuilder toBuilder() {
        return new TableBuilder(spec);
    }

    @Override
    public String toString() {
        return "Table " + logicalName();
    }
}
