package org.crmlink.sandbox.salesforce.query;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * One record of an answer, whatever the format it will have. Immutable.
 *
 * <p>Values are null, {@code String}, {@code Boolean}, {@code Long} (whole numbers), {@code BigDecimal} (other numbers, at least one decimal),
 * {@code LocalDate}, {@code Instant}, {@code LocalTime}, {@link Compound}, {@link BlobLink}, another record (a parent) or a {@link QueryResult}
 * (children).
 */
public final class ResultRecord {

    private final String type;
    private final Optional<String> typeOfUrl;
    private final String id;
    private final List<String> names;
    private final @Nullable Object[] values;

    /**
     * A record.
     *
     * @param type as its attributes name it
     * @param typeOfUrl the object that its address names; empty if it has no address
     * @param values one for each name; not changed any more
     */
    ResultRecord(String type, Optional<String> typeOfUrl, String id, List<String> names, @Nullable Object[] values) {
        this.type = type;
        this.typeOfUrl = typeOfUrl;
        this.id = id;
        this.names = names;
        this.values = values;
    }

    /** What kind of record it is: an object's name, {@code Name} or {@code AggregateResult}. */
    public String type() {
        return type;
    }

    /** Its address below {@code /sobjects}, such as {@code Account/001…}; empty for aggregates. */
    public Optional<String> address() {
        return typeOfUrl.map(object -> object + "/" + id);
    }

    /** Its id; empty text for aggregates. */
    public String id() {
        return id;
    }

    /** Names of its fields in the order of the query. */
    public List<String> names() {
        return names;
    }

    /** The value of the field with the index in {@link #names()}. */
    public @Nullable Object value(int index) {
        return values[index];
    }

    /** A stored value as answers have it. */
    static @Nullable Object shown(Field field, @Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return field.type() == FieldType.INT ? (Object) number.longValue() : decimal(number);
        }
        return value == null && field.type() == FieldType.BOOLEAN ? (Object) false : value;
    }

    /** Without needless zeros, but with one decimal at least. */
    static BigDecimal decimal(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        return bare.scale() < 1 ? bare.setScale(1) : bare;
    }
}
