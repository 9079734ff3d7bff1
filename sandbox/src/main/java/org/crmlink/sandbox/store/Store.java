package org.crmlink.sandbox.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.crmlink.sandbox.schema.AlternateKey;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * The data of one organization in memory: what a SQL Server is to the real product. Thread-safe.
 *
 * <p>Every change takes a row version from one counter for all tables <em>when it is made</em> and becomes visible <em>when its
 * transaction commits</em>. Therefore a change with a lower version can appear after one with a higher version was read; a reader who
 * wants to miss nothing asks only for changes below {@link #minActiveRowVersion()}.
 *
 * <p>Readers see committed rows only and never wait for open transactions. Two writers of one row wait for each other.
 */
public final class Store {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final ServerClock clock;
    private final IdSource ids;
    private final Duration lockTimeout;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Condition released = lock.writeLock().newCondition();
    private final Map<String, TableData> tables = new LinkedHashMap<>();
    private final Map<RowKey, Transaction> locks = new HashMap<>();
    private final Set<Transaction> open = new HashSet<>();
    private Schema schema;
    private long counter;
    private long commits;
    private Instant second = Instant.EPOCH;
    private @Nullable CommitListener listener;
    private volatile Organization organization = Organization.EMPTY;
    private volatile Instant begun;

    /** An empty store with random GUIDs for new rows. */
    public Store(Schema schema, Clock clock) {
        this(schema, clock, table -> RecordId.random(), LOCK_TIMEOUT);
    }

    /**
     * An empty store.
     *
     * @param ids makes ids for rows whose creator gave none
     * @param lockTimeout how long a writer waits for a row that another open transaction holds
     */
    public Store(Schema schema, Clock clock, IdSource ids, Duration lockTimeout) {
        this.schema = schema;
        this.clock = clock instanceof ServerClock server ? server : new ServerClock(clock);
        this.ids = ids;
        this.lockTimeout = lockTimeout;
        this.begun = this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
        for (Table table : schema.tables()) {
            tables.put(table.logicalName(), new TableData(schema, table));
        }
    }

    /** The server's clock. */
    public ServerClock clock() {
        return clock;
    }

    /** When it was first made, by its clock, to the second: whoever remembers anything of earlier remembers another store. */
    public Instant begun() {
        return begun;
    }

    /** Makes it the store that was first made then. */
    void begun(Instant then) {
        this.begun = then;
    }

    /** The present schema. */
    public Schema schema() {
        return reading(() -> schema);
    }

    /** What the server puts into rows when the client does not say. */
    public Organization organization() {
        return organization;
    }

    /** Sets what the server puts into rows when the client does not say. */
    public void organization(Organization defaults) {
        this.organization = defaults;
    }

    /**
     * Publishes a customization: rows keep the values of columns that still exist, rows and tombstones of removed tables are gone, no
     * row version changes.
     *
     * @throws IllegalStateException while a transaction is open
     */
    public void alter(Schema changed) {
        writing(() -> {
            if (!open.isEmpty()) {
                throw new IllegalStateException("cannot change the schema while a transaction is open");
            }
            Map<String, TableData> moved = new LinkedHashMap<>();
            for (Table table : changed.tables()) {
                TableData old = tables.get(table.logicalName());
                if (old == null) {
                    moved.put(table.logicalName(), new TableData(changed, table));
                } else {
                    moved.put(table.logicalName(), old.table() == table ? old : old.under(changed, table));
                }
            }
            tables.clear();
            tables.putAll(moved);
            schema = changed;
            return null;
        });
    }

    // ---------------------------------------------------------------- reading

    /** A committed row. */
    public Optional<Row> get(String table, RecordId id) {
        return reading(() -> Optional.ofNullable(data(table).get(id)));
    }

    /**
     * A committed row by alternate key.
     *
     * @throws StoreException.UnknownKey if the columns are no alternate key
     */
    public Optional<Row> getByKey(String table, Map<String, ?> key) {
        return reading(() -> {
            KeyIndex index = keyIndex(table, key.keySet());
            RecordId id = index.find(keyValue(index, key));
            return id == null
                    ? Optional.empty()
                    : Optional.ofNullable(data(table).get(id));
        });
    }

    /** Committed rows in id order: at most {@code limit}, those with an id above {@code after}, or from the first if null. */
    public List<Row> scan(String table, @Nullable RecordId after, int limit) {
        return scan(table, after, limit, row -> true);
    }

    /** As {@link #scan(String, RecordId, int)}, only rows that match. The test must not write; it may read the store. */
    public List<Row> scan(String table, @Nullable RecordId after, int limit, Predicate<? super Row> test) {
        return reading(() -> {
            NavigableMap<RecordId, Row> rows = data(table).rows();
            Collection<Row> tail =
                    after == null ? rows.values() : rows.tailMap(after, false).values();
            List<Row> found = new ArrayList<>();
            for (Row row : tail) {
                if (found.size() >= limit) {
                    break;
                }
                if (test.test(row)) {
                    found.add(row);
                }
            }
            return found;
        });
    }

    /** Rows whose lookup (or id column of an intersect table) points to the target, in id order. */
    public List<Row> related(String table, String column, RecordId target) {
        if (lock.getReadHoldCount() > 0 && !reading(() -> data(table).hasReferenceIndex(column))) {
            // Called from the test of a scan: a read lock cannot become a write lock, so no index can be made now.
            return scan(table, null, Integer.MAX_VALUE, row -> target.equals(ReferenceIndex.target(row, column)));
        }
        if (!reading(() -> data(table).hasReferenceIndex(column))) {
            writing(() -> data(table).referrers(column, target));
        }
        return reading(() -> rowsOf(table, data(table).referrers(column, target)));
    }

    private List<Row> rowsOf(String table, List<RecordId> found) {
        List<Row> rows = new ArrayList<>(found.size());
        for (RecordId id : found) {
            Row row = data(table).get(id);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** At most {@code limit} committed rows with {@code after < version <= upTo}, lowest version first. */
    public List<Row> rowsSince(String table, long after, long upTo, int limit) {
        return reading(() -> data(table).byVersion().range(after, upTo, limit));
    }

    /** At most {@code limit} committed deletions with {@code after < version <= upTo}, lowest version first. */
    public List<Tombstone> tombstonesSince(String table, long after, long upTo, int limit) {
        return reading(() -> data(table).tombstones().range(after, upTo, limit));
    }

    /** All committed changes with {@code after < version <= upTo}. */
    public Changes changesSince(String table, long after, long upTo) {
        return reading(() -> new Changes(
                rowsSince(table, after, upTo, Integer.MAX_VALUE),
                tombstonesSince(table, after, upTo, Integer.MAX_VALUE)));
    }

    /** Number of committed changes with {@code after < version <= upTo}. */
    public int countChanges(String table, long after, long upTo) {
        return reading(() -> data(table).byVersion().count(after, upTo)
                + data(table).tombstones().count(after, upTo));
    }

    /** Number of committed rows. */
    public int count(String table) {
        return reading(() -> data(table).count());
    }

    /** A number that is another one after each committed change to one of these tables; tables that do not exist never change. */
    public long revision(Collection<String> names) {
        return reading(() -> {
            long sum = 0;
            for (String name : names) {
                TableData data = tables.get(name);
                sum += data == null ? 0 : data.revision();
            }
            return sum;
        });
    }

    /** The highest row version that anyone has taken. */
    public long currentRowVersion() {
        return reading(() -> counter);
    }

    /** The lowest version that an open transaction holds, or the next version if there is none: all changes below it are visible. */
    public long minActiveRowVersion() {
        return reading(() -> {
            long lowest = counter + 1;
            for (Transaction transaction : open) {
                if (transaction.firstVersion() > 0) {
                    lowest = Math.min(lowest, transaction.firstVersion());
                }
            }
            return lowest;
        });
    }

    // ---------------------------------------------------------------- writing

    /** Opens a transaction of the organization's user. It must be closed. */
    public Transaction begin() {
        return begin(organization.user());
    }

    /** Opens a transaction of this caller. It must be closed. */
    public Transaction begin(@Nullable Reference caller) {
        return writing(() -> begin(caller, false));
    }

    private Transaction begin(@Nullable Reference caller, boolean exclusive) {
        Transaction transaction = new Transaction(this, caller, exclusive);
        open.add(transaction);
        return transaction;
    }

    /** Runs the work as one transaction: all of it or, if it throws, nothing. Other writers wait meanwhile. */
    public <T> T write(Function<? super Transaction, ? extends T> work) {
        return write(organization.user(), work);
    }

    /** As {@link #write(Function)} for this caller. */
    public <T> T write(@Nullable Reference caller, Function<? super Transaction, ? extends T> work) {
        return writing(() -> {
            try (Transaction transaction = begin(caller, true)) {
                T result = work.apply(transaction);
                transaction.commit();
                return result;
            }
        });
    }

    /** As {@link #write(Function)} for work without a result. */
    public void run(Consumer<? super Transaction> work) {
        write(transaction -> {
            work.accept(transaction);
            return Boolean.TRUE;
        });
    }

    /** Creates one row with a new id in a transaction of its own. */
    public Row insert(String table, Map<String, ? extends @Nullable Object> values) {
        return write(transaction -> transaction.insert(table, null, values));
    }

    /** Changes columns of one row in a transaction of its own. */
    public Row update(String table, RecordId id, Map<String, ? extends @Nullable Object> values) {
        return write(transaction -> transaction.update(table, id, values));
    }

    /** Deletes one row in a transaction of its own. */
    public void delete(String table, RecordId id) {
        run(transaction -> transaction.delete(table, id));
    }

    /** Forgets deletions made before the given moment, as the real servers do after some days; returns how many. */
    public int forgetTombstones(Instant before) {
        return writing(() -> tables.values().stream()
                .mapToInt(data -> data.forgetTombstones(before))
                .sum());
    }

    /** Takes a row version for nothing, as a transaction that is rolled back does, and returns it. */
    public long spendVersion() {
        return writing(() -> {
            long version = nextVersion();
            if (listener != null) {
                listener.committing(counter, List.of(), List.of());
            }
            return version;
        });
    }

    // ---------------------------------------------------------------- for the transactions

    /** Waits until no other transaction holds the row, then holds it for this one. Called with the write lock. */
    void hold(Transaction transaction, String table, RecordId id) {
        if (transaction.isExclusive() && open.size() == 1) {
            return; // it has the write lock until its end, and nobody to wait for: no other can come
        }
        RowKey key = new RowKey(table, id);
        transaction.held().add(key);
        long nanos = lockTimeout.toNanos();
        while (true) {
            Transaction holder = locks.putIfAbsent(key, transaction);
            if (holder == null || holder == transaction) {
                return;
            }
            if (nanos <= 0) {
                throw new StoreException.LockTimeout(table, id);
            }
            try {
                nanos = released.awaitNanos(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.LockTimeout(table, id);
            }
        }
    }

    long nextVersion() {
        return ++counter;
    }

    RecordId newId(Table table) {
        return ids.next(table);
    }

    /** The present time in whole seconds; the same object within one second, because millions of rows hold it. */
    Instant now() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (!now.equals(second)) {
            second = now;
        }
        return second;
    }

    TableData data(String table) {
        TableData data = tables.get(table);
        if (data == null) {
            throw new StoreException.UnknownTable(table);
        }
        return data;
    }

    Schema schemaInside() {
        return schema;
    }

    long commits() {
        return commits;
    }

    KeyIndex keyIndex(String table, Set<String> columns) {
        TableData data = data(table);
        AlternateKey key = data.table()
                .keyOver(columns)
                .orElseThrow(() -> new StoreException.UnknownKey(table, List.copyOf(columns)));
        for (KeyIndex index : data.keys()) {
            if (key.schemaName().equals(index.name())) {
                return index;
            }
        }
        throw new IllegalStateException("no index of key " + key.schemaName());
    }

    static Object keyValue(KeyIndex index, Map<String, ?> key) {
        @Nullable Object[] values = new @Nullable Object[index.columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = key.get(index.columns().get(i));
        }
        Object value = KeyIndex.keyOf(values);
        if (value == null) {
            throw new IllegalArgumentException("a key column has no value");
        }
        return value;
    }

    void commit(Transaction transaction, List<Row> rows, List<Tombstone> tombstones) {
        if (listener != null && transaction.firstVersion() > 0) {
            listener.committing(counter, rows, tombstones);
        }
        apply(rows, tombstones);
        if (transaction.firstVersion() > 0) {
            commits++;
        }
        release(transaction);
    }

    void rollback(Transaction transaction) {
        release(transaction);
        if (listener != null && transaction.firstVersion() > 0) {
            // A reader may have been given a token with the versions taken here: they must stay taken after a restart.
            listener.committing(counter, List.of(), List.of());
        }
    }

    private void release(Transaction transaction) {
        open.remove(transaction);
        transaction.held().forEach(key -> locks.remove(key, transaction));
        released.signalAll();
    }

    void apply(List<Row> rows, List<Tombstone> tombstones) {
        for (Row row : rows) {
            data(row.table().logicalName()).put(row);
        }
        for (Tombstone tombstone : tombstones) {
            data(tombstone.table()).bury(tombstone);
        }
    }

    // ---------------------------------------------------------------- for the files

    void listener(@Nullable CommitListener newListener) {
        writing(() -> {
            listener = newListener;
            return null;
        });
    }

    /** Versions up to this one count as taken. */
    void raiseCounter(long atLeast) {
        counter = Math.max(counter, atLeast);
    }

    <T extends @Nullable Object> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    <T extends @Nullable Object> T writing(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** A row that a transaction holds. */
    record RowKey(String table, RecordId id) {}
}
