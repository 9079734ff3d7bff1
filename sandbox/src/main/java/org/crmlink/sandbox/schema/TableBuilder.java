package org.crmlink.sandbox.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds {@link Table}s. Single thread; {@link #build()} copies, so that a builder can go on. */
public final class TableBuilder {

    final String logicalName;
    String schemaName;
    String displayName;
    String displayCollectionName;
    String collectionName;
    String entitySetName;

    @Nullable
    String primaryName;

    Ownership ownership = Ownership.USER_OWNED;
    boolean changeTracking = true;
    boolean optimisticConcurrency = true;
    boolean intersect;
    boolean activity;
    boolean custom;
    boolean creatable = true;
    boolean deletable = true;
    boolean updatable = true;
    boolean enforceStateTransitions;
    int objectTypeCode;

    @Nullable
    UUID metadataId;

    @Nullable
    WriteRule writeRule;

    final List<Column> columns = new ArrayList<>();
    final List<AlternateKey> keys = new ArrayList<>();
    final List<WriteEffect> effects = new ArrayList<>();
    final Map<Integer, String> translations = new TreeMap<>();

    private TableBuilder(String schemaName, String displayName, String entitySetName) {
        this.logicalName = Names.lower(schemaName);
        this.schemaName = schemaName;
        this.displayName = displayName;
        this.displayCollectionName = displayName;
        this.collectionName = entitySetName;
        this.entitySetName = entitySetName;
    }

    TableBuilder(TableBuilder of) {
        this.logicalName = of.logicalName;
        this.schemaName = of.schemaName;
        this.displayName = of.displayName;
        this.displayCollectionName = of.displayCollectionName;
        this.collectionName = of.collectionName;
        this.entitySetName = of.entitySetName;
        this.primaryName = of.primaryName;
        this.ownership = of.ownership;
        this.changeTracking = of.changeTracking;
        this.optimisticConcurrency = of.optimisticConcurrency;
        this.intersect = of.intersect;
        this.activity = of.activity;
        this.custom = of.custom;
        this.creatable = of.creatable;
        this.deletable = of.deletable;
        this.updatable = of.updatable;
        this.enforceStateTransitions = of.enforceStateTransitions;
        this.objectTypeCode = of.objectTypeCode;
        this.metadataId = of.metadataId;
        this.writeRule = of.writeRule;
        this.columns.addAll(of.columns);
        this.keys.addAll(of.keys);
        this.effects.addAll(of.effects);
        this.translations.putAll(of.translations);
    }

    /**
     * Starts a table.
     *
     * @param schemaName {@code Account}; its lower case is the logical name
     * @param displayName name of one row for people
     * @param entitySetName name in URLs
     */
    public static TableBuilder table(String schemaName, String displayName, String entitySetName) {
        return new TableBuilder(schemaName, displayName, entitySetName);
    }

    /** Names several rows for people. */
    public TableBuilder plural(String name) {
        this.displayCollectionName = name;
        return this;
    }

    /** Sets the logical name of the collection where it is not the set name. */
    public TableBuilder collectionName(String name) {
        this.collectionName = name;
        return this;
    }

    /** Names the column whose text names a row. */
    public TableBuilder primaryName(String column) {
        this.primaryName = column;
        return this;
    }

    /** Sets who owns rows. */
    public TableBuilder ownership(Ownership owner) {
        this.ownership = owner;
        return this;
    }

    /** Says whether a change feed exists; true unless said. */
    public TableBuilder changeTracking(boolean tracked) {
        this.changeTracking = tracked;
        return this;
    }

    /** Says whether writes may name the version they expect; true unless said. */
    public TableBuilder optimisticConcurrency(boolean enabled) {
        this.optimisticConcurrency = enabled;
        return this;
    }

    /** The table holds the pairs of an N:N relationship. */
    public TableBuilder intersect() {
        this.intersect = true;
        this.ownership = Ownership.NONE;
        this.optimisticConcurrency = false;
        return this;
    }

    /** Says whether clients may create rows; true unless said. */
    public TableBuilder creatable(boolean allowed) {
        this.creatable = allowed;
        return this;
    }

    /** Says whether clients may delete rows; true unless said. */
    public TableBuilder deletable(boolean allowed) {
        this.deletable = allowed;
        return this;
    }

    /** Says whether clients may change rows; true unless said. */
    public TableBuilder updatable(boolean allowed) {
        this.updatable = allowed;
        return this;
    }

    /** Only the server makes, changes and deletes rows. */
    public TableBuilder readOnly() {
        return creatable(false).updatable(false).deletable(false);
    }

    /** A status reason may only be followed by those that its option names. */
    public TableBuilder enforceStateTransitions(boolean enforced) {
        this.enforceStateTransitions = enforced;
        return this;
    }

    /** Adds the name of one row in another language than English. */
    public TableBuilder translated(int languageCode, String name) {
        this.translations.put(languageCode, name);
        return this;
    }

    /** Adds what the server does with other rows around changes. */
    public TableBuilder effect(WriteEffect effect) {
        this.effects.add(effect);
        return this;
    }

    /** Rows are activities. */
    public TableBuilder activity() {
        this.activity = true;
        return this;
    }

    /** Made by a customizer. */
    public TableBuilder custom() {
        this.custom = true;
        return this;
    }

    /** Sets the number that old protocols use in place of the name. */
    public TableBuilder objectTypeCode(int code) {
        this.objectTypeCode = code;
        return this;
    }

    /** Sets a metadata id known from real servers. */
    public TableBuilder metadataId(String guid) {
        this.metadataId = UUID.fromString(guid);
        return this;
    }

    /** Sets what the server changes on writes. */
    public TableBuilder writeRule(WriteRule rule) {
        this.writeRule = rule;
        return this;
    }

    /** Adds columns. */
    public TableBuilder columns(ColumnBuilder... more) {
        return columns(Arrays.asList(more));
    }

    /** Adds columns. */
    public TableBuilder columns(List<ColumnBuilder> more) {
        for (ColumnBuilder column : more) {
            columns.add(column.build());
        }
        return this;
    }

    /** Adds a column, or puts it in the place of the one with the same logical name. */
    public TableBuilder column(Column column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).logicalName().equals(column.logicalName())) {
                columns.set(i, column);
                return this;
            }
        }
        columns.add(column);
        return this;
    }

    /** Removes a column and its formatted companions. */
    public TableBuilder withoutColumn(String name) {
        columns.removeIf(column -> column.logicalName().equals(name) || name.equals(column.attributeOf()));
        return this;
    }

    /** Names one row for people. */
    public TableBuilder displayName(String name) {
        this.displayName = name;
        return this;
    }

    /** Removes an alternate key. */
    public TableBuilder withoutKey(String schema) {
        keys.removeIf(key -> key.schemaName().equals(schema));
        return this;
    }

    /** Adds an alternate key. */
    public TableBuilder key(String schema, String display, String... columnNames) {
        keys.add(new AlternateKey(schema, display, Arrays.asList(columnNames)));
        return this;
    }

    Column primaryId() {
        for (Column column : columns) {
            if (column.automatic() == Automatic.PRIMARY_ID) {
                return column;
            }
        }
        throw new IllegalArgumentException("table " + logicalName + " has no primary id");
    }

    /** The finished table. */
    public Table build() {
        return new Table(new TableBuilder(this));
    }
}
