package org.crmlink.connector.dynamics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.Guids;
import org.crmlink.toolkit.odata.ODataLiteral;

/** Finds out before sending what a value lacks; messages hold no values. Stateless. */
final class ValueCheck {

    private static final int LARGEST_SCALE = 100;

    private ValueCheck() {}

    /** What is wrong with a value that is not null, if anything. */
    static Optional<String> problem(Column column, Object value) {
        Field field = column.field();
        if (field.type() == FieldType.BINARY) {
            return value instanceof byte[]
                    ? Optional.empty()
                    : Optional.of("needs a byte[], not a " + value.getClass().getSimpleName());
        }
        if (!field.type().javaType().isInstance(value)) {
            return Optional.of("needs a " + field.type().javaType().getSimpleName() + ", not a "
                    + value.getClass().getSimpleName());
        }
        return switch (field.type()) {
            case TEXT -> text(field, (String) value);
            case ID -> Guids.isGuid((String) value) ? Optional.empty() : Optional.of("is not a GUID");
            case CHOICE -> option((String) value);
            case MULTI_CHOICE ->
                ((List<?>) value)
                        .stream()
                                .map(option -> option instanceof String text
                                        ? option(text)
                                        : Optional.of("needs a list of texts"))
                                .flatMap(Optional::stream)
                                .findFirst();
            case DECIMAL, MONEY ->
                Math.abs((long) ((BigDecimal) value).scale()) > LARGEST_SCALE
                        ? Optional.of("has too many digits")
                        : range(field, value);
            case DOUBLE ->
                Double.isFinite((Double) value) ? range(field, value) : Optional.of("is not a finite number");
            case INTEGER, INSTANT, DATE, LOCAL_DATE_TIME -> range(field, value);
            case LOOKUP -> reference(column, (RecordRef) value);
            case LOOKUP_LIST ->
                ((List<?>) value)
                        .stream()
                                .map(party -> party instanceof RecordRef reference
                                        ? reference(column, reference)
                                        : Optional.of("needs a list of references"))
                                .flatMap(Optional::stream)
                                .findFirst();
            default -> Optional.empty();
        };
    }

    /** Whether a value is a text of more characters than its column takes. */
    static boolean isTooLong(Column column, Object value) {
        return column.field().type() == FieldType.TEXT
                && value instanceof String text
                && text.length() > column.field().maxLength().orElse(Integer.MAX_VALUE);
    }

    private static Optional<String> text(Field field, String text) {
        if (field.maxLength().isPresent() && text.length() > field.maxLength().getAsInt()) {
            return Optional.of("is longer than " + field.maxLength().getAsInt() + " characters");
        }
        return isWellFormed(text) ? Optional.empty() : Optional.of("holds half of a character (a lone surrogate)");
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                return false;
            }
            i += pair ? 1 : 0;
        }
        return true;
    }

    private static Optional<String> option(String option) {
        return ODataLiteral.isWholeNumber(option) ? Optional.empty() : Optional.of("is not the number of an option");
    }

    private static Optional<String> reference(Column column, RecordRef reference) {
        if (!Guids.isGuid(reference.id())) {
            return Optional.of("points to an id that is not a GUID");
        }
        List<String> targets = column.field().targets();
        if (!targets.isEmpty() && !targets.contains(reference.entity())) {
            return Optional.of("cannot point to '" + reference.entity() + "', only to " + String.join(", ", targets));
        }
        boolean bindable = column.navigation().containsKey(reference.entity())
                || column.navigation().values().stream().distinct().count() <= 1;
        return bindable ? Optional.empty() : Optional.of("has no navigation property for '" + reference.entity() + "'");
    }

    private static Optional<String> range(Field field, Object value) {
        if (field.min().isPresent() && compare(field.min().get(), value) > 0) {
            return Optional.of("is less than " + field.min().get());
        }
        if (field.max().isPresent() && compare(field.max().get(), value) < 0) {
            return Optional.of("is greater than " + field.max().get());
        }
        return Optional.empty();
    }

    /** The bound has the field's Java type, and so has the value. */
    @SuppressWarnings("unchecked")
    private static int compare(Comparable<?> bound, Object value) {
        return ((Comparable<Object>) bound).compareTo(value);
    }
}
