package org.crmlink.sdk.change;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record as the server has it. Immutable by agreement: the array is not copied, for speed, and nobody may change it.
 */
public final class Row {

    private final String id;
    private final @Nullable String version;
    private final @Nullable Instant modified;
    private final @Nullable Object[] values;

    /**
     * @param id the record's id
     * @param version its opaque version, to be given back as the base version of an update; null if the backend has none
     * @param modified when it was last changed by the server's clock; null if the backend does not tell
     * @param values in the order of the query's fields, each null or of the field's Java type [READ-5]
     */
    public Row(String id, @Nullable String version, @Nullable Instant modified, @Nullable Object[] values) {
        this.id = requireNonNull(id, "id is null");
        this.version = version;
        this.modified = modified;
        this.values = requireNonNull(values, "values is null");
    }

    public String id() {
        return id;
    }

    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    public Optional<Instant> modified() {
        return Optional.ofNullable(modified);
    }

    /** The values themselves, not a copy; do not change them. */
    public @Nullable Object[] values() {
        return values;
    }

    public @Nullable Object value(int index) {
        return values[index];
    }

    /** The id and the number of values: values are data that belong into no log. */
    @Override
    public String toString() {
        return "Row[" + id + ", " + values.length + " values]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row that
                && id.equals(that.id)
                && version().equals(that.version())
                && modified().equals(that.modified())
                && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
