package org.crmlink.sandbox;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * An org behind the back of the client that is tested: records by plain values, logins, fields. Thread-safe.
 *
 * <p>Values are {@code String} (texts, options, ids), {@code Boolean}, {@code BigDecimal} and whole numbers, {@code LocalDate}, {@code Instant},
 * {@code LocalTime}, {@code byte[]}, and {@code List<String>} for several options.
 */
public final class SalesforceBackstage {

    private final SalesforceSandbox sandbox;
    private final RecordStore store;

    SalesforceBackstage(SalesforceSandbox sandbox) {
        this.sandbox = sandbox;
        this.store = sandbox.store();
    }

    /**
     * Creates a record and returns its id.
     *
     * @throws OrgException as a client's request would be refused
     */
    public String insert(String object, Map<String, ? extends @Nullable Object> values) {
        return insert(Optional.empty(), object, values);
    }

    /**
     * Creates a record that appears now and was saved at a moment of the caller's choice: what a transaction leaves that took long to commit, or, if
     * several records share the moment, a bulk load.
     */
    public String insertSaved(Instant saved, String object, Map<String, ? extends @Nullable Object> values) {
        return insert(Optional.of(saved), object, values);
    }

    private String insert(Optional<Instant> saved, String name, Map<String, ? extends @Nullable Object> values) {
        SObject object = object(name);
        try (Work work =
                saved.isPresent() ? store.begin(sandbox.userId(), saved.get()) : store.begin(sandbox.userId())) {
            String id = sandbox.dml().create(work, object, kept(values)).id();
            work.commit();
            return id;
        }
    }

    /**
     * Changes fields of a record; null empties one.
     *
     * @throws OrgException as a client's request would be refused
     */
    public void update(String object, String id, Map<String, ? extends @Nullable Object> values) {
        try (Work work = store.begin(sandbox.userId())) {
            sandbox.dml().update(work, object(object), id, kept(values));
            work.commit();
        }
    }

    /** Puts a record into the recycle bin and says whether it was there. */
    public boolean delete(String object, String id) {
        try (Work work = store.begin(sandbox.userId())) {
            sandbox.dml().delete(work, object(object), id);
            work.commit();
            return true;
        } catch (OrgException e) {
            boolean gone = e.code().equals("ENTITY_IS_DELETED") || e.code().equals("INVALID_CROSS_REFERENCE_KEY");
            if (gone) {
                return false;
            }
            throw e;
        }
    }

    /** The fields of a record that are not empty, those that the server computes included; nothing for one in the recycle bin. */
    public Optional<Map<String, Object>> get(String object, String id) {
        return RecordIds.normalized(id)
                .flatMap(store::get)
                .filter(row -> !row.isDeleted() && row.object().name().equals(object))
                .map(SalesforceBackstage::plain);
    }

    /** The ids of all records of an object that are not in the recycle bin. */
    public Set<String> ids(String object) {
        Set<String> ids = new LinkedHashSet<>();
        for (Row row : store.rows(object(object))) {
            if (!row.isDeleted()) {
                ids.add(row.id());
            }
        }
        return ids;
    }

    /** Name of the object whose records' ids begin as this one does. */
    public String objectOf(String id) {
        return store.schema()
                .objectOf(id)
                .map(SObject::name)
                .orElseThrow(() -> new IllegalArgumentException("no object has ids like " + id));
    }

    /** The server's clock. */
    public Instant now() {
        return sandbox.clock().instant();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        sandbox.clock().shift(time);
    }

    /** Publishes an object, or one with more fields than before. */
    public void define(SObject object) {
        List<SObject> objects = new ArrayList<>(store.schema().objects());
        objects.removeIf(one -> one.name().equals(object.name()));
        objects.add(object);
        sandbox.alter(new OrgSchema(objects));
    }

    /** Gives an object a new field for text, and publishes it. */
    public void addField(String object, String name) {
        define(object(object)
                .with(List.of(Field.of(name, name, FieldType.STRING).build())));
    }

    /** Ends the sessions so far; a new login, or a refresh, works. */
    public void expireLogins() {
        sandbox.sessions().endAll();
    }

    /** As {@link #expireLogins()}; and every login and refresh is refused until it is allowed again. */
    public void allowLogins(boolean allowed) {
        sandbox.sessions().closed(!allowed);
        if (!allowed) {
            expireLogins();
        }
    }

    private SObject object(String name) {
        return store.schema()
                .object(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no object " + name));
    }

    /** As clients send them. */
    private static Map<String, @Nullable Object> kept(Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        values.forEach((name, value) -> kept.put(name, kept(value)));
        return kept;
    }

    private static @Nullable Object kept(@Nullable Object value) {
        if (value instanceof List<?> options) {
            return String.join(";", options.stream().map(String::valueOf).toList());
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        boolean json = value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof BigDecimal;
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return json
                ? value
                : value instanceof LocalTime time ? time + (time.getSecond() == 0 ? ":00Z" : "Z") : value.toString();
    }

    private static Map<String, Object> plain(Row row) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Field field : row.object().fields()) {
            Object value = row.get(field.name());
            if (value instanceof String joined && field.type() == FieldType.MULTIPICKLIST) {
                plain.put(field.name(), List.of(joined.split(";")));
            } else if (value instanceof BigDecimal number && field.type() == FieldType.INT) {
                plain.put(field.name(), number.longValue());
            } else if (value != null) {
                plain.put(field.name(), value);
            }
        }
        return plain;
    }
}
