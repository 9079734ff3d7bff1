package org.crmlink.sandbox.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tables and relationships of one organization; immutable. A customization makes a new schema. */
public final class Schema {

    private final Map<String, Table> tables;
    private final Map<String, Table> bySet = new LinkedHashMap<>();
    private final List<OneToMany> oneToMany;
    private final List<ManyToMany> manyToMany;
    private final Map<String, List<OneToMany>> byReferenced = new LinkedHashMap<>();
    private final Map<String, List<OneToMany>> byReferencing = new LinkedHashMap<>();

    private Schema(Builder builder) {
        this.tables = new LinkedHashMap<>(builder.tables);
        this.oneToMany = List.copyOf(builder.oneToMany.values());
        this.manyToMany = List.copyOf(builder.manyToMany.values());
        for (Table table : tables.values()) {
            if (bySet.putIfAbsent(table.entitySetName(), table) != null) {
                throw new IllegalArgumentException("two tables have the set name " + table.entitySetName());
            }
        }
        for (OneToMany relation : oneToMany) {
            mustExist(relation.schemaName(), relation.referencedTable(), relation.referencedColumn());
            mustExist(relation.schemaName(), relation.referencingTable(), relation.referencingColumn());
            byReferenced
                    .computeIfAbsent(relation.referencedTable(), name -> new ArrayList<>())
                    .add(relation);
            byReferencing
                    .computeIfAbsent(relation.referencingTable(), name -> new ArrayList<>())
                    .add(relation);
        }
        for (ManyToMany relation : manyToMany) {
            mustExist(relation.schemaName(), relation.intersectTable(), relation.attribute1());
            mustExist(relation.schemaName(), relation.intersectTable(), relation.attribute2());
            mustExist(
                    relation.schemaName(),
                    relation.table1(),
                    require(relation.table1()).primaryId());
            mustExist(
                    relation.schemaName(),
                    relation.table2(),
                    require(relation.table2()).primaryId());
        }
    }

    private void mustExist(String relation, String table, String column) {
        Table found = tables.get(table);
        if (found == null || found.column(column).isEmpty()) {
            throw new IllegalArgumentException("relationship " + relation + " names " + table + "." + column);
        }
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with this schema. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.tables.putAll(tables);
        oneToMany.forEach(builder::oneToMany);
        manyToMany.forEach(builder::manyToMany);
        return builder;
    }

    /** All tables in declared order. */
    public List<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** A table by its logical name, case-sensitive. */
    public Optional<Table> table(String logicalName) {
        return Optional.ofNullable(tables.get(logicalName));
    }

    /** A table that must exist. */
    public Table require(String logicalName) {
        Table table = tables.get(logicalName);
        if (table == null) {
            throw new IllegalArgumentException("no table " + logicalName);
        }
        return table;
    }

    /** A table by its set name, case-sensitive. */
    public Optional<Table> tableBySet(String entitySetName) {
        return Optional.ofNullable(bySet.get(entitySetName));
    }

    /** All 1:N relationships. */
    public List<OneToMany> oneToMany() {
        return oneToMany;
    }

    /** All N:N relationships. */
    public List<ManyToMany> manyToMany() {
        return manyToMany;
    }

    /** 1:N relationships whose rows point to this table. */
    public List<OneToMany> referencing(String referencedTable) {
        return List.copyOf(byReferenced.getOrDefault(referencedTable, List.of()));
    }

    /** Lookups of this table as relationships. */
    public List<OneToMany> lookupsOf(String referencingTable) {
        return List.copyOf(byReferencing.getOrDefault(referencingTable, List.of()));
    }

    /** N:N relationships of this table, on either side. */
    public List<ManyToMany> manyToManyOf(String table) {
        List<ManyToMany> found = new ArrayList<>();
        for (ManyToMany relation : manyToMany) {
            if (relation.table1().equals(table) || relation.table2().equals(table)) {
                found.add(relation);
            }
        }
        return found;
    }

    /** An N:N relationship by its schema name. */
    public Optional<ManyToMany> manyToMany(String schemaName) {
        for (ManyToMany relation : manyToMany) {
            if (relation.schemaName().equals(schemaName)) {
                return Optional.of(relation);
            }
        }
        return Optional.empty();
    }

    /** Collects tables and relationships; single thread. */
    public static final class Builder {

        private final Map<String, Table> tables = new LinkedHashMap<>();
        private final Map<String, OneToMany> oneToMany = new LinkedHashMap<>();
        private final Map<String, ManyToMany> manyToMany = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a table, or replaces the one of the same name. */
        public Builder table(Table table) {
            tables.put(table.logicalName(), table);
            return this;
        }

        /** Removes a table and its relationships. */
        public Builder withoutTable(String name) {
            tables.remove(name);
            oneToMany
                    .values()
                    .removeIf(r -> r.referencedTable().equals(name)
                            || r.referencingTable().equals(name));
            manyToMany
                    .values()
                    .removeIf(r -> r.intersectTable().equals(name)
                            || r.table1().equals(name)
                            || r.table2().equals(name));
            return this;
        }

        /** Adds or replaces a 1:N relationship. */
        public Builder oneToMany(OneToMany relation) {
            oneToMany.put(relation.schemaName(), relation);
            return this;
        }

        /** Removes the 1:N relationships of a lookup column. */
        public Builder withoutLookup(String table, String column) {
            oneToMany
                    .values()
                    .removeIf(r -> r.referencingTable().equals(table)
                            && r.referencingColumn().equals(column));
            return this;
        }

        /** Adds or replaces an N:N relationship. */
        public Builder manyToMany(ManyToMany relation) {
            manyToMany.put(relation.schemaName(), relation);
            return this;
        }

        /** The finished schema; relationships to unknown tables or columns are an {@link IllegalArgumentException}. */
        public Schema build() {
            return new Schema(this);
        }
    }
}
