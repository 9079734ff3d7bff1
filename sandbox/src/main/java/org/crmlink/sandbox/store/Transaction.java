package org.crmlink.sandbox.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.WriteEffect;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: sees its own changes, others see them from the commit on. Its first change takes a row version; while it is open,
 * {@link Store#minActiveRowVersion()} does not pass that version. Used by one thread at a time.
 *
 * <p>A refused operation leaves the transaction as it was before, except a refused deletion with a cascade: then only a rollback is left.
 */
public final class Transaction implements AutoCloseable {

    private final Store store;
    private final @Nullable Reference caller;
    private final boolean exclusive;
    private final RowWriter writer;
    private final long commitsAtBegin;
    /** By table: the new row, or the tombstone. */
    private final Map<String, Map<RecordId, Object>> changed = new LinkedHashMap<>();

    private final Map<KeyIndex, Map<Object, RecordId>> newKeys = new HashMap<>();
    private final Set<Store.RowKey> held = new LinkedHashSet<>();
    private long firstVersion;
    private @Nullable WriteGuard guard;
    private @Nullable Reference delegate;
    private boolean system;
    /** How deep inside cascades and effects it is. */
    private int serverWork;

    private boolean doomed;
    private boolean ended;

    Transaction(Store store, @Nullable Reference caller, boolean exclusive) {
        this.store = store;
        this.caller = caller;
        this.exclusive = exclusive;
        this.commitsAtBegin = store.commits();
        this.writer = new RowWriter(this, store);
    }

    /**
     * Lets the following writes set columns that clients cannot write, such as the creation time; for those who make history: sample
     * data, tests.
     */
    public Transaction asSystem() {
        this.system = true;
        return this;
    }

    /** Asks this guard, or none, about the changes that follow. */
    public void guard(@Nullable WriteGuard newGuard) {
        this.guard = newGuard;
    }

    /** Does work that the server does by itself, unasked. */
    public <T extends @Nullable Object> T unguarded(Supplier<T> work) {
        WriteGuard before = guard;
        guard = null;
        try {
            return work.get();
        } finally {
            guard = before;
        }
    }

    /** Names who really writes, if the caller is impersonated; rows keep it. */
    public void delegate(@Nullable Reference realCaller) {
        this.delegate = realCaller;
    }

    /** Who really writes, if the caller is impersonated. */
    Optional<Reference> delegate() {
        return Optional.ofNullable(delegate);
    }

    /**
     * Does work as the server itself, as actions such as {@code WinQuote} do: it may write what clients cannot, and rules for clients,
     * such as states that only actions reach, do not apply.
     */
    public <T> T asServer(Supplier<T> work) {
        serverWork++;
        try {
            return work.get();
        } finally {
            serverWork--;
        }
    }

    /** The user on whose behalf rows are written. */
    public Optional<Reference> caller() {
        return Optional.ofNullable(caller);
    }

    /** The row as this transaction sees it. */
    public Optional<Row> get(String table, RecordId id) {
        return store.reading(() -> Optional.ofNullable(find(table, id)));
    }

    /**
     * The row with this alternate key as this transaction sees it.
     *
     * @throws StoreException.UnknownKey if the columns are no alternate key
     */
    public Optional<Row> getByKey(String table, Map<String, ?> key) {
        return store.reading(() -> {
            KeyIndex index = store.keyIndex(table, key.keySet());
            RecordId id = ownerOf(table, index, Store.keyValue(index, key));
            return id == null ? Optional.empty() : Optional.ofNullable(find(table, id));
        });
    }

    /** Rows whose lookup (or id column of an intersect table) points to the target, as this transaction sees them. */
    public List<Row> related(String table, String column, RecordId target) {
        return store.writing(
                () -> { // an index may have to be made
                    List<Row> rows = new ArrayList<>();
                    for (RecordId id : referrers(table, column, target)) {
                        Row row = find(table, id);
                        if (row != null) {
                            rows.add(row);
                        }
                    }
                    return rows;
                });
    }

    /**
     * Creates a row.
     *
     * @param id the id, or null for the one in the primary id column or else a new one
     * @param values by column name; columns that clients cannot write on creation are ignored
     * @throws StoreException.DuplicateKey if the id or an alternate key exists
     * @throws StoreException.InvalidValue if a column cannot take its value
     */
    public Row insert(String table, @Nullable RecordId id, Map<String, ? extends @Nullable Object> values) {
        return store.writing(() -> {
            mustBeOpen();
            TableData data = store.data(table);
            WriteGuard asked = asked();
            if (asked != null) {
                asked.creating(data.table(), values);
            }
            RecordId key = id != null ? id : writer.givenId(data.table(), values);
            store.hold(this, table, key);
            if (find(table, key) != null) {
                throw new StoreException.DuplicateKey(
                        table, key, null, List.of(data.table().primaryId()));
            }
            @Nullable Object[] slots = writer.created(data.table(), values);
            Row row = put(data, key, slots);
            if (asked != null) {
                asked.created(row, values);
            }
            return row;
        });
    }

    /** Changes columns of a row; one that is not there is a {@link StoreException.RowNotFound}. */
    public Row update(String table, RecordId id, Map<String, ? extends @Nullable Object> values) {
        return change(table, id, values, null);
    }

    /** As {@link #update(String, RecordId, Map)}, if the row has this version; else {@link StoreException.VersionMismatch}. */
    public Row update(String table, RecordId id, Map<String, ? extends @Nullable Object> values, long expectedVersion) {
        return change(table, id, values, expectedVersion);
    }

    /** Changes the row, or creates it if there is none. */
    public Upserted upsert(String table, RecordId id, Map<String, ? extends @Nullable Object> values) {
        return store.writing(() -> {
            mustBeOpen();
            store.hold(this, table, id);
            return find(table, id) != null
                    ? new Upserted(update(table, id, values), false)
                    : new Upserted(insert(table, id, values), true);
        });
    }

    /** As {@link #upsert(String, RecordId, Map)} for the row with this alternate key; a new row gets the key's values. */
    public Upserted upsertByKey(String table, Map<String, ?> key, Map<String, ? extends @Nullable Object> values) {
        return store.writing(() -> {
            Optional<Row> found = getByKey(table, key);
            if (found.isPresent()) {
                return new Upserted(update(table, found.get().id(), values), false);
            }
            Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
            all.putAll(key);
            return new Upserted(insert(table, null, all), true);
        });
    }

    /**
     * Deletes a row and does to the rows that refer to it what the relationships say.
     *
     * @throws StoreException.DeleteRestricted if such rows forbid it
     */
    public void delete(String table, RecordId id) {
        store.writing(() -> {
            mustBeOpen();
            mayDelete(table, id);
            remove(table, id, null);
            return Boolean.TRUE;
        });
    }

    /** As {@link #delete(String, RecordId)}, if the row has this version; else {@link StoreException.VersionMismatch}. */
    public void delete(String table, RecordId id, long expectedVersion) {
        store.writing(() -> {
            mustBeOpen();
            mayDelete(table, id);
            remove(table, id, expectedVersion);
            return Boolean.TRUE;
        });
    }

    /**
     * Puts a pair into an N:N relationship.
     *
     * @param relationship schema name
     * @param first row of the relationship's first side
     * @param second row of its second side
     * @return the row of the intersect table
     * @throws StoreException.DuplicateKey if the pair is there
     * @throws StoreException.RowNotFound if a side is not there
     */
    public Row associate(String relationship, RecordId first, RecordId second) {
        return store.writing(() -> {
            mustBeOpen();
            ManyToMany relation = relation(relationship);
            Row one = require(relation.table1(), first);
            Row other = require(relation.table2(), second);
            WriteGuard asked = asked();
            if (asked != null) {
                asked.linking(relation, one, other);
            }
            return unguarded(() -> insert(
                    relation.intersectTable(),
                    null,
                    Map.of(relation.attribute1(), first, relation.attribute2(), second)));
        });
    }

    /** Takes a pair out of an N:N relationship; false if it was not there. */
    public boolean disassociate(String relationship, RecordId first, RecordId second) {
        return store.writing(() -> {
            mustBeOpen();
            ManyToMany relation = relation(relationship);
            for (RecordId id : referrers(relation.intersectTable(), relation.attribute1(), first)) {
                Row row = require(relation.intersectTable(), id);
                if (second.equals(row.get(relation.attribute2()))) {
                    WriteGuard asked = asked();
                    if (asked != null) {
                        asked.linking(relation, require(relation.table1(), first), require(relation.table2(), second));
                    }
                    remove(relation.intersectTable(), id, null);
                    return true;
                }
            }
            return false;
        });
    }

    /** The rows whose lookup points to the target, as this transaction sees them. */
    public List<Reference> referrers(String table, String column, Reference target) {
        return store.writing(
                () -> { // an index may have to be made
                    List<Reference> found = new ArrayList<>();
                    for (RecordId id : referrers(table, column, target.id())) {
                        found.add(new Reference(table, id));
                    }
                    return found;
                });
    }

    /** Makes the changes visible to all, at once. */
    public void commit() {
        store.writing(() -> {
            mustBeOpen();
            if (doomed) {
                throw new IllegalStateException(
                        "an operation failed half-way: the transaction can only be rolled back");
            }
            boolean othersCommitted = store.commits() != commitsAtBegin;
            if (othersCommitted) {
                cascadeAgain();
            }
            List<Row> rows = changes(Row.class);
            List<Tombstone> tombstones = changes(Tombstone.class);
            if (othersCommitted) {
                // What was unique and present when it was written may not be so now.
                rows.forEach(this::checkAgain);
            }
            rows.sort(Comparator.comparingLong(Row::version));
            tombstones.sort(Comparator.comparingLong(Tombstone::version));
            store.commit(this, rows, tombstones);
            ended = true;
            return Boolean.TRUE;
        });
    }

    /** Drops the changes; the versions they took stay taken. Does nothing after a commit. */
    public void rollback() {
        store.writing(() -> {
            if (!ended) {
                ended = true;
                changed.clear();
                store.rollback(this);
            }
            return Boolean.TRUE;
        });
    }

    /** Rolls back unless committed. */
    @Override
    public void close() {
        rollback();
    }

    // ---------------------------------------------------------------- inside, with the write lock

    private Row change(
            String table, RecordId id, Map<String, ? extends @Nullable Object> values, @Nullable Long expectedVersion) {
        return store.writing(() -> {
            mustBeOpen();
            store.hold(this, table, id);
            Row old = require(table, id);
            WriteGuard asked = asked();
            if (asked != null) {
                asked.updating(old, values);
            }
            mustHave(old, expectedVersion);
            Row row = put(store.data(table), id, writer.updated(old, values));
            if (asked != null) {
                asked.updated(old, row, values);
            }
            return row;
        });
    }

    /** Who is to be asked: nobody about what the server does by itself. */
    private @Nullable WriteGuard asked() {
        return serverWork > 0 ? null : guard;
    }

    private void mayDelete(String table, RecordId id) {
        WriteGuard asked = asked();
        if (asked != null) {
            asked.deleting(require(table, id));
        }
    }

    private Row put(TableData data, RecordId id, @Nullable Object[] slots) {
        Row row = new Row(data.table(), id, store.currentRowVersion() + 1, slots);
        List<WriteEffect> effects = data.table().effects();
        RowChange change = new RowChange(
                this,
                data.table(),
                id,
                effects.isEmpty() ? null : find(data.table().logicalName(), id),
                row);
        check(effects, change);
        for (KeyIndex index : data.keys()) {
            checkUnique(data, index, row);
        }
        takeVersion();
        for (KeyIndex index : data.keys()) {
            Object key = index.keyOf(row);
            if (key != null) {
                newKeys.computeIfAbsent(index, unused -> new HashMap<>()).put(key, id);
            }
        }
        changesOf(data.table().logicalName()).put(id, row);
        return after(effects, change) ? require(data.table().logicalName(), id) : row;
    }

    private void check(List<WriteEffect> effects, RowChange change) {
        if (!isServer()) {
            effects.forEach(effect -> effect.check(change));
        }
    }

    /** Lets the server do what follows; half of it must not be committed. Whether there was anything to do. */
    private boolean after(List<WriteEffect> effects, RowChange change) {
        if (effects.isEmpty()) {
            return false;
        }
        boolean alreadyDoomed = doomed;
        doomed = true;
        serverWork++;
        try {
            effects.forEach(effect -> effect.after(change));
        } finally {
            serverWork--;
        }
        doomed = alreadyDoomed;
        return true;
    }

    private void remove(String table, RecordId id, @Nullable Long expectedVersion) {
        store.hold(this, table, id);
        Row old = require(table, id);
        mustHave(old, expectedVersion);
        mustNotBeRestricted(table, id);
        List<WriteEffect> effects = store.data(table).table().effects();
        RowChange change = new RowChange(this, old.table(), id, old, null);
        check(effects, change);
        boolean alreadyDoomed = doomed;
        doomed = true; // until the cascade is through
        changesOf(table).put(id, new Tombstone(table, id, takeVersion(), store.now()));
        cascade(table, id);
        after(effects, change);
        doomed = alreadyDoomed;
    }

    private void mustNotBeRestricted(String table, RecordId id) {
        for (OneToMany relation : store.schemaInside().referencing(table)) {
            if (relation.onDelete() == DeleteBehavior.RESTRICT
                    && !referrers(relation, id).isEmpty()) {
                throw new StoreException.DeleteRestricted(table, id, relation.schemaName());
            }
        }
    }

    private void cascade(String table, RecordId id) {
        serverWork++;
        try {
            cascadeInside(table, id);
        } finally {
            serverWork--;
        }
    }

    private void cascadeInside(String table, RecordId id) {
        for (OneToMany relation : store.schemaInside().referencing(table)) {
            for (RecordId child : referrers(relation, id)) {
                if (find(relation.referencingTable(), child) == null) {
                    continue; // went with another branch of the cascade
                }
                if (relation.onDelete() == DeleteBehavior.CASCADE) {
                    remove(relation.referencingTable(), child, null);
                } else if (relation.onDelete() == DeleteBehavior.REMOVE_LINK) {
                    unlink(relation, child);
                }
            }
        }
        for (ManyToMany relation : store.schemaInside().manyToManyOf(table)) {
            if (relation.table1().equals(table)) {
                removeAll(relation.intersectTable(), relation.attribute1(), id);
            }
            if (relation.table2().equals(table)) {
                removeAll(relation.intersectTable(), relation.attribute2(), id);
            }
        }
    }

    private void unlink(OneToMany relation, RecordId child) {
        store.hold(this, relation.referencingTable(), child);
        Row old = require(relation.referencingTable(), child);
        put(store.data(relation.referencingTable()), child, writer.unlinked(old, relation.referencingColumn()));
    }

    private void removeAll(String table, String column, RecordId target) {
        for (RecordId row : referrers(table, column, target)) {
            if (find(table, row) != null) {
                remove(table, row, null);
            }
        }
    }

    private List<RecordId> referrers(OneToMany relation, RecordId id) {
        if (relation.onDelete() == DeleteBehavior.NO_CASCADE) {
            return List.of();
        }
        return referrers(relation.referencingTable(), relation.referencingColumn(), id);
    }

    private List<RecordId> referrers(String table, String column, RecordId target) {
        Set<RecordId> found = new LinkedHashSet<>(store.data(table).referrers(column, target));
        for (Map.Entry<RecordId, Object> change :
                changed.getOrDefault(table, Map.of()).entrySet()) {
            boolean refers = change.getValue() instanceof Row row && target.equals(ReferenceIndex.target(row, column));
            if (refers) {
                found.add(change.getKey());
            } else {
                found.remove(change.getKey());
            }
        }
        return List.copyOf(found);
    }

    @Nullable
    Row find(String table, RecordId id) {
        Map<RecordId, Object> ofTable = changed.get(table);
        Object change = ofTable == null ? null : ofTable.get(id);
        if (change != null) {
            return change instanceof Row row ? row : null;
        }
        return store.data(table).get(id);
    }

    /** Whether it runs from begin to end under the store's write lock. */
    boolean isExclusive() {
        return exclusive;
    }

    /** Whether rules for clients do not apply: the server itself is at work, or somebody who makes history. */
    boolean isServer() {
        return system || serverWork > 0;
    }

    /** Called with the write lock, as all effects are. */
    void hold(Reference reference) {
        store.hold(this, reference.table(), reference.id());
    }

    @Nullable
    Row find(Reference reference) {
        return store.schemaInside().table(reference.table()).isEmpty() ? null : find(reference.table(), reference.id());
    }

    long firstVersion() {
        return firstVersion;
    }

    Set<Store.RowKey> held() {
        return held;
    }

    private Row require(String table, RecordId id) {
        Row row = find(table, id);
        if (row == null) {
            throw new StoreException.RowNotFound(table, id);
        }
        return row;
    }

    private ManyToMany relation(String name) {
        return store.schemaInside().manyToMany(name).orElseThrow(() -> new StoreException.UnknownRelationship(name));
    }

    private void checkUnique(TableData data, KeyIndex index, Row row) {
        Object key = index.keyOf(row);
        if (key == null) {
            return;
        }
        String table = data.table().logicalName();
        mustNotBelongToOther(
                table, index, key, row, newKeys.getOrDefault(index, Map.of()).get(key));
        mustNotBelongToOther(table, index, key, row, index.find(key));
    }

    private void mustNotBelongToOther(String table, KeyIndex index, Object key, Row row, @Nullable RecordId owner) {
        if (owner != null && !owner.equals(row.id()) && hasKey(table, owner, index, key)) {
            throw new StoreException.DuplicateKey(table, owner, index.name(), index.columns());
        }
    }

    /** The row that has this key now, own changes included. */
    private @Nullable RecordId ownerOf(String table, KeyIndex index, Object key) {
        RecordId mine = newKeys.getOrDefault(index, Map.of()).get(key);
        if (mine != null && hasKey(table, mine, index, key)) {
            return mine;
        }
        RecordId theirs = index.find(key);
        return theirs != null && hasKey(table, theirs, index, key) ? theirs : null;
    }

    private boolean hasKey(String table, RecordId id, KeyIndex index, Object key) {
        Row row = find(table, id);
        return row != null && key.equals(index.keyOf(row));
    }

    private <T> List<T> changes(Class<T> kind) {
        List<T> found = new ArrayList<>();
        for (Map<RecordId, Object> ofTable : changed.values()) {
            for (Object change : ofTable.values()) {
                if (kind.isInstance(change)) {
                    found.add(kind.cast(change));
                }
            }
        }
        return found;
    }

    /** Others may have made rows that refer to what this transaction deleted: they have to follow it. */
    private void cascadeAgain() {
        for (Tombstone dead : changes(Tombstone.class)) {
            mustNotBeRestricted(dead.table(), dead.id());
            cascade(dead.table(), dead.id());
        }
    }

    private void checkAgain(Row row) {
        TableData data = store.data(row.table().logicalName());
        for (KeyIndex index : data.keys()) {
            checkUnique(data, index, row);
        }
        writer.checkTargets(row);
    }

    private static void mustHave(Row row, @Nullable Long expected) {
        if (expected != null && expected != row.version()) {
            throw new StoreException.VersionMismatch(row.table().logicalName(), row.id(), expected, row.version());
        }
    }

    private Map<RecordId, Object> changesOf(String table) {
        return changed.computeIfAbsent(table, name -> new LinkedHashMap<>());
    }

    private long takeVersion() {
        long version = store.nextVersion();
        if (firstVersion == 0) {
            firstVersion = version;
        }
        return version;
    }

    private void mustBeOpen() {
        if (ended) {
            throw new IllegalStateException("the transaction has ended");
        }
    }
}
