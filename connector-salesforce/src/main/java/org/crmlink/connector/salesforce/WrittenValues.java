package org.crmlink.connector.salesforce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.jspecify.annotations.Nullable;

/** Compares what was sent with what the server has. Stateless. */
final class WrittenValues {

    private WrittenValues() {}

    /** Whether the server's value is the one that was sent, to the letter. */
    static boolean same(@Nullable Object sent, @Nullable Object found) {
        return Objects.equals(sent, found);
    }

    /** Whether the server's value is what it makes of the one that was sent (salesforce.md §15). */
    static boolean equivalent(Field field, @Nullable Object sent, @Nullable Object found) {
        if (field.type() == FieldType.BINARY) {
            // contents are not compared: what was sent is not kept, and reading it again costs what writing it cost
            return (sent == null) == (found == null);
        }
        return Objects.equals(normal(field, sent), normal(field, found));
    }

    private static @Nullable Object normal(Field field, @Nullable Object value) {
        if (value instanceof String text) {
            String plain = text.replace("\r\n", "\n").replace('\r', '\n').strip();
            return plain.isEmpty() ? null : plain;
        } else if (value instanceof BigDecimal number) {
            BigDecimal rounded = field.scale().isPresent()
                    ? number.setScale(field.scale().getAsInt(), RoundingMode.HALF_UP)
                    : number;
            return rounded.stripTrailingZeros();
        } else if (value instanceof Instant instant) {
            return instant.truncatedTo(ChronoUnit.SECONDS);
        } else if (value instanceof Collection<?> options) {
            return options.isEmpty() ? null : new HashSet<>(options);
        } else if (value instanceof RecordRef reference) {
            return SalesforceIds.normalise(reference.id()).orElse(reference.id());
        }
        return value;
    }
}
