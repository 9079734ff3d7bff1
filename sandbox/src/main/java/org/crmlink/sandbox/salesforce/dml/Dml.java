package org.crmlink.sandbox.salesforce.dml;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.OrgSchema.Child;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes and deletes records as clients ask for it: values are read and checked, defaults given, and what the server does by itself is done. A
 * step that is refused leaves nothing behind; the work goes on. Thread-safe; of an org there should be one, for it counts the auto numbers.
 *
 * <p>Values come by field name in any case, as trees: {@code String}, {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code Boolean}, null, and
 * for a record of a lookup a {@code Map} under the relationship's name with one field of it, and {@code attributes} if several objects can be meant. A
 * field of bytes takes Base64 text or a {@link org.crmlink.sandbox.salesforce.org.BlobSource}. A member {@code attributes} of the record is passed over. Source: backend page, sections 11, 13, 15, 16, 17.
 */
public final class Dml {

    private static final String MASTER = "MasterRecordId";

    private final RecordStore store;
    private final Finder finder;
    private final Intake intake;
    private final Defaults defaults;

    /** What an upsert did. */
    public record Upserted(Row row, boolean created) {}

    /** Writes into a store. */
    public Dml(RecordStore store) {
        this.store = store;
        this.finder = new Finder(store);
        this.intake = new Intake(finder);
        this.defaults = new Defaults(store);
    }

    /**
     * Creates a record, of the work's user unless the values say otherwise.
     *
     * @param values without {@code Id}
     * @throws OrgException if the object or a value forbids it
     */
    public Row create(Work work, SObject object, Map<String, ? extends @Nullable Object> values) {
        if (!object.traits().createable()) {
            throw Refusals.unsupported(object, "create");
        }
        return undoing(work, () -> {
            Draft draft = Draft.ofNew(object);
            intake.take(work, draft, values);
            defaults.fill(work, draft);
            return saved(work, draft);
        });
    }

    /**
     * Changes the given fields of a record; null makes a field empty.
     *
     * @param id 15 or 18 characters
     * @param values without {@code Id}
     * @throws OrgException {@code MALFORMED_ID}, {@code INVALID_CROSS_REFERENCE_KEY} if there is none, {@code ENTITY_IS_DELETED}, or if the object or a
     *     value forbids it
     */
    public Row update(Work work, SObject object, String id, Map<String, ? extends @Nullable Object> values) {
        if (!object.traits().updateable()) {
            throw Refusals.unsupported(object, "update");
        }
        String whole = idOf(object, id);
        return undoing(work, () -> {
            Draft draft = Draft.of(locked(work, whole));
            intake.take(work, draft, values);
            return saved(work, draft);
        });
    }

    /**
     * Changes the record with the key's value, or creates it.
     *
     * @param key the id, an external id, or another field that records can be found by
     * @param values without the key
     * @param updateOnly never create
     * @throws SeveralMatchesException if several records have the value
     * @throws OrgException {@code NOT_FOUND} if the key is none, or there is nothing to change; else as {@link #create} and {@link #update}
     */
    public Upserted upsert(
            Work work,
            SObject object,
            Field key,
            String value,
            Map<String, ? extends @Nullable Object> values,
            boolean updateOnly) {
        if (values.keySet().stream().anyMatch(key.name()::equalsIgnoreCase)) {
            throw Refusals.invalidField("The " + key.name() + " field should not be specified in the sobject data.");
        }
        if (key.type() == FieldType.ID) {
            return new Upserted(update(work, object, value, values), false);
        }
        Object read = TextValues.read(key, value);
        if (read == null) {
            throw new OrgException("MISSING_ARGUMENT", key.name() + " not specified", List.of());
        }
        Optional<Row> match = finder.find(work, object, key, read);
        if (match.isPresent()) {
            return new Upserted(update(work, object, match.get().id(), values), false);
        }
        if (updateOnly) {
            throw new OrgException("NOT_FOUND", "The requested resource does not exist", List.of());
        }
        Map<String, @Nullable Object> all = new HashMap<>(values);
        all.put(key.name(), read);
        return new Upserted(create(work, object, all), true);
    }

    /**
     * Puts a record into the recycle bin, with what goes with it.
     *
     * @param id 15 or 18 characters
     * @throws OrgException as of {@link #update}, and {@code DELETE_FAILED}
     */
    public void delete(Work work, SObject object, String id) {
        if (!object.traits().deletable()) {
            throw Refusals.unsupported(object, "delete");
        }
        String whole = idOf(object, id);
        undoing(work, () -> {
            Row row = locked(work, whole);
            ServerWrites writes = writes(work);
            List<Effect> effects = Effects.of(object);
            effects.forEach(effect -> effect.beforeDelete(writes, row));
            work.delete(whole);
            effects.forEach(effect -> effect.afterDelete(writes, row));
            return row;
        });
    }

    /**
     * Takes a record out of the recycle bin, with what went into it together with it.
     *
     * @param id 15 or 18 characters
     * @throws OrgException {@code UNDELETE_FAILED} if it is not in it, {@code MALFORMED_ID}
     */
    public Row undelete(Work work, String id) {
        String whole = RecordIds.normalized(id)
                .orElseThrow(() -> new OrgException("MALFORMED_ID", "malformed id " + id, List.of("Id")));
        return undoing(work, () -> {
            Row back = work.undelete(whole);
            ServerWrites writes = writes(work);
            Effects.of(back.object()).forEach(effect -> effect.afterSave(writes, null, back));
            return work.get(whole).orElse(back);
        });
    }

    /**
     * The committed record outside of the recycle bin that has a value.
     *
     * @param key the id, an external id, or another field that records can be found by
     * @throws SeveralMatchesException if several have it
     * @throws OrgException {@code NOT_FOUND} if records cannot be found by the field
     */
    public Optional<Row> find(SObject object, Field key, String value) {
        return finder.find(null, object, key, TextValues.read(key, value));
    }

    /** The same as a work sees it. */
    public Optional<Row> find(Work work, SObject object, Field key, String value) {
        return finder.find(work, object, key, TextValues.read(key, value));
    }

    /**
     * Makes one record of several: what pointed to the losers points to the winner, and the losers go into the recycle bin.
     *
     * @param winner id of 15 or 18 characters, whose values stay
     * @param losers ids of records of the same object
     * @throws OrgException {@code INVALID_ID_FIELD} if the winner is among the losers; else as {@link #update} and {@link #delete}
     */
    public Row merge(Work work, SObject object, String winner, List<String> losers) {
        String master = idOf(object, winner);
        Set<String> others = new LinkedHashSet<>();
        losers.forEach(loser -> others.add(idOf(object, loser)));
        if (others.contains(master)) {
            throw new OrgException("INVALID_ID_FIELD", "cannot merge a record with itself: " + winner, List.of("Id"));
        }
        return undoing(work, () -> {
            locked(work, master);
            for (String other : others) {
                locked(work, other);
                moveChildren(work, object, other, master);
                ServerWrites writes = writes(work);
                if (object.field(MASTER).isPresent()) {
                    writes.set(locked(work, other), Map.of(MASTER, master));
                }
                delete(work, object, other);
            }
            return locked(work, master);
        });
    }

    private void moveChildren(Work work, SObject object, String from, String to) {
        for (Child child : store.schema().children(object.name())) {
            String lookup = child.lookup().name();
            if (lookup.equals(MASTER)) {
                continue;
            }
            for (Row row : work.find(child.object(), child.lookup(), from)) {
                // nothing is above itself
                Map<String, @Nullable Object> moved = new HashMap<>();
                moved.put(lookup, row.id().equals(to) ? null : to);
                writes(work).set(row, moved);
            }
        }
    }

    private Row saved(Work work, Draft draft) {
        ServerWrites writes = writes(work);
        List<Effect> effects = Effects.of(draft.object());
        effects.forEach(effect -> effect.beforeSave(writes, draft));
        Defaults.name(draft);
        Intake.mustBeComplete(draft);
        Row before = draft.before();
        Row after =
                before == null ? work.insert(draft.object(), draft.cells()) : work.update(before.id(), draft.cells());
        effects.forEach(effect -> effect.afterSave(writes, before, after));
        return effects.isEmpty() ? after : work.get(after.id()).orElse(after);
    }

    private ServerWrites writes(Work work) {
        return new ServerWrites(work, store.schema(), defaults);
    }

    private static String idOf(SObject object, String id) {
        return RecordIds.normalized(id.strip())
                .filter(whole -> RecordIds.prefix(whole).equals(object.keyPrefix()))
                .orElseThrow(() -> Refusals.malformedId(object, id));
    }

    private static Row locked(Work work, String id) {
        Row row = work.lock(id).orElseThrow(Refusals::noRecord);
        if (row.isDeleted()) {
            throw new OrgException("ENTITY_IS_DELETED", "entity is deleted", List.of());
        }
        return row;
    }

    private static <T> T undoing(Work work, Supplier<T> step) {
        int before = work.savepoint();
        try {
            return step.get();
        } catch (RuntimeException e) {
            work.rollbackTo(before);
            throw e;
        }
    }
}
