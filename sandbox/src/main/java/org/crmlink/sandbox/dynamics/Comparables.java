package org.crmlink.sandbox.dynamics;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Brings values and constants into forms that compare with each other: texts without case and trailing blanks (as SQL Server's
 * collation), numbers as {@code BigDecimal}, ids as {@code RecordId}, days and moments as {@code Instant}.
 */
final class Comparables {

    private Comparables() {}

    /** The comparable form of a column's value. */
    @SuppressWarnings("unchecked") // both sides of a comparison belong to one column or were checked against it
    static Comparable<Object> value(Column column, Object value) {
        Object form;
        if (value instanceof String text) {
            form = fold(text);
        } else if (value instanceof Reference reference) {
            form = reference.id();
        } else if (value instanceof Integer || value instanceof Long) {
            form = BigDecimal.valueOf(((Number) value).longValue());
        } else if (value instanceof Double number) {
            form = BigDecimal.valueOf(number);
        } else if (value instanceof LocalDate day) {
            form = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        } else if (value instanceof List<?> options) {
            form = RowWriter.multiSelect(options);
        } else if (value instanceof Comparable<?>) {
            form = value;
        } else {
            throw ApiErrors.syntax("The property '" + column.logicalName() + "' cannot be compared.");
        }
        return (Comparable<Object>) form;
    }

    static String fold(String text) {
        return text.stripTrailing().toLowerCase(Locale.ROOT);
    }

    /** The same form, such that equal values have equal hashes: 1.0 and 1.00 differ for {@code BigDecimal.equals}. */
    @SuppressWarnings("unchecked") // see value
    static Comparable<Object> hashed(Comparable<Object> form) {
        return (Object) form instanceof BigDecimal number
                ? (Comparable<Object>) (Object) number.stripTrailingZeros()
                : form;
    }

    /** The comparable form of a constant of the query, checked against the column's type. */
    @SuppressWarnings("unchecked") // see value
    static Comparable<Object> constant(Column column, Object constant, Expression.Operator operator) {
        Object form = switch (column.type()) {
            case STRING, MEMO, ENTITY_NAME, MULTISELECT -> constant instanceof String text ? fold(text) : null;
            case BOOLEAN, MANAGED_PROPERTY -> bool(constant);
            case INTEGER, BIGINT, DECIMAL, DOUBLE, MONEY, PICKLIST, STATE, STATUS -> number(constant);
            case DATETIME -> moment(constant);
            case LOOKUP, CUSTOMER, OWNER, UNIQUEIDENTIFIER, FILE -> id(constant);
            default -> null;
        };
        if (form == null) {
            throw incompatible(Properties.edmType(column), edmType(constant), operator);
        }
        return (Comparable<Object>) form;
    }

    private static ApiException incompatible(String left, String right, Expression.Operator operator) {
        String kind = switch (operator) {
            case EQ -> "Equal";
            case NE -> "NotEqual";
            case GT -> "GreaterThan";
            case GE -> "GreaterThanOrEqual";
            case LT -> "LessThan";
            case LE -> "LessThanOrEqual";
        };
        return ApiErrors.syntax("A binary operator with incompatible types was detected. Found operand types '" + left
                + "' and '" + right + "' for operator kind '" + kind + "'.");
    }

    /** Refuses a comparison of two columns whose values have no common form. */
    static void mustCompare(Column left, Column right, Expression.Operator operator) {
        if (!form(left).equals(form(right)) || form(left).isEmpty()) {
            throw incompatible(Properties.edmType(left), Properties.edmType(right), operator);
        }
    }

    private static String form(Column column) {
        return switch (column.type()) {
            case STRING, MEMO, ENTITY_NAME, MULTISELECT -> "text";
            case BOOLEAN, MANAGED_PROPERTY -> "boolean";
            case INTEGER, BIGINT, DECIMAL, DOUBLE, MONEY, PICKLIST, STATE, STATUS -> "number";
            case DATETIME -> "moment";
            case LOOKUP, CUSTOMER, OWNER, UNIQUEIDENTIFIER, FILE -> "id";
            case IMAGE, VIRTUAL, PARTY_LIST, CALENDAR_RULES -> "";
        };
    }

    private static @Nullable Object bool(Object constant) {
        return constant instanceof Boolean ? constant : null;
    }

    private static @Nullable Object number(Object constant) {
        if (constant instanceof BigDecimal) {
            return constant;
        }
        if (constant instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        // Query functions put all their values in quotes.
        if (constant instanceof String text) {
            try {
                return new BigDecimal(text.trim());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }

    private static @Nullable Object moment(Object constant) {
        if (constant instanceof Instant) {
            return constant;
        }
        if (constant instanceof LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (constant instanceof String text) {
            try {
                return text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Literals.instant(text);
            } catch (DateTimeException e) {
                return null;
            }
        }
        return null;
    }

    private static @Nullable Object id(Object constant) {
        if (constant instanceof UUID uuid) {
            return RecordId.of(uuid);
        }
        return constant instanceof String text
                ? Literals.guid(text).map(RecordId::of).orElse(null)
                : null;
    }

    private static String edmType(Object constant) {
        if (constant instanceof String) {
            return "Edm.String";
        }
        if (constant instanceof Boolean) {
            return "Edm.Boolean";
        }
        if (constant instanceof UUID) {
            return "Edm.Guid";
        }
        if (constant instanceof Instant) {
            return "Edm.DateTimeOffset";
        }
        if (constant instanceof LocalDate) {
            return "Edm.Date";
        }
        return constant instanceof BigDecimal number && number.scale() > 0 ? "Edm.Decimal" : "Edm.Int32";
    }

    static boolean holds(Expression.Operator operator, int comparison) {
        return switch (operator) {
            case EQ -> comparison == 0;
            case NE -> comparison != 0;
            case GT -> comparison > 0;
            case GE -> comparison >= 0;
            case LT -> comparison < 0;
            case LE -> comparison <= 0;
        };
    }
}
