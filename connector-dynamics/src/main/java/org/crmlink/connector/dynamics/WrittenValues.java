package org.crmlink.connector.dynamics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.Guids;
import org.jspecify.annotations.Nullable;

/** Compares what was sent with what the server holds. Stateless. */
final class WrittenValues {

    private WrittenValues() {}

    /** Whether the server holds exactly what was sent. */
    static boolean same(FieldType type, @Nullable Object sent, @Nullable Object held) {
        if (type == FieldType.LOOKUP) {
            return equivalent(type, sent, held);
        }
        return Objects.equals(sent, held);
    }

    /** Whether what the server holds is what was sent, with the declared normalisations. */
    static boolean equivalent(FieldType type, @Nullable Object sent, @Nullable Object held) {
        if (sent == null || held == null) {
            // An empty text is kept as null; so is an empty list.
            return isNothing(sent) && isNothing(held);
        }
        return switch (type) {
            case DECIMAL, MONEY -> decimal((BigDecimal) sent, (BigDecimal) held);
            case INSTANT -> ((Instant) sent).truncatedTo(ChronoUnit.SECONDS).equals(held);
            case LOCAL_DATE_TIME ->
                ((LocalDateTime) sent).truncatedTo(ChronoUnit.SECONDS).equals(held);
            case LOOKUP ->
                held instanceof RecordRef reference
                        && sent instanceof RecordRef wanted
                        && reference.entity().equals(wanted.entity())
                        && reference.id().equals(Guids.normalise(wanted.id()));
            case ID -> held.equals(Guids.normalise((String) sent));
            case MULTI_CHOICE ->
                ((List<?>) held).size() == ((List<?>) sent).size() && ((List<?>) held).containsAll((List<?>) sent);
            // The bytes are not read back: there is something where something was sent.
            case BINARY -> true;
            default -> sent.equals(held);
        };
    }

    private static boolean decimal(BigDecimal sent, BigDecimal held) {
        if (sent.compareTo(held) == 0) {
            return true;
        }
        return sent.scale() > held.scale()
                && sent.setScale(held.scale(), RoundingMode.HALF_UP).compareTo(held) == 0;
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals("") || value.equals(List.of());
    }
}
