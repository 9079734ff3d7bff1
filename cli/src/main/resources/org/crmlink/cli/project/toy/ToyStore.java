package __package__.toy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The toy's records, in memory. Each change gets the next number of one sequence, which is the record's version as well; a deleted record stays as a
 * number without values, so that whoever asks for changes learns of it. Values are as in JSON. Thread-safe.
 */
public final class ToyStore {

    /** The kind of JSON value that each field takes; records have an id, a version and a time of modification besides. */
    private static final Map<String, Map<String, Class<?>>> FIELDS = Map.of(
            "company", Map.of("name", String.class, "city", String.class),
            "contact",
                    Map.of(
                            "name", String.class,
                            "email", String.class,
                            "notes", String.class,
                            "age", BigDecimal.class,
                            "balance", BigDecimal.class,
                            "active", Boolean.class,
                            "birthday", String.class,
                            "called", String.class,
                            "stage", String.class,
                            "company", String.class));

    /** A state of a record; the values are null once it is deleted. */
    private record Entry(String id, long sequence, Instant modified, Map<String, Object> values) {

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", id);
            json.put("version", Long.toString(sequence));
            json.put("modified", modified.toString());
            if (values == null) {
                json.put("deleted", true);
            } else {
                json.putAll(values);
            }
            return json;
        }
    }

    /** A page of changes in their order; {@code next} is the number to go on from, or empty after the last page. */
    record Page(List<Map<String, Object>> records, Optional<Long> next, long sequence) {}

    private final Map<String, Map<String, Entry>> records = new HashMap<>();
    private final Map<String, TreeMap<Long, Entry>> journals = new HashMap<>();
    private final Map<String, String> operations = new HashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private long sequence;
    private long oldest;

    /** Makes an empty store. */
    public ToyStore() {
        for (String entity : FIELDS.keySet()) {
            records.put(entity, new HashMap<>());
            journals.put(entity, new TreeMap<>());
        }
    }

    /**
     * Makes a record, or finds the one that the same operation made before.
     *
     * @param id or null, then one is made
     * @param operation a name of this request that its repetition bears too, or null
     */
    public Map<String, Object> insert(String entity, String id, Map<String, Object> values, String operation) {
        return insert(entity, id, values, operation, now());
    }

    /** The same, with a time of modification: of a transaction that began earlier, or wrote several records. */
    public synchronized Map<String, Object> insert(
            String entity, String id, Map<String, Object> values, String operation, Instant modified) {
        Map<String, Entry> known = entity(entity);
        String key = entity + "/" + operation;
        if (operation != null && operations.containsKey(key)) {
            return get(entity, operations.get(key));
        }
        String chosen = id == null ? UUID.randomUUID().toString() : id;
        if (!chosen.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new Refusal(422, "invalid_id", "an id has 1 to 64 letters, digits, hyphens and underscores");
        }
        Entry there = known.get(chosen);
        if (there != null && there.values != null) {
            throw new Refusal(409, "exists", "there is a record with this id");
        }
        Map<String, Object> all = new LinkedHashMap<>();
        FIELDS.get(entity).keySet().forEach(field -> all.put(field, null));
        all.putAll(checked(entity, values));
        if (all.get("name") == null) {
            throw new Refusal(422, "required", "'name' is required");
        }
        if (operation != null) {
            operations.put(key, chosen);
        }
        return put(entity, chosen, all, modified).json();
    }

    /** Changes the given fields. */
    public synchronized Map<String, Object> update(
            String entity, String id, Map<String, Object> values, String version) {
        Entry there = existing(entity, id, version);
        Map<String, Object> all = new LinkedHashMap<>(there.values);
        all.putAll(checked(entity, values));
        if (all.get("name") == null) {
            throw new Refusal(422, "required", "'name' is required");
        }
        return put(entity, id, all, now()).json();
    }

    /** Deletes a record. */
    public synchronized void delete(String entity, String id, String version) {
        existing(entity, id, version);
        put(entity, id, null, now());
    }

    /** A record. */
    public synchronized Map<String, Object> get(String entity, String id) {
        return existing(entity, id, null).json();
    }

    /** Those of the records that exist. */
    public synchronized List<Map<String, Object>> find(String entity, List<String> ids) {
        Map<String, Entry> known = entity(entity);
        return ids.stream()
                .map(known::get)
                .filter(entry -> entry != null && entry.values != null)
                .map(Entry::json)
                .toList();
    }

    /** The ids of all records. */
    public synchronized Set<String> ids(String entity) {
        Map<String, Entry> live = new HashMap<>(entity(entity));
        live.values().removeIf(entry -> entry.values == null);
        return live.keySet();
    }

    /**
     * The changes after a number of the sequence.
     *
     * @param from deletions before this number are left out: who begins at it never saw the record
     */
    synchronized Page changes(String entity, long since, long from, int limit) {
        entity(entity);
        if (since > sequence || from > sequence) {
            throw new Refusal(400, "unknown_sequence", "this number is yet to come");
        }
        List<Map<String, Object>> page = new ArrayList<>();
        long last = since;
        for (Entry entry : journals.get(entity).tailMap(since, false).values()) {
            if (page.size() == limit) {
                return new Page(page, Optional.of(last), sequence);
            }
            last = entry.sequence;
            if (entry.values != null || last > from) {
                page.add(entry.json());
            }
        }
        return new Page(page, Optional.empty(), sequence);
    }

    synchronized void requireAllowed(String entity) {
        if (forbidden.contains(entity)) {
            throw new Refusal(403, "forbidden", "the right to this entity is missing");
        }
    }

    /** Takes from all callers of the service the right to an entity, or gives it back. */
    public synchronized void forbid(String entity, boolean isForbidden) {
        if (isForbidden) {
            forbidden.add(entity);
        } else {
            forbidden.remove(entity);
        }
    }

    synchronized long sequence() {
        return sequence;
    }

    /** Forgets what was deleted so far: numbers of the sequence up to here can no longer be asked for. */
    public synchronized void forgetDeletions() {
        oldest = ++sequence;
    }

    synchronized void requireKept(long since) {
        if (since < oldest) {
            throw new Refusal(410, "sequence_expired", "deletions since this number are no longer known: read all");
        }
    }

    /** The server's clock. */
    public Instant now() {
        // microseconds: what databases keep
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private Entry put(String entity, String id, Map<String, Object> values, Instant modified) {
        Entry entry = new Entry(id, ++sequence, modified, values);
        Entry before = records.get(entity).put(id, entry);
        TreeMap<Long, Entry> journal = journals.get(entity);
        if (before != null) {
            journal.remove(before.sequence);
        }
        journal.put(entry.sequence, entry);
        return entry;
    }

    private Map<String, Entry> entity(String entity) {
        Map<String, Entry> known = records.get(entity);
        if (known == null) {
            throw new Refusal(404, "no_such_entity", "there are 'company' and 'contact'");
        }
        return known;
    }

    private Entry existing(String entity, String id, String version) {
        Entry entry = entity(entity).get(id);
        if (entry == null || entry.values == null) {
            throw new Refusal(404, "no_such_record", "there is no record with this id");
        }
        if (version != null && !version.equals(Long.toString(entry.sequence))) {
            throw new Refusal(412, "changed", "the record has another version");
        }
        return entry;
    }

    private static Map<String, Object> checked(String entity, Map<String, Object> values) {
        values.forEach((field, value) -> {
            Class<?> kind = FIELDS.get(entity).get(field);
            if (kind == null) {
                throw new Refusal(422, "no_such_field", "one of the fields does not exist or cannot be written");
            }
            if (value != null && !kind.isInstance(value)) {
                throw new Refusal(422, "invalid_value", "'" + field + "' is not a " + kind.getSimpleName());
            }
        });
        return values;
    }
}
