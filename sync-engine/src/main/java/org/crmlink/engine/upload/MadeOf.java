package org.crmlink.engine.upload;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import org.crmlink.sdk.metadata.Field;
import org.jspecify.annotations.Nullable;

/**
 * What servers make of values: texts lose blanks at their ends and get other line ends, an empty one is none, numbers are rounded, times cut to seconds.
 * Stateless.
 */
final class MadeOf {

    private MadeOf() {}

    /** Whether a server may have made the one value of the other. */
    static boolean same(Optional<Field> field, @Nullable Object sent, @Nullable Object found) {
        return Objects.equals(normal(field, sent), normal(field, found));
    }

    private static @Nullable Object normal(Optional<Field> field, @Nullable Object value) {
        if (value instanceof String text) {
            String plain = text.replace("\r\n", "\n").replace('\r', '\n').strip();
            return plain.isEmpty() ? null : plain;
        } else if (value instanceof BigDecimal number) {
            int scale = field.flatMap(one ->
                            one.scale().isPresent() ? Optional.of(one.scale().getAsInt()) : Optional.empty())
                    .orElse(number.scale());
            return number.setScale(scale, RoundingMode.HALF_UP).stripTrailingZeros();
        } else if (value instanceof Instant instant) {
            return instant.truncatedTo(ChronoUnit.SECONDS);
        } else if (value instanceof Collection<?> options) {
            return options.isEmpty() ? null : new HashSet<>(options);
        }
        return value;
    }
}
