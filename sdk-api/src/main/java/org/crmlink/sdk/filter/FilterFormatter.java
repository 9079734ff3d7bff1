package org.crmlink.sdk.filter;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.crmlink.sdk.filter.Filter.Match;

/** Writes the grammar of {@link FilterText}. One-at-a-time. */
final class FilterFormatter {

    private static final int MAX_DIGITS = 1_000;

    private final StringBuilder out = new StringBuilder();
    /** Counted exactly as the parser counts, so that what is written can be read. */
    private int depth;

    private FilterFormatter() {}

    static String format(Filter filter) {
        FilterFormatter formatter = new FilterFormatter();
        formatter.write(filter, Place.ALONE);
        formatter.checkLength();
        return formatter.out.toString();
    }

    /** What stands around a filter, and so which connectives need parentheses. */
    private enum Place {
        ALONE,
        IN_OR,
        IN_AND,
        IN_NOT
    }

    private void write(Filter filter, Place place) {
        checkLength();
        if (filter instanceof Filter.All) {
            out.append("all()");
        } else if (filter instanceof Filter.And and) {
            connective(and.parts(), " and ", place, Place.IN_AND, filter);
        } else if (filter instanceof Filter.Or or) {
            connective(or.parts(), " or ", place, Place.IN_OR, filter);
        } else if (filter instanceof Filter.Not not) {
            negation(not.inside());
        } else if (filter instanceof Filter.Comparison comparison) {
            name(comparison.field())
                    .append(' ')
                    .append(comparison.operator().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(literal(comparison.value()));
        } else if (filter instanceof Filter.In in) {
            in(in);
        } else if (filter instanceof Filter.IsNull isNull) {
            name(isNull.field()).append(" eq null");
        } else {
            function(filter);
        }
    }

    private void function(Filter filter) {
        if (filter instanceof Filter.TextMatch match) {
            out.append(match.match() == Match.PREFIX ? "startswith(" : "contains(");
            name(match.field()).append(", ").append(quote(match.text(), '\'')).append(')');
        } else if (filter instanceof Filter.RelativeDate date) {
            relativeDate(date);
        } else if (filter instanceof Filter.CurrentUser user) {
            out.append("currentuser(");
            name(user.field()).append(')');
        } else if (filter instanceof Filter.Related related) {
            enter();
            out.append("related(");
            name(related.field()).append(", ");
            name(related.target()).append(", ");
            write(related.inside(), Place.ALONE);
            out.append(')');
            depth--;
        } else {
            throw new IllegalArgumentException(
                    "no text for " + filter.getClass().getSimpleName());
        }
    }

    private void connective(List<Filter> parts, String word, Place around, Place inside, Filter filter) {
        if (parts.isEmpty()) {
            write(filter instanceof Filter.And ? Filter.all() : new Filter.Not(Filter.all()), around);
            return;
        }
        if (parts.size() == 1) {
            // Java code may nest single parts without limit; the depth keeps this recursion off the end of the stack.
            enter();
            write(parts.get(0), around);
            depth--;
            return;
        }
        boolean parentheses =
                around == Place.IN_NOT || around == Place.IN_AND || (around == Place.IN_OR && inside == Place.IN_OR);
        if (parentheses) {
            enter();
            out.append('(');
        }
        String between = "";
        for (Filter part : parts) {
            out.append(between);
            write(part, inside);
            between = word;
        }
        if (parentheses) {
            out.append(')');
            depth--;
        }
    }

    private void negation(Filter inside) {
        if (inside instanceof Filter.IsNull isNull) {
            name(isNull.field()).append(" ne null");
            return;
        }
        enter();
        out.append("not ");
        write(inside, Place.IN_NOT);
        depth--;
    }

    private void in(Filter.In in) {
        name(in.field()).append(" in (");
        String between = "";
        for (Object value : in.values()) {
            out.append(between).append(literal(value));
            between = ", ";
            checkLength();
        }
        out.append(')');
    }

    private void relativeDate(Filter.RelativeDate date) {
        switch (date.period()) {
            case TODAY -> out.append("today(");
            case YESTERDAY -> out.append("yesterday(");
            case LAST_DAYS -> out.append("lastdays(");
            case NEXT_DAYS -> out.append("nextdays(");
            case OLDER_THAN_DAYS -> out.append("olderthandays(");
        }
        name(date.field());
        switch (date.period()) {
            case TODAY, YESTERDAY -> out.append(')');
            case LAST_DAYS, NEXT_DAYS, OLDER_THAN_DAYS ->
                out.append(", ").append(date.count()).append(')');
        }
    }

    private void enter() {
        if (++depth > FilterText.MAX_DEPTH) {
            throw new IllegalArgumentException("a filter is nested deeper than " + FilterText.MAX_DEPTH + " levels");
        }
    }

    private void checkLength() {
        if (out.length() > FilterText.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a filter's text is longer than " + FilterText.MAX_LENGTH + " characters");
        }
    }

    private StringBuilder name(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a filter has a field or entity without a name");
        }
        return out.append(FilterLexer.isBareName(name) ? name : quote(name, '"'));
    }

    private static String quote(String text, char quote) {
        String one = String.valueOf(quote);
        return one + text.replace(one, one + one) + one;
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            return quote(text, '\'');
        }
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer || value instanceof Short) {
            return value.toString();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal(decimal);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new IllegalArgumentException("a filter holds a number that has no literal: " + number);
            }
            return number + "d";
        }
        if (value instanceof Instant instant) {
            checkYear(instant.atOffset(ZoneOffset.UTC).getYear());
            return instant.toString();
        }
        if (value instanceof LocalDate date) {
            checkYear(date.getYear());
            return date.toString();
        }
        if (value instanceof LocalDateTime local) {
            checkYear(local.getYear());
            return local.toString();
        }
        if (value instanceof LocalTime time) {
            return time.toString();
        }
        throw new IllegalArgumentException(
                "a value of " + value.getClass().getName() + " has no literal in a filter text");
    }

    private static String decimal(BigDecimal decimal) {
        if (decimal.precision() > MAX_DIGITS || Math.abs((long) decimal.scale()) > MAX_DIGITS / 2) {
            throw new IllegalArgumentException("a decimal in a filter has more than " + MAX_DIGITS + " digits");
        }
        String plain = decimal.toPlainString();
        if (plain.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("a decimal in a filter has more than " + MAX_DIGITS + " digits");
        }
        return decimal.scale() > 0 ? plain : plain + "m";
    }

    private static void checkYear(int year) {
        if (year < 0 || year > 9999) {
            throw new IllegalArgumentException("a date in a filter is beyond the years 0 to 9999");
        }
    }
}
