package org.crmlink.engine.paper;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.jspecify.annotations.Nullable;

/**
 * A CRM server on paper: records with versions, a log of commits, transactions that commit late. Its methods are the back door of tests and the
 * ground under {@link PaperConnector}. Thread-safe.
 */
public final class PaperServer {

    /** A text value that the server refuses in any field. */
    public static final String REFUSED_TEXT = "refuse me";

    private final Map<String, PaperEntity> entities = new LinkedHashMap<>();
    private final Map<String, NavigableMap<String, PaperRecord>> tables = new HashMap<>();
    private final List<LogEntry> log = new ArrayList<>();
    private final TreeSet<Long> openVersions = new TreeSet<>();
    private final TreeSet<String> unreadable = new TreeSet<>();
    private final TreeSet<String> hidden = new TreeSet<>();
    private final Map<String, String> appliedOperations = new HashMap<>();
    private final Faults faults = new Faults();
    private long version = 1000;
    private int schema = 1;
    private Clock clock = Clock.systemUTC();
    private String organization = "org-on-paper";

    /** What a commit did to one record. */
    record LogEntry(String entity, String id, boolean newOwner) {}

    /** Why a write was not done. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        enum Reason {
            EXISTS,
            MISSING,
            VERSION,
            INVALID
        }

        Refused(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    public PaperServer(PaperEntity... list) {
        for (PaperEntity entity : list) {
            define(entity);
        }
    }

    public Faults faults() {
        return faults;
    }

    /** Adds or replaces an entity's description; its records stay. */
    public synchronized void define(PaperEntity entity) {
        entities.put(entity.name(), entity);
        tables.computeIfAbsent(entity.name(), name -> new TreeMap<>());
        schema++;
    }

    public synchronized void organization(String id) {
        this.organization = id;
    }

    /** The clock that relative dates in filters are judged by. */
    public synchronized void clock(Clock newClock) {
        this.clock = newClock;
    }

    synchronized LocalDate today() {
        return LocalDate.now(clock);
    }

    synchronized String organization() {
        return organization;
    }

    synchronized String schemaVersion() {
        return "schema-" + schema;
    }

    synchronized Collection<PaperEntity> entities() {
        return List.copyOf(entities.values());
    }

    synchronized @Nullable PaperEntity entity(String name) {
        return entities.get(name);
    }

    synchronized EntityType type(String name) {
        PaperEntity entity = entities.get(name);
        if (entity == null) {
            throw new IllegalArgumentException("no entity " + name);
        }
        return entity.type();
    }

    /** The one entity that a lookup points to. */
    public synchronized String entityTarget(String entity, String lookup) {
        return type(entity).field(lookup).orElseThrow().targets().get(0);
    }

    synchronized Instant now() {
        return Instant.ofEpochSecond(1_700_000_000L + version);
    }

    // ---- the back door

    /** A colleague makes a record. */
    public synchronized String create(String entity, Map<String, ? extends @Nullable Object> values) {
        String id = UUID.nameUUIDFromBytes((entity + version).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
        insert(entity, id, new LinkedHashMap<>(values), null);
        return id;
    }

    /** A colleague makes a record under this key. */
    public synchronized void createAs(String entity, String id, Map<String, ? extends @Nullable Object> values) {
        insert(entity, id, new LinkedHashMap<>(values), null);
    }

    /** A colleague changes a record. */
    public synchronized void update(String entity, String id, Map<String, ? extends @Nullable Object> values) {
        modify(entity, id, new LinkedHashMap<>(values), Optional.empty(), null);
    }

    /** A colleague deletes a record. */
    public synchronized void delete(String entity, String id) {
        remove(entity, id, Optional.empty(), null);
    }

    /** A colleague connects two records. */
    public synchronized void link(String intersect, String first, String second) {
        linkRow(intersect, first, second);
    }

    /** Begins a transaction that has taken its version but is not visible until it is committed. */
    public synchronized LateCommit beginLate(String entity, String id, Map<String, ? extends @Nullable Object> values) {
        long taken = ++version;
        openVersions.add(taken);
        return new LateCommit(this, entity, id, new LinkedHashMap<>(values), taken);
    }

    synchronized void commitLate(String entity, String id, Map<String, @Nullable Object> values, long taken) {
        openVersions.remove(taken);
        PaperRecord old = table(entity).get(id);
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        if (old != null) {
            merged.putAll(old.values());
        }
        merged.putAll(values);
        put(entity, new PaperRecord(id, taken, now(), merged));
        faults.count(Fault.LATE_COMMIT);
    }

    /** A record appears with a version that all watermarks have passed: out of a backup, or committed later than any bound allows. */
    public synchronized void createUntold(String entity, String id, Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
        all.put(entity + "id", id);
        table(entity).put(id, new PaperRecord(id, 1, now(), all));
    }

    /** From now on the record cannot be decoded. */
    public synchronized void makeUnreadable(String entity, String id) {
        unreadable.add(entity + "/" + id);
        touch(entity, id);
    }

    /** The record can be decoded again, and has changed. */
    public synchronized void makeReadable(String entity, String id) {
        unreadable.remove(entity + "/" + id);
        touch(entity, id);
    }

    /** All records that could not be decoded can be, and have changed; one that is gone can be made again. */
    public synchronized void makeAllReadable() {
        for (String mark : List.copyOf(unreadable)) {
            int slash = mark.indexOf('/');
            makeReadable(mark.substring(0, slash), mark.substring(slash + 1));
        }
    }

    /** The record gets another owner; the feed tells only that, whether the caller still sees the record or not. */
    public synchronized void giveAway(String entity, String id, boolean stillVisible) {
        if (!stillVisible) {
            hidden.add(entity + "/" + id);
        }
        touch(entity, id);
        log.add(new LogEntry(entity, id, true));
    }

    private void touch(String entity, String id) {
        PaperRecord record = table(entity).get(id);
        if (record != null) {
            put(entity, new PaperRecord(id, ++version, now(), record.values()));
        }
    }

    /** The record, if the caller may see it. */
    synchronized Optional<PaperRecord> visible(String entity, String id) {
        return hidden.contains(entity + "/" + id) ? Optional.empty() : find(entity, id);
    }

    synchronized boolean isUnreadable(String entity, String id) {
        return unreadable.contains(entity + "/" + id);
    }

    /** Every record, by id. */
    public synchronized Map<String, PaperRecord> records(String entity) {
        return new TreeMap<>(table(entity));
    }

    public synchronized Optional<PaperRecord> find(String entity, String id) {
        return Optional.ofNullable(table(entity).get(id));
    }

    public PaperRecord get(String entity, String id) {
        return find(entity, id).orElseThrow(() -> new AssertionError("the server has no " + entity + "/" + id));
    }

    // ---- what the connector asks

    synchronized int logSize() {
        return log.size();
    }

    synchronized List<LogEntry> logBetween(int from, int to) {
        return List.copyOf(log.subList(Math.min(from, log.size()), Math.min(to, log.size())));
    }

    /** Below this version every transaction is visible. */
    synchronized long safeVersion() {
        return openVersions.isEmpty() ? version : openVersions.first() - 1;
    }

    synchronized List<PaperRecord> after(String entity, String id, int limit) {
        return table(entity).tailMap(id, false).values().stream().limit(limit).toList();
    }

    synchronized List<PaperRecord> changedAfter(String entity, long watermark) {
        return table(entity).values().stream()
                .filter(record -> record.version() > watermark)
                .sorted(java.util.Comparator.comparingLong(PaperRecord::version))
                .toList();
    }

    synchronized Optional<String> appliedId(String operationId) {
        return Optional.ofNullable(appliedOperations.get(operationId));
    }

    synchronized PaperRecord insert(
            String entity, String id, Map<String, @Nullable Object> values, @Nullable String operationId) {
        if (table(entity).containsKey(id)) {
            throw new Refused(Refused.Reason.EXISTS, "a record with this id exists");
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (Field field : type(entity).fields()) {
            all.put(field.name(), null);
        }
        all.putAll(values);
        check(entity, all, true);
        all.put(type(entity).keyField(), id);
        PaperRecord record = new PaperRecord(id, ++version, now(), compute(entity, all));
        put(entity, record);
        remember(operationId, id);
        return record;
    }

    synchronized PaperRecord modify(
            String entity,
            String id,
            Map<String, @Nullable Object> values,
            Optional<String> baseVersion,
            @Nullable String operationId) {
        PaperRecord old = table(entity).get(id);
        if (old == null) {
            throw new Refused(Refused.Reason.MISSING, "the record does not exist");
        }
        if (baseVersion.isPresent() && !baseVersion.get().equals(old.versionText())) {
            faults.count(Fault.CONFLICT);
            throw new Refused(Refused.Reason.VERSION, "the version is another one");
        }
        check(entity, values, false);
        Map<String, @Nullable Object> all = new LinkedHashMap<>(old.values());
        all.putAll(values);
        PaperRecord record = new PaperRecord(id, ++version, now(), compute(entity, all));
        put(entity, record);
        remember(operationId, id);
        return record;
    }

    /** Whether there was something to delete. */
    synchronized boolean remove(String entity, String id, Optional<String> baseVersion, @Nullable String operationId) {
        PaperRecord old = table(entity).get(id);
        if (old == null) {
            remember(operationId, id);
            return false;
        }
        if (baseVersion.isPresent() && !baseVersion.get().equals(old.versionText())) {
            faults.count(Fault.CONFLICT);
            throw new Refused(Refused.Reason.VERSION, "the version is another one");
        }
        drop(entity, id);
        remember(operationId, id);
        for (PaperEntity other : entities.values()) {
            clearLookups(other, entity, id);
        }
        return true;
    }

    synchronized boolean linkRow(String intersect, String first, String second) {
        Relationship.ManyToMany pair = pairOf(intersect);
        if (!table(pair.firstEntity()).containsKey(first)
                || !table(pair.secondEntity()).containsKey(second)) {
            throw new Refused(Refused.Reason.MISSING, "an end of the pair does not exist");
        }
        if (findPair(pair, first, second).isPresent()) {
            return false;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(pair.firstField(), first);
        values.put(pair.secondField(), second);
        insert(
                intersect,
                UUID.nameUUIDFromBytes(("pair" + version).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString(),
                values,
                null);
        return true;
    }

    synchronized boolean unlinkRow(String intersect, String first, String second) {
        Relationship.ManyToMany pair = pairOf(intersect);
        Optional<PaperRecord> row = findPair(pair, first, second);
        row.ifPresent(record -> drop(intersect, record.id()));
        return row.isPresent();
    }

    synchronized String intersectOf(String relationship) {
        for (PaperEntity entity : entities.values()) {
            for (Relationship candidate : entity.relationships()) {
                if (candidate instanceof Relationship.ManyToMany pair
                        && pair.name().equals(relationship)) {
                    return pair.intersectEntity();
                }
            }
        }
        throw new Refused(Refused.Reason.INVALID, "no relationship " + relationship);
    }

    private Relationship.ManyToMany pairOf(String intersect) {
        for (Relationship relationship : type(intersect).relationships()) {
            if (relationship instanceof Relationship.ManyToMany pair
                    && pair.intersectEntity().equals(intersect)) {
                return pair;
            }
        }
        throw new IllegalArgumentException(intersect + " holds no pairs");
    }

    private Optional<PaperRecord> findPair(Relationship.ManyToMany pair, String first, String second) {
        return table(pair.intersectEntity()).values().stream()
                .filter(record -> first.equals(record.value(pair.firstField()))
                        && second.equals(record.value(pair.secondField())))
                .findFirst();
    }

    private void clearLookups(PaperEntity other, String entity, String id) {
        EntityType type = other.type();
        RecordRef gone = new RecordRef(entity, id);
        for (PaperRecord record : List.copyOf(table(other.name()).values())) {
            if (type.intersect()) {
                boolean touches = record.values().values().stream().anyMatch(id::equals);
                if (touches) {
                    drop(other.name(), record.id());
                }
                continue;
            }
            Map<String, @Nullable Object> changed = new LinkedHashMap<>(record.values());
            boolean any = false;
            for (Field field : type.fields()) {
                if (field.type() == FieldType.LOOKUP && gone.equals(record.value(field.name()))) {
                    changed.put(field.name(), null);
                    any = true;
                }
            }
            if (any) {
                put(other.name(), new PaperRecord(record.id(), ++version, now(), changed));
            }
        }
    }

    private void check(String entity, Map<String, @Nullable Object> values, boolean create) {
        EntityType type = type(entity);
        for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
            Field field = type.field(value.getKey())
                    .orElseThrow(() -> new Refused(Refused.Reason.INVALID, "no field " + value.getKey()));
            if (REFUSED_TEXT.equals(value.getValue())) {
                faults.count(Fault.REFUSAL);
                throw new Refused(Refused.Reason.INVALID, "the value of " + field.name() + " is not accepted");
            }
            if (value.getValue() instanceof RecordRef ref
                    && !table(ref.entity()).containsKey(ref.id())) {
                throw new Refused(
                        Refused.Reason.MISSING, field.name() + ": " + ref.entity() + " with this id does not exist");
            }
            if (create && field.required() && value.getValue() == null) {
                throw new Refused(Refused.Reason.INVALID, field.name() + " is required");
            }
        }
    }

    /** The server's own business: a computed full name. */
    private Map<String, @Nullable Object> compute(String entity, Map<String, @Nullable Object> values) {
        for (Field field : type(entity).fields()) {
            if (field.computed()) {
                Object first = values.get("firstname");
                Object last = values.get("lastname");
                values.put(field.name(), (first == null ? "" : first + " ") + (last == null ? "" : last));
            }
        }
        return values;
    }

    private void remember(@Nullable String operationId, String id) {
        if (operationId != null) {
            appliedOperations.put(operationId, id);
        }
    }

    private void put(String entity, PaperRecord record) {
        table(entity).put(record.id(), record);
        log.add(new LogEntry(entity, record.id(), false));
    }

    private void drop(String entity, String id) {
        version++;
        table(entity).remove(id);
        log.add(new LogEntry(entity, id, false));
    }

    private NavigableMap<String, PaperRecord> table(String entity) {
        NavigableMap<String, PaperRecord> table = tables.get(entity);
        if (table == null) {
            throw new IllegalArgumentException("no entity " + entity);
        }
        return table;
    }
}
