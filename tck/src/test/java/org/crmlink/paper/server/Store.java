package org.crmlink.paper.server;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The records. Each method is one transaction; a write gets the next sequence number of the whole store. Thread-safe. */
final class Store implements FilterTree.World {

    static final String USER = "user-1";

    private static final Comparator<Rec> BY_TIME =
            Comparator.<Rec, Instant>comparing(rec -> rec.modified).thenComparing(rec -> rec.id);

    /** The records of one entity, three times ordered. */
    static final class Table {
        Shape shape;
        final NavigableMap<String, Rec> byId = new TreeMap<>();
        final NavigableMap<Long, Rec> bySeq = new TreeMap<>();
        final NavigableSet<Rec> byTime = new TreeSet<>(BY_TIME);
        final Map<Object, Rec> byKey = new LinkedHashMap<>();

        Table(Shape shape) {
            this.shape = shape;
        }
    }

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private long seq;
    private long numbers = 1_000;
    private int schemaVersion = 1;
    private volatile Duration clockOffset = Duration.ZERO;
    private Instant lastStamp = Instant.MIN;

    Store() {
        Shapes.all().forEach(shape -> tables.put(shape.name(), new Table(shape)));
    }

    Instant now() {
        return Instant.now().plus(clockOffset).truncatedTo(ChronoUnit.MILLIS);
    }

    /** A time for a write: later than that of every other write, so that records share an instant only where that is meant. */
    synchronized Instant stamp() {
        Instant now = now();
        lastStamp = now.isAfter(lastStamp) ? now : lastStamp.plusMillis(1);
        return lastStamp;
    }

    void advance(Duration time) {
        clockOffset = clockOffset.plus(time);
    }

    synchronized int schemaVersion() {
        return schemaVersion;
    }

    synchronized List<Shape> shapes() {
        return tables.values().stream().map(table -> table.shape).toList();
    }

    synchronized void add(String entity, Column column) {
        Table table = table(entity);
        table.shape = table.shape.with(column);
        schemaVersion++;
    }

    synchronized void forbid(String entity, boolean yes) {
        table(entity);
        if (yes) {
            forbidden.add(entity);
        } else {
            forbidden.remove(entity);
        }
    }

    /** The table, for a caller who is asked for his rights. */
    synchronized Table allowed(String entity) {
        Table table = table(entity);
        if (forbidden.contains(entity)) {
            throw new Refusal(403, "NO_RIGHT", "the user has no right on " + entity);
        }
        return table;
    }

    synchronized Table table(String entity) {
        Table table = tables.get(entity);
        if (table == null) {
            throw new Refusal(404, "UNKNOWN_ENTITY", "there is no entity '" + entity + "'");
        }
        return table;
    }

    @Override
    public Shape shape(String entity) {
        return table(entity).shape;
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public synchronized boolean anyMatches(Ref ref, FilterTree.Test test) {
        return find(ref.entity(), ref.id())
                .filter(rec -> test.matches(rec::value))
                .isPresent();
    }

    synchronized long head() {
        return seq;
    }

    synchronized Optional<Rec> find(String entity, String id) {
        return Optional.ofNullable(table(entity).byId.get(id)).filter(Rec::visible);
    }

    synchronized Rec create(
            String entity, Optional<String> id, Map<String, @Nullable Object> values, String operation, Instant stamp) {
        Table table = table(entity);
        String key = id.orElseGet(() -> newId(entity));
        Rec old = table.byId.get(key);
        if (old != null && !old.deleted) {
            throw new Refusal(409, "EXISTS", "a record with this id exists already").with("existing", key);
        }
        requireFreeKey(table, key, values);
        if (old != null) {
            table.bySeq.remove(old.seq);
        }
        Rec rec = new Rec(table.shape, key);
        rec.number = ++numbers;
        rec.operation = operation;
        rec.values.putAll(values);
        table.byId.put(key, rec);
        stamp(table, rec, stamp);
        return rec;
    }

    private String newId(String entity) {
        return switch (entity) {
            case "ticket" -> "T" + (numbers + 1);
            // slashes are legal in ids here, so that clients prove that they take them literally
            case "memo" -> "memo/" + (numbers + 1);
            default -> UUID.randomUUID().toString();
        };
    }

    private static void requireFreeKey(Table table, String id, Map<String, @Nullable Object> values) {
        Object key = values.get(table.shape.alternateKey());
        Rec holder = key == null ? null : table.byKey.get(key);
        if (holder != null && !holder.id.equals(id)) {
            throw new Refusal(
                            409,
                            "EXISTS",
                            "another record has this " + table.shape.alternateKey(),
                            table.shape.alternateKey())
                    .with("existing", holder.id);
        }
    }

    synchronized Rec update(String entity, String id, Map<String, @Nullable Object> values, Optional<String> ifMatch) {
        Table table = table(entity);
        Rec rec = find(entity, id).orElseThrow(() -> new Refusal(404, "NO_RECORD", "there is no such record"));
        requireVersion(rec, ifMatch);
        requireFreeKey(table, id, values);
        unindex(table, rec);
        rec.values.putAll(values);
        stamp(table, rec, stamp());
        return rec;
    }

    synchronized void delete(String entity, String id, Optional<String> ifMatch) {
        Table table = table(entity);
        Rec rec = find(entity, id).orElseThrow(() -> new Refusal(404, "NO_RECORD", "there is no such record"));
        requireVersion(rec, ifMatch);
        unindex(table, rec);
        rec.deleted = true;
        rec.values.clear();
        rec.seq = ++seq;
        table.bySeq.put(rec.seq, rec);
    }

    synchronized void hide(String entity, String id) {
        Table table = table(entity);
        Rec rec = find(entity, id).orElseThrow(() -> new Refusal(404, "NO_RECORD", "there is no such record"));
        unindex(table, rec);
        rec.hidden = true;
        rec.seq = ++seq;
        table.bySeq.put(rec.seq, rec);
    }

    private static void requireVersion(Rec rec, Optional<String> ifMatch) {
        if (ifMatch.isPresent() && !ifMatch.get().equals(Long.toString(rec.seq))) {
            throw new Refusal(412, "CHANGED", "the record has another version").with("version", Long.toString(rec.seq));
        }
    }

    private static void unindex(Table table, Rec rec) {
        table.bySeq.remove(rec.seq);
        table.byTime.remove(rec);
        table.byKey.remove(rec.values.get(table.shape.alternateKey()), rec);
    }

    private void stamp(Table table, Rec rec, Instant time) {
        rec.seq = ++seq;
        rec.modified = time;
        table.bySeq.put(rec.seq, rec);
        table.byTime.add(rec);
        Object key = rec.values.get(table.shape.alternateKey());
        if (key != null) {
            table.byKey.put(key, rec);
        }
    }

    /** Makes the pair exist, or not; tells whether there was something to do. */
    synchronized boolean pair(String person, String company, boolean linked) {
        String id = person + "~" + company;
        if (find("person_company", id).isPresent() == linked) {
            return false;
        }
        if (linked) {
            for (Ref end : List.of(new Ref("person", person), new Ref("company", company))) {
                if (find(end.entity(), end.id()).isEmpty()) {
                    throw new Refusal(404, "NO_RECORD", "there is no such " + end.entity());
                }
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("person", new Ref("person", person));
            values.put("company", new Ref("company", company));
            create("person_company", Optional.of(id), values, "", stamp());
        } else {
            delete("person_company", id, Optional.empty());
        }
        return true;
    }

    synchronized Optional<Rec> byKey(String entity, Object key) {
        return Optional.ofNullable(table(entity).byKey.get(key)).filter(Rec::visible);
    }

    synchronized List<String> ids(String entity) {
        List<String> ids = new ArrayList<>();
        table(entity).byId.values().stream().filter(Rec::visible).forEach(rec -> ids.add(rec.id));
        return ids;
    }
}
