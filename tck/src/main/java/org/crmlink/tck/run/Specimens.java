package org.crmlink.tck.run;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.tck.Fixture;
import org.jspecify.annotations.Nullable;

/** Makes valid values for the fields of one entity, from its metadata and the fixture's word. Thread-safe. */
public final class Specimens {

    private static final AtomicInteger NUMBER = new AtomicInteger(1_000);

    private final Fixture fixture;
    private final BackendValues backend;
    private final EntityType entity;

    Specimens(Fixture fixture, BackendValues backend, EntityType entity) {
        this.fixture = fixture;
        this.backend = backend;
        this.entity = entity;
    }

    /** The text field whose value tells records apart: the longest that can be written and read, and is no key. */
    public String markerField() {
        Field best = null;
        for (Field field : writable()) {
            boolean fits = field.type() == FieldType.TEXT
                    && field.readable()
                    && (field.updatable() || isReadOnly())
                    && field.options().isEmpty()
                    && field.maxLength().orElse(Integer.MAX_VALUE) >= 30
                    && !isKey(field.name());
            if (fits && (best == null || prefers(field, best))) {
                best = field;
            }
        }
        if (best == null) {
            throw new Inconclusive("entity '" + entity.name()
                    + "' has no text field of 30 characters that can be created, updated and read: name another "
                    + "entity in Fixture.entities()");
        }
        return best.name();
    }

    /** The name field first, because every backend is at home with it. */
    private boolean prefers(Field field, Field best) {
        return entity.nameField().filter(field.name()::equals).isPresent()
                && entity.nameField().filter(best.name()::equals).isEmpty();
    }

    private boolean isKey(String name) {
        return entity.keyFields().contains(name)
                || entity.alternateKeys().stream().anyMatch(key -> key.fields().contains(name));
    }

    /** A connector that cannot create says nothing of what its backend takes: the back door then sets what is no key and not computed. */
    private boolean isReadOnly() {
        return !entity.capabilities().can(EntityCapabilities.Operation.CREATE);
    }

    /** The fields that a create may set, that the fixture does not keep for itself, and that there are values for. */
    public List<Field> writable() {
        Map<String, String> untouched = fixture.untouched(entity.name());
        boolean readOnly = isReadOnly();
        return entity.fields().stream()
                .filter(field ->
                        readOnly ? field.readable() && !field.computed() && !isKey(field.name()) : field.creatable())
                .filter(field -> !untouched.containsKey(field.name()))
                .filter(field -> !isLookup(field) || field.required() || leadsSomewhere(field))
                .toList();
    }

    private static boolean isLookup(Field field) {
        return field.type() == FieldType.LOOKUP || field.type() == FieldType.LOOKUP_LIST;
    }

    private boolean leadsSomewhere(Field field) {
        return find(field).isPresent() || field.targets().stream().anyMatch(fixture.entities()::contains);
    }

    /** Whether the backend gives a field a value where a create leaves it out. */
    public boolean filledByTheBackend(Field field) {
        return backend.fills(entity.name(), field.name());
    }

    /** The smallest record: the required fields and the marker, which is unique. */
    public Map<String, @Nullable Object> minimal() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : writable()) {
            if (field.required()) {
                values.put(field.name(), value(field));
            }
        }
        values.put(markerField(), marker());
        return values;
    }

    /** A text that occurs nowhere else. */
    public static String marker() {
        return "m" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }

    /** An id for a new record. */
    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /** A valid value, another one with each call where the field allows it. */
    public Object value(Field field) {
        return find(field)
                .orElseThrow(
                        () -> new Inconclusive(
                                "a value for the lookup '" + field.name() + "' of '" + entity.name()
                                        + "' is needed: give one in Fixture.value(), or keep the field for yourself in Fixture.untouched()"));
    }

    /** As {@link #value}; empty for a lookup to records that the kit has to make first. */
    public Optional<Object> find(Field field) {
        int n = NUMBER.incrementAndGet();
        Optional<Object> given = fixture.value(entity.name(), field.name(), n);
        if (given.isPresent() || !isLookup(field)) {
            return given.or(() -> Optional.of(made(field, n)));
        }
        Optional<RecordRef> target = backend.target(entity.name(), field, n);
        return field.type() == FieldType.LOOKUP ? target.map(one -> one) : target.map(List::of);
    }

    private Object made(Field field, int n) {
        return switch (field.type()) {
            case TEXT -> cut(marker(), field.maxLength().orElse(100));
            case ID -> newId();
            case INTEGER -> bounded(field, 3 + n % 50);
            case DECIMAL, MONEY -> decimal(field, n);
            case DOUBLE -> bounded(field, 1) + 0.5;
            case BOOLEAN -> n % 2 == 0;
            case INSTANT -> Instant.parse("2031-03-07T04:05:06Z").plus(Duration.ofHours(n % 2_000));
            case DATE -> LocalDate.of(2031, 3, 7).plusDays(n % 2_000);
            case TIME -> LocalTime.of(n % 24, 7, 9);
            case LOCAL_DATE_TIME -> LocalDateTime.of(2031, 3, 7, n % 24, 7, 9);
            case CHOICE -> option(field, n);
            case MULTI_CHOICE -> List.of(option(field, n));
            case BINARY -> ("bytes " + n).getBytes(StandardCharsets.UTF_8);
            case LOOKUP, LOOKUP_LIST -> throw new IllegalStateException("targets of lookups are found, not made");
        };
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static long bounded(Field field, long wish) {
        long least = field.min().map(Specimens::number).orElse(Long.MIN_VALUE);
        long greatest = field.max().map(Specimens::number).orElse(Long.MAX_VALUE);
        return Math.max(least, Math.min(greatest, wish));
    }

    private static long number(Comparable<?> bound) {
        return bound instanceof Number number ? number.longValue() : 0;
    }

    private static BigDecimal decimal(Field field, int n) {
        int scale = field.scale().orElse(2);
        BigDecimal value = new BigDecimal(bounded(field, 10 + n % 80)).setScale(scale);
        // not a whole number, where there are digits for it
        return scale == 0 ? value : value.add(BigDecimal.ONE.movePointLeft(scale));
    }

    private Object option(Field field, int n) {
        List<Option> options = DependentOptions.fitting(entity.fields(), field);
        if (options.isEmpty()) {
            throw new Inconclusive("the choice '" + field.name() + "' of '" + entity.name()
                    + "' has no options in the metadata: give a value in Fixture.value()");
        }
        return options.get(n % options.size()).value();
    }
}
