package org.crmlink.sandbox.salesforce.org;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of an org: in memory, but for what is large of the bytes of files, which lies in temporary files until the store is closed. Thread-safe.
 *
 * <p>A record gets its stamp when it is saved and is seen when its work is committed, which may be seconds later: who asks for what changed since
 * a moment can miss it. That is how the real service behaves (backend page, section 10.2).
 *
 * <p>A deleted record stays, marked, until it is purged. Two works that change one record wait for each other.
 */
public final class RecordStore implements AutoCloseable {

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final Clock clock;
    private final RecordIds ids;
    private final Duration lockTimeout;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Condition released = lock.writeLock().newCondition();
    private final Map<String, ObjectData> objects = new LinkedHashMap<>();
    private final Map<String, Work> holders = new HashMap<>();
    private final Blobs blobs = new Blobs();
    private OrgSchema schema;
    private @Nullable Instant deletionsSince;

    /** An empty store. */
    public RecordStore(OrgSchema schema, Clock clock, RecordIds ids) {
        this(schema, clock, ids, LOCK_TIMEOUT);
    }

    /**
     * An empty store.
     *
     * @param lockTimeout how long a work waits for a record that another one changes
     */
    public RecordStore(OrgSchema schema, Clock clock, RecordIds ids, Duration lockTimeout) {
        this.schema = schema;
        this.clock = clock;
        this.ids = ids;
        this.lockTimeout = lockTimeout;
        for (SObject object : schema.objects()) {
            objects.put(object.name(), new ObjectData(object));
        }
    }

    /** The present schema. */
    public OrgSchema schema() {
        return reading(() -> schema);
    }

    /**
     * Begins a work on behalf of a user. It must be closed.
     *
     * @param user id of the user
     */
    public Work begin(String user) {
        return new Work(this, user, Optional.empty());
    }

    /**
     * Begins a work whose records are stamped with a moment of the caller's choice, as if they were saved then and are committed only now.
     *
     * @param saved whole seconds
     */
    public Work begin(String user, Instant saved) {
        return new Work(this, user, Optional.of(saved.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Runs something while nobody else reads, writes or commits: what it sees and what it changes happens at one moment. */
    public void alone(Runnable action) {
        writing(() -> {
            action.run();
            return true;
        });
    }

    /** A committed record, also one in the recycle bin. */
    public Optional<Row> get(String id) {
        return reading(() -> Optional.ofNullable(committed(id)));
    }

    /** All committed records of an object in the order of their ids, also those in the recycle bin. */
    public List<Row> rows(SObject object) {
        return reading(() -> new ArrayList<>(data(object).rows()));
    }

    /** Records changed then or later, the oldest first, also those in the recycle bin. */
    public List<Row> changedSince(SObject object, Instant from) {
        return reading(() -> data(object).changedSince(from));
    }

    /**
     * Records with a value, also those in the recycle bin.
     *
     * @param field a lookup, or what is unique or can be upserted by
     */
    public List<Row> withValue(SObject object, Field field, Object value) {
        return reading(() -> {
            ObjectData data = data(object);
            List<Row> found = new ArrayList<>();
            for (String id : data.withValue(object.slot(field.name()), value)) {
                Row row = data.get(id);
                if (row != null) {
                    found.add(row);
                }
            }
            return found;
        });
    }

    /** Ids of what was deleted from the first moment to before the second, with the moment, the oldest first. */
    public Map<String, Instant> deletions(SObject object, Instant from, Instant to) {
        return reading(() -> data(object).deletions(from, to));
    }

    /** Forgets that anything was deleted before the moment, as the real service does from time to time. */
    public void pruneDeletions(Instant before) {
        writing(() -> {
            objects.values().forEach(data -> data.pruneDeletions(before));
            deletionsSince = before;
            return Boolean.TRUE;
        });
    }

    /** Since when deletions are known; empty if none was ever forgotten. */
    public Optional<Instant> deletionsKnownSince() {
        return reading(() -> Optional.ofNullable(deletionsSince));
    }

    /** Empties the recycle bin of what was deleted before the moment. */
    public int purge(Instant deletedBefore) {
        return writing(() -> {
            int count = 0;
            for (ObjectData data : objects.values()) {
                List<Row> dead = data.rows().stream()
                        .filter(row -> row.isDeleted() && row.systemModstamp().isBefore(deletedBefore))
                        .toList();
                dead.forEach(row -> data.purge(row.id()));
                count += dead.size();
            }
            return count;
        });
    }

    /** Publishes a customization: records keep the values of fields that still exist. */
    public void alter(OrgSchema changed) {
        writing(() -> {
            if (!holders.isEmpty()) {
                throw new IllegalStateException("cannot change the objects while records are being changed");
            }
            Map<String, ObjectData> moved = new LinkedHashMap<>();
            for (SObject object : changed.objects()) {
                ObjectData old = objects.get(object.name());
                if (old != null && old.object() == object) {
                    moved.put(object.name(), old);
                } else {
                    ObjectData data = new ObjectData(object);
                    if (old != null) {
                        old.rows().forEach(row -> data.put(moved(row, object)));
                    }
                    moved.put(object.name(), data);
                }
            }
            objects.values().stream().filter(old -> !moved.containsValue(old)).forEach(ObjectData::release);
            objects.clear();
            objects.putAll(moved);
            schema = changed;
            return Boolean.TRUE;
        });
    }

    private static Row moved(Row row, SObject object) {
        @Nullable Object[] cells = new @Nullable Object[object.fields().size()];
        for (int slot = 0; slot < cells.length; slot++) {
            Field field = object.fields().get(slot);
            boolean kept = row.object().slot(field.name()) >= 0;
            cells[slot] = kept
                    ? row.get(field.name())
                    : field.type() == FieldType.BOOLEAN ? field.defaultValue().orElse(null) : null;
        }
        return new Row(object, row.id(), cells);
    }

    /** The moment that a record saved now gets; whole seconds. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Deletes the temporary files; records can still be read, but not what large bytes they have. */
    @Override
    public void close() {
        blobs.close();
    }

    // ---------------------------------------------------------------- for works

    Blobs blobs() {
        return blobs;
    }

    String newId(SObject object) {
        return ids.next(object.keyPrefix());
    }

    OrgSchema schemaInside() {
        return schema;
    }

    ObjectData data(SObject object) {
        ObjectData data = objects.get(object.name());
        if (data == null) {
            throw new IllegalArgumentException("there is no object " + object);
        }
        return data;
    }

    @Nullable
    Row committed(String id) {
        return schema.objectOf(id).map(object -> data(object).get(id)).orElse(null);
    }

    /**
     * Makes sure that nobody else changes the record, or takes the unique value, until the work ends. With the write lock, which it gives back while
     * it waits.
     *
     * @param key id of the record, or the value with its object and field
     */
    void hold(Work work, String key) {
        long left = lockTimeout.toNanos();
        while (true) {
            Work holder = holders.putIfAbsent(key, work);
            if (holder == null || holder == work) {
                return;
            }
            if (left <= 0) {
                throw OrgException.of(
                        "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: " + key);
            }
            try {
                left = released.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                left = 0;
            }
        }
    }

    void release(Work work) {
        holders.values().removeIf(holder -> holder == work);
        released.signalAll();
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
}
