package org.crmlink.sandbox.salesforce.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.soql.Condition.Comparator;
import org.crmlink.sandbox.salesforce.soql.DateSpan;
import org.crmlink.sandbox.salesforce.soql.LikePattern;
import org.crmlink.sandbox.salesforce.soql.Literal;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlText;
import org.jspecify.annotations.Nullable;

/**
 * Compares values of fields with those of a query. Texts are compared without case unless the field minds it; nothing equals null but null, which is
 * neither smaller nor larger than anything; a truth value that is missing is false. Stateless.
 */
final class Values {

    private Values() {}

    /** Whether a value of the field fits. */
    interface Test {
        boolean fits(@Nullable Object value);
    }

    /**
     * A test of a field's values.
     *
     * @throws SoqlException if the values of the field cannot be compared so
     */
    static Test test(Field field, Comparator comparator, Literal literal, int at, SoqlText text, QueryContext context) {
        if (literal instanceof Literal.Nothing) {
            return nothing(field, comparator, at, text);
        }
        if (comparator == Comparator.LIKE) {
            return like(field, literal, at, text);
        }
        FieldType type = field.type();
        if (type == FieldType.BOOLEAN) {
            boolean wanted = truth(field, literal, at, text);
            return equality(comparator, at, text, field, value -> Boolean.TRUE.equals(value) == wanted);
        }
        if (type == FieldType.ID || type == FieldType.REFERENCE) {
            String id = id(field, literal, at, text);
            return equality(comparator, at, text, field, id::equals);
        }
        if (literal instanceof Literal.Relative relative && (type == FieldType.DATE || type == FieldType.DATETIME)) {
            return span(comparator, DateSpan.of(relative, context.today(), context.calendar()), context);
        }
        Comparable<?> wanted = constant(field, literal, at, text);
        IntPredicate fits = fits(comparator);
        boolean unequal = comparator == Comparator.NOT_EQUAL;
        return value -> value == null ? unequal : fits.test(compare(comparable(field, value), wanted));
    }

    private static Test nothing(Field field, Comparator comparator, int at, SoqlText text) {
        boolean truth = field.type() == FieldType.BOOLEAN;
        return equality(comparator, at, text, field, value -> truth ? !Boolean.TRUE.equals(value) : value == null);
    }

    private static Test equality(Comparator comparator, int at, SoqlText text, Field field, Test equal) {
        return switch (comparator) {
            case EQUAL -> equal;
            case NOT_EQUAL -> value -> !equal.fits(value);
            default ->
                throw text.refused(
                        "INVALID_QUERY_FILTER_OPERATOR",
                        at,
                        "invalid operator on " + field.type().apiName() + " field " + field.name());
        };
    }

    private static Test like(Field field, Literal literal, int at, SoqlText text) {
        if (!field.type().isText() || field.type() == FieldType.MULTIPICKLIST) {
            throw text.refused(
                    "INVALID_QUERY_FILTER_OPERATOR",
                    at,
                    "invalid operator on " + field.type().apiName() + " field " + field.name());
        }
        if (literal instanceof Literal.Text pattern) {
            LikePattern like = LikePattern.of(pattern.pattern());
            return value -> value instanceof String string && like.matches(string);
        }
        throw wrongType(field, at, text);
    }

    /** Before, inside of or behind some days, which begin where the user is. */
    private static Test span(Comparator comparator, DateSpan span, QueryContext context) {
        Instant from = span.from().atStartOfDay(context.zone()).toInstant();
        Instant to = span.to().atStartOfDay(context.zone()).toInstant();
        IntPredicate fits = fits(comparator);
        boolean unequal = comparator == Comparator.NOT_EQUAL;
        return value -> {
            if (value == null) {
                return unequal;
            }
            boolean before = value instanceof LocalDate day
                    ? day.isBefore(span.from())
                    : value instanceof Instant moment && moment.isBefore(from);
            boolean inside = value instanceof LocalDate day
                    ? day.isBefore(span.to())
                    : value instanceof Instant moment && moment.isBefore(to);
            return fits.test(before ? -1 : inside ? 0 : 1);
        };
    }

    private static IntPredicate fits(Comparator comparator) {
        return switch (comparator) {
            case EQUAL -> order -> order == 0;
            case NOT_EQUAL -> order -> order != 0;
            case LESS -> order -> order < 0;
            case AT_MOST -> order -> order <= 0;
            case MORE -> order -> order > 0;
            case AT_LEAST -> order -> order >= 0;
            case LIKE -> throw new IllegalStateException("a pattern is not compared");
        };
    }

    private static boolean truth(Field field, Literal literal, int at, SoqlText text) {
        if (literal instanceof Literal.Truth truth) {
            return truth.value();
        }
        throw wrongType(field, at, text);
    }

    private static String id(Field field, Literal literal, int at, SoqlText text) {
        Optional<String> id =
                literal instanceof Literal.Text written ? RecordIds.normalized(written.value()) : Optional.empty();
        boolean empty =
                literal instanceof Literal.Text written && written.value().isEmpty();
        if (id.isEmpty() && !empty) {
            throw text.refused(
                    "INVALID_QUERY_FILTER_OPERATOR",
                    at,
                    "invalid ID field: " + (literal instanceof Literal.Text t ? t.value() : field.name()));
        }
        return id.orElse("");
    }

    private static Comparable<?> constant(Field field, Literal literal, int at, SoqlText text) {
        FieldType type = field.type();
        if (type.isText() && literal instanceof Literal.Text written) {
            return folded(field, written.value());
        }
        if (type.isNumber() && literal instanceof Literal.Numeral number) {
            return number.value();
        }
        if (type == FieldType.CURRENCY && literal instanceof Literal.Money money) {
            return money.amount();
        }
        if (type == FieldType.DATE && literal instanceof Literal.Day day) {
            return day.value();
        }
        if (type == FieldType.DATETIME && literal instanceof Literal.Moment moment) {
            return moment.value();
        }
        if (type == FieldType.TIME && literal instanceof Literal.TimeOfDay time) {
            return time.value();
        }
        throw wrongType(field, at, text);
    }

    static Comparable<?> comparable(Field field, Object value) {
        return value instanceof String written
                ? folded(field, written)
                : value instanceof Comparable<?> other ? other : value.toString();
    }

    private static String folded(Field field, String value) {
        return field.caseSensitive() ? value : value.toLowerCase(Locale.ROOT);
    }

    /** Two values of one type. */
    static int compare(Comparable<?> one, Comparable<?> other) {
        if (one instanceof String a && other instanceof String b) {
            return a.compareTo(b);
        }
        if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
            return a.compareTo(b);
        }
        if (one instanceof Instant a && other instanceof Instant b) {
            return a.compareTo(b);
        }
        if (one instanceof LocalDate a && other instanceof LocalDate b) {
            return a.compareTo(b);
        }
        if (one instanceof LocalTime a && other instanceof LocalTime b) {
            return a.compareTo(b);
        }
        throw new IllegalStateException("cannot compare " + one.getClass() + " with " + other.getClass());
    }

    private static SoqlException wrongType(Field field, int at, SoqlText text) {
        boolean quoted = field.type().isText();
        return text.refused(
                "INVALID_FIELD",
                at,
                "value of filter criterion for field '" + field.name() + "' must be of type "
                        + field.type().apiName() + " and should "
                        + (quoted ? "be enclosed in quotes" : "not be enclosed in quotes"));
    }
}
