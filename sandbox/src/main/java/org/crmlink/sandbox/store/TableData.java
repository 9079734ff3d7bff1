package org.crmlink.sandbox.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.crmlink.sandbox.schema.AlternateKey;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** The committed rows of one table with their indexes. Guarded by the store's lock. */
final class TableData {

    private final Table table;
    private final WritePlan plan;
    private final NavigableMap<RecordId, Row> byId = new TreeMap<>();
    private final VersionLog<Row> byVersion = new VersionLog<>();
    private final Map<RecordId, Tombstone> tombstones = new HashMap<>();
    private final VersionLog<Tombstone> tombstonesByVersion = new VersionLog<>();
    private final List<KeyIndex> keys = new ArrayList<>();
    private final Map<String, ReferenceIndex> references = new HashMap<>();
    private long revision;

    TableData(Schema schema, Table table) {
        this.table = table;
        this.plan = new WritePlan(table);
        for (AlternateKey key : table.keys()) {
            keys.add(new KeyIndex(key.schemaName(), key.columns()));
        }
        if (table.isIntersect()) {
            for (ManyToMany relation : schema.manyToMany()) {
                if (relation.intersectTable().equals(table.logicalName())) {
                    keys.add(new KeyIndex(null, List.of(relation.attribute1(), relation.attribute2())));
                }
            }
        }
    }

    /** The same rows under another form of the table. */
    TableData under(Schema schema, Table changed) {
        TableData data = new TableData(schema, changed);
        data.revision = revision + 1;
        for (Row row : byVersion.range(0, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            data.put(row.under(changed));
        }
        tombstonesByVersion.range(0, Long.MAX_VALUE, Integer.MAX_VALUE).forEach(data::bury);
        return data;
    }

    Table table() {
        return table;
    }

    WritePlan plan() {
        return plan;
    }

    List<KeyIndex> keys() {
        return keys;
    }

    @Nullable
    Row get(RecordId id) {
        return byId.get(id);
    }

    int count() {
        return byId.size();
    }

    /** A number that grows with each change. */
    long revision() {
        return revision;
    }

    NavigableMap<RecordId, Row> rows() {
        return byId;
    }

    VersionLog<Row> byVersion() {
        return byVersion;
    }

    VersionLog<Tombstone> tombstones() {
        return tombstonesByVersion;
    }

    /** Makes this the present version of the row; a tombstone of the same id is forgotten, the row lives again. */
    void put(Row row) {
        revision++;
        Row old = byId.put(row.id(), row);
        if (old != null) {
            unindex(old);
        }
        Tombstone dead = tombstones.remove(row.id());
        if (dead != null) {
            tombstonesByVersion.remove(dead.version());
        }
        byVersion.add(row.version(), row);
        keys.forEach(key -> key.add(row));
        references.values().forEach(index -> index.add(row));
    }

    void bury(Tombstone tombstone) {
        revision++;
        Row old = byId.remove(tombstone.id());
        if (old != null) {
            unindex(old);
        }
        Tombstone earlier = tombstones.put(tombstone.id(), tombstone);
        if (earlier != null) {
            tombstonesByVersion.remove(earlier.version());
        }
        tombstonesByVersion.add(tombstone.version(), tombstone);
    }

    private void unindex(Row old) {
        byVersion.remove(old.version());
        keys.forEach(key -> key.remove(old));
        references.values().forEach(index -> index.remove(old));
    }

    int forgetTombstones(Instant before) {
        List<Tombstone> old = new ArrayList<>(tombstones.values());
        old.removeIf(tombstone -> !tombstone.deletedOn().isBefore(before));
        for (Tombstone tombstone : old) {
            tombstones.remove(tombstone.id());
            tombstonesByVersion.remove(tombstone.version());
        }
        return old.size();
    }

    boolean hasReferenceIndex(String column) {
        return references.containsKey(column);
    }

    /** Ids of rows whose lookup points to the target; makes the index if there is none, which needs the write lock. */
    List<RecordId> referrers(String column, RecordId target) {
        ReferenceIndex index = references.computeIfAbsent(column, name -> {
            ReferenceIndex made = new ReferenceIndex(name);
            byId.values().forEach(made::add);
            return made;
        });
        return index.of(target);
    }
}
