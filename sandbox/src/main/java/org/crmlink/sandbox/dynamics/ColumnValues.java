package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/** Values of clients as the store keeps them. */
final class ColumnValues {

    private ColumnValues() {}

    /** A value of a JSON body. */
    static @Nullable Object ofJson(Table table, Column column, @Nullable Object json) {
        if (json == null) {
            return null;
        }
        Object value = convert(column, json);
        if (value == null) {
            throw ApiErrors.payload(
                    table.entitySetName(),
                    "Cannot convert the literal '" + shortened(json) + "' to the expected type '"
                            + Properties.edmType(column) + "' of the property '" + column.logicalName() + "'.");
        }
        return value;
    }

    /** A constant of a URL, or null if it does not fit. */
    static @Nullable Object ofConstant(Table table, Column column, Object constant) {
        if (column.type().isReference()) {
            return constant instanceof UUID id && column.targets().size() == 1
                    ? new Reference(column.targets().get(0), RecordId.of(id))
                    : null;
        }
        Object json = constant instanceof UUID
                        || constant instanceof Instant
                        || constant instanceof LocalDate
                        || (constant instanceof BigDecimal && Properties.isText(column))
                ? constant.toString()
                : constant;
        return ofJson(table, column, json);
    }

    private static String shortened(Object json) {
        if (json instanceof Map<?, ?>) {
            return "{…}";
        }
        if (json instanceof List<?>) {
            return "[…]";
        }
        String text = json.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static @Nullable Object convert(Column column, Object json) {
        return switch (column.type()) {
            case STRING, MEMO, ENTITY_NAME -> json instanceof String ? json : null;
            case BOOLEAN -> json instanceof Boolean ? json : null;
            case MANAGED_PROPERTY ->
                json instanceof Map<?, ?> complex && complex.get("Value") instanceof Boolean value ? value : null;
            case INTEGER, PICKLIST, STATE, STATUS -> {
                Long number = whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE);
                yield number == null ? null : number.intValue();
            }
            case BIGINT -> whole(json, Long.MIN_VALUE, Long.MAX_VALUE);
            case DECIMAL, MONEY -> decimal(json);
            case DOUBLE -> {
                BigDecimal number = decimal(json);
                yield number == null ? null : number.doubleValue();
            }
            case DATETIME -> json instanceof String text ? date(column, text) : null;
            case UNIQUEIDENTIFIER, FILE, LOOKUP, CUSTOMER, OWNER ->
                json instanceof String text
                        ? Literals.guid(text).map(RecordId::of).orElse(null)
                        : null;
            case MULTISELECT -> json instanceof String text ? options(text) : null;
            case IMAGE -> json instanceof String text ? bytes(text) : null;
            case PARTY_LIST, CALENDAR_RULES, VIRTUAL -> null;
        };
    }

    private static @Nullable BigDecimal decimal(Object json) {
        if (json instanceof BigDecimal number) {
            return number;
        }
        return json instanceof Long || json instanceof BigInteger ? new BigDecimal(json.toString()) : null;
    }

    private static @Nullable Long whole(Object json, long min, long max) {
        BigDecimal number = decimal(json);
        if (number == null
                || number.stripTrailingZeros().scale() > 0
                || number.compareTo(BigDecimal.valueOf(min)) < 0
                || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            return null;
        }
        return number.longValue();
    }

    private static @Nullable Object date(Column column, String text) {
        try {
            if (column.isDateOnly()) {
                // The type is Edm.Date: a time of day is an error, not rounded.
                return LocalDate.parse(text);
            }
            Instant moment = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Literals.instant(text);
            return moment.truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable List<Integer> options(String text) {
        List<Integer> options = new ArrayList<>();
        try {
            for (String number : text.split(",", -1)) {
                if (!number.isBlank()) {
                    options.add(Integer.valueOf(number.trim()));
                }
            }
        } catch (NumberFormatException e) {
            return null;
        }
        return options;
    }

    private static byte @Nullable [] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
