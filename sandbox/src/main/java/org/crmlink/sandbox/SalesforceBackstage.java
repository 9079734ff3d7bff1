package org.crmlink.sandbox;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.salesforce.objects.FileParents;
import org.crmlink.sandbox.salesforce.org.Blob;
import org.crmlink.sandbox.salesforce.org.BlobSource;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.Work;
import org.jspecify.annotations.Nullable;

/**
 * An org behind the back of the client that is tested: records by plain values, logins, fields. Thread-safe.
 *
 * <p>Values are {@code String} (texts, options), {@link SalesforceReference} for lookups, where an id as a {@code String} is taken too, {@code Boolean},
 * {@code BigDecimal} and whole numbers, {@code LocalDate}, {@code Instant}, {@code LocalTime}, and {@code List<String>} for several
 * options. Bytes are given as {@code byte[]}, {@link Blob}, or as an {@code InputStream} that is read to its end and closed, and come as {@link Blob}.
 *
 * <p>Stamps are whole seconds, within which an org itself does not tell two states apart: after each write the org's clock goes on by one.
 */
public final class SalesforceBackstage {

    /** Longer than deleted records stay in the recycle bin. */
    private static final Duration LONGER_THAN_THE_BIN = Duration.ofDays(16);

    private static final Duration RESOLUTION = Duration.ofSeconds(1);

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
        String id = insert(Optional.empty(), object, values);
        pass(RESOLUTION);
        return id;
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
        pass(RESOLUTION);
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
                .map(this::plain);
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

    /** The files of records. */
    public SalesforceFiles files() {
        return new SalesforceFiles(this, store);
    }

    /** The server's clock. */
    public Instant now() {
        return sandbox.clock().instant();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        sandbox.clock().shift(time);
    }

    /** So much time passes that the recycle bin holds nothing any more of what was deleted until now. */
    public void outliveTheBin() {
        pass(LONGER_THAN_THE_BIN);
    }

    /** Publishes an object, or one with more fields than before. */
    public void define(SObject object) {
        List<SObject> objects = new ArrayList<>(store.schema().objects());
        objects.removeIf(one -> one.name().equals(object.name()));
        objects.add(object);
        sandbox.alter(FileParents.schema(objects));
    }

    /** Gives an object a new field for text, publishes it and returns its name. */
    public String addField(String object, String name) {
        define(object(object)
                .with(List.of(Field.of(name, name, FieldType.STRING).build())));
        return name;
    }

    /** Ends the sessions so far; a new login, or a refresh, works. */
    public void expireLogins() {
        sandbox.sessions().endAll();
    }

    /** As {@link #expireLogins()}; and every login and refresh is refused until {@link #allowLogins()}. */
    public void refuseLogins() {
        sandbox.sessions().closed(true);
        expireLogins();
    }

    /** Logins work again. */
    public void allowLogins() {
        sandbox.sessions().closed(false);
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
        if (value instanceof SalesforceReference lookup) {
            return lookup.id();
        }
        if (value instanceof byte[] bytes) {
            return (BlobSource) () -> new ByteArrayInputStream(bytes);
        }
        if (value instanceof Blob blob) {
            return (BlobSource) blob::open;
        }
        if (value instanceof InputStream stream) {
            return (BlobSource) () -> stream;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof LocalTime time) {
            return time + (time.getSecond() == 0 && time.getNano() == 0 ? ":00Z" : "Z");
        }
        boolean json = value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof BigDecimal;
        return value == null || json ? value : value.toString();
    }

    private Map<String, Object> plain(Row row) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (Field field : row.object().fields()) {
            Object value = row.get(field.name());
            if (value instanceof String joined && field.type() == FieldType.MULTIPICKLIST) {
                plain.put(field.name(), List.of(joined.split(";")));
            } else if (value instanceof String id && field.type() == FieldType.REFERENCE) {
                String object = store.schema().objectOf(id).map(SObject::name).orElse("");
                plain.put(field.name(), new SalesforceReference(object, id));
            } else if (value instanceof BigDecimal number && field.type() == FieldType.INT) {
                plain.put(field.name(), number.longValue());
            } else if (value != null) {
                plain.put(field.name(), value);
            }
        }
        return plain;
    }
}
